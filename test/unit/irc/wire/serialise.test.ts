import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isMiddle, serialiseLine } from '../../../../gateways/irc/wire/serialise.js';
import { escapeTag, unescapeTag } from '../../../../gateways/irc/wire/tags.js';

describe('a line to a server', () => {
  it('has a colon where it needs one', () => {
    assert.equal(serialiseLine({ command: 'JOIN', params: ['#a,#b', 'key'] }), 'JOIN #a,#b key');
    assert.equal(serialiseLine({ command: 'PRIVMSG', params: ['#c', 'hello world'] }), 'PRIVMSG #c :hello world');
    assert.equal(serialiseLine({ command: 'PRIVMSG', params: ['#c', ':-)'] }), 'PRIVMSG #c ::-)');
    assert.equal(serialiseLine({ command: 'TOPIC', params: ['#c', ''] }), 'TOPIC #c :');
    assert.equal(serialiseLine({ command: 'LIST', params: [] }), 'LIST');
  });

  it('has its tags in front, escaped', () => {
    const tags = new Map([
      ['label', '7'],
      ['+typing', 'active'],
      ['+draft/react', 'a;b c\\d\r\n\0e'],
      ['+empty', ''],
    ]);
    assert.equal(
      serialiseLine({ tags, command: 'TAGMSG', params: ['#c'] }),
      '@label=7;+typing=active;+draft/react=a\\:b\\sc\\\\d\\r\\ne;+empty TAGMSG #c',
    );
    assert.equal(serialiseLine({ tags: new Map(), command: 'TAGMSG', params: ['#c'] }), 'TAGMSG #c');
  });

  it('leaves out tags that a client may not send any more', () => {
    // 4091 octets, a semicolon and 2 more are 4094.
    const fits = new Map([
      ['a', 'x'.repeat(4089)],
      ['bb', ''],
    ]);
    assert.equal(serialiseLine({ tags: fits, command: 'X', params: [] }), `@a=${'x'.repeat(4089)};bb X`);
    const over = new Map([
      ['a', 'x'.repeat(4090)],
      ['bb', ''],
      ['c', ''],
    ]);
    assert.equal(serialiseLine({ tags: over, command: 'X', params: [] }), `@a=${'x'.repeat(4090)};c X`);
    assert.equal(serialiseLine({ tags: new Map([['a', 'é'.repeat(2047)]]), command: 'X', params: [] }), 'X');
  });

  it('is one line, whatever a stranger wrote at its end', () => {
    assert.equal(serialiseLine({ command: 'PART', params: ['#c', 'bye\r\nQUIT\0 x'] }), 'PART #c :bye QUIT x');
    assert.equal(serialiseLine({ command: 'PART', params: ['#c', 'a\rb'] }), 'PART #c :a b');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (last, value) => {
        const line = serialiseLine({ tags: new Map([['+x', value]]), command: 'TOPIC', params: ['#c', last] });
        assert.doesNotMatch(line, /[\r\n\0]/);
        assert.ok(line.startsWith('@+x'));
      }),
    );
  });

  it('is not written with a parameter that would be another one', () => {
    for (const middle of ['', ' ', '#a b', ':x', 'a\nb', 'a\rb', 'a\0b']) {
      assert.equal(isMiddle(middle), false, JSON.stringify(middle));
      assert.throws(() => serialiseLine({ command: 'JOIN', params: [middle, 'key'] }), RangeError);
    }
    assert.equal(isMiddle('#a:b'), true);
    for (const command of ['', 'A B', 'A\r\nB', '1', '0001']) {
      assert.throws(() => serialiseLine({ command, params: [] }), RangeError);
    }
    for (const name of ['', 'a b', 'a;b', 'a=b', 'a\n', '+']) {
      assert.throws(() => serialiseLine({ tags: new Map([[name, '']]), command: 'X', params: [] }), RangeError);
    }
  });
});

describe('the value of a tag', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(';', ' ', '\\', '\r', '\n', 's', ':', 'é', '😀') }), (value) => {
        assert.equal(unescapeTag(escapeTag(value)), value);
        assert.doesNotMatch(escapeTag(value), /[; \r\n]/);
      }),
    );
  });

  it('is read where it is malformed', () => {
    assert.equal(unescapeTag('a\\'), 'a');
    assert.equal(unescapeTag('\\b\\:\\'), 'b;');
    assert.equal(unescapeTag('\\\\s'), '\\s');
  });
});
