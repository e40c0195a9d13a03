import { Command, encodeMessage } from './codec.js';
import { encodeText, type Splitting } from './text.js';

/** A text that a phone sends. Give `text`, or `octets` with `dataCoding`. Numbers are digits, `+` allowed. */
export interface PhoneMessage {
  readonly from: string;
  readonly to: string;
  readonly text?: string;
  readonly octets?: Buffer;
  readonly dataCoding?: number;
  readonly esmClass?: number;
  readonly tlvs?: ReadonlyMap<number, Buffer>;
  /** How a long text is cut; default 8-bit reference. */
  readonly splitting?: Splitting;
  /** Order in which the parts go out, e.g. `[2, 0, 1]`; a place named twice goes out twice. */
  readonly order?: readonly number[];
  readonly fromTon?: number;
  readonly toTon?: number;
  /** Name in the journal. */
  readonly key?: string;
}

/** A number as PDUs carry it. */
export const digits = (number: string) => number.replace(/^\+/, '');

/** The deliver_sm PDUs of a phone's text; `ref` marks the parts that belong together. */
export function phonePdus(message: PhoneMessage, ref: number): Buffer[] {
  const from = { ton: message.fromTon ?? 1, npi: 1, address: digits(message.from) };
  const to = { ton: message.toTon ?? 1, npi: 1, address: digits(message.to) };
  const tlvs = message.tlvs ?? new Map<number, Buffer>();
  const esmClass = message.esmClass ?? 0;
  if (message.octets !== undefined || message.text === undefined) {
    const octets = message.octets ?? Buffer.alloc(0);
    const dataCoding = message.dataCoding ?? 0;
    return [encodeMessage(Command.deliverSm, 0, { from, to, tlvs, esmClass, dataCoding, octets })];
  }
  const { dataCoding, headed, parts } = encodeText(message.text, ref, message.splitting);
  const order = message.order ?? parts.keys();
  const pdus: Buffer[] = [];
  for (const index of order) {
    const octets = parts[index];
    if (octets === undefined) throw new RangeError(`the text has ${parts.length} parts, there is no number ${index}`);
    const fields = { from, to, tlvs, esmClass: esmClass | (headed ? 0x40 : 0), dataCoding, octets };
    pdus.push(encodeMessage(Command.deliverSm, 0, fields));
  }
  return pdus;
}
