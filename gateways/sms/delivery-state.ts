import type { Problem } from '../gateway.js';
import { DELIVERED, FAILURES, type FailureName, type Meaning, PENDING } from './delivery-meaning.js';
import { type NetworkError, networkMeaning } from './network-errors.js';

/** message_state (SMPP 3.4 5.2.28; 0 and 9 of 5.0). UNKNOWN says nothing, so nothing is told. */
export const BY_NUMBER: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [0, PENDING], // SCHEDULED
  [1, PENDING], // ENROUTE
  [2, DELIVERED],
  [3, FAILURES.expired],
  [4, FAILURES.deleted],
  [5, FAILURES.undeliverable],
  [6, PENDING], // ACCEPTED
  [7, PENDING], // UNKNOWN
  [8, FAILURES.rejected],
  [9, FAILURES.skipped],
]);

/**
 * First five letters of the word after `stat:` (SMPP 3.4 appendix B, and what carriers write instead); they count only in a
 * word that is no longer than those of the standard and says no more than a state.
 */
export const BY_WORD: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['DELIV', DELIVERED],
  ['EXPIR', FAILURES.expired],
  ['DELET', FAILURES.deleted],
  ['UNDEL', FAILURES.undeliverable],
  ['ACCEP', PENDING],
  ['ACKED', PENDING],
  ['ENROU', PENDING],
  ['BUFFR', PENDING],
  ['BUFFE', PENDING],
  ['SCHED', PENDING],
  ['UNKNO', PENDING],
  ['REJEC', FAILURES.rejected],
  ['SKIPP', FAILURES.skipped],
  ['FAILE', FAILURES.undeliverable],
]);

const PLAIN_WORD = /^[A-Z]{1,9}$/;
/** `DELIVFAIL`, `DELIVERR`: not what the first letters say. */
const TROUBLE = /.(?:FAIL|ERR)/;
/** Longer words that are in use. */
const LONG_WORDS: ReadonlySet<string> = new Set(['UNDELIVERED', 'UNDELIVERABLE']);

/** The words of appendix B, and those of SMPP 5.0, that an admin may name a carrier's own words by. */
export const STATE_WORDS = [
  'SCHEDULED',
  'ENROUTE',
  'DELIVRD',
  'EXPIRED',
  'DELETED',
  'UNDELIV',
  'ACCEPTD',
  'UNKNOWN',
  'REJECTD',
  'SKIPPED',
] as const;

/** What the admin says of a carrier's own words and codes. */
export interface StateRules {
  /** Words of the carrier, in capitals, and the standard words that they stand for. */
  readonly states: Readonly<Record<string, (typeof STATE_WORDS)[number]>>;
  /** Codes of errors, as `err:` has them (no zeros in front, in capitals) or as `type/code` of the TLV. */
  readonly networkErrors: Readonly<Record<string, FailureName>>;
}

/** What a receipt says of a message, and what its sender is told of a failure. */
export interface DeliveryState {
  readonly state: 'delivered' | 'failed' | 'pending';
  readonly problem?: Problem;
}

interface StateSources {
  /** Value of the TLV message_state. */
  readonly number?: number | undefined;
  /** Word after `stat:` in the text. */
  readonly word?: string | undefined;
  readonly networkError?: NetworkError | undefined;
  /** Code after `err:` in the text: the carrier's own, which only the admin's rules can read. */
  readonly error?: string | undefined;
}

/** What a word says; undefined where nobody knows it. */
export function wordMeaning(word: string, { states }: Pick<StateRules, 'states'>): Meaning | undefined {
  const capitals = word.toUpperCase();
  const standard = states[capitals] ?? capitals;
  const plain = PLAIN_WORD.test(standard) && !TROUBLE.test(standard);
  return plain || LONG_WORDS.has(standard) ? BY_WORD.get(standard.slice(0, 5)) : undefined;
}

/** What a receipt says: the TLV first, then the text. A state that nobody knows is taken for no news. */
export function deliveryState(sources: StateSources, rules: StateRules): DeliveryState {
  const { number, word, networkError, error } = sources;
  const meaning =
    (number === undefined ? undefined : BY_NUMBER.get(number)) ??
    (word === undefined ? undefined : wordMeaning(word, rules)) ??
    PENDING;
  if (meaning.state !== 'failed') return { state: meaning.state };
  const finer = configured(sources, rules) ?? ofNetwork(meaning, networkError);
  const { type, condition, text } = finer?.state === 'failed' ? finer : meaning;
  const code = [
    number === undefined ? `stat ${word}` : `message_state ${number}`,
    ...(networkError === undefined ? [] : [`network ${networkError.network}/${networkError.code}`]),
    ...(error === undefined || /^0+$/.test(error) ? [] : [`err ${error}`]),
  ].join(', ');
  return { state: 'failed', problem: { type, condition, text: { key: text }, code } };
}

/** An error makes "undeliverable" precise; the other states are precise by themselves. */
function ofNetwork(meaning: Meaning, error: NetworkError | undefined): Meaning | undefined {
  return meaning === FAILURES.undeliverable && error !== undefined ? networkMeaning(error) : undefined;
}

/** What the admin says of the error, whatever failure the carrier calls it. */
function configured({ networkError, error }: StateSources, { networkErrors }: StateRules): Meaning | undefined {
  const names = [
    ...(networkError === undefined ? [] : [`${networkError.network}/${networkError.code}`, String(networkError.code)]),
    ...(error === undefined ? [] : [errorKey(error)]),
  ];
  for (const name of names) {
    const failure = networkErrors[name];
    if (failure !== undefined) return FAILURES[failure];
  }
  return undefined;
}

/** A code in the form in which it is compared: `00a` is `A`, `000` is `0`. */
export function errorKey(code: string): string {
  return code.toUpperCase().replace(/^0+(?=.)/, '');
}
