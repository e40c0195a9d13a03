import type { Problem, StanzaCondition, StanzaErrorType } from '../gateway.js';

/**
 * What a command_status of a `submit_sm_resp` means for the message.
 * `slow`: the carrier has too much of us; the whole lane waits and nothing is counted against the message.
 * `temporary`: worth another try. `permanent`: it is the message. `setting`: it is us; no other try helps, tell the admin.
 */
export type StatusClass = 'slow' | 'temporary' | 'permanent' | 'setting';

export interface StatusMeaning {
  readonly name: string;
  readonly class: StatusClass;
  /** Told to the user when it is final. */
  readonly type: StanzaErrorType;
  readonly condition: StanzaCondition;
  readonly text: string;
  /** Milliseconds until the next try, for `slow` and `temporary`. */
  readonly retryMs: number;
}

const row = (
  name: string,
  kind: StatusClass,
  type: StanzaErrorType,
  condition: StanzaCondition,
  text: string,
  retryMs = 0,
): StatusMeaning => ({ name, class: kind, type, condition, text, retryMs });

const setting = (name: string): StatusMeaning =>
  row(name, 'setting', 'cancel', 'internal-server-error', 'sms.carrier.settings');

/** SMPP 3.4 5.1.3 and the additions of 5.0. */
export const STATUS: ReadonlyMap<number, StatusMeaning> = new Map([
  [0x01, row('RINVMSGLEN', 'permanent', 'modify', 'not-acceptable', 'sms.carrier.length')],
  [0x02, setting('RINVCMDLEN')],
  [0x03, setting('RINVCMDID')],
  [0x04, row('RINVBNDSTS', 'slow', 'wait', 'internal-server-error', 'sms.carrier.trouble', 1000)],
  [0x05, row('RALYBND', 'slow', 'wait', 'internal-server-error', 'sms.carrier.trouble', 1000)],
  [0x06, setting('RINVPRTFLG')],
  [0x07, setting('RINVREGDLVFLG')],
  [0x08, row('RSYSERR', 'temporary', 'wait', 'internal-server-error', 'sms.carrier.trouble', 30_000)],
  [0x0a, row('RINVSRCADR', 'setting', 'cancel', 'not-allowed', 'sms.carrier.sender')],
  [0x0b, row('RINVDSTADR', 'permanent', 'cancel', 'item-not-found', 'sms.carrier.number')],
  [0x0c, row('RINVMSGID', 'permanent', 'cancel', 'item-not-found', 'sms.carrier.refused')],
  [0x11, row('RCANCELFAIL', 'permanent', 'cancel', 'not-allowed', 'sms.carrier.refused')],
  [0x13, row('RREPLACEFAIL', 'permanent', 'cancel', 'not-allowed', 'sms.carrier.refused')],
  [0x14, row('RMSGQFUL', 'slow', 'wait', 'resource-constraint', 'sms.carrier.busy', 5000)],
  [0x15, setting('RINVSERTYP')],
  [0x43, setting('RINVESMCLASS')],
  [0x45, row('RSUBMITFAIL', 'temporary', 'cancel', 'service-unavailable', 'sms.carrier.refused', 30_000)],
  [0x48, setting('RINVSRCTON')],
  [0x49, setting('RINVSRCNPI')],
  [0x50, setting('RINVDSTTON')],
  [0x51, setting('RINVDSTNPI')],
  [0x53, setting('RINVSYSTYP')],
  [0x54, setting('RINVREPFLAG')],
  [0x58, row('RTHROTTLED', 'slow', 'wait', 'resource-constraint', 'sms.carrier.busy', 1000)],
  [0x61, row('RINVSCHED', 'permanent', 'modify', 'bad-request', 'sms.carrier.expiry')],
  [0x62, row('RINVEXPIRY', 'permanent', 'modify', 'bad-request', 'sms.carrier.expiry')],
  [0x64, row('RX_T_APPN', 'temporary', 'wait', 'recipient-unavailable', 'sms.carrier.trouble', 30_000)],
  [0x65, row('RX_P_APPN', 'permanent', 'cancel', 'service-unavailable', 'sms.carrier.refused')],
  [0x66, row('RX_R_APPN', 'permanent', 'cancel', 'not-acceptable', 'sms.carrier.refused')],
  [0xc0, setting('RINVTLVSTREAM')],
  [0xc1, setting('RTLVNOTALLWD')],
  [0xc2, setting('RINVTLVLEN')],
  [0xc3, setting('RMISSINGTLV')],
  [0xc4, setting('RINVTLVVAL')],
  [0xfe, row('RDELIVERYFAILURE', 'permanent', 'cancel', 'recipient-unavailable', 'sms.delivery.failed')],
  [0xff, row('RUNKNOWNERR', 'temporary', 'wait', 'internal-server-error', 'sms.carrier.trouble', 30_000)],
  [0x100, row('RSERTYPUNAUTH', 'permanent', 'auth', 'forbidden', 'sms.carrier.forbidden')],
  [0x101, row('RPROHIBITED', 'permanent', 'auth', 'forbidden', 'sms.carrier.forbidden')],
  [0x102, row('RSERTYPUNAVAIL', 'temporary', 'wait', 'service-unavailable', 'sms.carrier.trouble', 30_000)],
  [0x103, row('RSERTYPDENIED', 'permanent', 'auth', 'forbidden', 'sms.carrier.forbidden')],
  [0x104, setting('RINVDCS')],
]);

const OTHER = row('', 'permanent', 'cancel', 'undefined-condition', 'sms.carrier.refused');

/** A status as logs and error stanzas write it. */
export function statusCode(status: number): string {
  return `smpp 0x${status.toString(16).padStart(8, '0')}`;
}

/** The meaning of a status that is not 0; one that no table knows is permanent. */
export function statusMeaning(status: number): StatusMeaning {
  return STATUS.get(status) ?? OTHER;
}

/** What the user is told of a status. */
export function statusProblem(status: number): Problem {
  const { type, condition, text } = statusMeaning(status);
  return { type, condition, text: { key: text }, code: statusCode(status) };
}
