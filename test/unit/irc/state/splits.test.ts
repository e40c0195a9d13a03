import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IrcBatch } from '../../../../gateways/irc/state/batches.js';
import type { IrcEvent } from '../../../../gateways/irc/state/events.js';
import { inChannel, NOW, parsed } from './net.js';

/** A batch as the connection hands it on. */
function batch(
  type: string,
  params: readonly string[],
  items: readonly (string | IrcBatch)[],
  opening = 'BATCH +1',
): IrcBatch {
  const lines = items.map((item) => (typeof item === 'string' ? parsed(item) : item));
  return { type, params, start: parsed(opening), items: lines };
}

const types = (events: readonly IrcEvent[]): string[] => events.map(({ type }) => type);

function people(event: IrcEvent | undefined): [string, string[]][] {
  const carried = event?.type === 'netsplit' ? event.lost : event?.type === 'netjoin' ? event.returned : [];
  return carried.map(({ user, channels }) => [user.nick, channels.map(({ name }) => name)]);
}

describe('netsplits', () => {
  it('are one event, a second later', () => {
    const net = inChannel();
    net.feed(':me!m@h JOIN #d', ':alice!a@h JOIN #d');
    assert.deepEqual(net.feed(':alice!a@h QUIT :a.example b.example', ':bob!b@h QUIT :a.example b.example'), []);
    assert.equal(net.state.waiting, true);
    assert.deepEqual(net.names('#c'), ['carol', 'me']);
    assert.deepEqual(net.state.tick(NOW + 999), []);
    const events = net.state.tick(NOW + 1000);
    assert.deepEqual(types(events), ['netsplit']);
    assert.deepEqual(people(events[0]), [
      ['alice', ['#c', '#d']],
      ['bob', ['#c']],
    ]);
    assert.deepEqual(events[0]?.type === 'netsplit' && events[0].servers, ['a.example', 'b.example']);
    assert.equal(net.state.waiting, false);
  });

  it('end with those who come back, channel by channel', () => {
    const net = inChannel();
    net.feed(':me!m@h JOIN #d', ':alice!a@h JOIN #d');
    net.feed(':alice!a@h QUIT :*.net *.split', ':bob!b@h QUIT :*.net *.split');
    net.state.tick(NOW + 1000);
    net.now = NOW + 60_000;
    assert.deepEqual(net.feed(':alice!a@h JOIN #c', ':bob!b@h JOIN #c', ':alice!a@h JOIN #d'), []);
    const [event] = net.state.tick(NOW + 61_000);
    assert.deepEqual(people(event), [
      ['alice', ['#c', '#d']],
      ['bob', ['#c']],
    ]);
    // Those who left otherwise come one by one.
    assert.deepEqual(types(net.feed(':dan!d@h JOIN #c')), ['joined']);
  });

  it('are told before anything else of these people', () => {
    const net = inChannel();
    net.feed(':alice!a@h QUIT :a.example b.example');
    assert.deepEqual(types(net.feed(':carol!c@h PRIVMSG #c :hm')), ['message']);
    assert.deepEqual(types(net.feed(':carol!c@h NICK alice')), ['netsplit', 'nick']);
    net.feed(':bob!b@h QUIT :a.example b.example');
    assert.deepEqual(types(net.feed(':bob!b@h JOIN #c')), ['netsplit']);
    assert.deepEqual(types(net.feed(':srv MODE #c +v bob')), ['netjoin', 'modes']);
    net.feed(':bob!b@h QUIT :a.example b.example', ':bob!b@h JOIN #c');
    assert.deepEqual(types(net.feed(':bob!b@h PRIVMSG #c :back')), ['netjoin', 'message']);
    net.feed(':bob!b@h QUIT :a.example b.example', ':bob!b@h JOIN #c');
    assert.deepEqual(types(net.feed(':bob!b@h QUIT :Quit: bye')), ['netjoin', 'quit']);
    net.feed(':alice!c@h QUIT :a.example b.example');
    assert.deepEqual(types(net.feed(':me!m@h PART #c')), ['netsplit', 'parted']);
  });

  it('are told with the next line when nobody asked for them', () => {
    const net = inChannel();
    net.feed(':alice!a@h QUIT :a.example b.example');
    net.now = NOW + 5_000;
    assert.deepEqual(types(net.feed(':carol!c@h PRIVMSG #c :hm')), ['netsplit', 'message']);
  });

  it('of other servers are others', () => {
    const net = inChannel();
    const events = net.feed(':alice!a@h QUIT :a.example b.example', ':bob!b@h QUIT :a.example c.example');
    assert.deepEqual(types([...events, ...net.state.tick(NOW + 1000)]), ['netsplit', 'netsplit']);
  });

  it('are not what merely looks alike', () => {
    for (const reason of [
      'Quit: a.example b.example',
      'a.example',
      'a b',
      'a.example a.example',
      'see a.b c.d',
      'v1. ok.',
    ]) {
      assert.deepEqual(types(inChannel().feed(`:alice!a@h QUIT :${reason}`)), ['quit'], reason);
    }
  });

  it('wait no longer for a clock that was set back', () => {
    const net = inChannel();
    net.feed(':alice!a@h QUIT :a.example b.example');
    assert.deepEqual(types(net.state.tick(NOW - 3_600_000)), ['netsplit']);
  });

  it('are awaited for an hour, and not more people than the bound', () => {
    const net = inChannel({ limits: { lost: 1 } });
    net.feed(':alice!a@h QUIT :a.example b.example', ':bob!b@h QUIT :a.example b.example');
    net.state.tick(NOW + 1000);
    assert.deepEqual(types(net.feed(':alice!a@h JOIN #c')), ['joined']);
    net.now = NOW + 3_600_000;
    assert.deepEqual(types(net.feed(':bob!b@h JOIN #c')), ['joined']);
  });

  it('gather a thousand people at once', () => {
    const net = inChannel();
    const nicks = Array.from({ length: 1_000 }, (_, at) => `n${at}`);
    net.feed(
      ...nicks.map((nick) => `:${nick}!u@h JOIN #c`),
      ...nicks.map((nick) => `:${nick}!u@h QUIT :a.example b.example`),
    );
    assert.equal(people(net.state.tick(NOW + 1000)[0]).length, 1_000);
    net.feed(...nicks.map((nick) => `:${nick}!u@h JOIN #c`));
    assert.equal(people(net.state.tick(NOW + 1000)[0]).length, 1_000);
  });
});

describe('batches', () => {
  it('tell of a netsplit and its end at once', () => {
    const net = inChannel();
    const split = net.state.applyBatch(
      batch(
        'netsplit',
        ['x.example', 'y.example'],
        [':alice!a@h QUIT :x.example y.example', ':bob!b@h QUIT :whatever'],
      ),
      NOW,
    );
    assert.deepEqual(types(split), ['netsplit']);
    assert.deepEqual(people(split[0]), [
      ['alice', ['#c']],
      ['bob', ['#c']],
    ]);
    const join = net.state.applyBatch(
      batch('netjoin', ['x.example', 'y.example'], [':alice!a@h JOIN #c', ':dan!d@h JOIN #c']),
      NOW,
    );
    assert.deepEqual(types(join), ['netjoin']);
    assert.deepEqual(people(join[0]), [
      ['alice', ['#c']],
      ['dan', ['#c']],
    ]);
  });

  it('make one message of several lines', () => {
    const net = inChannel();
    const [event, more] = net.state.applyBatch(
      batch(
        'draft/multiline',
        ['#c'],
        [
          ':alice!a@h PRIVMSG #c :one',
          ':alice!a@h PRIVMSG #c :',
          '@draft/multiline-concat :alice!a@h PRIVMSG #c :two ',
          '@draft/multiline-concat :alice!a@h PRIVMSG #c :three',
        ],
        '@msgid=m1;+draft/reply=m0;time=2026-01-01T00:00:05.000Z :alice!a@h BATCH +1 draft/multiline #c',
      ),
      NOW,
    );
    assert.equal(more, undefined);
    if (event?.type !== 'message') throw new assert.AssertionError({ message: 'no message' });
    assert.equal(event.text, 'one\ntwo three');
    assert.equal(event.annotations.msgid, 'm1');
    assert.equal(event.annotations.replyTo, 'm0');
    assert.equal(event.at, NOW + 5_000);
    assert.equal(event.user, net.user('alice'));
    assert.equal(event.form, 'message');
  });

  it('keep a bound, also without a source or any line', () => {
    const net = inChannel({ limits: { text: 10 } });
    const [event] = net.state.applyBatch(
      batch('draft/multiline', ['#c'], Array(50).fill(':alice!a@h NOTICE #c :1234')),
      NOW,
    );
    assert.equal(event?.type === 'message' && event.text, '1234\n1234');
    assert.equal(event?.type === 'message' && event.form, 'notice');
    assert.deepEqual(net.state.applyBatch(batch('draft/multiline', ['#c'], []), NOW), []);
  });

  it('of history change nothing', () => {
    const net = inChannel();
    const inner = batch(
      'draft/multiline',
      ['#c'],
      [':dan!d@h PRIVMSG #c :a', ':dan!d@h PRIVMSG #c :b'],
      '@msgid=h2 BATCH +2',
    );
    const events = net.state.applyBatch(
      batch(
        'chathistory',
        ['#c'],
        [
          '@time=2025-12-31T00:00:00.000Z;msgid=h1;account=old :alice!old@elsewhere PRIVMSG #c :then',
          ':bob!b@h PART #c',
          ':alice!a@h MODE #c +o carol',
          inner,
          '@+draft/react=x;+draft/reply=h1 :bob!b@h TAGMSG #c',
          ':alice!a@h REDACT #c h0',
        ],
      ),
      NOW,
    );
    assert.deepEqual(types(events), ['history']);
    const [history] = events;
    if (history?.type !== 'history') throw new assert.AssertionError({ message: 'no history' });
    assert.equal(history.target, '#c');
    assert.deepEqual(
      history.entries.map((entry) => entry.type),
      ['message', 'message', 'tag-message', 'redacted'],
    );
    const [first, second] = history.entries;
    assert.equal(first?.at, NOW - 86_400_000);
    assert.equal(first?.user, undefined);
    assert.equal(second?.type === 'message' && second.text, 'a\nb');
    assert.deepEqual(net.names('#c'), ['+bob', '@alice', 'carol', 'me']);
    assert.equal(net.user('alice').host, 'h');
    assert.equal(net.user('alice').account, undefined);
  });

  it('of targets say where something was said', () => {
    const lines = ['CHATHISTORY TARGETS #c 2026-01-01T00:00:00.500Z', 'CHATHISTORY TARGETS alice soon', 'PING x'];
    assert.deepEqual(inChannel().state.applyBatch(batch('draft/chathistory-targets', [], lines), NOW), [
      { type: 'history-targets', targets: [{ name: '#c', at: NOW + 500 }] },
    ]);
  });

  it('of other kinds are their lines, also nested without end', () => {
    const net = inChannel();
    assert.deepEqual(
      types(net.state.applyBatch(batch('labeled-response', [], [':alice!a@h PART #c', ':srv 482 me #c :no']), NOW)),
      ['parted', 'error'],
    );
    let deep = batch('x', [], [':bob!b@h PART #c']);
    for (let depth = 0; depth < 1_000; depth += 1) deep = batch('x', [], [deep]);
    assert.deepEqual(net.state.applyBatch(deep, NOW), []);
  });
});
