import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ComponentStream, handshakeDigest } from '../../../src/xmpp/component-stream.js';
import { type Element, el } from '../../../src/xmpp/element.js';
import { DEFAULT_LIMITS } from '../../../src/xmpp/parse.js';
import type { StreamEnd } from '../../../src/xmpp/stream-end.js';
import type { ComponentStreamOptions } from '../../../src/xmpp/stream-options.js';
import { FakeTransport, HEADER } from './fake-transport.js';
import { ManualClock } from './manual-clock.js';

function setUp(options: Partial<ComponentStreamOptions> = {}) {
  const clock = new ManualClock();
  const transport = new FakeTransport();
  const turns: (() => void)[] = [];
  const seen = {
    stanzas: [] as Element[],
    refused: [] as string[],
    ends: [] as StreamEnd[],
    ready: 0,
    writable: 0,
  };
  const stream = new ComponentStream(transport, {
    domain: 'gw.test',
    secret: 'gehéim-ключ-秘密',
    serverDomain: 'server.test',
    clock,
    schedule: (run) => turns.push(run),
    onReady: () => {
      seen.ready++;
    },
    onStanza: (stanza) => seen.stanzas.push(stanza),
    onRefused: (_, limit) => seen.refused.push(limit),
    onEnd: (end) => seen.ends.push(end),
    onWritable: () => {
      seen.writable++;
    },
    ...options,
  });
  /** Ends the turn of the event loop, and those that it asked for. */
  const turn = () => {
    while (turns.length > 0) for (const run of turns.splice(0)) run();
  };
  const authenticate = () => {
    stream.start();
    turn();
    transport.receive(HEADER);
    turn();
    transport.receive('<handshake/>');
    turn();
  };
  /** Up to ready, with the server's own domain answering pings. */
  const connect = () => {
    authenticate();
    transport.receive(answer(pings(transport.take())[0]));
    turn();
    transport.take();
  };
  return { clock, transport, stream, seen, turn, authenticate, connect };
}

interface Ping {
  readonly id: string;
  readonly to: string;
}

function pings(text: string): Ping[] {
  return [...text.matchAll(/<iq from="gw\.test" to="([^"]+)" id="([^"]+)" type="get"><ping /g)].map((found) => ({
    to: found[1] ?? '',
    id: found[2] ?? '',
  }));
}

function answer(ping: Ping | undefined, from = ping?.to): string {
  assert.ok(ping, 'there was no ping');
  return `<iq type='result' from='${from}' to='gw.test' id='${ping.id}'/>`;
}

const message = (id: string, body = 'hi') =>
  el('message', { from: 'a@gw.test', to: 'u@server.test', id }, el('body', {}, body));

test('the handshake is the hex SHA-1 of the UTF-8 of stream id and secret', () => {
  // Known from elsewhere: printf 's1gehéim-ключ-秘密' | sha1sum
  assert.equal(handshakeDigest('s1', 'gehéim-ключ-秘密'), '7b763ad7681731952edaac7e9e87df6bd5aab86a');
  const { stream, transport, turn } = setUp();
  stream.start();
  turn();
  assert.match(transport.take(), /^<\?xml version='1\.0'\?><stream:stream .*to="gw\.test">$/);
  transport.receive(HEADER);
  turn();
  assert.equal(transport.take(), '<handshake>7b763ad7681731952edaac7e9e87df6bd5aab86a</handshake>');
});

test('it is ready when the server answers a ping, and then uses its domain', () => {
  const { authenticate, transport, seen, stream, turn } = setUp();
  authenticate();
  const tried = pings(transport.take());
  assert.deepEqual(
    tried.map((ping) => ping.to),
    ['server.test', 'gw.test'],
  );
  assert.equal(stream.state, 'probing');
  assert.equal(seen.ready, 0);
  transport.receive(answer(tried[0]));
  assert.equal(seen.ready, 1);
  assert.equal(stream.barrierForm, 'server');
  stream.sendTracked(message('1'), () => {});
  turn();
  assert.equal(pings(transport.take())[0]?.to, 'server.test');
});

test('it pings itself where the server swallows pings to its domain, or answers them with an error', () => {
  const swallowed = setUp();
  swallowed.authenticate();
  const own = pings(swallowed.transport.take())[1];
  assert.ok(own);
  swallowed.transport.receive(
    `<iq type='get' from='gw.test' to='gw.test' id='${own.id}'><ping xmlns='urn:xmpp:ping'/></iq>`,
  );
  assert.equal(swallowed.seen.ready, 0);
  swallowed.clock.advance(2000);
  assert.equal(swallowed.seen.ready, 1);
  assert.equal(swallowed.stream.barrierForm, 'self');
  assert.deepEqual(swallowed.seen.stanzas, []);

  const refused = setUp();
  refused.authenticate();
  const [server, self] = pings(refused.transport.take());
  refused.transport.receive(`<iq type='error' from='server.test' to='gw.test' id='${server?.id}'/>`);
  assert.equal(refused.seen.ready, 0);
  refused.transport.receive(
    `<iq type='get' from='gw.test' to='gw.test' id='${self?.id}'><ping xmlns='urn:xmpp:ping'/></iq>`,
  );
  assert.equal(refused.seen.ready, 1);
  assert.equal(refused.stream.barrierForm, 'self');
});

test('without any ping coming back the attempt fails', () => {
  const { authenticate, clock, seen } = setUp();
  authenticate();
  clock.advance(12_000);
  assert.equal(seen.ends[0]?.condition, 'no-barrier');
});

test('a server that says nothing is given up after ten seconds, at each step', () => {
  const silent = setUp();
  silent.stream.start();
  silent.turn();
  silent.clock.advance(9_999);
  assert.equal(silent.seen.ends.length, 0);
  silent.clock.advance(1);
  assert.deepEqual([silent.seen.ends[0]?.condition, silent.seen.ends[0]?.class], ['negotiation-timeout', 'ordinary']);
  assert.deepEqual(silent.transport.calls, ['destroy']);

  const halfway = setUp();
  halfway.stream.start();
  halfway.turn();
  halfway.transport.receive(HEADER);
  halfway.clock.advance(10_000);
  assert.equal(halfway.seen.ends[0]?.condition, 'negotiation-timeout');
});

test('stream errors are told by what they ask for', () => {
  const cases: [string, StreamEnd['class']][] = [
    ['conflict', 'config'],
    ['host-unknown', 'config'],
    ['not-authorized', 'config'],
    ['invalid-namespace', 'config'],
    ['system-shutdown', 'ordinary'],
    ['reset', 'ordinary'],
    ['connection-timeout', 'ordinary'],
    ['resource-constraint', 'ordinary'],
    ['internal-server-error', 'ordinary'],
    ['something-new', 'ordinary'],
    ['policy-violation', 'our-bug'],
    ['not-well-formed', 'our-bug'],
    ['invalid-xml', 'our-bug'],
    ['restricted-xml', 'our-bug'],
    ['invalid-from', 'our-bug'],
  ];
  for (const [condition, kind] of cases) {
    const { connect, transport, seen } = setUp();
    connect();
    transport.receive(
      `<stream:error><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>why</text></stream:error></stream:stream>`,
    );
    assert.deepEqual(seen.ends, [{ class: kind, condition, text: 'why', established: true }]);
    assert.deepEqual(transport.calls, ['destroy']);
  }
});

test('anything but an empty handshake before it is accepted is a refusal', () => {
  const { stream, transport, seen, turn } = setUp();
  stream.start();
  turn();
  transport.receive(`${HEADER}<message from='x@y' to='gw.test'/>`);
  assert.deepEqual([seen.ends[0]?.condition, seen.ends[0]?.class], ['handshake-refused', 'config']);
  assert.equal(seen.stanzas.length, 0);
});

test('what is sent in one turn leaves in one write, with one ping behind it', () => {
  const { connect, stream, transport, turn } = setUp();
  connect();
  for (let index = 0; index < 10; index++)
    assert.equal(
      stream.sendTracked(message(`${index}`), () => {}),
      'sent',
    );
  assert.equal(transport.written.length, 0);
  turn();
  assert.equal(transport.written.length, 1);
  const text = transport.take();
  assert.equal(pings(text).length, 1);
  assert.ok(text.endsWith('</iq>'));
  assert.deepEqual(stream.tracked.count, 10);
});

test('a ping follows every 32 stanzas and every 64 KiB', () => {
  const { connect, stream, transport, turn } = setUp();
  connect();
  for (let index = 0; index < 65; index++) stream.sendTracked(message(`${index}`), () => {});
  turn();
  const open = pings(transport.take());
  assert.equal(open.length, 3);
  transport.receive(answer(open[2]));
  for (let index = 0; index < 3; index++) stream.sendTracked(message(`${index}`, 'x'.repeat(60_000)), () => {});
  turn();
  assert.equal(pings(transport.take()).length, 2);
});

test('the answer to a ping ends all that was sent before it, and nothing after', () => {
  const { connect, stream, transport, turn } = setUp();
  connect();
  const done: string[] = [];
  stream.sendTracked(message('1'), (result) => done.push(`1 ${result}`));
  stream.sendTracked(message('2'), (result) => done.push(`2 ${result}`));
  turn();
  const first = pings(transport.take())[0];
  stream.sendTracked(message('3'), (result) => done.push(`3 ${result}`));
  turn();
  const second = pings(transport.take())[0];
  transport.receive(answer(first));
  assert.deepEqual(done, ['1 acked', '2 acked']);
  assert.equal(stream.tracked.count, 1);
  transport.receive(answer(second));
  assert.deepEqual(done, ['1 acked', '2 acked', '3 acked']);
  assert.deepEqual(stream.tracked, { count: 0, octets: 0 });
});

test('a later answer ends what an earlier, swallowed one should have', () => {
  const { connect, stream, transport, turn, seen } = setUp();
  connect();
  const done: string[] = [];
  stream.sendTracked(message('1'), (result) => done.push(result));
  turn();
  const first = pings(transport.take())[0];
  stream.sendTracked(message('2'), (result) => done.push(result));
  turn();
  transport.receive(answer(pings(transport.take())[0]));
  assert.deepEqual(done, ['acked', 'acked']);
  transport.receive(answer(first));
  assert.deepEqual(done, ['acked', 'acked']);
  assert.equal(seen.stanzas.length, 0);
});

test('an answer from someone else ends nothing', () => {
  const { connect, stream, transport, turn } = setUp();
  connect();
  const done: string[] = [];
  stream.sendTracked(message('1'), (result) => done.push(result));
  turn();
  const ping = pings(transport.take())[0];
  transport.receive(answer(ping, 'attacker@evil.test/r'));
  transport.receive(
    `<iq type='get' from='attacker@evil.test' to='gw.test' id='${ping?.id}'><ping xmlns='urn:xmpp:ping'/></iq>`,
  );
  assert.deepEqual(done, []);
  transport.receive(answer(ping));
  assert.deepEqual(done, ['acked']);
});

test('when the stream dies, what is not acknowledged is lost, in order, with the reason, before the end is told', () => {
  const order: string[] = [];
  const { connect, stream, transport, turn } = setUp({ onEnd: (end) => order.push(`end ${end.class}`) });
  connect();
  stream.sendTracked(message('1'), (result) => order.push(`1 ${result}`));
  turn();
  transport.receive(answer(pings(transport.take())[0]));
  for (const id of ['2', '3']) {
    stream.sendTracked(message(id), (result, end) => order.push(`${id} ${result} ${end?.class} ${end?.condition}`));
  }
  turn();
  transport.receive("<stream:error><invalid-from xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
  assert.deepEqual(order, ['1 acked', '2 lost our-bug invalid-from', '3 lost our-bug invalid-from', 'end our-bug']);
  assert.equal(
    stream.sendTracked(message('4'), () => {}),
    'not-ready',
  );
  transport.lose();
  assert.equal(order.length, 4);
});

test('with four pings open a short run waits for an answer, a run of 32 does not', () => {
  const { connect, stream, transport, turn } = setUp();
  connect();
  const open: Ping[] = [];
  for (let index = 0; index < 4; index++) {
    stream.sendTracked(message(`${index}`), () => {});
    turn();
    open.push(...pings(transport.take()));
  }
  assert.equal(open.length, 4);
  stream.sendTracked(message('5'), () => {});
  turn();
  assert.equal(pings(transport.take()).length, 0);
  transport.receive(answer(open[0]));
  turn();
  assert.equal(pings(transport.take()).length, 1);
  for (let index = 0; index < 32; index++) stream.sendTracked(message(`${index}`), () => {});
  turn();
  assert.equal(pings(transport.take()).length, 1);
});

test('a stanza that would cost the stream is refused and never written', () => {
  const { connect, stream, transport, turn } = setUp({ maxStanzaBytes: 10_000 });
  connect();
  const refused: [Element | string, string][] = [
    [el('message', { to: 'u@server.test' }), 'foreign-from'],
    [el('message', { from: 'u@server.test', to: 'u@server.test' }), 'foreign-from'],
    [el('message', { from: 'gw.test.evil', to: 'u@server.test' }), 'foreign-from'],
    [el('message', { from: 'evil/x@gw.test', to: 'u@server.test' }), 'foreign-from'],
    [el('message', { from: 'a@evilgw.test', to: 'u@server.test' }), 'foreign-from'],
    [el('message', { from: 'a@gw.test' }), 'missing-to'],
    [el('message', { from: 'a@gw.test', to: '' }), 'missing-to'],
    [el('message', { from: 'a@gw.test', to: 'u@server.test', 'a b': 'x' }), 'malformed'],
    [el('handshake', { from: 'gw.test', to: 'u@server.test' }), 'malformed'],
    [message('1', 'é'.repeat(5000)), 'too-large'],
    ['', 'malformed'],
    ['</stream:stream>', 'malformed'],
    ['<message from="gw.test" to="u@server.test">', 'malformed'],
    ['<message from="gw.test" to="u@server.test"/><message/>', 'malformed'],
    ['<message from="gw.test" to="u@server.test"><body>\u0002</body></message>', 'malformed'],
    ['<message xfrom="gw.test" to="u@server.test"/>', 'foreign-from'],
    ['<message from="evil.test" to="u@server.test"/>', 'foreign-from'],
    ['<message from="gw.test" x=" to=y"/>', 'missing-to'],
    ["<message from='gw.test' x=' from=\"gw.test\"'/>", 'missing-to'],
  ];
  for (const [stanza, result] of refused) {
    assert.equal(stream.send(stanza), result, typeof stanza === 'string' ? stanza : JSON.stringify(stanza.attrs));
    assert.equal(
      stream.sendTracked(stanza, () => assert.fail('never called')),
      result,
    );
  }
  turn();
  assert.equal(transport.take(), '');
  assert.equal(stream.counters.refused, refused.length * 2);
  for (const stanza of [
    '<message from="gw.test/r" to="u@server.test"/>',
    "<iq from='a@gw.test/b@c' to='u@server.test' type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
  ]) {
    assert.equal(stream.send(stanza), 'sent');
  }
});

test('after a chunk that needs no answer one space is written, which carries the acknowledgement of TCP', () => {
  const { connect, stream, transport, turn } = setUp();
  connect();
  transport.receive("<message from='u@server.test' to='a@gw.test'/>");
  turn();
  assert.equal(transport.take(), ' ');
  transport.receive("<message from='u@server.test' to='a@gw.test'/>");
  stream.send(message('1'));
  turn();
  assert.ok(transport.take().startsWith('<message'));
  transport.receive(' ');
  turn();
  assert.equal(transport.take(), '');
});

test('a quiet server is pinged after 60 seconds and given up after 120', () => {
  const { connect, clock, transport, turn, seen, stream } = setUp();
  connect();
  clock.advance(61_000);
  turn();
  transport.receive(answer(pings(transport.take())[0]));
  clock.advance(60_000);
  turn();
  assert.equal(seen.ends.length, 0);
  // Looked at every 15 seconds.
  clock.advance(75_000);
  assert.deepEqual([seen.ends[0]?.condition, stream.state], ['dead-peer', 'ended']);
});

test('a server that talks but answers no ping for a minute is given up', () => {
  const { connect, clock, transport, turn, seen, stream } = setUp();
  connect();
  const results: string[] = [];
  stream.sendTracked(message('1'), (result) => results.push(result));
  turn();
  for (let second = 0; second < 90 && seen.ends.length === 0; second += 10) {
    transport.receive("<message from='u@server.test' to='a@gw.test'/>");
    clock.advance(10_000);
  }
  assert.equal(seen.ends[0]?.condition, 'barrier-timeout');
  assert.deepEqual(results, ['lost']);
});

test('an answer that waits behind what was not read for long is waited for after the pause', () => {
  const { connect, clock, transport, turn, seen, stream } = setUp();
  connect();
  const results: string[] = [];
  stream.sendTracked(message('1'), (result) => results.push(result));
  turn();
  const ping = pings(transport.take())[0];
  stream.pauseReading();
  clock.advance(300_000);
  stream.resumeReading();
  for (let second = 0; second < 50; second += 10) {
    transport.receive("<message from='u@server.test' to='a@gw.test'/>");
    clock.advance(10_000);
  }
  transport.receive(answer(ping));
  assert.deepEqual([results, seen.ends], [['acked'], []]);
});

test('while reading is paused, silence is no death', () => {
  const { connect, clock, transport, seen, stream } = setUp();
  connect();
  stream.pauseReading();
  clock.advance(600_000);
  assert.equal(seen.ends.length, 0);
  stream.resumeReading();
  assert.deepEqual(transport.calls, ['pause', 'resume']);
  clock.advance(119_000);
  assert.equal(seen.ends.length, 0);
  clock.advance(20_000);
  assert.equal(seen.ends[0]?.condition, 'dead-peer');
});

test('a full transport makes the stream unwritable until it has drained', () => {
  const { connect, stream, transport, turn, seen } = setUp();
  connect();
  assert.equal(stream.writable, true);
  transport.full = true;
  stream.send(message('1'));
  turn();
  assert.equal(stream.writable, false);
  transport.drain();
  assert.equal(stream.writable, true);
  assert.equal(seen.writable, 1);
});

test('a stanza over the inbound limits is reported and the stream goes on', () => {
  const { connect, transport, seen } = setUp({ limits: { ...DEFAULT_LIMITS, bytes: 500 } });
  connect();
  transport.receive(`<message from='u@server.test' to='a@gw.test'><body>${'x'.repeat(600)}</body></message>`);
  transport.receive("<message from='u@server.test' to='a@gw.test' id='2'/>");
  assert.deepEqual(seen.refused, ['bytes']);
  assert.equal(seen.stanzas[0]?.attrs.id, '2');
});

test('XML that cannot be read ends the stream with an error to the server', () => {
  const { connect, transport, seen } = setUp();
  connect();
  transport.receive("<message id='1'/><message><body>&nbsp;</body></message>");
  assert.equal(seen.stanzas.length, 1);
  assert.match(transport.take(), /<stream:error><restricted-xml .*<\/stream:error><\/stream:stream>$/);
  assert.deepEqual([seen.ends[0]?.condition, seen.ends[0]?.class], ['restricted-xml', 'ordinary']);
});

test('closing waits for acknowledgements, then for the server', async () => {
  const { connect, stream, transport, turn, seen } = setUp();
  connect();
  const results: string[] = [];
  stream.sendTracked(message('1'), (result) => results.push(result));
  const closed = stream.close();
  turn();
  const text = transport.take();
  assert.doesNotMatch(text, /<\/stream:stream>/);
  assert.equal(
    stream.sendTracked(message('2'), () => {}),
    'not-ready',
  );
  transport.receive(answer(pings(text)[0]));
  assert.deepEqual(results, ['acked']);
  assert.equal(transport.take(), '</stream:stream>');
  assert.equal(seen.ends.length, 0);
  transport.receive('</stream:stream>');
  await closed;
  assert.equal(seen.ends[0]?.class, 'stopped');
  assert.deepEqual(transport.calls, ['end']);
});

test('closing ends by itself where the server does not', async () => {
  const { connect, stream, transport, turn, seen, clock } = setUp();
  connect();
  const results: string[] = [];
  stream.sendTracked(message('1'), (result) => results.push(result));
  turn();
  const closed = stream.close();
  clock.advance(5000);
  assert.match(transport.take(), /<\/stream:stream>$/);
  clock.advance(5000);
  await closed;
  assert.deepEqual(results, ['lost']);
  assert.equal(seen.ends[0]?.class, 'stopped');
});

test('closing within a time answers what the server wrote before, and goes when it has read that', async () => {
  const { connect, stream, transport, turn, seen } = setUp();
  connect();
  const closed = stream.closeWithin(400);
  turn();
  const text = transport.take();
  assert.doesNotMatch(text, /<\/stream:stream>/);
  transport.receive(`<message id='late' from='u@server.test' to='a@gw.test'/>${answer(pings(text)[0])}`);
  assert.deepEqual(
    seen.stanzas.map(({ attrs }) => attrs.id),
    ['late'],
  );
  assert.equal(stream.send(message('refused')), 'sent');
  turn();
  assert.match(transport.take(), /id="refused".*<\/stream:stream>$/);
  assert.equal(stream.send(message('too late')), 'not-ready');
  transport.receive('</stream:stream>');
  await closed;
  assert.equal(seen.ends[0]?.class, 'stopped');
  assert.deepEqual(transport.calls, ['end']);
});

test('closing within a time waits for the answer to a ping of its own, not to an earlier one', () => {
  const { connect, stream, transport, turn } = setUp();
  connect();
  stream.sendTracked(message('1'), () => {});
  turn();
  const [early] = pings(transport.take());
  void stream.closeWithin(400);
  turn();
  const [last] = pings(transport.take());
  transport.receive(answer(early));
  turn();
  assert.doesNotMatch(transport.take(), /<\/stream:stream>/);
  transport.receive(answer(last));
  turn();
  assert.match(transport.take(), /<\/stream:stream>$/);
});

test('closing within a time resets the connection when it is over', async () => {
  const { connect, stream, transport, seen, clock } = setUp();
  connect();
  const results: string[] = [];
  stream.sendTracked(message('1'), (result) => results.push(result));
  const closed = stream.closeWithin(400);
  clock.advance(399);
  assert.equal(seen.ends.length, 0);
  clock.advance(1);
  await closed;
  assert.deepEqual([results, seen.ends[0]?.condition, transport.calls], [['lost'], 'closing-timeout', ['destroy']]);
});
