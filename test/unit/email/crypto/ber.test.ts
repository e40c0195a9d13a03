import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { numberOf, octetsOf, oidOf, readBer, readFirstInside, timeOf } from '../../../../gateways/email/crypto/ber.js';
import {
  context,
  contextString,
  octetString,
  oid,
  sequence,
  setOf,
  smallInteger,
  time,
} from '../../../../gateways/email/crypto/der.js';

const hex = (octets: Uint8Array | undefined): string => Buffer.from(octets ?? []).toString('hex');
const read = (text: string) => readBer(Buffer.from(text, 'hex'));

describe('BER', () => {
  it('is read with lengths of every form', () => {
    assert.equal(hex(read('0403616263')?.content), '616263');
    assert.equal(hex(read('048103616263')?.content), '616263');
    assert.equal(hex(read('04840000000361626364')?.octets), '048400000003616263');
    const open = read('3080040161040162000004');
    assert.deepEqual(
      open?.children.map(({ content }) => hex(content)),
      ['61', '62'],
    );
    assert.equal(hex(open?.octets), '30800401610401620000');
  });

  it('puts strings in pieces together', () => {
    const pieces = read('2480040261622480040163000024030401640000');
    assert.ok(pieces !== undefined);
    assert.equal(Buffer.from(octetsOf(pieces)).toString(), 'abcd');
  });

  it('has object identifiers, numbers and times', () => {
    assert.equal(oidOf(read('06092a864886f70d010702')), '1.2.840.113549.1.7.2');
    assert.equal(oidOf(read('060388370a')), '2.999.10');
    assert.equal(oidOf(read('0402616b')), undefined);
    assert.equal(numberOf(read('02020100')), 256);
    assert.equal(numberOf(read('0201ff')), undefined, 'negative');
    const utc = (text: string) => timeOf(readBer(Buffer.concat([Buffer.from([0x17, text.length]), Buffer.from(text)])));
    const general = (text: string) =>
      timeOf(readBer(Buffer.concat([Buffer.from([0x18, text.length]), Buffer.from(text)])));
    assert.equal(utc('491231235959Z'), Date.UTC(2049, 11, 31, 23, 59, 59));
    assert.equal(utc('500101000000Z'), Date.UTC(1950, 0, 1));
    assert.equal(general('20500101000000Z'), Date.UTC(2050, 0, 1));
    assert.equal(utc('4912312359Z'), undefined);
    assert.equal(general('20500101000000+0100'), undefined);
  });

  it('is none where it ends too early, is too deep, or is of tags that nobody uses', () => {
    for (const text of [
      '',
      '04',
      '0403',
      '04036162',
      '3080',
      '30800401',
      '0480',
      '1f8101016100',
      '0487ffffffffffffff',
    ]) {
      assert.equal(read(text), undefined, text);
    }
    assert.equal(readBer(Buffer.alloc(10_000, Buffer.from('3080', 'hex'))), undefined);
    const many = Buffer.concat([Buffer.from('3080', 'hex'), Buffer.alloc(400_000, Buffer.from('0400', 'hex'))]);
    assert.equal(readBer(many), undefined);
  });

  it('is read in front alone where no more is wanted', () => {
    assert.equal(oidOf(readFirstInside(Buffer.from('308406092a864886f70d010702', 'hex'))), undefined);
    assert.equal(oidOf(readFirstInside(Buffer.from('308006092a864886f70d010702ffff', 'hex'))), '1.2.840.113549.1.7.2');
    assert.equal(readFirstInside(Buffer.from('0400', 'hex')), undefined);
  });

  it('never throws, and never gives octets that are not there (any octets)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        const element = readBer(octets);
        if (element !== undefined) assert.ok(element.octets.length <= octets.length);
        if (element !== undefined) octetsOf(element);
      }),
    );
  });
});

describe('DER', () => {
  it('is written in the one way that there is', () => {
    assert.equal(hex(oid('1.2.840.113549.1.7.2')), '06092a864886f70d010702');
    assert.equal(hex(oid('2.999.10')), '060388370a');
    assert.equal(hex(sequence(smallInteger(2), octetString(Buffer.from('a')))), '3006020102040161');
    assert.equal(hex(context(0, smallInteger(1))), 'a003020101');
    assert.equal(hex(contextString(0, Buffer.from('a'))), '800161');
    assert.equal(hex(setOf(octetString(Buffer.from('b')), octetString(Buffer.from('a')))), '3106040161040162');
    assert.equal(hex(octetString(Buffer.alloc(128))).slice(0, 6), '048180');
    assert.equal(hex(octetString(Buffer.alloc(65_536))).slice(0, 10), '0483010000');
    assert.equal(
      Buffer.from(time(Date.UTC(2023, 10, 14, 22, 13, 20, 999)))
        .toString('latin1')
        .slice(2),
      '231114221320Z',
    );
    assert.equal(
      Buffer.from(time(Date.UTC(2050, 0, 1)))
        .toString('latin1')
        .slice(2),
      '20500101000000Z',
    );
  });
});
