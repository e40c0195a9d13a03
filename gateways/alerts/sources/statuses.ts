import type { Alert } from '../alert.js';

/** What has become of an alert. */
export type Status = Alert['status'];

/** Every status, the usual one first. */
export const STATUSES = ['firing', 'resolved', 'acknowledged'] as const satisfies readonly Status[];

/** Words by which senders say what has become of it, in small letters. */
const WORDS: ReadonlyMap<string, Status> = new Map([
  ...spread('firing', ['firing', 'trigger', 'triggered', 'problem', 'alerting', 'open', 'opened', 'active', 'down']),
  ...spread('firing', ['critical', 'warning', 'error', 'failed', 'failure', 'unreachable', 'unknown', 'pending']),
  ...spread('resolved', ['resolved', 'resolve', 'ok', 'recovery', 'recovered', 'normal', 'closed', 'close', 'up']),
  ...spread('resolved', ['success', 'successful', 'fixed', 'cleared', 'inactive', 'healthy']),
  ...spread('acknowledged', ['acknowledged', 'acknowledge', 'acknowledgement', 'ack', 'acked']),
]);

/** Longer than each word, with white space around it. */
const LONGEST = 32;

/** What a word says of an alert, whatever its case; `otherwise` where it is not known or there is none. */
export function statusOf(word: string | undefined, otherwise: Status = 'firing'): Status {
  if (word === undefined || word.length > LONGEST) return otherwise;
  return WORDS.get(word.trim().toLowerCase()) ?? otherwise;
}

function spread(status: Status, words: readonly string[]): readonly (readonly [string, Status])[] {
  return words.map((word) => [word, status] as const);
}
