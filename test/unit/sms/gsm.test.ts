import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeGsm, GSM, gsmLength } from '../../../gateways/sms/text/gsm.js';

/** Encode::GSM0338 of Perl, which shares no code with ours: octets of each septet, and text of each. */
function perl(program: string, input: string): string {
  return execFileSync('perl', ['-CSD', '-MEncode', '-e', program], { input }).toString();
}

const EXTENSION = '\f^{}\\[~]|€';

test('every septet reads as the character that another implementation reads', () => {
  const theirs = perl('for (0..0x7f) { next if $_ == 0x1b; print decode("gsm0338", chr($_)) }', '');
  const octets = Buffer.from(Array.from({ length: 0x80 }, (_, septet) => septet).filter((septet) => septet !== 0x1b));
  assert.equal(GSM.decode(octets), theirs);
  assert.deepEqual(encodeGsm(theirs), octets);
});

test('every character of the extension table is written as another implementation writes it', () => {
  const theirs = perl('my $t = <STDIN>; print unpack("H*", encode("gsm0338", $t))', EXTENSION);
  assert.equal(encodeGsm(EXTENSION).toString('hex'), theirs);
  assert.equal(GSM.decode(Buffer.from(theirs, 'hex')), EXTENSION);
  assert.equal(gsmLength(EXTENSION), 20);
});

test('characters that the alphabet lacks are told, and never become another one in silence', () => {
  for (const text of ['ç', '’', '`', '\t', 'ж', '\u{1f600}', '\u001b', '\0']) assert.equal(gsmLength(`a${text}`), -1);
  assert.equal(encodeGsm('`').toString('hex'), '3f');
});

test('an escape before anything else never leaves an escape in the text', () => {
  assert.equal(GSM.decode(Buffer.from([0x1b, 0x41])), 'A');
  assert.equal(GSM.decode(Buffer.from([0x41, 0x1b])), 'A ');
  assert.equal(GSM.decode(Buffer.from([0x1b, 0x1b, 0x65])), ' e');
  assert.equal(GSM.decode(Buffer.from([0x80, 0xff])), '\ufffd\ufffd');
});

test('any text of the alphabet comes back, and needs as many octets as it says', () => {
  const alphabet = [
    ...GSM.decode(Buffer.from(Array.from({ length: 0x80 }, (_, i) => i).filter((i) => i !== 0x1b))),
    ...EXTENSION,
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alphabet)), (chars) => {
      const text = chars.join('');
      const octets = encodeGsm(text);
      assert.equal(octets.length, gsmLength(text));
      assert.equal(GSM.decode(octets), text);
    }),
  );
});

test('any octets decode without throwing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (octets) => {
      assert.equal(GSM.decode(octets).includes('\u001b'), false);
    }),
  );
});
