import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  CHARSETS,
  type Charset,
  charsetOf,
  DEFAULT_FALLBACK,
  decodeLine,
  encodeLine,
  outgoingCharset,
  UTF8,
} from '../../../../gateways/irc/text/encoding.js';

function named(name: string): Charset {
  const charset = charsetOf(name);
  assert.ok(charset !== undefined, name);
  return charset;
}

describe('octets of a line', () => {
  it('are UTF-8 where they are that', () => {
    assert.equal(decodeLine(Buffer.from('PRIVMSG #c :Grüße 😀'), DEFAULT_FALLBACK), 'PRIVMSG #c :Grüße 😀');
    assert.equal(decodeLine(Buffer.from('ascii'), named('koi8-r')), 'ascii');
  });

  it('are of the charset that was chosen where they are not', () => {
    assert.equal(decodeLine(Buffer.from('Gr\xfc\xdfe \x80', 'latin1'), DEFAULT_FALLBACK), 'Grüße €');
    assert.equal(decodeLine(Buffer.from([0xd0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4]), named('koi8-r')), 'привет');
    assert.equal(decodeLine(Buffer.from([0x93, 0xfa, 0x96, 0x7b]), named('shift_jis')), '日本');
    assert.equal(decodeLine(Buffer.from('a\xffb', 'latin1'), UTF8), 'a\ufffdb');
    assert.equal(decodeLine(Buffer.from('\xa5', 'latin1'), named('iso-8859-7')).length, 1);
    assert.equal(decodeLine(Buffer.from('\xff', 'latin1'), named('iso-8859-7')), '\ufffd');
  });

  it('are UTF-8 in the tags, whatever follows', () => {
    const line = Buffer.concat([Buffer.from('@+x=é '), Buffer.from('PRIVMSG #c :\xe9', 'latin1')]);
    assert.equal(decodeLine(line, DEFAULT_FALLBACK), '@+x=é PRIVMSG #c :é');
    const broken = Buffer.concat([Buffer.from('@+x=\xff ', 'latin1'), Buffer.from('PRIVMSG #c :é')]);
    assert.equal(decodeLine(broken, DEFAULT_FALLBACK), '@+x=\ufffd PRIVMSG #c :é');
    assert.equal(
      encodeLine('@+x=é PRIVMSG #c :é', DEFAULT_FALLBACK).toString('latin1'),
      '@+x=\xc3\xa9 PRIVMSG #c :\xe9',
    );
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(...CHARSETS), (octets, charset) => {
        assert.ok(decodeLine(Buffer.from(octets), charset).isWellFormed());
      }),
    );
  });
});

describe('a text in a charset', () => {
  it('has what comes nearest where a character is missing', () => {
    const latin = named('latin1');
    assert.equal(latin.fit('Grüße € “quoted”…'), 'Grüße € “quoted”…');
    assert.equal(latin.fit('e\u0301 čšž ł → 😀 語 \u200d'), 'é cšž l -> ? ? ');
    assert.equal(named('iso-8859-15').fit('“q” – x…'), '"q" - x...');
    assert.equal(named('koi8-r').fit('привет, été'), 'привет, ete');
    assert.equal(UTF8.fit('😀'), '😀');
  });

  it('is written in one octet or two', () => {
    assert.deepEqual([...named('koi8-r').encode('да')], [0xc4, 0xc1]);
    assert.equal(named('latin1').octets('été'), 3);
    assert.equal(UTF8.octets('été'), 5);
    assert.equal(named('gb18030').octets('語'), 2);
  });

  it('is a line still', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...CHARSETS), (text, charset) => {
        const line = text.replaceAll(/[\r\n\0]/g, '');
        const octets = encodeLine(line, charset);
        assert.ok(!octets.includes(0) && !octets.includes(10) && !octets.includes(13));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what the charset has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...CHARSETS), (text, charset) => {
        const fitting = charset.fit(text);
        assert.equal(charset.decode(charset.encode(fitting)), fitting);
      }),
    );
  });
});

describe('charsets', () => {
  it('all hold ASCII in its own octets', () => {
    const ascii = Array.from({ length: 127 }, (_none, index) => String.fromCharCode(index + 1)).join('');
    for (const charset of CHARSETS) {
      assert.equal(charset.decode(Buffer.from(ascii, 'latin1')), ascii, charset.name);
      assert.equal(charset.encode(ascii).toString('latin1'), ascii, charset.name);
    }
  });

  it('are found by the names that people know', () => {
    assert.equal(charsetOf('UTF8')?.name, 'utf-8');
    assert.equal(charsetOf('ISO-8859-1')?.name, 'windows-1252');
    assert.equal(charsetOf('Latin 1')?.name, 'windows-1252');
    assert.equal(charsetOf('KOI8_R')?.name, 'koi8-r');
    assert.equal(charsetOf('utf-16'), undefined);
    assert.equal(charsetOf('utf-7'), undefined);
    assert.equal(charsetOf(''), undefined);
    assert.equal(new Set(CHARSETS.map(({ name }) => name)).size, CHARSETS.length);
  });

  it('give way where a server takes UTF-8 alone', () => {
    assert.equal(outgoingCharset(named('koi8-r'), false).name, 'koi8-r');
    assert.equal(outgoingCharset(named('koi8-r'), true), UTF8);
    assert.equal(outgoingCharset(undefined, false), UTF8);
  });
});
