import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ComponentStream } from '../../../src/xmpp/component-stream.js';
import { type Element, el } from '../../../src/xmpp/element.js';
import type { StreamEnd } from '../../../src/xmpp/stream-end.js';
import { FakeTransport, HEADER } from './fake-transport.js';
import { ManualClock } from './manual-clock.js';

const PING = /<iq from="([^"]+)" to="([^"]+)" id="([^"]+)" type="get"><ping [^>]*><\/iq>/g;

/** One stream of a domain, on a server that gives it the stanzas of the senders that `ours` picks. */
class Share {
  readonly clock = new ManualClock();
  readonly transport = new FakeTransport();
  readonly stanzas: Element[] = [];
  readonly ends: StreamEnd[] = [];
  readonly spread: string[] = [];
  readonly stream: ComponentStream;
  readonly #turns: (() => void)[] = [];
  /** Senders of the pings since the last look, in their order. */
  pinged: string[] = [];
  ready = 0;

  constructor(streams: number) {
    this.stream = new ComponentStream(this.transport, {
      domain: 'gw.test',
      secret: 's3cret',
      serverDomain: 'server.test',
      streams,
      clock: this.clock,
      schedule: (run) => this.#turns.push(run),
      onReady: () => {
        this.ready++;
      },
      onStanza: (stanza) => this.stanzas.push(stanza),
      onRefused: () => {},
      onEnd: (end) => this.ends.push(end),
      onSpread: (found) => this.spread.push(found),
    });
    this.stream.start();
    this.turn();
    this.transport.receive(HEADER);
    this.turn();
    this.transport.receive('<handshake/>');
    this.turn();
  }

  turn(): void {
    for (const run of this.#turns.splice(0)) run();
  }

  /** Bounces what this stream is given of the pings that were written since the last time. */
  serve(ours: (from: string, nth: number) => boolean): void {
    const text = this.transport.take();
    this.pinged = [];
    let bounced = '';
    for (const [request, from = ''] of text.matchAll(PING)) {
      if (ours(from, this.pinged.length)) bounced += request;
      this.pinged.push(from);
    }
    if (bounced !== '') this.transport.receive(bounced);
    this.turn();
  }
}

const message = (id: string) => el('message', { from: 'a@gw.test', to: 'u@server.test', id });

test('a stream of several tries names of its own, none twice, and takes one whose pings all come back', () => {
  const share = new Share(2);
  share.serve(() => false);
  assert.equal(share.ready, 0);
  const names = new Set(share.pinged);
  assert.ok(names.size >= 16 && share.pinged.length === 2 * names.size, 'each twice');
  for (const name of names) assert.match(name, /^isthmus-barrier-[0-9a-f]+@gw\.test$/);
  // None of them was ours: others are tried.
  share.clock.advance(2000);
  share.turn();
  let mine = '';
  share.serve((from) => {
    if (!names.has(from)) mine ||= from;
    return from === mine;
  });
  assert.equal(share.ready, 1);
  assert.equal(share.stream.barrierForm, 'name');
  share.stream.sendTracked(message('1'), () => {});
  share.turn();
  share.serve(() => false);
  assert.deepEqual(share.pinged, [mine]);
  assert.deepEqual(share.stanzas, []);
});

test('without any name that comes back the attempt fails', () => {
  const share = new Share(2);
  for (let second = 0; second < 12; second++) share.clock.advance(1000);
  assert.equal(share.ends[0]?.condition, 'no-barrier');
  assert.equal(share.ready, 0);
});

test('a name that does not come back any more is replaced, and what waited is acknowledged by the new one', () => {
  const share = new Share(2);
  let mine = '';
  share.serve((from) => {
    mine ||= from;
    return from === mine;
  });
  assert.equal(share.ready, 1);
  const results: string[] = [];
  share.stream.sendTracked(message('1'), (result) => results.push(`1 ${result}`));
  share.turn();
  share.serve(() => false);
  // The server goes on with other things, so only the ping is missing.
  for (let second = 0; second < 30; second += 5) {
    share.transport.receive(`<message from='u@server.test' to='a@gw.test' id='${second}'/>`);
    share.clock.advance(5000);
    share.turn();
  }
  share.stream.sendTracked(message('2'), (result) => results.push(`2 ${result}`));
  let other = '';
  share.serve((from) => {
    if (from !== mine) other ||= from;
    return from === other;
  });
  assert.deepEqual(results, ['1 acked']);
  // What was sent behind the trial gets a ping in the new name.
  share.turn();
  share.serve((from) => from === other);
  assert.deepEqual(results, ['1 acked', '2 acked']);
  assert.deepEqual(share.ends, []);
  assert.equal(share.ready, 1, 'ready is told once');
});

test('pings of another stream of ours are neither answered nor handed on, of whatever process; those of others are', () => {
  const share = new Share(2);
  share.serve(() => true);
  const [name = ''] = share.pinged;
  const ping = "<ping xmlns='urn:xmpp:ping'/>";
  for (const foreign of [
    `<iq type='get' from='${name}' to='${name}/barrier' id='of-another-process'>${ping}</iq>`,
    `<iq type='get' from='isthmus-barrier-00@gw.test' to='isthmus-barrier-00@gw.test/barrier' id='x'>${ping}</iq>`,
    `<iq type='get' from='gw.test' to='gw.test' id='alone'>${ping}</iq>`,
    `<iq type='error' from='${name}/barrier' to='${name}' id='y'><error type='cancel'/></iq>`,
  ]) {
    share.transport.receive(foreign);
  }
  share.turn();
  assert.doesNotMatch(share.transport.take(), /<iq/);
  assert.deepEqual(share.stanzas, []);
  share.transport.receive(`<iq type='get' from='u@server.test/r' to='gw.test' id='z'>${ping}</iq>`);
  assert.equal(share.stanzas.length, 1);
});

test('names that come back now here, now there are told, and the stream works all the same', () => {
  const share = new Share(2);
  share.serve((_, nth) => nth % 3 !== 0);
  assert.equal(share.ready, 1);
  share.clock.advance(2000);
  assert.deepEqual(share.spread, ['uneven']);
});

test('an answer that is only late is no sign of other streams', () => {
  const several = new Share(2);
  // The first five pings: two names and a half.
  several.serve((_, nth) => nth < 5);
  several.clock.advance(2000);
  assert.deepEqual(several.spread, []);
  const alone = new Share(1);
  alone.serve((from, nth) => from === 'gw.test' || nth < 4);
  alone.clock.advance(2000);
  assert.deepEqual(alone.spread, []);
});

test('one stream that gets back some of its names and not others is told of the other streams', () => {
  const share = new Share(1);
  share.serve((from, nth) => from === 'gw.test' || nth % 2 === 0);
  share.clock.advance(2000);
  assert.equal(share.ready, 1);
  assert.deepEqual(share.spread, ['elsewhere']);
});
