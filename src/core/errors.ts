import type { Problem, StanzaCondition, StanzaErrorType } from '../problem.js';

interface Row {
  readonly type: StanzaErrorType;
  readonly condition: StanzaCondition;
  /** Key of the sentence for the user. */
  readonly text: string;
}

/**
 * Every error that the core itself tells a user: one row each, so that the stanza error and the sentence stay together.
 * Gateways bring their own as `Problem` values. The table in docs/admin/errors.md is generated from this one.
 */
export const coreErrors = {
  'access-denied': { type: 'auth', condition: 'forbidden', text: 'access.denied' },
  'access-paid': { type: 'auth', condition: 'forbidden', text: 'access.paid' },
  'access-banned': { type: 'auth', condition: 'forbidden', text: 'access.banned' },
  'access-banned-why': { type: 'auth', condition: 'forbidden', text: 'access.banned-why' },
  'message-not-registered': { type: 'auth', condition: 'registration-required', text: 'message.not-registered' },
  'message-account-ended': { type: 'auth', condition: 'registration-required', text: 'message.account-ended' },
  'message-throttled': { type: 'wait', condition: 'resource-constraint', text: 'message.throttled' },
  'message-waiting': { type: 'wait', condition: 'resource-constraint', text: 'message.waiting' },
  'message-lane-full': { type: 'wait', condition: 'resource-constraint', text: 'message.lane-full' },
  'message-lane-unheld': { type: 'wait', condition: 'recipient-unavailable', text: 'message.lane-unheld' },
  'message-store-down': { type: 'wait', condition: 'resource-constraint', text: 'message.store-down' },
  'store-away': { type: 'wait', condition: 'resource-constraint', text: 'store.away' },
  'message-groupchat': { type: 'cancel', condition: 'service-unavailable', text: 'message.groupchat' },
  'room-direct': { type: 'modify', condition: 'not-acceptable', text: 'room.direct' },
  'room-groupchat-nick': { type: 'modify', condition: 'bad-request', text: 'room.groupchat-nick' },
  'room-unsure': { type: 'wait', condition: 'internal-server-error', text: 'room.unsure' },
  'message-expired': { type: 'wait', condition: 'remote-server-timeout', text: 'message.expired' },
  'message-unknown': { type: 'wait', condition: 'undefined-condition', text: 'message.unknown' },
  'message-unsupported': { type: 'cancel', condition: 'feature-not-implemented', text: 'message.unsupported' },
  'message-encrypted': { type: 'modify', condition: 'not-acceptable', text: 'message.encrypted' },
  'message-object': { type: 'cancel', condition: 'feature-not-implemented', text: 'message.object' },
  'message-object-malformed': { type: 'modify', condition: 'bad-request', text: 'message.object-malformed' },
  'message-forwarded': { type: 'cancel', condition: 'feature-not-implemented', text: 'message.forwarded' },
  'recipients-too-many': { type: 'modify', condition: 'not-acceptable', text: 'recipients.too-many' },
  'recipient-foreign': { type: 'auth', condition: 'forbidden', text: 'recipient.foreign' },
  'recipient-malformed': { type: 'modify', condition: 'jid-malformed', text: 'recipient.malformed' },
  'message-internal': { type: 'wait', condition: 'internal-server-error', text: 'message.internal' },
  'register-required': { type: 'modify', condition: 'not-acceptable', text: 'register.required' },
  'register-option': { type: 'modify', condition: 'not-acceptable', text: 'register.option' },
  'register-too-long': { type: 'modify', condition: 'not-acceptable', text: 'register.too-long' },
  'register-boolean': { type: 'modify', condition: 'not-acceptable', text: 'register.boolean' },
  'register-pattern': { type: 'modify', condition: 'not-acceptable', text: 'register.pattern' },
  'register-conflict': { type: 'cancel', condition: 'conflict', text: 'register.conflict' },
  'register-conflict-own': { type: 'cancel', condition: 'conflict', text: 'register.conflict-own' },
  'register-closed': { type: 'cancel', condition: 'not-allowed', text: 'register.closed' },
  'register-not-registered': { type: 'auth', condition: 'registration-required', text: 'register.not-registered' },
  'register-remove-alone': { type: 'modify', condition: 'bad-request', text: 'register.remove-alone' },
  'register-not-a-submission': { type: 'modify', condition: 'bad-request', text: 'register.not-a-submission' },
  'register-other-form': { type: 'modify', condition: 'bad-request', text: 'register.other-form' },
  'register-no-fields': { type: 'modify', condition: 'bad-request', text: 'register.no-fields' },
  'register-timeout': { type: 'wait', condition: 'remote-server-timeout', text: 'register.timeout' },
  'register-busy': { type: 'wait', condition: 'resource-constraint', text: 'register.busy' },
  'account-label': { type: 'modify', condition: 'not-acceptable', text: 'account.label' },
  'account-exists': { type: 'cancel', condition: 'conflict', text: 'account.exists' },
  'account-unknown': { type: 'cancel', condition: 'item-not-found', text: 'account.unknown' },
  'account-first': { type: 'auth', condition: 'registration-required', text: 'account.first' },
  'account-limit': { type: 'cancel', condition: 'not-allowed', text: 'account.limit' },
  'account-pins': { type: 'cancel', condition: 'not-allowed', text: 'account.pins' },
  'stanza-limit': { type: 'modify', condition: 'policy-violation', text: 'stanza.limit' },
  'iq-type': { type: 'modify', condition: 'bad-request', text: 'iq.type' },
  'iq-id': { type: 'modify', condition: 'bad-request', text: 'iq.id' },
  'iq-children': { type: 'modify', condition: 'bad-request', text: 'iq.children' },
  'iq-unknown': { type: 'cancel', condition: 'service-unavailable', text: 'iq.unknown' },
  'command-none-here': { type: 'cancel', condition: 'feature-not-implemented', text: 'command.none-here' },
  'command-unknown': { type: 'cancel', condition: 'item-not-found', text: 'command.unknown' },
  'command-admins': { type: 'cancel', condition: 'forbidden', text: 'command.admins' },
  'command-not-registered': { type: 'cancel', condition: 'forbidden', text: 'command.needs-registration' },
  'command-already-registered': { type: 'cancel', condition: 'forbidden', text: 'command.already-registered' },
  'command-malformed-action': { type: 'modify', condition: 'bad-request', text: 'command.malformed-action' },
  'command-bad-action': { type: 'modify', condition: 'bad-request', text: 'command.bad-action' },
  'command-bad-locale': { type: 'modify', condition: 'bad-request', text: 'command.bad-locale' },
  'command-bad-payload': { type: 'modify', condition: 'bad-request', text: 'command.bad-payload' },
  'command-bad-session': { type: 'modify', condition: 'bad-request', text: 'command.bad-session' },
  'command-session-expired': { type: 'cancel', condition: 'not-allowed', text: 'command.session-expired' },
  'command-busy': { type: 'wait', condition: 'unexpected-request', text: 'command.busy' },
  'command-too-many': { type: 'wait', condition: 'resource-constraint', text: 'command.too-many' },
  'command-one-value': { type: 'modify', condition: 'not-acceptable', text: 'command.one-value' },
  'command-jid': { type: 'modify', condition: 'not-acceptable', text: 'command.jid' },
  'command-no-such-user': { type: 'cancel', condition: 'item-not-found', text: 'command.no-such-user' },
  'command-nobody-online': { type: 'cancel', condition: 'item-not-found', text: 'command.nobody-online' },
  'iq-resource': { type: 'cancel', condition: 'service-unavailable', text: 'iq.resource' },
  'prompt-empty': { type: 'modify', condition: 'not-acceptable', text: 'prompt.empty' },
  'prompt-too-long': { type: 'modify', condition: 'not-acceptable', text: 'prompt.too-long' },
  'vcard-foreign': { type: 'auth', condition: 'forbidden', text: 'vcard.foreign' },
  'search-form': { type: 'modify', condition: 'bad-request', text: 'search.form' },
  'search-empty': { type: 'modify', condition: 'not-acceptable', text: 'search.empty' },
  'search-throttled': { type: 'wait', condition: 'resource-constraint', text: 'search.throttled' },
  'search-failed': { type: 'wait', condition: 'remote-server-timeout', text: 'search.failed' },
  'archive-form': { type: 'modify', condition: 'bad-request', text: 'archive.form' },
  'archive-field': { type: 'cancel', condition: 'feature-not-implemented', text: 'archive.field' },
  'archive-with': { type: 'modify', condition: 'jid-malformed', text: 'archive.with' },
  'archive-ids': { type: 'modify', condition: 'policy-violation', text: 'archive.ids' },
  'archive-no-such': { type: 'cancel', condition: 'item-not-found', text: 'archive.no-such' },
  'archive-no-index': { type: 'cancel', condition: 'feature-not-implemented', text: 'archive.no-index' },
  'archive-throttled': { type: 'wait', condition: 'resource-constraint', text: 'archive.throttled' },
  'media-unavailable': { type: 'cancel', condition: 'service-unavailable', text: 'media.unavailable' },
  'media-too-large': { type: 'modify', condition: 'not-acceptable', text: 'media.too-large' },
  'media-quota': { type: 'wait', condition: 'resource-constraint', text: 'media.quota' },
  'media-full': { type: 'wait', condition: 'resource-constraint', text: 'media.full' },
  'media-broken': { type: 'wait', condition: 'remote-server-timeout', text: 'media.broken' },
  'media-url': { type: 'modify', condition: 'not-acceptable', text: 'media.url' },
  'media-encrypted': { type: 'modify', condition: 'not-acceptable', text: 'media.encrypted' },
  'media-address': { type: 'modify', condition: 'policy-violation', text: 'media.address' },
  'media-unreachable': { type: 'cancel', condition: 'remote-server-not-found', text: 'media.unreachable' },
  'media-status': { type: 'cancel', condition: 'item-not-found', text: 'media.status' },
  'media-timeout': { type: 'wait', condition: 'remote-server-timeout', text: 'media.timeout' },
} as const satisfies Readonly<Record<string, Row>>;

export type CoreError = keyof typeof coreErrors;

/** The problem of a row, with the values for its sentence. */
export function problem(error: CoreError, params?: Readonly<Record<string, string | number>>): Problem {
  const row: Row = coreErrors[error];
  return {
    type: row.type,
    condition: row.condition,
    text: params === undefined ? { key: row.text } : { key: row.text, params },
  };
}
