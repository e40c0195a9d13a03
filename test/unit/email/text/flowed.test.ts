import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { flow, unflow } from '../../../../gateways/email/text/flowed.js';

describe('format=flowed', () => {
  it('is made whole, with its quotations', () => {
    assert.equal(unflow('a long \nline\nnext', false), 'a long line\nnext');
    assert.equal(unflow('> quo \n> ted\nmine', false), '> quo ted\nmine');
    assert.equal(unflow('>> deep \n>> er\n> less', false), '>> deep er\n> less');
    // A flowed line before another depth ends there (RFC 3676 4.5).
    assert.equal(unflow('> a \nb', false), '> a\nb');
  });

  it('is made whole with DelSp', () => {
    assert.equal(unflow('日本 \n語', true), '日本語');
    assert.equal(unflow('two  \nwords', true), 'two words');
  });

  it('has its stuffing taken off', () => {
    assert.equal(unflow(' From me\n  indented\n > no quote', false), 'From me\n indented\n > no quote');
    assert.equal(unflow('>  x', false), '>  x');
  });

  it('has a signature that goes on nowhere', () => {
    assert.equal(unflow('bye \n-- \nBob', false), 'bye\n-- \nBob');
  });

  it('is written', () => {
    assert.equal(flow('short'), 'short');
    assert.equal(flow('ends with a space '), 'ends with a space');
    assert.equal(flow('-- \nBob'), '-- \nBob');
    assert.equal(flow('From me\n indented\n> said'), ' From me\n  indented\n> said');
    const words = 'word '.repeat(30).trim();
    assert.equal(flow(words), `${'word '.repeat(14)}\n${'word '.repeat(14)}\nword word`);
    assert.equal(flow(`> ${words}`), `> ${'word '.repeat(14)}\n> ${'word '.repeat(14)}\n> word word`);
    assert.equal(flow('x'.repeat(200)), 'x'.repeat(200));
  });

  it('is read as it was written', () => {
    const texts = fc.array(fc.stringMatching(/^[a-z >F-]{0,120}$/), { maxLength: 6 });
    fc.assert(
      fc.property(texts, (lines) => {
        const text = lines.map((line) => line.trim()).filter((line) => !line.startsWith('>'));
        assert.equal(unflow(flow(text.join('\n')), false), text.join('\n'));
        for (const line of flow(text.join('\n')).split('\n')) {
          assert.ok(line.length <= 78 || !line.trimEnd().slice(0, -1).trim().includes(' '), JSON.stringify(line));
        }
      }),
    );
  });
});
