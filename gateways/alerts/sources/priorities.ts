import type { Severity } from '../alert.js';

/** Priorities of ntfy, by number and by name. */
const NTFY: ReadonlyMap<string, Severity> = new Map([
  ['1', 'info'],
  ['min', 'info'],
  ['2', 'info'],
  ['low', 'info'],
  ['3', 'warning'],
  ['default', 'warning'],
  ['4', 'error'],
  ['high', 'error'],
  ['5', 'critical'],
  ['max', 'critical'],
  ['urgent', 'critical'],
]);

/** `X-Priority` of mail: 1 is the highest, 3 what everything has. */
const X_PRIORITY: ReadonlyMap<string, Severity> = new Map([
  ['1', 'critical'],
  ['2', 'error'],
  ['4', 'info'],
  ['5', 'info'],
]);

/** `Importance` and `Priority` of mail (RFC 2156 5.3.6), `Urgency` of XMPP (XEP-0131). What everything has says nothing. */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ['urgent', 'critical'],
  ['emergency', 'critical'],
  ['high', 'error'],
  ['medium', 'warning'],
  ['low', 'info'],
  ['non-urgent', 'info'],
]);

/** Headers that say how much it matters, in the order in which they count, with how they say it. */
const HEADERS = [
  ['urgency', WORDS],
  ['x-priority', X_PRIORITY],
  ['importance', WORDS],
  ['x-msmail-priority', WORDS],
  ['priority', WORDS],
] as const;

/** Of a priority of ntfy; undefined where it is none. */
export function severityOfPriority(priority: string | undefined): Severity | undefined {
  return NTFY.get(priority?.slice(0, 32).trim().toLowerCase() ?? '');
}

/** What headers of a message say of how bad it is, by names in small letters; undefined where they say nothing. */
export function severityOfHeaders(headers: ReadonlyMap<string, string>): Severity | undefined {
  for (const [name, words] of HEADERS) {
    // X-Priority is written as `1 (Highest)` too.
    const [word = ''] = (headers.get(name) ?? '')
      .slice(0, 64)
      .trim()
      .toLowerCase()
      .split(/[\s(;]/, 1);
    const severity = words.get(word);
    if (severity !== undefined) return severity;
  }
  return undefined;
}
