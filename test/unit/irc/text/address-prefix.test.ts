import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  excerpt,
  reactionText,
  readAddress,
  replyText,
  stripAddress,
} from '../../../../gateways/irc/text/address-prefix.js';

describe('the nick that leads a message', () => {
  it('is read', () => {
    assert.deepEqual(readAddress('dan: hello'), { nick: 'dan', rest: 'hello' });
    assert.deepEqual(readAddress('[d]`,  hello: you'), { nick: '[d]`', rest: 'hello: you' });
    for (const text of ['dan:hello', 'dan hello', 'dan: ', ': x', 'http://x', 'two words: x', '']) {
      assert.equal(readAddress(text), undefined, text);
    }
  });

  it('is taken away where it is the one meant', () => {
    assert.equal(stripAddress('Dan: hello', 'dan', 'rfc1459'), 'hello');
    assert.equal(stripAddress('{d}, hello', '[d]', 'rfc1459'), 'hello');
    assert.equal(stripAddress('eve: hello', 'dan', 'rfc1459'), 'eve: hello');
    assert.equal(stripAddress('dan:', 'dan', 'rfc1459'), 'dan:');
  });
});

describe('a reply without tags', () => {
  it('is addressed where the nick says enough', () => {
    assert.equal(replyText({ nick: 'dan', text: 'lunch?', isLatest: true }, 'yes'), 'dan: yes');
  });

  it('has the words where it does not', () => {
    assert.equal(replyText({ nick: 'dan', text: 'lunch?', isLatest: false }, 'yes'), '<dan "lunch?"> yes');
    assert.equal(
      replyText({ nick: 'dan', text: 'The quick brown fox jumps over the lazy dog', isLatest: false }, 'yes\nno'),
      '<dan "The quick brown fox jumps over the lazy…"> yes\nno',
    );
    assert.equal(replyText({ nick: 'dan', text: ' \n ', isLatest: false }, 'yes'), 'dan: yes');
  });

  it('has no more than one line of them, without formatting', () => {
    assert.equal(excerpt(' \x02a\x02\r\nb\0\tc \x0304d '), 'a b c d');
    assert.equal(excerpt('x'.repeat(40)), 'x'.repeat(40));
    assert.equal(excerpt('x'.repeat(41)), `${'x'.repeat(40)}…`);
    assert.equal(excerpt('👩\u200d👧'.repeat(41)), `${'👩\u200d👧'.repeat(40)}…`);
    assert.equal(excerpt(`a${' '.repeat(100_000)}b`), 'a…');
  });
});

describe('a reaction without tags', () => {
  it('always has the words that it is for', () => {
    assert.equal(reactionText({ nick: 'dan', text: 'lunch?', isLatest: true }, ['👍', '❤️']), '<dan "lunch?"> 👍 ❤️');
    assert.equal(reactionText({ nick: 'dan', text: 'x', isLatest: true }, ['a\r\nb']), '<dan "x"> a b');
  });
});
