import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** A point in time as XMPP writes it (XEP-0082), UTC, to the millisecond where there are any. `at` in ms since the epoch. */
export function formatTime(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Reads a DateTime of XEP-0082 to ms since the epoch; undefined where it is none. */
export function parseTime(text: string): number | undefined {
  if (!DATE_TIME.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Entity time (XEP-0202), told in UTC. `at` in ms since the epoch, `offset` of the local time from UTC: `+01:00`. */
export function timePayload(at: number, offset = '+00:00'): Element {
  return el('time', { xmlns: NS.time }, el('tzo', {}, offset), el('utc', {}, formatTime(at)));
}
