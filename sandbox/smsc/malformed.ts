import { Command, encodeMessage, encodePdu, type MessageFields, Tag } from './codec.js';

/** Ways in which a carrier sends octets that are no PDU, or a PDU that is none of ours. */
export type Malformation =
  /** command_length below the header's. */
  | 'length-10'
  | 'length-0'
  | 'length-3'
  /** command_length of 2 GiB. */
  | 'length-huge'
  /** A TLV that runs past the end of its PDU. */
  | 'tlv-overrun'
  /** receipted_message_id without its NUL, another TLV behind it. */
  | 'tlv-no-nul'
  /** sm_length greater than the octets that follow. */
  | 'body-overrun'
  /** A C-Octet String that never ends. */
  | 'no-nul'
  /** A command id that SMPP does not know. */
  | 'unknown-command'
  /** An answer to nothing. */
  | 'stray-response'
  /** An HTTP answer where SMPP should be. */
  | 'banner'
  /** The first half of a PDU, and nothing after it. */
  | 'half'
  /** A user data header that claims more octets than there are. */
  | 'udh-overrun';

const MESSAGE: MessageFields = {
  from: { ton: 1, npi: 1, address: '15550100' },
  to: { ton: 1, npi: 1, address: '15550199' },
  octets: Buffer.from('malformed', 'latin1'),
};

/** Every malformation by name. */
export const MALFORMED: Readonly<Record<Malformation, () => Buffer>> = {
  'length-10': () => patched(0, 10),
  'length-0': () => patched(0, 0),
  'length-3': () => patched(0, 3),
  'length-huge': () => patched(0, 0x7fffffff),
  'tlv-overrun': () => {
    const pdu = encodeMessage(Command.deliverSm, 900_001, {
      ...MESSAGE,
      tlvs: new Map([[Tag.messageState, Buffer.from([2])]]),
    });
    pdu.writeUInt16BE(200, pdu.length - 3);
    return pdu;
  },
  'tlv-no-nul': () =>
    encodeMessage(Command.deliverSm, 900_002, {
      ...MESSAGE,
      esmClass: 4,
      octets: Buffer.alloc(0),
      tlvs: new Map([
        [Tag.receiptedMessageId, Buffer.from('42', 'latin1')],
        [Tag.messageState, Buffer.from([2])],
      ]),
    }),
  'body-overrun': () => {
    const pdu = encodeMessage(Command.deliverSm, 900_003, MESSAGE);
    pdu.writeUInt8(250, pdu.length - 10);
    return pdu;
  },
  'no-nul': () => encodePdu(Command.deliverSm, 0, 900_004, Buffer.alloc(60, 0x41)),
  'unknown-command': () => encodePdu(0x00000777, 0, 900_005, Buffer.from('what is this')),
  'stray-response': () => encodePdu(0x80000004, 0, 900_006, Buffer.from('12345\0')),
  banner: () => Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
  half: () => encodeMessage(Command.deliverSm, 900_007, MESSAGE).subarray(0, 20),
  'udh-overrun': () =>
    encodeMessage(Command.deliverSm, 900_008, { ...MESSAGE, esmClass: 0x40, octets: Buffer.from([200, 0, 3, 1]) }),
};

function patched(offset: number, value: number): Buffer {
  const pdu = encodeMessage(Command.deliverSm, 900_000, MESSAGE);
  pdu.writeUInt32BE(value, offset);
  return pdu;
}
