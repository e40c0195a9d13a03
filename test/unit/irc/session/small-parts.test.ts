import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Archive, Incoming, NewArchivedStanza } from '../../../../gateways/gateway.js';
import { ChannelList } from '../../../../gateways/irc/channel-list.js';
import { Deliveries, Leftovers } from '../../../../gateways/irc/deliveries.js';
import { isKey, joinLines } from '../../../../gateways/irc/joins.js';
import { MessageIds } from '../../../../gateways/irc/message-ids.js';
import { Record } from '../../../../gateways/irc/record.js';
import { refusalOf } from '../../../../gateways/irc/refusals.js';
import { SharedLines } from '../../../../gateways/irc/shared-lines.js';
import { Waiters } from '../../../../gateways/irc/waiters.js';
import { Window } from '../../../../gateways/irc/window.js';
import { parseLine } from '../../../../gateways/irc/wire/parse.js';
import { serialiseLine } from '../../../../gateways/irc/wire/serialise.js';
import { silentLog } from '../../../../src/log.js';
import { workMs } from '../../../support/cpu-time.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { turn } from './support/place.js';

describe('JOIN lines', () => {
  const join = (...channels: [string, string?][]) =>
    joinLines(channels.map(([name, key]) => ({ name, key }))).map(serialiseLine);

  it('name many channels at once, those with keys first (RFC 2812 3.2.1)', () => {
    assert.deepEqual(join(['#a'], ['#b', 'secret'], ['#c'], ['#d', 'k']), ['JOIN #b,#d,#a,#c secret,k']);
    assert.deepEqual(join(['#a']), ['JOIN #a']);
    assert.deepEqual(join(), []);
  });

  it('leave out a key that no server could read, and a name that would be two or end the line', () => {
    assert.deepEqual(join(['#a', 'two words'], ['#b', 'x,y'], ['#c', ':k']), ['JOIN #a,#b,#c']);
    assert.deepEqual(join(['#a,#b'], ['#x y'], ['#x\r\nQUIT'], ['#x\0'], ['#x\u0007'], [''], ['#ok']), ['JOIN #ok']);
    assert.deepEqual(join(['#a:b'], ['#a\u00a0b']), ['JOIN #a:b,#a\u00a0b']);
    assert.equal(isKey(''), false);
  });

  it('are several where there are more than a server takes, in number or octets', () => {
    const channels = Array.from({ length: 5 }, (_, n) => ({ name: `#${n}`, key: n === 4 ? 'k' : undefined }));
    assert.deepEqual(joinLines(channels, 2).map(serialiseLine), ['JOIN #4,#0 k', 'JOIN #1,#2', 'JOIN #3']);
    const long = Array.from({ length: 5 }, (_, n): [string] => [`#${'ä'.repeat(70)}${n}`]);
    assert.deepEqual(
      join(...long).map((line) => line.split(',').length),
      [2, 2, 1],
    );
  });
});

describe('answers that are waited for', () => {
  it('go once to each who waits, and are asked for once', () => {
    const clock = new FakeClock();
    const waiters = new Waiters<string>(clock, 1000);
    const got: (string | undefined)[] = [];
    assert.equal(
      waiters.wait('a', (value) => got.push(value)),
      true,
    );
    assert.equal(
      waiters.wait('a', (value) => got.push(value)),
      false,
    );
    assert.equal(waiters.has('a'), true);
    assert.equal(waiters.tell('b', 'no'), false);
    assert.equal(waiters.tell('a', 'yes'), true);
    assert.equal(waiters.tell('a', 'again'), false);
    clock.advance(2000);
    assert.deepEqual(got, ['yes', 'yes']);
  });

  it('are nothing when the time of each is over, or all ends', () => {
    const clock = new FakeClock();
    const waiters = new Waiters<string>(clock, 1000);
    const got: string[] = [];
    waiters.wait('a', (value) => got.push(`first ${value}`));
    clock.advance(600);
    waiters.wait('a', (value) => got.push(`second ${value}`));
    waiters.wait('b', (value) => got.push(`third ${value}`));
    clock.advance(400);
    assert.deepEqual(got, ['first undefined']);
    waiters.tell('a', 'x');
    waiters.clear();
    assert.deepEqual(got, ['first undefined', 'second x', 'third undefined']);
    clock.advance(5000);
    assert.equal(got.length, 3);
  });

  it('are not waited for by more than 256, and by as many again when those have theirs', () => {
    const waiters = new Waiters<number>(new FakeClock(), 1000);
    let nothing = 0;
    const done = (value: number | undefined): void => {
      if (value === undefined) nothing += 1;
    };
    for (let n = 0; n < 300; n++) waiters.wait(`${n}`, done);
    assert.equal(nothing, 44);
    for (let n = 0; n < 256; n++) assert.equal(waiters.tell(`${n}`, n), true);
    assert.equal(waiters.wait('more', done), true);
  });
});

describe('the list of channels', () => {
  const listed = (channel: string, members = 1) => ({ type: 'listed' as const, channel, members, topic: 't' });
  const end = { type: 'list-end' as const };

  function begin() {
    const clock = new FakeClock();
    const lines: string[] = [];
    const list = new ChannelList(clock, (line) => lines.push(serialiseLine(line)));
    return { clock, lines, list };
  }
  const namesOf = (found: Awaited<ReturnType<ChannelList['get']>>) =>
    found === 'busy' ? found : found.map(({ name }) => name);

  it('is asked for once for all who want it, and sorted', async () => {
    const { list, lines } = begin();
    const both = [list.get(true), list.get(false)];
    for (const name of ['#b', '#c', '#a']) list.take(listed(name));
    list.take(end);
    for (const one of await Promise.all(both)) assert.deepEqual(namesOf(one), ['#a', '#b', '#c']);
    assert.deepEqual(lines, ['LIST']);
    assert.deepEqual(namesOf(await list.get(false)), ['#a', '#b', '#c']);
    assert.deepEqual(lines, ['LIST']);
  });

  it('is asked for anew a minute later, or five where somebody pages through it', async () => {
    const { list, lines, clock } = begin();
    const first = list.get(true);
    list.take(listed('#a'));
    list.take(end);
    await first;
    clock.advance(59_000);
    assert.deepEqual(namesOf(await list.get(true)), ['#a']);
    clock.advance(1000);
    const second = list.get(true);
    list.take(end);
    assert.deepEqual(namesOf(await second), []);
    clock.advance(299_000);
    await list.get(false);
    assert.equal(lines.length, 2);
    clock.advance(1000);
    void list.get(false);
    assert.equal(lines.length, 3);
  });

  it('is what came within twelve seconds, and whole when the rest has come', async () => {
    const { list, lines, clock } = begin();
    const first = list.get(true);
    list.take(listed('#b'));
    clock.advance(12_000);
    assert.deepEqual(namesOf(await first), ['#b']);
    const second = list.get(true);
    list.take(listed('#a'));
    list.take(end);
    assert.deepEqual(namesOf(await second), ['#a', '#b']);
    assert.deepEqual(lines, ['LIST']);
  });

  it('is not an empty one where nothing came in time', async () => {
    const { list, clock } = begin();
    const first = list.get(true);
    clock.advance(12_000);
    assert.equal(await first, 'busy');
  });

  it('may not be had now', async () => {
    const { list } = begin();
    assert.equal(list.busy(), false);
    const first = list.get(true);
    assert.equal(list.busy(), true);
    assert.equal(await first, 'busy');
  });
});

describe('lines that several users see', () => {
  function begin() {
    const clock = new FakeClock();
    const lines = new SharedLines(clock);
    let made = 0;
    const take = (key: string, reader: string): string =>
      lines.take(key, reader, () => {
        made += 1;
        return { id: `l${made}`, xml: '<message/>', at: clock.now() };
      }).id;
    return { clock, take, made: () => made };
  }

  it('are one, and made once', () => {
    const { take, made } = begin();
    assert.deepEqual(
      ['a', 'b', 'c'].map((reader) => take('hi', reader)),
      ['l1', 'l1', 'l1'],
    );
    assert.equal(take('other', 'a'), 'l2');
    assert.equal(made(), 2);
  });

  it('are two where one reader sees them twice, also where another one is behind', () => {
    const { take } = begin();
    assert.deepEqual([take('hi', 'a'), take('hi', 'a')], ['l1', 'l2']);
    assert.deepEqual([take('hi', 'b'), take('hi', 'b'), take('hi', 'b')], ['l1', 'l2', 'l3']);
    assert.equal(take('hi', 'a'), 'l3');
  });

  it('are others after five seconds', () => {
    const { take, clock } = begin();
    assert.equal(take('hi', 'a'), 'l1');
    clock.advance(4999);
    assert.equal(take('hi', 'b'), 'l1');
    clock.advance(1);
    assert.equal(take('hi', 'c'), 'l2');
    assert.equal(take('hi', 'a'), 'l2');
  });

  it('are not looked through for ever where somebody says one thing again and again', () => {
    const { take } = begin();
    const started = workMs();
    for (let n = 0; n < 20_000; n++) take('spam', 'a');
    assert.ok(workMs() - started < 2000);
    assert.equal(take('spam', 'b'), `l${20_000 - 255}`, 'the oldest of those that are kept');
  });
});

it('what is kept of lines is said once for all who got one in a turn of the event loop, room by room', async () => {
  const kept: [string, readonly NewArchivedStanza[]][] = [];
  const archive = { append: (room, stanzas) => void kept.push([room, stanzas]) } as Partial<Archive> as Archive;
  const record = new Record(archive, { most: 10, seconds: 60 }, { handed: undefined });
  const line = (id: string) => ({ id, xml: `<message id="${id}"/>`, at: 5 });
  record.seen('#a', line('1'), 'juliet@x', { networkId: 'n1', from: 'romeo' });
  record.seen('#b', line('2'), 'juliet@x', {});
  record.seen('#a', line('3'), 'juliet@x', {});
  record.seen('#a', line('1'), 'nurse@x', { networkId: 'n1', from: 'romeo' });
  assert.deepEqual(kept, []);
  await turn();
  assert.deepEqual(kept, [
    [
      '#a',
      [
        { ...line('1'), networkId: 'n1', from: 'romeo', seenBy: ['juliet@x', 'nurse@x'] },
        { ...line('3'), seenBy: ['juliet@x'] },
      ],
    ],
    ['#b', [{ ...line('2'), seenBy: ['juliet@x'] }]],
  ]);
  record.seen('#a', line('1'), 'late@x', {});
  await turn();
  assert.deepEqual(kept[2], ['#a', [{ ...line('1'), seenBy: ['late@x'] }]]);
});

describe('messages by their ids', () => {
  const one = { id: 's1', msgid: 'm1', nick: 'romeo', text: 'hi' };

  it('are found on both sides, in their room alone', () => {
    const ids = new MessageIds();
    ids.note('#a', one);
    assert.deepEqual(ids.byId('#a', 's1'), one);
    assert.deepEqual(ids.byMsgid('#a', 'm1'), one);
    assert.equal(ids.byId('#b', 's1'), undefined);
    assert.equal(ids.byMsgid('#b', 'm1'), undefined);
    ids.alias('#a', 'm2', one);
    assert.deepEqual(ids.byMsgid('#a', 'm2'), one);
  });

  it('are the latest of their author until the next one', () => {
    const ids = new MessageIds();
    ids.note('#a', one);
    ids.note('#a', { ...one, id: 's9', nick: 'nurse' });
    assert.equal(ids.isLatest('#a', one), true);
    ids.note('#a', { ...one, id: 's2', msgid: 'm2' });
    assert.equal(ids.isLatest('#a', one), false);
  });

  it('keep 120 characters of their text, and no half of one', () => {
    const ids = new MessageIds();
    ids.note('#a', { ...one, text: `${'x'.repeat(119)}🌹 rose` });
    assert.equal(ids.byId('#a', 's1')?.text, `${'x'.repeat(119)}\ufffd`);
  });
});

describe('what a server says to a user', () => {
  function begin() {
    const clock = new FakeClock();
    const told: Incoming[] = [];
    const context = { clock, text: ({ key }: { readonly key: string }) => `say ${key}` };
    const window = new Window({
      context,
      deliver: (message) => told.push(message),
      contact: 'net',
      account: () => 'juliet@x',
    });
    return { clock, told, window };
  }

  it('comes from the network, unless there is nothing to be read', () => {
    const { told, window } = begin();
    window.text('Hello');
    window.text(' \n');
    window.tell({ key: 'irc.x' });
    assert.deepEqual(told, [
      { account: 'juliet@x', contact: 'net', body: 'Hello' },
      { account: 'juliet@x', contact: 'net', body: 'say irc.x' },
    ]);
  });

  it('is at most thirty texts a minute, but all that answers a line of the user', () => {
    const { clock, told, window } = begin();
    for (let n = 0; n < 50; n++) window.text(`${n}`);
    assert.equal(told.length, 30);
    window.listen();
    assert.equal(window.listening, true);
    for (let n = 0; n < 50; n++) window.text(`${n}`);
    assert.equal(told.length, 80);
    clock.advance(30_000);
    assert.equal(window.listening, false);
    window.text('too much');
    assert.equal(told.length, 80);
    clock.advance(30_001);
    window.text('a new minute');
    assert.equal(told.length, 81);
  });
});

describe('messages of a network on their way to the core', () => {
  function begin(refusals: number) {
    const clock = new FakeClock();
    const taken: (string | undefined)[] = [];
    let left = refusals;
    const deliver = async (message: Incoming): Promise<void> => {
      if (left > 0) {
        left -= 1;
        throw new Error('Redis is away');
      }
      taken.push(message.body ?? message.chatState);
    };
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_: object, what: string) => void warnings.push(what) };
    const deliveries = new Deliveries({ deliver, clock, log });
    const say = (body: string): void => deliveries.deliver({ account: 'a', contact: 'c', body });
    return { clock, taken, warnings, deliveries, say };
  }

  it('are taken in order, and again where they were not', async () => {
    const { clock, taken, say } = begin(2);
    say('one');
    say('two');
    await turn();
    assert.deepEqual(taken, []);
    clock.advance(1000);
    await turn();
    clock.advance(999);
    await turn();
    assert.deepEqual(taken, []);
    say('three');
    clock.advance(1);
    await turn();
    assert.deepEqual(taken, ['one', 'two', 'three']);
    say('four');
    await turn();
    assert.deepEqual(taken, ['one', 'two', 'three', 'four']);
  });

  it('that wait are logged once, however often they are tried', async () => {
    const { clock, taken, warnings, say } = begin(3);
    say('one');
    for (let second = 0; second < 3; second++) {
      await turn();
      clock.advance(1000);
    }
    await turn();
    assert.deepEqual([taken, warnings], [['one'], ['a message of a network waits for Redis']]);
  });

  it('that are only typing are not worth it', async () => {
    const { clock, taken, deliveries, say } = begin(1);
    deliveries.deliver({ account: 'a', contact: 'c', chatState: 'composing' });
    say('text');
    await turn();
    clock.advance(1000);
    await turn();
    assert.deepEqual(taken, ['text']);
  });

  it('are at most a thousand', async () => {
    const { clock, taken, say } = begin(1);
    for (let n = 0; n < 1100; n++) say(`${n}`);
    await turn();
    clock.advance(1000);
    await turn();
    assert.equal(taken.length, 1000);
    assert.equal(taken.at(-1), '999');
  });

  it('are handed on also when the lane is given back, but no later ones', async () => {
    const { clock, taken, deliveries, say } = begin(1);
    say('one');
    deliveries.stop();
    say('two');
    await turn();
    assert.deepEqual(taken, []);
    clock.advance(1000);
    await turn();
    assert.deepEqual(taken, ['one']);
  });

  it('come before those that the next session of the user brings', async () => {
    const { clock, taken, deliveries, say } = begin(1);
    const leftovers = new Leftovers();
    say('one');
    say('two');
    await turn();
    deliveries.stop();
    leftovers.leave('romeo@a.example', 'net', deliveries.handed);
    assert.equal(leftovers.of('juliet@a.example', 'net'), undefined);
    const context = { deliver: async ({ body }: Incoming) => void taken.push(body), clock, log: silentLog };
    const next = new Deliveries(context, leftovers.of('romeo@a.example', 'net'));
    next.deliver({ account: 'a', contact: 'c', body: 'three' });
    await turn();
    assert.deepEqual(taken, []);
    clock.advance(1000);
    await turn();
    assert.deepEqual(taken, ['one', 'two', 'three']);
    assert.equal(leftovers.of('romeo@a.example', 'net'), undefined);
  });
});

describe('what a server refuses', () => {
  const said = (line: string) => {
    const message = parseLine(line);
    assert.ok(message !== undefined);
    const { type, condition, text, code } = refusalOf(message);
    return [type, condition, text.params?.said, code];
  };

  it('is a stanza error with the words of the server', () => {
    assert.deepEqual(said(':srv 401 me romeo :No such nick'), ['cancel', 'item-not-found', 'No such nick', 'irc 401']);
    assert.deepEqual(said(':srv 475 me #a :Bad key'), ['auth', 'not-authorized', 'Bad key', 'irc 475']);
    assert.deepEqual(said(':srv 471 me #a :Full'), ['wait', 'service-unavailable', 'Full', 'irc 471']);
    assert.deepEqual(said(':srv 999 me :What?'), ['cancel', 'undefined-condition', 'What?', 'irc 999']);
  });

  it('is told in words of ours where the line was too long, for these say what to do', () => {
    const message = parseLine(':srv 417 me :Input line was too long');
    assert.ok(message !== undefined);
    const { condition, text } = refusalOf(message);
    assert.deepEqual([condition, text], ['policy-violation', { key: 'irc.line.too-long' }]);
  });

  it('has its code in the second place of FAIL', () => {
    const line = ':srv FAIL REDACT REDACT_WINDOW_EXPIRED #a id1 60 :Too old';
    assert.deepEqual(said(line), ['cancel', 'not-allowed', 'Too old', 'irc REDACT_WINDOW_EXPIRED']);
    assert.deepEqual(said(':srv FAIL * toString :Strange'), [
      'cancel',
      'undefined-condition',
      'Strange',
      'irc toString',
    ]);
  });

  it('is cut where a server tells a novel, and empty where it says nothing', () => {
    assert.equal(said(`:srv 404 me #a :${'x'.repeat(199)}🌹`)[2], `${'x'.repeat(199)}\ufffd`);
    assert.equal(said(':srv 404')[2], '');
  });
});
