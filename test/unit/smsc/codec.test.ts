import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import smpp from 'smpp';
import {
  Command,
  decodeBind,
  decodeMessage,
  encodeMessage,
  encodePdu,
  HEADER,
  PduError,
  RESPONSE,
  type ShortMessage,
  Splitter,
} from '../../../sandbox/smsc/codec.js';
import { leadingNumber, type Peek, peekSubmit } from '../../../sandbox/smsc/peek.js';

// The library turns text, times and user data headers into values of its own; octets are what is compared here.
for (const command of ['submit_sm', 'deliver_sm']) {
  for (const field of Object.values(smpp.commands[command]?.params ?? {})) delete field.filter;
}
for (const tlv of Object.values(smpp.tlvs)) delete tlv.filter;

const octet = fc.integer({ min: 0, max: 255 });
const ascii = (maxLength: number) => fc.stringMatching(new RegExp(`^[\\x21-\\x7e]{0,${maxLength}}$`));
const address = fc.record({ ton: octet, npi: octet, address: ascii(20) }, { noNullPrototype: true });
const octets = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));

const messages: fc.Arbitrary<ShortMessage> = fc.record(
  {
    serviceType: ascii(5),
    from: address,
    to: address,
    esmClass: octet,
    protocolId: octet,
    priority: octet,
    schedule: ascii(16),
    validity: ascii(16),
    registeredDelivery: octet,
    replaceIfPresent: octet,
    dataCoding: octet,
    defaultMessageId: octet,
    octets: octets(254),
    tlvs: octets(300).map((payload): ReadonlyMap<number, Buffer> => new Map([[0x0424, payload]])),
  },
  { noNullPrototype: true },
);

function libraryFields(message: ShortMessage): Record<string, unknown> {
  return {
    service_type: message.serviceType,
    source_addr_ton: message.from.ton,
    source_addr_npi: message.from.npi,
    source_addr: message.from.address,
    dest_addr_ton: message.to.ton,
    dest_addr_npi: message.to.npi,
    destination_addr: message.to.address,
    esm_class: message.esmClass,
    protocol_id: message.protocolId,
    priority_flag: message.priority,
    schedule_delivery_time: message.schedule,
    validity_period: message.validity,
    registered_delivery: message.registeredDelivery,
    replace_if_present_flag: message.replaceIfPresent,
    data_coding: message.dataCoding,
    sm_default_msg_id: message.defaultMessageId,
    short_message: message.octets,
    message_payload: message.tlvs.get(0x0424),
  };
}

for (const [name, command] of [
  ['submit_sm', Command.submitSm],
  ['deliver_sm', Command.deliverSm],
] as const) {
  test(`${name} has the same octets from this codec and from the smpp library`, () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 0x7fffffff }), (message, sequence) => {
        const ours = encodeMessage(command, sequence, message);
        const theirs = new smpp.PDU(name, { ...libraryFields(message), sequence_number: sequence }).toBuffer();
        assert.equal(ours.toString('hex'), theirs.toString('hex'));
      }),
    );
  });

  test(`${name} of the smpp library is read field by field as it was meant`, () => {
    fc.assert(
      fc.property(messages, (message) => {
        const pdu = new smpp.PDU(name, { ...libraryFields(message), sequence_number: 7 }).toBuffer();
        assert.deepEqual(decodeMessage(pdu, HEADER, pdu.length), message);
      }),
    );
  });
}

test('a submit_sm cut anywhere is an error or shorter by whole optional parts, never a crash', () => {
  fc.assert(
    fc.property(messages, fc.double({ min: 0, max: 1, noNaN: true }), (message, part) => {
      const pdu = encodeMessage(Command.submitSm, 1, message);
      const end = HEADER + Math.floor((pdu.length - HEADER) * part);
      try {
        const read = decodeMessage(pdu, HEADER, end);
        assert.deepEqual({ ...read, tlvs: message.tlvs }, message);
      } catch (error) {
        assert.ok(error instanceof PduError);
      }
    }),
  );
});

test('a bind of the smpp library is read with its name and password', () => {
  const fields = { system_id: 'esme', password: 'secret', system_type: 'VMA', interface_version: 0x34 };
  const pdu = new smpp.PDU('bind_transceiver', { ...fields, sequence_number: 1 }).toBuffer();
  assert.deepEqual(decodeBind(pdu, HEADER, pdu.length), {
    systemId: 'esme',
    password: 'secret',
    systemType: 'VMA',
    interfaceVersion: 0x34,
  });
});

test('answers are read by the smpp library with status, sequence and id', () => {
  const taken = new smpp.PDU(encodePdu(Command.submitSm | RESPONSE, 0, 99, Buffer.from('1000001\0')));
  assert.deepEqual(
    [taken.command, taken.command_status, taken.sequence_number, taken.message_id],
    ['submit_sm_resp', 0, 99, '1000001'],
  );
  const refused = new smpp.PDU(encodePdu(Command.submitSm | RESPONSE, 0x58, 100));
  assert.deepEqual([refused.command, refused.command_status, refused.sequence_number], ['submit_sm_resp', 0x58, 100]);
  const nack = new smpp.PDU(encodePdu(Command.genericNack, 3, 5));
  assert.deepEqual([nack.command, nack.command_status, nack.sequence_number], ['generic_nack', 3, 5]);
});

test('the quick look finds number, receipt wish and text where the full reading finds them', () => {
  const peek: Peek = { toStart: 0, toEnd: 0, registered: 0, textStart: 0, textEnd: 0 };
  fc.assert(
    fc.property(messages, octets(40), (message, before) => {
      const pdu = Buffer.concat([before, encodeMessage(Command.submitSm, 1, message)]);
      assert.equal(peekSubmit(pdu, before.length, pdu.length, peek), true);
      assert.equal(pdu.toString('latin1', peek.toStart, peek.toEnd), message.to.address);
      assert.equal(peek.registered, message.registeredDelivery);
      assert.deepEqual(pdu.subarray(peek.textStart, peek.textEnd), message.octets);
    }),
  );
});

test('the number a text begins with ends at the first other character', () => {
  const read = (text: string) => leadingNumber(Buffer.from(text), 0, text.length);
  assert.deepEqual([read('1234 rest'), read('1234'), read(' 1234'), read('')], [1234, 1234, undefined, undefined]);
});

test('PDUs come out whole however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(messages, { maxLength: 5 }), fc.array(fc.integer({ min: 1, max: 90 })), (list, sizes) => {
      const pdus = list.map((message, index) => encodeMessage(Command.submitSm, index + 1, message));
      const stream = Buffer.concat(pdus);
      const splitter = new Splitter();
      const out: string[] = [];
      const collect = (buffer: Buffer, start: number, end: number) => {
        out.push(buffer.toString('hex', start, end));
        return true;
      };
      let at = 0;
      for (const size of sizes) {
        splitter.push(stream.subarray(at, at + size), collect);
        at += size;
      }
      splitter.push(stream.subarray(at), collect);
      assert.deepEqual(
        out,
        pdus.map((pdu) => pdu.toString('hex')),
      );
    }),
  );
});

for (const length of [0, 3, 15, 70_001, 0x7fffffff]) {
  test(`a command_length of ${length} is an error before anything is waited for`, () => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length);
    assert.throws(() => new Splitter().push(head, () => true), PduError);
  });
}
