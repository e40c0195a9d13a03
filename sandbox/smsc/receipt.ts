import { type Address, type MessageFields, Tag } from './codec.js';
import { WORDINGS, type Wording } from './receipt-wording.js';

/** message_state of SMPP 3.4 section 5.2.28 by its word in receipts (appendix B). */
export const STATES = {
  ENROUTE: 1,
  DELIVRD: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIV: 5,
  ACCEPTD: 6,
  UNKNOWN: 7,
  REJECTD: 8,
} as const;
export type State = keyof typeof STATES;

/** How an id is written: as counted (decimal), as hex of that number, or with dashes. */
export type IdForm = 'decimal' | 'hex' | 'dashed';

/** Which receipts a message gets, when, and in what form. */
export interface ReceiptPlan {
  /** Default DELIVRD. */
  readonly state?: State;
  /** State by destination (digits, no `+`); a list is used in turn, one receipt each (e.g. ACCEPTD, then DELIVRD). */
  readonly byNumber?: Readonly<Record<string, State | readonly State[]>>;
  /** Destinations that never get a receipt. */
  readonly silent?: readonly string[];
  /** Between the answer and the receipt; default 0. */
  readonly delayMs?: number;
  /** Sends the receipt before the submit_sm_resp. */
  readonly beforeResponse?: boolean;
  /** How the id is written in submit_sm_resp; default decimal. */
  readonly responseId?: IdForm;
  /** How the id is written in the receipt; default as in the answer. */
  readonly receiptId?: IdForm;
  /** Where the receipt says it; default both. */
  readonly form?: 'both' | 'tlv' | 'text';
  /** How the text is worded; default standard. */
  readonly wording?: Wording;
  /** The text as UTF-16BE, whatever data_coding says. */
  readonly wide?: boolean;
  /** The text in message_payload in place of short_message. */
  readonly payload?: boolean;
  /** data_coding of the receipt PDU; default 0. Some carriers copy that of the message. */
  readonly dataCoding?: number;
  /** esm_class of the receipt PDU; default 4. */
  readonly esmClass?: number;
  /** network_error_code: network type and code, sent with states other than DELIVRD. */
  readonly networkError?: { readonly type: number; readonly code: number };
}

/** Writes message number `number` in the given form. */
export function formatId(number: number, form: IdForm): string {
  if (form === 'decimal') return String(number);
  const hex = number.toString(16).padStart(8, '0');
  return form === 'hex' ? hex : `${hex.slice(0, 4)}-${hex.slice(4)}-a0`;
}

/** The deliver_sm fields of a receipt: the sender of the message is its recipient. */
export function receiptFields(
  id: string,
  state: State,
  from: Address,
  to: Address,
  plan: ReceiptPlan,
  when: Date,
): MessageFields {
  const form = plan.form ?? 'both';
  const tlvs = new Map<number, Buffer>();
  if (form !== 'text') {
    tlvs.set(Tag.receiptedMessageId, Buffer.from(`${id}\0`, 'latin1'));
    tlvs.set(Tag.messageState, Buffer.from([STATES[state]]));
    if (plan.networkError && state !== 'DELIVRD') {
      const { type, code } = plan.networkError;
      tlvs.set(Tag.networkErrorCode, Buffer.from([type, code >> 8, code & 0xff]));
    }
  }
  const error = state === 'DELIVRD' ? '000' : String(plan.networkError?.code ?? 1).padStart(3, '0');
  const text = form === 'tlv' ? '' : WORDINGS[plan.wording ?? 'standard']({ id, state, error, date: stamp(when) });
  const written = plan.wide ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'latin1');
  if (plan.payload) tlvs.set(Tag.messagePayload, written);
  return {
    from: to,
    to: from,
    esmClass: plan.esmClass ?? 0x04,
    dataCoding: plan.dataCoding ?? 0,
    octets: plan.payload ? Buffer.alloc(0) : written,
    tlvs,
  };
}

function stamp(when: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return [
    when.getUTCFullYear() % 100,
    when.getUTCMonth() + 1,
    when.getUTCDate(),
    when.getUTCHours(),
    when.getUTCMinutes(),
  ]
    .map(two)
    .join('');
}
