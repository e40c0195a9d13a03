import type { Problem, StanzaCondition, StanzaErrorType } from '../gateway.js';
import { ESME } from './smpp/pdu.js';

/**
 * What a command_status of a `submit_sm_resp` means for the message.
 * `slow`: the carrier has too much of us; the whole lane waits and nothing is counted against the message.
 * `temporary`: worth another try. `permanent`: it is the message. `setting`: it is us; no other try helps, tell the admin.
 */
export type StatusClass = 'slow' | 'temporary' | 'permanent' | 'setting';

interface StatusMeaning {
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

/** SMPP 3.4 5.1.3, and 5.0 4.7.6. What only other commands than `submit_sm` are refused with is a fault of a setting too. */
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
  [0x33, setting('RINVNUMDESTS')],
  [0x34, setting('RINVDLNAME')],
  [0x40, setting('RINVDESTFLAG')],
  [0x42, setting('RINVSUBREP')],
  [0x43, setting('RINVESMCLASS')],
  [0x44, setting('RCNTSUBDL')],
  [0x45, row('RSUBMITFAIL', 'temporary', 'cancel', 'service-unavailable', 'sms.carrier.refused', 30_000)],
  [0x48, setting('RINVSRCTON')],
  [0x49, setting('RINVSRCNPI')],
  [0x50, setting('RINVDSTTON')],
  [0x51, setting('RINVDSTNPI')],
  [0x53, setting('RINVSYSTYP')],
  [0x54, setting('RINVREPFLAG')],
  [0x55, setting('RINVNUMMSGS')],
  [0x58, row('RTHROTTLED', 'slow', 'wait', 'resource-constraint', 'sms.carrier.busy', 1000)],
  [0x61, row('RINVSCHED', 'permanent', 'modify', 'bad-request', 'sms.carrier.expiry')],
  [0x62, row('RINVEXPIRY', 'permanent', 'modify', 'bad-request', 'sms.carrier.expiry')],
  [0x63, setting('RINVDFTMSGID')],
  [0x64, row('RX_T_APPN', 'temporary', 'wait', 'recipient-unavailable', 'sms.carrier.trouble', 30_000)],
  [0x65, row('RX_P_APPN', 'permanent', 'cancel', 'service-unavailable', 'sms.carrier.refused')],
  [0x66, row('RX_R_APPN', 'permanent', 'cancel', 'not-acceptable', 'sms.carrier.refused')],
  [0x67, row('RQUERYFAIL', 'permanent', 'cancel', 'service-unavailable', 'sms.carrier.refused')],
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
  [0x105, setting('RINVSRCADDRSUBUNIT')],
  [0x106, setting('RINVDSTADDRSUBUNIT')],
  [0x107, setting('RINVBCASTFREQINT')],
  [0x108, setting('RINVBCASTALIAS_NAME')],
  [0x109, setting('RINVBCASTAREAFMT')],
  [0x10a, setting('RINVNUMBCAST_AREAS')],
  [0x10b, setting('RINVBCASTCNTTYPE')],
  [0x10c, setting('RINVBCASTMSGCLASS')],
  [0x10d, setting('RBCASTFAIL')],
  [0x10e, setting('RBCASTQUERYFAIL')],
  [0x10f, setting('RBCASTCANCELFAIL')],
  [0x110, setting('RINVBCAST_REP')],
  [0x111, setting('RINVBCASTSRVGRP')],
  [0x112, setting('RINVBCASTCHANIND')],
]);

const OTHER = row('', 'permanent', 'cancel', 'undefined-condition', 'sms.carrier.refused');

/** A status as logs and error stanzas write it. */
export function statusCode(status: number): string {
  return `smpp 0x${status.toString(16).padStart(8, '0')}`;
}

/** What a user may be told of a refusal, by the name that the config file has for it. */
export const TOLD = {
  refused: ['cancel', 'service-unavailable', 'sms.carrier.refused'],
  number: ['cancel', 'item-not-found', 'sms.carrier.number'],
  barred: ['cancel', 'not-allowed', 'sms.delivery.barred'],
  sender: ['cancel', 'not-allowed', 'sms.carrier.sender'],
  forbidden: ['auth', 'forbidden', 'sms.carrier.forbidden'],
  length: ['modify', 'not-acceptable', 'sms.carrier.length'],
  settings: ['cancel', 'internal-server-error', 'sms.carrier.settings'],
  busy: ['wait', 'resource-constraint', 'sms.carrier.busy'],
  trouble: ['wait', 'internal-server-error', 'sms.carrier.trouble'],
} as const satisfies Readonly<Record<string, readonly [StanzaErrorType, StanzaCondition, string]>>;

export type ToldName = keyof typeof TOLD;

/** What a carrier means by a status, where it is not what the standard says. */
export interface StatusOverride {
  readonly class: StatusClass;
  /** Milliseconds until the next try, for `slow` and `temporary`. */
  readonly retry?: number | undefined;
  readonly text?: ToldName | undefined;
}

/** What is told, and when it is tried again, where an override says only the class. */
const USUAL: Readonly<Record<StatusClass, { readonly text: ToldName; readonly retryMs: number }>> = {
  slow: { text: 'busy', retryMs: 1000 },
  temporary: { text: 'trouble', retryMs: 30_000 },
  permanent: { text: 'refused', retryMs: 0 },
  setting: { text: 'settings', retryMs: 0 },
};

/** Refusals that pass by themselves and are no matter of the load. */
const NOT_BOUND: ReadonlySet<number> = new Set([ESME.RINVBNDSTS, ESME.RALYBND]);

/** The statuses of one carrier: the standard, and what the carrier means otherwise. */
export class Statuses {
  readonly #own: ReadonlyMap<number, StatusMeaning>;

  /** `overrides` by the number of the status. */
  constructor(overrides: ReadonlyMap<number, StatusOverride> = new Map()) {
    this.#own = new Map([...overrides].map(([status, override]) => [status, overridden(status, override)]));
  }

  /** The meaning of a status that is not 0; one that no table knows is permanent. */
  meaning(status: number): StatusMeaning {
    return this.#own.get(status) ?? STATUS.get(status) ?? OTHER;
  }

  /** The carrier has too much of us. */
  isTooMuch(status: number): boolean {
    return status !== ESME.ROK && this.meaning(status).class === 'slow' && !NOT_BOUND.has(status);
  }

  /** What the user is told of a status. */
  problem(status: number): Problem {
    const { type, condition, text } = this.meaning(status);
    return { type, condition, text: { key: text }, code: statusCode(status) };
  }
}

function overridden(status: number, { class: kind, retry, text }: StatusOverride): StatusMeaning {
  const standard = STATUS.get(status) ?? OTHER;
  const usual = USUAL[kind];
  const retryMs = retry ?? (standard.class === kind ? standard.retryMs : usual.retryMs);
  if (text === undefined && standard.class === kind) return { ...standard, retryMs };
  const [type, condition, key] = TOLD[text ?? usual.text];
  return row(standard.name, kind, type, condition, key, retryMs);
}
