/**
 * PDUs of SMPP 3.4 for the simulated phone network. A codec of its own, so that the simulator is a peer that shares
 * nothing with the gateway's.
 */

/** The command_id of each request (SMPP 3.4 5.1.2.1); that of its answer has the bit `RESPONSE` as well. */
export const Command = {
  genericNack: 0x80000000,
  bindReceiver: 0x00000001,
  bindTransmitter: 0x00000002,
  submitSm: 0x00000004,
  deliverSm: 0x00000005,
  unbind: 0x00000006,
  bindTransceiver: 0x00000009,
  enquireLink: 0x00000015,
} as const;

/** The values of command_status that the simulation uses (SMPP 3.4 5.1.3). */
export const Status = {
  ok: 0x00,
  invalidLength: 0x02,
  invalidCommand: 0x03,
  invalidBindStatus: 0x04,
  alreadyBound: 0x05,
  systemError: 0x08,
  invalidSource: 0x0a,
  invalidDestination: 0x0b,
  bindFailed: 0x0d,
  invalidPassword: 0x0e,
  queueFull: 0x14,
  throttled: 0x58,
  temporaryAppError: 0x64,
} as const;

/** Parameter tags of the optional part (SMPP 3.4 section 5.3.2) that the simulator knows by name. */
export const Tag = {
  receiptedMessageId: 0x001e,
  sarRef: 0x020c,
  sarTotal: 0x020e,
  sarPart: 0x020f,
  networkErrorCode: 0x0423,
  messagePayload: 0x0424,
  messageState: 0x0427,
} as const;

/** The bit of a command_id that makes it an answer. */
export const RESPONSE = 0x80000000;

/** Octets of the header of a PDU (SMPP 3.4 3.2). */
export const HEADER = 16;
/** The longest PDU that is read; longer is answered by generic_nack and the connection is closed. */
const MAX_PDU = 70_000;

/** An address of a PDU: type of number, numbering plan, digits (SMPP 3.4 5.2.5, 5.2.6). */
export interface Address {
  readonly ton: number;
  readonly npi: number;
  /** As in the PDU: without `+`. */
  readonly address: string;
}

/** The body that submit_sm and deliver_sm share (SMPP 3.4 sections 4.4.1 and 4.6.1). */
export interface ShortMessage {
  readonly serviceType: string;
  readonly from: Address;
  readonly to: Address;
  readonly esmClass: number;
  readonly protocolId: number;
  readonly priority: number;
  readonly schedule: string;
  readonly validity: string;
  readonly registeredDelivery: number;
  readonly replaceIfPresent: number;
  readonly dataCoding: number;
  readonly defaultMessageId: number;
  /** Octets of short_message, user data header included. */
  readonly octets: Buffer;
  readonly tlvs: ReadonlyMap<number, Buffer>;
}

/** What a bind request says (SMPP 3.4 4.1), as far as the simulation looks at it. */
export interface BindBody {
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  readonly interfaceVersion: number;
}

/** A PDU whose octets cannot be read; `status` is what its sender is answered. */
export class PduError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Reads the fields of one body in turn; running past its end is a PduError. */
class Reader {
  readonly #buffer: Buffer;
  readonly #end: number;
  #at: number;

  constructor(buffer: Buffer, start: number, end: number) {
    this.#buffer = buffer;
    this.#at = start;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  octet(): number {
    if (this.#at >= this.#end) throw new PduError('body ends early', Status.invalidLength);
    return this.#buffer[this.#at++] ?? 0;
  }

  short(): number {
    return (this.octet() << 8) | this.octet();
  }

  string(): string {
    const nul = this.#buffer.indexOf(0, this.#at);
    if (nul < 0 || nul >= this.#end) throw new PduError('string without its NUL', Status.invalidLength);
    const text = this.#buffer.toString('latin1', this.#at, nul);
    this.#at = nul + 1;
    return text;
  }

  octets(length: number): Buffer {
    if (length > this.left) throw new PduError('octets run past the end', Status.invalidLength);
    const copy = Buffer.from(this.#buffer.subarray(this.#at, this.#at + length));
    this.#at += length;
    return copy;
  }

  address(): Address {
    return { ton: this.octet(), npi: this.octet(), address: this.string() };
  }

  tlvs(): Map<number, Buffer> {
    const tlvs = new Map<number, Buffer>();
    while (this.left > 0) {
      const tag = this.short();
      tlvs.set(tag, this.octets(this.short()));
    }
    return tlvs;
  }
}

/** Reads the body of a bind between `start` (behind the header) and `end`. */
export function decodeBind(buffer: Buffer, start: number, end: number): BindBody {
  const reader = new Reader(buffer, start, end);
  return {
    systemId: reader.string(),
    password: reader.string(),
    systemType: reader.string(),
    interfaceVersion: reader.octet(),
  };
}

/** Reads the body of submit_sm or deliver_sm between `start` (behind the header) and `end`. */
export function decodeMessage(buffer: Buffer, start: number, end: number): ShortMessage {
  const reader = new Reader(buffer, start, end);
  return {
    serviceType: reader.string(),
    from: reader.address(),
    to: reader.address(),
    esmClass: reader.octet(),
    protocolId: reader.octet(),
    priority: reader.octet(),
    schedule: reader.string(),
    validity: reader.string(),
    registeredDelivery: reader.octet(),
    replaceIfPresent: reader.octet(),
    dataCoding: reader.octet(),
    defaultMessageId: reader.octet(),
    octets: reader.octets(reader.octet()),
    tlvs: reader.tlvs(),
  };
}

/** A message to encode: what is left out is zero or empty. */
export type MessageFields = Pick<ShortMessage, 'from' | 'to'> & Partial<ShortMessage>;

/** A whole submit_sm or deliver_sm PDU; fields left out are zero or empty. */
export function encodeMessage(command: number, sequence: number, fields: MessageFields): Buffer {
  const octets = fields.octets ?? Buffer.alloc(0);
  if (octets.length > 255) throw new RangeError('short_message holds at most 255 octets');
  const parts: Buffer[] = [
    cString(fields.serviceType ?? ''),
    addressOctets(fields.from),
    addressOctets(fields.to),
    Buffer.from([fields.esmClass ?? 0, fields.protocolId ?? 0, fields.priority ?? 0]),
    cString(fields.schedule ?? ''),
    cString(fields.validity ?? ''),
    Buffer.from([
      fields.registeredDelivery ?? 0,
      fields.replaceIfPresent ?? 0,
      fields.dataCoding ?? 0,
      fields.defaultMessageId ?? 0,
      octets.length,
    ]),
    octets,
  ];
  for (const [tag, value] of fields.tlvs ?? []) {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(tag, 0);
    head.writeUInt16BE(value.length, 2);
    parts.push(head, value);
  }
  return encodePdu(command, Status.ok, sequence, Buffer.concat(parts));
}

/** A whole PDU with a given body. */
export function encodePdu(command: number, status: number, sequence: number, body?: Buffer): Buffer {
  const length = HEADER + (body?.length ?? 0);
  const pdu = Buffer.allocUnsafe(length);
  pdu.writeUInt32BE(length, 0);
  pdu.writeUInt32BE(command >>> 0, 4);
  pdu.writeUInt32BE(status >>> 0, 8);
  pdu.writeUInt32BE(sequence >>> 0, 12);
  body?.copy(pdu, HEADER);
  return pdu;
}

/** A C-Octet String: Latin-1 and its NUL. */
function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'latin1');
}

function addressOctets(address: Address): Buffer {
  return Buffer.concat([Buffer.from([address.ton, address.npi]), cString(address.address)]);
}

/** Calls for each whole PDU; `start` is that of its header. Answering false stops reading. */
type OnPdu = (buffer: Buffer, start: number, end: number) => boolean;

/** Cuts a byte stream into PDUs without copying those that arrive whole. */
export class Splitter {
  #rest: Buffer | undefined;

  /** Hands on every PDU that is whole now. Throws PduError for a length that no PDU has. */
  push(chunk: Buffer, onPdu: OnPdu): void {
    const buffer = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    let at = 0;
    while (buffer.length - at >= 4) {
      const length = buffer.readUInt32BE(at);
      if (length < HEADER || length > MAX_PDU) throw new PduError(`PDU of ${length} octets`, Status.invalidLength);
      if (buffer.length - at < length) break;
      const start = at;
      at += length;
      if (!onPdu(buffer, start, at)) return;
    }
    if (at < buffer.length) this.#rest = Buffer.from(buffer.subarray(at));
  }
}
