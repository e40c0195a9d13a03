import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readVcards } from '../../../../gateways/email/mime/vcards.js';
import { readCard } from '../../../../gateways/email/receiving/card.js';

const card = (...lines: string[]): string => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

describe('people of vCards', () => {
  it('name and address', () => {
    assert.deepEqual(readVcards(card('VERSION:3.0', 'FN:Alice', 'EMAIL;TYPE=INTERNET:alice@example.net')), [
      { name: 'Alice', address: 'alice@example.net' },
    ]);
  });

  it('the dearest address of version 4, and of version 3', () => {
    const text =
      card('VERSION:4.0', 'FN:A', 'EMAIL;PREF=3:c@x.example', 'EMAIL;PREF=1:a@x.example', 'EMAIL:d@x.example') +
      card('VERSION:3.0', 'FN:B', 'EMAIL;TYPE=home:c@x.example', 'EMAIL;TYPE="work,pref":b@x.example');
    assert.deepEqual(
      readVcards(text).map(({ address }) => address),
      ['a@x.example', 'b@x.example'],
    );
  });

  it('groups, folded lines, escapes, and URIs', () => {
    const text = card('FN:Liddell\\, Al', ' ice', 'item1.EMAIL:mailto:alice@example.net', 'item1.X-ABLabel:work');
    assert.deepEqual(readVcards(text), [{ name: 'Liddell, Alice', address: 'alice@example.net' }]);
  });

  it('a name in parts, and in the quoted-printable of version 2.1', () => {
    const text = card('VERSION:2.1', 'N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:B=C3=B6b;Anna', 'EMAIL:ab@x.example');
    assert.deepEqual(readVcards(text), [{ name: 'Anna Böb', address: 'ab@x.example' }]);
  });

  it('a long name in quoted-printable, as phones write it', () => {
    const name = ['=D0=98=D0=B2=D0=B0=D0=BD;=D0=90=D0=BD=D0=BD=D0=B0-=D0=9C=D0=B0=', '=D1=80=D0=B8=D1=8F'];
    const text = card(
      'VERSION:2.1',
      `N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:${name.join('\r\n')}`,
      'EMAIL:a@x.example',
    );
    assert.deepEqual(readVcards(text), [{ name: 'Анна-Мария Иван', address: 'a@x.example' }]);
    assert.deepEqual(readVcards(card('FN:A=', 'EMAIL:a@x.example')), [{ name: 'A=', address: 'a@x.example' }]);
  });

  it('what version 2.1 says in fewer words, and in charsets of its time', () => {
    const text = card('N;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:M=FCller', 'EMAIL:b@x.example', 'EMAIL;PREF:a@x.example');
    assert.deepEqual(readVcards(text), [{ name: 'Müller', address: 'a@x.example' }]);
    assert.equal(
      readCard(
        Buffer.from(card('N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=9C;A', 'ORG;QUOTED-PRINTABLE:=41=', '=42')),
      ),
      'A Ü, AB',
    );
  });

  it('nobody without an address', () => {
    assert.deepEqual(readVcards(card('FN:Nobody')), []);
    assert.deepEqual(readVcards('EMAIL:loose@x.example'), []);
    assert.deepEqual(readVcards(''), []);
  });

  it('whatever it is given, never more than is there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('BEGIN:VCARD', 'END:VCARD', 'FN:x', 'EMAIL:a@b.c', ';:', ' \0')),
        (lines) => {
          const ends = lines.filter((line) => line === 'END:VCARD').length;
          assert.ok(readVcards(lines.join('\n')).length <= ends);
        },
      ),
    );
  });
});
