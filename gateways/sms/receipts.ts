import { type DeliveryState, deliveryState, type StateRules, wordMeaning } from './delivery-state.js';
import type { NetworkError } from './network-errors.js';
import { readReceiptText } from './receipt-text.js';
import type { InboundSm } from './smpp/pdu.js';

/** A delivery receipt as the carrier wrote it. */
export interface Receipt extends DeliveryState {
  /** Id of the message that it speaks of, in the carrier's own form. */
  readonly messageId: string;
  /** The carrier says that it is one. Otherwise only its text does, which a phone can write as well. */
  readonly marked: boolean;
  /** A word for the state that nobody knows; it is taken for no news. */
  readonly strangeWord?: string;
}

/** How a carrier's receipts are read. */
export interface ReceiptRules extends StateRules {
  /** Where they say it: `auto` is the TLVs, and the text for what those lack. */
  readonly form: 'auto' | 'tlv' | 'text';
  /** Whether a text alone makes a receipt, where it has exactly the form of one. */
  readonly byText: boolean;
}

/** Bits 5 to 2 of esm_class say what kind of message it is (SMPP 3.4 5.2.12). */
const TYPE_BITS = 0x3c;
const INTERMEDIATE = 0x20;
const RECEIPT_TYPES: ReadonlySet<number> = new Set([
  0x04, // delivery receipt
  0x08, // delivery acknowledgement of the phone
  0x10, // acknowledgement of its user
  INTERMEDIATE,
]);

const typeOf = ({ esmClass }: InboundSm): number => esmClass & TYPE_BITS;

/** A C-string that may have lost its NUL; it ends where its parameter ends. */
function cString(octets: Buffer | undefined): string | undefined {
  if (octets === undefined) return undefined;
  const end = octets.indexOf(0);
  const value = octets.toString('latin1', 0, end < 0 ? octets.length : end).trim();
  return value === '' ? undefined : value;
}

/** network_error_code: the network's type, then its code in two octets (SMPP 3.4 5.3.2.31). */
function networkErrorOf(octets: Buffer | undefined): NetworkError | undefined {
  if (octets === undefined || octets.length < 3) return undefined;
  return { network: octets.readUInt8(0), code: octets.readUInt16BE(1) };
}

/**
 * Reads a message as a delivery receipt: undefined where it is none. Known by its esm_class, by the TLV
 * receipted_message_id, or (where the rules allow) by a text of exactly that form.
 */
export function readReceipt(message: InboundSm, rules: ReceiptRules): Receipt | undefined {
  const { tlvs, octets } = message;
  const marked = isMarkedReceipt(message);
  // Most messages are no receipts: only one that may be one is searched.
  if (!marked && !(rules.byText && looksLikeOne(octets))) return undefined;
  // A user data header, or the bit for one that is not there, does no harm: the fields are found behind it.
  const text = readReceiptText(octets);
  if (!marked && !(text.formal && text.state !== undefined && wordMeaning(text.state, rules))) return undefined;
  const byTlv = rules.form !== 'text';
  const byText = rules.form !== 'tlv';
  const messageId = (byTlv ? cString(tlvs.receiptedMessageId) : undefined) ?? (byText ? text.id : undefined);
  if (messageId === undefined) return undefined;
  const number = byTlv ? tlvs.messageState?.[0] : undefined;
  const word = byText ? text.state : undefined;
  const state = deliveryState(
    {
      number,
      word,
      networkError: networkErrorOf(tlvs.networkErrorCode),
      error: byText ? text.error : undefined,
    },
    rules,
  );
  const strange = number === undefined && word !== undefined && wordMeaning(word, rules) === undefined;
  return {
    messageId,
    marked,
    // What a notification on the way says of a try is not the end of the message.
    ...(typeOf(message) === INTERMEDIATE ? { state: 'pending' } : state),
    ...(strange ? { strangeWord: word } : {}),
  };
}

/** `id:` as the first letters, in ASCII or UTF-16BE, behind blanks or not. */
function looksLikeOne(octets: Buffer): boolean {
  return /^[\s\0]*i\0?d\0?:/i.test(octets.toString('latin1', 0, 32));
}

/** True where the carrier marks the message as a receipt or acknowledgement, readable or not: such a one is no text to anybody. */
export function isMarkedReceipt(message: InboundSm): boolean {
  return RECEIPT_TYPES.has(typeOf(message)) || cString(message.tlvs.receiptedMessageId) !== undefined;
}
