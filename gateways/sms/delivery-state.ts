import type { Problem, StanzaCondition, StanzaErrorType } from '../gateway.js';

interface Told {
  readonly type: StanzaErrorType;
  readonly condition: StanzaCondition;
  readonly text: string;
}

type Meaning = { readonly state: 'delivered' } | { readonly state: 'pending' } | ({ readonly state: 'failed' } & Told);

const failed = (type: StanzaErrorType, condition: StanzaCondition, text: string): Meaning => ({
  state: 'failed',
  type,
  condition,
  text,
});

const DELIVERED: Meaning = { state: 'delivered' };
const PENDING: Meaning = { state: 'pending' };
const EXPIRED = failed('wait', 'recipient-unavailable', 'sms.delivery.expired');
const DELETED = failed('cancel', 'recipient-unavailable', 'sms.delivery.deleted');
const UNDELIVERABLE = failed('cancel', 'recipient-unavailable', 'sms.delivery.failed');
const REJECTED = failed('cancel', 'not-acceptable', 'sms.delivery.rejected');
const SKIPPED = failed('cancel', 'service-unavailable', 'sms.delivery.skipped');

/** message_state (SMPP 3.4 5.2.28; 0 and 9 of 5.0). UNKNOWN says nothing, so nothing is told. */
export const BY_NUMBER: ReadonlyMap<number, Meaning> = new Map([
  [0, PENDING],
  [1, PENDING],
  [2, DELIVERED],
  [3, EXPIRED],
  [4, DELETED],
  [5, UNDELIVERABLE],
  [6, PENDING],
  [7, PENDING],
  [8, REJECTED],
  [9, SKIPPED],
]);

/** First five letters of the word after `stat:` (SMPP 3.4 appendix B, and what carriers write instead). */
export const BY_WORD: ReadonlyMap<string, Meaning> = new Map([
  ['DELIV', DELIVERED],
  ['EXPIR', EXPIRED],
  ['DELET', DELETED],
  ['UNDEL', UNDELIVERABLE],
  ['ACCEP', PENDING],
  ['ACKED', PENDING],
  ['ENROU', PENDING],
  ['BUFFR', PENDING],
  ['BUFFE', PENDING],
  ['SCHED', PENDING],
  ['UNKNO', PENDING],
  ['REJEC', REJECTED],
  ['SKIPP', SKIPPED],
  ['FAILE', UNDELIVERABLE],
]);

const UNKNOWN_NUMBER = failed('cancel', 'item-not-found', 'sms.delivery.unknown-number');
const BARRED = failed('cancel', 'not-allowed', 'sms.delivery.barred');
const ABSENT = failed('wait', 'recipient-unavailable', 'sms.delivery.absent');

/** Error of the phone network (MAP), for network_error_code of type 3, GSM. */
export const BY_NETWORK_ERROR: ReadonlyMap<number, Meaning> = new Map([
  [1, UNKNOWN_NUMBER],
  [5, BARRED],
  [6, ABSENT],
  [9, BARRED],
  [11, BARRED],
  [12, BARRED],
  [13, BARRED],
  [21, BARRED],
  [27, ABSENT],
  [31, ABSENT],
  [32, ABSENT],
  [33, ABSENT],
  [34, ABSENT],
]);

const GSM_NETWORK = 3;

export interface DeliveryState {
  readonly state: 'delivered' | 'failed' | 'pending';
  readonly problem?: Problem;
}

export interface StateSources {
  /** Value of the TLV message_state. */
  readonly number?: number | undefined;
  /** Word after `stat:` in the text. */
  readonly word?: string | undefined;
  /** Value of the TLV network_error_code: the network's type and its code. */
  readonly networkError?: { readonly network: number; readonly code: number } | undefined;
}

/** What a receipt says: the TLV first, then the text. A state that nobody knows is taken for no news. */
export function deliveryState(sources: StateSources): DeliveryState {
  const { number, word, networkError } = sources;
  const meaning =
    (number === undefined ? undefined : BY_NUMBER.get(number)) ??
    BY_WORD.get(word?.toUpperCase().slice(0, 5) ?? '') ??
    PENDING;
  if (meaning.state !== 'failed') return { state: meaning.state };
  const finer =
    meaning === UNDELIVERABLE && networkError?.network === GSM_NETWORK
      ? BY_NETWORK_ERROR.get(networkError.code)
      : undefined;
  const told = finer?.state === 'failed' ? finer : meaning;
  const code = [
    number === undefined ? `stat ${word}` : `message_state ${number}`,
    ...(networkError === undefined ? [] : [`network ${networkError.network}/${networkError.code}`]),
  ].join(', ');
  return {
    state: 'failed',
    problem: { type: told.type, condition: told.condition, text: { key: told.text }, code },
  };
}
