import type { Refusal } from './source.js';

/**
 * Every reason why a request is refused, with the HTTP status that says it. Alertmanager tries again after 5xx alone, so a 4xx
 * (429 too) loses the alert: it is for what would be refused again. What may go better later is 503.
 */
export const REFUSALS = {
  /** Not the syntax that it claims to be: JSON, XML, UTF-8. */
  'json-broken': 400,
  'xml-broken': 400,
  'not-utf8': 400,
  empty: 400,
  'delay-wrong': 400,
  'signature-missing': 401,
  'signature-wrong': 401,
  'signature-stale': 401,
  'too-large': 413,
  'wrong-type': 415,
  'wrong-charset': 415,
  /** Well-formed, but not what this source reads. */
  'not-an-object': 422,
  'no-alerts': 422,
  'field-missing': 422,
  'field-wrong': 422,
  'not-cap': 422,
  'nothing-to-say': 422,
  /** Its sender forbids passing it on (XEP-0131 `Distribute`). */
  'not-to-distribute': 422,
  /** PagerDuty answers an event that it cannot read with 400, and so its clients expect. */
  'event-wrong': 400,
  /** For whoever takes the alerts on: they are not in a lane, so the sender must keep them. */
  'not-kept': 503,
  'too-many': 503,
} as const satisfies Record<string, Refusal['status']>;

export type Reason = keyof typeof REFUSALS;

/** A refusal; `params` fill the places of its sentence in `texts.ts`. */
export function refuse(reason: Reason, params?: Readonly<Record<string, string | number>>): Refusal {
  const key = `alerts.source.${reason}`;
  return { ok: false, status: REFUSALS[reason], reason, text: params === undefined ? { key } : { key, params } };
}
