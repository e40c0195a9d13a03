import type { TextRef } from '../gateway.js';
import type { InboundSm } from './smpp/pdu.js';
import type { DefaultAlphabet } from './text/choose.js';
import { charsetOf, decodeText, isPacked } from './text/dcs.js';
import { NO_SHIFT, type Shift } from './text/national.js';
import { unpackSeptets } from './text/packing.js';
import { type Concatenation, type SplitUserData, splitUserData } from './text/udh.js';

/** esm_class: the text begins with a user data header. */
const UDH_INDICATOR = 0x40;

/** What one message of a phone holds, its headers read. */
export interface Content {
  readonly dataCoding: number;
  /** Header taken off, septets unpacked. */
  readonly octets: Buffer;
  /** National tables of its septets, where it names any. */
  readonly shift?: Shift;
  /** Application port that it is for: it is no text then, whatever its coding. */
  readonly port?: number;
}

/** A message of a phone, and its place where it is a part of a longer one. */
interface PlacedContent extends Content {
  readonly place?: Concatenation;
}

const NO_HEADER: Omit<SplitUserData, 'text'> = { shift: NO_SHIFT, headerOctets: 0 };

/** Sentence of what a well-known application port gets (IANA, WAP-259, Smart Messaging). */
const APPLICATIONS: ReadonlyMap<number, string> = new Map([
  [2948, 'sms.inbound.push'],
  [2949, 'sms.inbound.push'],
  [5505, 'sms.inbound.ringtone'],
  [5506, 'sms.inbound.picture'],
  [5507, 'sms.inbound.picture'],
  [5514, 'sms.inbound.picture'],
  [9204, 'sms.inbound.vcard'],
  [9205, 'sms.inbound.calendar'],
  [9206, 'sms.inbound.vcard'],
  [9207, 'sms.inbound.calendar'],
  [49999, 'sms.inbound.settings'],
]);

/** Reads the headers of a message; `alphabet` is what its carrier means by data_coding 0. */
export function readContent(message: InboundSm, alphabet: DefaultAlphabet): PlacedContent {
  const { dataCoding, octets } = message;
  const data = (message.esmClass & UDH_INDICATOR) === 0 ? { ...NO_HEADER, text: octets } : splitUserData(octets);
  const { shift, headerOctets, text } = data;
  const place = data.concatenation ?? sarPlace(message);
  const port = data.port ?? destinationPort(message);
  return {
    dataCoding,
    octets: isPacked(charsetOf(dataCoding), alphabet) ? unpackSeptets(text, headerOctets) : text,
    ...(shift.locking === 0 && shift.single === 0 ? {} : { shift }),
    ...(port === undefined ? {} : { port }),
    ...(place === undefined ? {} : { place }),
  };
}

/** What a reader is shown: the text, or a sentence that names what came instead. */
export function shownContent(content: Content, alphabet: DefaultAlphabet, say: (ref: TextRef) => string): string {
  const { dataCoding, octets, shift, port } = content;
  const params = { octets: octets.length };
  if (port !== undefined) {
    const key = APPLICATIONS.get(port);
    return say(key === undefined ? { key: 'sms.inbound.port', params: { ...params, port } } : { key, params });
  }
  return decodeText(octets, charsetOf(dataCoding), alphabet, shift) ?? say({ key: 'sms.inbound.binary', params });
}

/** Place of a part by the TLVs sar_msg_ref_num, sar_total_segments and sar_segment_seqnum (SMPP 3.4 5.3.2.22 to 24). */
function sarPlace({ tlvs }: InboundSm): Concatenation | undefined {
  const { sarReference, sarTotal, sarPart } = tlvs;
  if (sarReference === undefined || sarReference.length < 2) return undefined;
  const total = sarTotal?.[0] ?? 0;
  const part = sarPart?.[0] ?? 0;
  if (part < 1 || part > total) return undefined;
  return { width: 16, reference: sarReference.readUInt16BE(0), total, part };
}

/** Port by the TLV destination_port (SMPP 3.4 5.3.2.21). */
function destinationPort({ tlvs }: InboundSm): number | undefined {
  const { destinationPort: port } = tlvs;
  return port === undefined || port.length < 2 ? undefined : port.readUInt16BE(0);
}
