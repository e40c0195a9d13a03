import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { IrcMessage } from '../../../../gateways/irc/wire/message.js';
import { parseLine, parseSource, sourceText } from '../../../../gateways/irc/wire/parse.js';
import { serialiseLine } from '../../../../gateways/irc/wire/serialise.js';

/** A message as plain data. */
function plain(message: IrcMessage | undefined): unknown {
  return message === undefined ? undefined : { ...message, tags: Object.fromEntries(message.tags) };
}

/** From the examples of the modern IRC client protocol and of message-tags, and what servers send beside them. */
const VECTORS: readonly [line: string, message: unknown][] = [
  [
    ':irc.example.com CAP LS * :multi-prefix extended-join sasl',
    {
      tags: {},
      source: { nick: 'irc.example.com' },
      command: 'CAP',
      params: ['LS', '*', 'multi-prefix extended-join sasl'],
    },
  ],
  [
    "@id=234AB;+draft/reply=63E1033A051D;time=2026-01-02T03:04:05.678Z :dan!d@localhost PRIVMSG #chan :Hey what's up!",
    {
      tags: { id: '234AB', '+draft/reply': '63E1033A051D', time: '2026-01-02T03:04:05.678Z' },
      source: { nick: 'dan', user: 'd', host: 'localhost' },
      command: 'PRIVMSG',
      params: ['#chan', "Hey what's up!"],
    },
  ],
  ['CAP REQ :sasl', { tags: {}, command: 'CAP', params: ['REQ', 'sasl'] }],
  ['privmsg #chan hi', { tags: {}, command: 'PRIVMSG', params: ['#chan', 'hi'] }],
  ['LIST', { tags: {}, command: 'LIST', params: [] }],
  ['TOPIC #c :', { tags: {}, command: 'TOPIC', params: ['#c', ''] }],
  ['PRIVMSG #c ::-) : x ', { tags: {}, command: 'PRIVMSG', params: ['#c', ':-) : x '] }],
  [':s  001   nick   a:b  ', { tags: {}, source: { nick: 's' }, command: '001', params: ['nick', 'a:b'] }],
  [
    ':nick!~u@2001:db8::7 JOIN #c account :Real Name',
    {
      tags: {},
      source: { nick: 'nick', user: '~u', host: '2001:db8::7' },
      command: 'JOIN',
      params: ['#c', 'account', 'Real Name'],
    },
  ],
  ['@a=1;;b;c=;=x;a=2;d=x=y  PING  x', { tags: { a: '2', b: '', c: '', d: 'x=y' }, command: 'PING', params: ['x'] }],
  ['@v=a\\:b\\sc\\\\d\\r\\n\\xe\\ X', { tags: { v: 'a;b c\\d\r\nxe' }, command: 'X', params: [] }],
  ['@ PING', { tags: {}, command: 'PING', params: [] }],
  [': PING', { tags: {}, command: 'PING', params: [] }],
  ['MODE #c +b\u00a0\t x', { tags: {}, command: 'MODE', params: ['#c', '+b\u00a0\t', 'x'] }],
  // No command, or what can be none.
  ['', undefined],
  ['   ', undefined],
  [':only.a.source', undefined],
  ['@only=tags', undefined],
  ['@a=b :s', undefined],
  ['12 x', undefined],
  ['0001 x', undefined],
  ['PRIV-MSG x', undefined],
  ['ПРИВЕТ x', undefined],
];

describe('a line of the protocol', () => {
  for (const [line, message] of VECTORS) {
    it(JSON.stringify(line), () => assert.deepEqual(plain(parseLine(line)), message));
  }

  it('never throws, whatever comes', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('@', ':', ' ', ';', '=', '\\', '!', 'A', '1', '\r', '\n', '\0', 'é'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 60 })), (line) => {
        const message = parseLine(line);
        if (message !== undefined) assert.match(message.command, /^(?:[A-Z]+|[0-9]{3})$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('a line that was written reads as it was meant', () => {
    const middle = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/^:|[ \r\n\0]/.test(text));
    const last = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[\r\n\0]/.test(text));
    const value = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0'));
    const tags = fc.dictionary(fc.stringMatching(/^\+?[a-z]{1,8}$/), value, { maxKeys: 4 });
    fc.assert(
      fc.property(tags, fc.array(middle, { maxLength: 5 }), fc.option(last), (written, middles, end) => {
        const params = end === null ? middles : [...middles, end];
        const line = serialiseLine({ tags: new Map(Object.entries(written)), command: 'PRIVMSG', params });
        assert.deepEqual(plain(parseLine(line)), { tags: { ...written }, command: 'PRIVMSG', params });
      }),
    );
  });
});

describe('who a line comes from', () => {
  const sources: readonly [text: string, source: unknown][] = [
    ['irc.libera.chat', { nick: 'irc.libera.chat' }],
    ['nick', { nick: 'nick' }],
    ['nick@host', { nick: 'nick', host: 'host' }],
    ['nick!user', { nick: 'nick', user: 'user' }],
    ['nick!user@host', { nick: 'nick', user: 'user', host: 'host' }],
    ['nick!u@v@host', { nick: 'nick', user: 'u@v', host: 'host' }],
    ['nick!u@user/cloak!x', { nick: 'nick', user: 'u', host: 'user/cloak!x' }],
    ['[x]\\`!u@::1', { nick: '[x]\\`', user: 'u', host: '::1' }],
    ['nick!@', { nick: 'nick', user: '', host: '' }],
    ['', undefined],
    ['!user@host', undefined],
    ['@host', undefined],
  ];
  for (const [text, source] of sources) {
    it(JSON.stringify(text), () => {
      const parsed = parseSource(text);
      assert.deepEqual(parsed, source);
      if (parsed !== undefined) assert.equal(sourceText(parsed), text);
    });
  }
});
