import { readGroup } from './alert-group.js';
import { JSON_TYPES } from './payload.js';
import type { Source } from './source.js';

/** The webhook of Prometheus' Alertmanager, version 4, also with `routeLabels`, `notification_reason` and `truncatedAlerts`. */
export const alertmanager: Source = {
  name: 'alertmanager',
  contentTypes: JSON_TYPES,
  read: (request) => readGroup(request),
};
