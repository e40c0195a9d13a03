import { PAYLOAD_OCTETS } from './tokens.js';

/** Which recipient of which mail a report is about. */
export interface SentTo {
  /** Id of the envelope (`Envelope.id`). */
  readonly envelope: string;
  /** Place of the recipient among those of the mail, from 0 to 1023. */
  readonly recipient: number;
}

/** An id of an envelope: a letter, and 126 bits in base64url. */
const ENVELOPE_ID = /^e[A-Za-z0-9_-]{21}$/;
const ID_OCTETS = 16;
const MOST_RECIPIENTS = 1024;

/**
 * The payload of a token for the envelope sender of a mail to one recipient (VERP): 126 bits of the envelope's id and 10 of the recipient's
 * place, so that nothing need be kept for a report to be recognised. Undefined for ids of another form, and beyond 1024 recipients.
 */
export function bouncePayload({ envelope, recipient }: SentTo): Buffer | undefined {
  if (!ENVELOPE_ID.test(envelope) || !Number.isInteger(recipient)) return undefined;
  if (recipient < 0 || recipient >= MOST_RECIPIENTS) return undefined;
  const payload = Buffer.alloc(PAYLOAD_OCTETS);
  // 21 characters and one more of which only the first two bits fall into the 16 octets.
  payload.write(`${envelope.slice(1)}A`, 'base64url');
  payload.writeUInt16BE(((payload[ID_OCTETS - 1] ?? 0) << 8) | recipient, ID_OCTETS - 1);
  return payload;
}

/** What `bouncePayload` has put in. */
export function readBouncePayload(payload: Uint8Array): SentTo {
  const octets = Buffer.from(payload);
  const id = octets.toString('base64url', 0, ID_OCTETS).slice(0, 21);
  return { envelope: `e${id}`, recipient: octets.readUInt16BE(ID_OCTETS - 1) % MOST_RECIPIENTS };
}
