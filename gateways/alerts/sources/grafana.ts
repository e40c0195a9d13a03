import { type Additions, readGroup } from './alert-group.js';
import { JSON_TYPES } from './payload.js';
import type { Source } from './source.js';
import { type JsonObject, objectOf, own, pairOf, scalars, textOf } from './values.js';

/** The webhook of Grafana Alerting, version 1: Alertmanager's with addresses in Grafana and the values that made it fire. */
export const grafana: Source = {
  name: 'grafana',
  contentTypes: JSON_TYPES,
  read: (request) => readGroup(request, additionsOf),
};

function additionsOf(alert: JsonObject): Additions {
  return {
    links: [
      { url: own(alert, 'silenceURL'), text: 'silence' },
      { url: own(alert, 'dashboardURL'), text: 'dashboard' },
      { url: own(alert, 'panelURL'), text: 'panel' },
      { url: own(alert, 'imageURL'), text: 'image' },
    ],
    annotations: [...pairOf('value_string', textOf(alert, 'valueString')), ...valuesOf(alert)],
  };
}

/** `B` of `values` becomes the annotation `value_B`. */
function valuesOf(alert: JsonObject): readonly (readonly [string, string])[] {
  return scalars(objectOf(alert, 'values')).map(([name, value]) => [`value_${name}`, value] as const);
}
