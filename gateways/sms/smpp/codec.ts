import smpp from 'smpp';
import { decodeAnswer, RESPONSE } from './answers.js';
import type { InboundSm, InboundTlvs, Pdu, SmppAddress, SubmitSm, SubmitTlvs } from './pdu.js';

/**
 * The one file that touches the `smpp` package, and only its PDU codec: its session reads on after nothing that it cannot
 * decode, has no timers and no window, so ours is in `session.ts`.
 */

/** Largest PDU that is read: a message_payload of 64 KiB and its fields. */
export const LONGEST_PDU = 70_000;
/** Octets of the header that every PDU begins with. */
export const HEADER_OCTETS = 16;

/**
 * The package guesses encodings, loses octets and reads past the end of a field; here it is brought down to moving raw
 * octets, each read bounded; but for optional parameters that it does not know, which end with the PDU at the latest and
 * which nobody reads. Its tables are global to the process, nobody else uses them.
 */
function prepareLibrary(): void {
  smpp.PDU.maxLength = LONGEST_PDU;
  for (const command of Object.values(smpp.commands)) {
    for (const field of Object.values(command.params ?? {})) delete field.filter;
  }
  // Without filters the walk over all fields that applies them finds nothing, at a quarter of the cost of a PDU.
  smpp.PDU.prototype._filter = () => {};
  for (const tlv of Object.values(smpp.tlvs)) {
    delete tlv.filter;
    tlv.type = {
      ...tlv.type,
      read(buffer, offset, length = 0) {
        if (offset + length > buffer.length) throw new RangeError('an optional parameter overruns the PDU');
        return buffer.subarray(offset, offset + length);
      },
      // Only raw octets are ever read, so their length is their size.
      size: (value) => (Buffer.isBuffer(value) ? value.length : 0),
      write(value, buffer, offset) {
        if (Buffer.isBuffer(value)) value.copy(buffer, offset);
      },
    };
  }
  smpp.types.cstring.read = (buffer, offset) => {
    const end = buffer.indexOf(0, offset);
    if (end < 0) throw new RangeError('a string without its NUL');
    return buffer.toString('latin1', offset, end);
  };
  smpp.types.buffer.read = (buffer, offset) => {
    const length = buffer.readUInt8(offset);
    if (offset + 1 + length > buffer.length) throw new RangeError('sm_length overruns the PDU');
    return buffer.subarray(offset + 1, offset + 1 + length);
  };
}

prepareLibrary();

type Fields = Readonly<Record<string, unknown>>;

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new RangeError(`${name} is missing`);
  return value;
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw new RangeError(`${name} is missing`);
  return value;
}

function octets(fields: Fields, name: string): Buffer | undefined {
  const value = fields[name];
  return Buffer.isBuffer(value) ? value : undefined;
}

function address(fields: Fields, ton: string, npi: string, value: string): SmppAddress {
  return { ton: number(fields, ton), npi: number(fields, npi), value: text(fields, value) };
}

/** Our name of each optional parameter and the package's. */
const TLVS: readonly (readonly [keyof InboundTlvs, string])[] = [
  ['receiptedMessageId', 'receipted_message_id'],
  ['messageState', 'message_state'],
  ['networkErrorCode', 'network_error_code'],
  ['sarReference', 'sar_msg_ref_num'],
  ['sarTotal', 'sar_total_segments'],
  ['sarPart', 'sar_segment_seqnum'],
  ['destinationPort', 'destination_port'],
];

const NOTHING = Buffer.alloc(0);

function inbound(fields: Fields): InboundSm {
  const tlvs: Partial<Record<keyof InboundTlvs, Buffer>> = {};
  for (const [name, theirs] of TLVS) {
    const value = octets(fields, theirs);
    if (value !== undefined) tlvs[name] = value;
  }
  const short = octets(fields, 'short_message') ?? NOTHING;
  return {
    source: address(fields, 'source_addr_ton', 'source_addr_npi', 'source_addr'),
    destination: address(fields, 'dest_addr_ton', 'dest_addr_npi', 'destination_addr'),
    esmClass: number(fields, 'esm_class'),
    protocolId: fields.command === 'deliver_sm' ? number(fields, 'protocol_id') : 0,
    dataCoding: number(fields, 'data_coding'),
    octets: short.length > 0 ? short : (octets(fields, 'message_payload') ?? NOTHING),
    tlvs,
  };
}

/** Reads one whole PDU (its length already checked). Never throws: a request that cannot be read is `broken`. */
export function decodePdu(buffer: Buffer): Pdu {
  const id = buffer.readUInt32BE(4);
  const status = buffer.readUInt32BE(8);
  const sequence = buffer.readUInt32BE(12);
  if (id >= RESPONSE) return decodeAnswer(id, status, sequence, buffer.subarray(HEADER_OCTETS));
  try {
    const pdu = new smpp.PDU(buffer);
    switch (pdu.command) {
      case 'deliver_sm':
      case 'data_sm':
        return { command: 'inbound', request: pdu.command, status, sequence, message: inbound(pdu) };
      case 'enquire_link':
      case 'unbind':
      case 'alert_notification':
        return { command: pdu.command, status, sequence };
    }
    return { command: 'other', status, sequence };
  } catch (error) {
    return { command: 'broken', id, status, sequence, why: error instanceof Error ? error.message : 'unreadable' };
  }
}

function encode(command: string, fields: Record<string, unknown>): Buffer {
  return new smpp.PDU(command, fields).toBuffer();
}

/** What a session may do (SMPP 3.4 2.2): send, receive, or both. */
export type BindMode = 'transceiver' | 'transmitter' | 'receiver';

/** What a bind request says (SMPP 3.4 4.1). */
export interface BindFields {
  readonly mode: BindMode;
  /** interface_version (SMPP 3.4 5.2.4, 5.0 4.7.13): 0x34 or 0x50. */
  readonly version: number;
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  readonly addressRange: string;
}

/** A `bind_transceiver`, `bind_transmitter` or `bind_receiver` (SMPP 3.4 4.1). */
export function encodeBind(sequence: number, bind: BindFields): Buffer {
  return encode(`bind_${bind.mode}`, {
    sequence_number: sequence,
    system_id: bind.systemId,
    password: bind.password,
    system_type: bind.systemType,
    interface_version: bind.version,
    address_range: bind.addressRange,
  });
}

/** Optional parameters as the raw octets that the prepared library takes. */
function tlvFields({ sar, payload }: SubmitTlvs): Record<string, Buffer> {
  const fields: Record<string, Buffer> = {};
  if (sar !== undefined) {
    fields.sar_msg_ref_num = Buffer.from([sar.reference >> 8, sar.reference & 0xff]);
    fields.sar_total_segments = Buffer.of(sar.total);
    fields.sar_segment_seqnum = Buffer.of(sar.part);
  }
  if (payload !== undefined) fields.message_payload = payload;
  return fields;
}

/** A `submit_sm`; addresses and text must be within their limits already. */
export function encodeSubmit(sequence: number, sm: SubmitSm): Buffer {
  return encode('submit_sm', {
    sequence_number: sequence,
    service_type: sm.serviceType,
    source_addr_ton: sm.source.ton,
    source_addr_npi: sm.source.npi,
    source_addr: sm.source.value,
    dest_addr_ton: sm.destination.ton,
    dest_addr_npi: sm.destination.npi,
    destination_addr: sm.destination.value,
    esm_class: sm.esmClass,
    validity_period: sm.validityPeriod,
    registered_delivery: sm.registeredDelivery,
    data_coding: sm.dataCoding,
    short_message: sm.shortMessage,
    ...(sm.tlvs === undefined ? {} : tlvFields(sm.tlvs)),
  });
}

/** An answer to a message of the carrier. */
export function encodeInboundAnswer(request: 'deliver_sm' | 'data_sm', sequence: number, status: number): Buffer {
  return encode(`${request}_resp`, { sequence_number: sequence, command_status: status });
}

/** A PDU that is a header only. */
export function encodeBare(
  command: 'enquire_link' | 'enquire_link_resp' | 'unbind' | 'unbind_resp' | 'generic_nack',
  sequence: number,
  status = 0,
): Buffer {
  return encode(command, { sequence_number: sequence, command_status: status });
}
