import type { Pdu } from './pdu.js';

/** What a command_id of an answer has more than that of its request (SMPP 3.4 5.1.2.1). */
export const RESPONSE = 0x80000000;

const SUBMIT_SM_RESP = 0x80000004;
const CONGESTION_STATE = 0x0428;
const INTERFACE_VERSION = 0x0210;
const TLV_HEAD_OCTETS = 4;

/** Answers of which nothing but the header matters. */
const BARE: ReadonlyMap<number, 'generic_nack' | 'bind_resp' | 'unbind_resp' | 'enquire_link_resp'> = new Map([
  [0x80000000, 'generic_nack'],
  [0x80000001, 'bind_resp'],
  [0x80000002, 'bind_resp'],
  [0x80000006, 'unbind_resp'],
  [0x80000009, 'bind_resp'],
  [0x80000015, 'enquire_link_resp'],
]);

/**
 * Reads an answer of the carrier. What it says of a message is in its header, so a body that does not hold together takes
 * nothing away from that, and every answer can be read.
 */
export function decodeAnswer(id: number, status: number, sequence: number, body: Buffer): Pdu {
  const command = BARE.get(id);
  if (command === 'bind_resp') return { command, status, sequence, ...versionIn(body) };
  if (id !== SUBMIT_SM_RESP) return { command: command ?? 'other_resp', status, sequence };
  const { messageId, tlvs } = status === 0 ? taken(body) : { messageId: '', tlvs: refused(body) };
  const congestion = tlvs?.get(CONGESTION_STATE)?.[0];
  return {
    command: 'submit_sm_resp',
    status,
    sequence,
    messageId,
    ...(congestion === undefined ? {} : { congestion }),
  };
}

/** message_id and what follows it (SMPP 3.4 4.4.2); some carriers leave out the NUL where nothing follows. */
function taken(body: Buffer): { readonly messageId: string; readonly tlvs: ReadonlyMap<number, Buffer> } {
  const end = body.indexOf(0);
  if (end < 0) return { messageId: body.toString('latin1'), tlvs: new Map() };
  return { messageId: body.toString('latin1', 0, end), tlvs: readTlvs(body.subarray(end + 1)).tlvs };
}

/** sc_interface_version behind the system_id (SMPP 3.4 4.1.2), where the carrier tells it. */
function versionIn(body: Buffer): { readonly version?: number } {
  const end = body.indexOf(0);
  const version = end < 0 ? undefined : readTlvs(body.subarray(end + 1)).tlvs.get(INTERFACE_VERSION)?.[0];
  return version === undefined ? {} : { version };
}

/** Parameters of a refusal: carriers write an empty message_id before them, or none, or what has no meaning. */
function refused(body: Buffer): ReadonlyMap<number, Buffer> | undefined {
  const end = body.indexOf(0);
  const forms = [body, ...(end < 0 ? [] : [body.subarray(end + 1)])];
  return forms.map(readTlvs).find(({ whole }) => whole)?.tlvs;
}

/** Optional parameters (SMPP 3.4 3.2.4) up to one that overruns the body. */
function readTlvs(octets: Buffer): { readonly tlvs: ReadonlyMap<number, Buffer>; readonly whole: boolean } {
  const tlvs = new Map<number, Buffer>();
  let at = 0;
  while (at + TLV_HEAD_OCTETS <= octets.length) {
    const end = at + TLV_HEAD_OCTETS + octets.readUInt16BE(at + 2);
    if (end > octets.length) break;
    tlvs.set(octets.readUInt16BE(at), octets.subarray(at + TLV_HEAD_OCTETS, end));
    at = end;
  }
  return { tlvs, whole: at === octets.length };
}
