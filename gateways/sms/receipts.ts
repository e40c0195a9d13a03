import { type DeliveryState, deliveryState } from './delivery-state.js';
import type { InboundSm } from './smpp/pdu.js';
import { decodeUcs2 } from './text/ucs2.js';

/** A delivery receipt as the carrier wrote it. */
export interface Receipt extends DeliveryState {
  /** Id of the message that it speaks of, in the carrier's own form. */
  readonly messageId: string;
  /** The carrier says that it is one. Otherwise only its text does, which a phone can write as well. */
  readonly marked: boolean;
}

/** Bits 5 to 2 of esm_class say what kind of message it is (SMPP 3.4 5.2.12). */
const TYPE_BITS = 0x3c;
const RECEIPT_TYPES: ReadonlySet<number> = new Set([
  0x04, // delivery receipt
  0x08, // delivery acknowledgement of the phone
  0x10, // acknowledgement of its user
  0x20, // intermediate notification
]);

/** `id:` and `stat:` as appendix B has them and as carriers vary them: no fixed lengths, order kept, rest optional. */
const ID = /(?:^|[\s\0])id:\s*([^\s\0]{1,64})/i;
const STATE = /[\s\0]stat:\s*([a-z]{2,12})/i;
/** What must stand there before a text is taken for a receipt that nothing else calls one. */
const STRICT = /^id:\S{1,64}\s.{0,80}(?:submit ?date|done ?date):\s*\d{10,14}\s.{0,80}stat:[a-z]{5,8}\b/is;

/** The text of a receipt, whatever data_coding says of it: it is ASCII, or else UTF-16. */
function receiptText(octets: Buffer): string {
  const text = octets.toString('latin1');
  return ID.test(text) ? text : decodeUcs2(octets);
}

/** A C-string that may have lost its NUL; it ends where its parameter ends. */
function cString(octets: Buffer | undefined): string | undefined {
  if (octets === undefined) return undefined;
  const end = octets.indexOf(0);
  const value = octets.toString('latin1', 0, end < 0 ? octets.length : end).trim();
  return value === '' ? undefined : value;
}

/**
 * Reads a message as a delivery receipt: undefined where it is none. Known by its esm_class, by the TLV
 * receipted_message_id, or (where `byText` allows) by a text of exactly that form. The TLVs count before the text.
 */
export function readReceipt(message: InboundSm, byText: boolean): Receipt | undefined {
  const { tlvs, octets } = message;
  const tlvId = cString(tlvs.receiptedMessageId);
  const typed = RECEIPT_TYPES.has(message.esmClass & TYPE_BITS);
  const text = receiptText(octets);
  if (!typed && tlvId === undefined && !(byText && STRICT.test(text))) return undefined;
  const messageId = tlvId ?? ID.exec(text)?.[1];
  if (messageId === undefined) return undefined;
  const error = tlvs.networkErrorCode;
  return {
    messageId,
    marked: typed || tlvId !== undefined,
    ...deliveryState({
      number: tlvs.messageState?.[0],
      word: STATE.exec(text)?.[1],
      networkError:
        error !== undefined && error.length >= 3 ? { network: error[0] ?? 0, code: error.readUInt16BE(1) } : undefined,
    }),
  };
}

/** True where the message calls itself a receipt or acknowledgement, readable or not: such a one is no text to anybody. */
export function isReceiptType(message: InboundSm): boolean {
  return RECEIPT_TYPES.has(message.esmClass & TYPE_BITS);
}
