import type { StanzaCondition, StanzaErrorType } from '../gateway.js';

/** What a user is told of a message that failed after the carrier had taken it. */
interface Failure {
  readonly state: 'failed';
  readonly type: StanzaErrorType;
  readonly condition: StanzaCondition;
  /** Key of the sentence. */
  readonly text: string;
}

/** What a state of a message, or an error of the phone network, means for its sender. */
export type Meaning = { readonly state: 'delivered' } | { readonly state: 'pending' } | Failure;

const failed = (type: StanzaErrorType, condition: StanzaCondition, text: string): Failure => ({
  state: 'failed',
  type,
  condition,
  text,
});

/** The phone has it. */
export const DELIVERED: Meaning = { state: 'delivered' };
/** No news: on its way, or a state that says nothing. Nobody is told. */
export const PENDING: Meaning = { state: 'pending' };

/** The ways in which a message fails; the admin names them by these words too. `wait`: trying again later may help. */
export const FAILURES = {
  undeliverable: failed('cancel', 'recipient-unavailable', 'sms.delivery.failed'),
  'unknown-number': failed('cancel', 'item-not-found', 'sms.delivery.unknown-number'),
  barred: failed('cancel', 'not-allowed', 'sms.delivery.barred'),
  absent: failed('wait', 'recipient-unavailable', 'sms.delivery.absent'),
  expired: failed('wait', 'recipient-unavailable', 'sms.delivery.expired'),
  deleted: failed('cancel', 'recipient-unavailable', 'sms.delivery.deleted'),
  rejected: failed('cancel', 'not-acceptable', 'sms.delivery.rejected'),
  skipped: failed('cancel', 'service-unavailable', 'sms.delivery.skipped'),
} as const satisfies Readonly<Record<string, Failure>>;

export type FailureName = keyof typeof FAILURES;

/** The words for failures, as the config has them. */
export const FAILURE_NAMES = Object.keys(FAILURES) as [FailureName, ...FailureName[]];
