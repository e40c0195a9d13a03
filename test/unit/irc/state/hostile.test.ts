import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { IrcBatch } from '../../../../gateways/irc/state/batches.js';
import { fold } from '../../../../gateways/irc/wire/casemapping.js';
import type { IrcMessage } from '../../../../gateways/irc/wire/message.js';
import { Net, NOW } from './net.js';

const LIMITS = { channels: 4, members: 6, users: 12, strangers: 3, listEntries: 3, answers: 2, text: 100, lost: 3 };
const NICKS = ['me', 'ME', 'a', 'A', 'b', '[x]', '{x}', 'c', 'd', 'e', 'f', 'g', 'h', '', '@', 'srv.example'];
const CHANNELS = ['#c', '#C', '#d', '#e[', '#e{', '&l', '@#c', '#', '', '*', '#c,#d,,#f'];
const COMMANDS = [
  ...['JOIN', 'PART', 'QUIT', 'KICK', 'NICK', 'MODE', 'TOPIC', 'RENAME', 'PRIVMSG', 'NOTICE', 'TAGMSG', 'REDACT'],
  ...['AWAY', 'ACCOUNT', 'CHGHOST', 'SETNAME', 'INVITE', 'MARKREAD', 'ERROR', 'FAIL', 'WARN', 'NOTE', 'BATCH', 'XYZZY'],
];
const NUMERICS = Array.from({ length: 1_000 }, (_, at) => String(at).padStart(3, '0'));

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NICKS) },
  { weight: 4, arbitrary: fc.constantFrom(...CHANNELS) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('+o', '-o+v', '+bbb', '+kl-n', '+', '+~', 'PREFIX=(ov)@+', 'CASEMAPPING=ascii'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('CASEMAPPING=rfc1459', 'PREFIX=', 'CHANTYPES=', 'a.b c.d', '152', '@a +b c!d@e'),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', '\u0001ACTION', '99999999999999', '\ud800') },
);
const source = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(...NICKS).map((nick) => ({ nick })),
  fc
    .tuple(fc.constantFrom(...NICKS), fc.constantFrom('u', '~u'), fc.constantFrom('h', 'h2'))
    .map(([nick, user, host]) => ({ nick, user, host })),
);
const tags = fc.oneof(
  fc.constant(new Map<string, string>()),
  fc.constant(
    new Map([
      ['time', '2026-01-01T00:00:00.000Z'],
      ['account', 'acc'],
      ['msgid', ''],
    ]),
  ),
  fc.constant(
    new Map([
      ['time', '2026-99-01T00:00:00.000Z'],
      ['+typing', 'x'],
      ['bot', ''],
    ]),
  ),
);
const message: fc.Arbitrary<IrcMessage> = fc
  .tuple(
    tags,
    source,
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...COMMANDS) },
      { weight: 2, arbitrary: fc.constantFrom(...NUMERICS) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          '005',
          '311',
          '314',
          '318',
          '319',
          '324',
          '332',
          '333',
          '352',
          '353',
          '354',
          '366',
          '367',
          '368',
          '372',
        ),
      },
    ),
    fc.array(word, { maxLength: 6 }),
  )
  .map(([tags, source, command, params]) =>
    source === undefined ? { tags, command, params } : { tags, source, command, params },
  );
const batch: fc.Arbitrary<IrcBatch> = fc
  .tuple(
    fc.constantFrom('netsplit', 'netjoin', 'chathistory', 'draft/multiline', 'x'),
    fc.array(word, { maxLength: 3 }),
    tags,
    fc.array(message, { maxLength: 6 }),
  )
  .map(([type, params, tags, items]) => ({ type, params, start: { tags, command: 'BATCH', params: [] }, items }));

/** What must hold at any time, whatever came. */
function check(net: Net): void {
  const { state } = net;
  const channels = [...state.channels];
  assert.ok(channels.length <= LIMITS.channels);
  const shared = new Map<unknown, number>();
  for (const channel of channels) {
    assert.equal(state.channel(channel.name), channel);
    assert.equal(channel.key, fold(channel.name, net.isupport.casemapping));
    assert.ok(channel.members.has(state.own.user), 'we are in our channels');
    assert.ok(channel.members.size <= LIMITS.members + 1);
    for (const kind of ['ban', 'exception', 'invite-exception', 'quiet'] as const) {
      assert.ok((channel.list(kind)?.entries.length ?? 0) <= LIMITS.listEntries);
    }
    for (const [user, signs] of channel.members) {
      assert.equal(state.user(user.nick), user, `${user.nick} is found by nick`);
      assert.equal(new Set(signs).size, signs.length);
      shared.set(user, (shared.get(user) ?? 0) + 1);
    }
  }
  assert.ok(shared.size <= LIMITS.users + 1);
  for (const nick of NICKS) {
    const user = state.user(nick);
    if (user !== undefined) assert.equal(user.shared, shared.get(user) ?? 0, `channels shared with ${nick}`);
  }
  assert.equal(state.user(state.own.user.nick), state.own.user);
}

describe('whatever a server sends', () => {
  it('keeps what is known consistent and within its bounds', () => {
    const item = fc.oneof(
      { weight: 6, arbitrary: message },
      { weight: 1, arbitrary: batch },
      { weight: 1, arbitrary: fc.integer({ min: -2_000, max: 4_000 }) },
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 120, size: 'max' }), (items) => {
        const net = new Net({ limits: LIMITS });
        net.feed(':me!m@h JOIN #c', ':srv 353 me #c :@a +b c', ':me!m@h JOIN #d', ':a!a@h JOIN #d');
        let now = NOW;
        for (const one of items) {
          if (typeof one === 'number') {
            now += one;
            net.state.tick(now);
          } else if ('items' in one) net.state.applyBatch(one, now);
          else {
            if (one.command === '005') net.isupport.apply(one.params);
            // The connection applies 005 in any case; a change of the mapping reaches us with that line.
            net.state.apply(one, now);
          }
          check(net);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('follows members as the simplest model would', () => {
    const nick = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const channel = fc.constantFrom('#c', '#d');
    const step = fc.oneof(
      fc.tuple(fc.constant('JOIN'), nick, channel),
      fc.tuple(fc.constant('PART'), nick, channel),
      fc.tuple(fc.constant('KICK'), nick, channel),
      fc.tuple(fc.constant('QUIT'), nick, channel),
      fc.tuple(fc.constantFrom('+o', '-o', '+v', '-v'), nick, channel),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const net = new Net();
        net.feed(':me!m@h JOIN #c', ':me!m@h JOIN #d');
        const model = new Map<string, Map<string, Set<string>>>([
          ['#c', new Map()],
          ['#d', new Map()],
        ]);
        for (const [what, who, where] of steps) {
          const members = model.get(where);
          if (what === 'JOIN') {
            net.feed(`:${who}!u@h JOIN ${where}`);
            if (members?.has(who) === false) members.set(who, new Set());
          } else if (what === 'PART' || what === 'KICK') {
            net.feed(what === 'PART' ? `:${who}!u@h PART ${where}` : `:srv KICK ${where} ${who}`);
            members?.delete(who);
          } else if (what === 'QUIT') {
            net.feed(`:${who}!u@h QUIT :bye`);
            for (const all of model.values()) all.delete(who);
          } else {
            net.feed(`:srv MODE ${where} ${what} ${who}`);
            if (what.startsWith('+')) members?.get(who)?.add(what.slice(1));
            else members?.get(who)?.delete(what.slice(1));
          }
          for (const [name, expected] of model) {
            const written = [...expected].map(
              ([nick, modes]) => `${modes.has('o') ? '@' : ''}${modes.has('v') ? '+' : ''}${nick}`,
            );
            assert.deepEqual(net.names(name), [...written, 'me'].sort());
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('memory', () => {
  it('does not keep the lines that names were cut from', () => {
    const net = new Net();
    net.feed(':me!m@h JOIN #c');
    const before = heap();
    const filler = 'x'.repeat(7_000);
    for (let at = 0; at < 2_000; at += 1) {
      net.feed(
        `@time=2026-01-01T00:00:00.000Z;x=${filler}${at} :nick${at}!~username${at}@some.host-${at}.example JOIN #c`,
      );
    }
    const kept = heap() - before;
    assert.ok(kept < 6_000_000, `2,000 people keep ${kept} octets`);
    assert.equal(net.channel('#c').members.size, 2_001);
  });
});

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

function heap(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
