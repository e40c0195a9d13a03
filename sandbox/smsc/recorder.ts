import { type ShortMessage, Tag } from './codec.js';
import { type Concatenation, decodeText, splitHeader } from './text.js';

/** One submit_sm as it arrived. */
export interface Submit {
  /** Monotonic milliseconds of the machine (CLOCK_MONOTONIC), comparable between processes. */
  readonly at: number;
  /** Which connection brought it, counted from 1. */
  readonly session: number;
  readonly sequence: number;
  /** The id it was answered with; empty where it was refused or not answered. */
  readonly id: string;
  readonly status: number;
  readonly message: ShortMessage;
  /** Text of this part alone. */
  readonly text: string;
  readonly concatenation?: Concatenation;
}

/** A text as the phone shows it: all parts together. */
export interface Text {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Ids of its parts, in the order of the parts. */
  readonly ids: readonly string[];
  /** When its last part came, monotonic milliseconds. */
  readonly at: number;
}

/** Monotonic milliseconds since the start of the machine: the same clock in every process. */
export function machineTime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What a phone reads of one PDU: its own text and its place among the parts. */
export function readPart(message: ShortMessage): { octets: Buffer; concatenation?: Concatenation } {
  const octets = message.tlvs.get(Tag.messagePayload) ?? message.octets;
  if ((message.esmClass & 0x40) !== 0) {
    const { body, concatenation } = splitHeader(octets);
    return concatenation ? { octets: body, concatenation } : { octets: body };
  }
  const ref = message.tlvs.get(Tag.sarRef);
  const total = message.tlvs.get(Tag.sarTotal);
  const part = message.tlvs.get(Tag.sarPart);
  if (ref?.length === 2 && total?.length === 1 && part?.length === 1) {
    return { octets, concatenation: { ref: ref.readUInt16BE(), total: total.readUInt8(), part: part.readUInt8() } };
  }
  return { octets };
}

interface Group {
  readonly total: number;
  readonly parts: Map<number, { octets: Buffer; id: string }>;
}

/** Puts parts together as a phone does: by sender, recipient, reference and count. */
export class Joiner {
  readonly #groups = new Map<string, Group>();

  /** The whole text when this part was the last one missing; undefined while parts are missing. */
  add(message: ShortMessage, id: string, at: number): Text | undefined {
    const { octets, concatenation } = readPart(message);
    const from = message.from.address;
    const to = message.to.address;
    if (concatenation === undefined) {
      return { from, to, text: decodeText(octets, message.dataCoding), ids: [id], at };
    }
    const { ref, total, part } = concatenation;
    const key = `${from} ${to} ${ref} ${total}`;
    const group = this.#groups.get(key) ?? { total, parts: new Map() };
    this.#groups.set(key, group);
    if (!group.parts.has(part)) group.parts.set(part, { octets, id });
    if (group.parts.size < total) return undefined;
    this.#groups.delete(key);
    const parts = [...group.parts].sort(([a], [b]) => a - b).map(([, value]) => value);
    const text = decodeText(Buffer.concat(parts.map((value) => value.octets)), message.dataCoding);
    return { from, to, text, ids: parts.map((value) => value.id), at };
  }

  /** How many texts still miss a part. */
  get open(): number {
    return this.#groups.size;
  }
}
