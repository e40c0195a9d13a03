import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type EjabberdOptions, startEjabberd } from '../../../sandbox/ejabberd.js';
import { startProsody } from '../../../sandbox/prosody.js';
import { type Clock, systemClock, type Timer } from '../../../src/clock.js';
import { el } from '../../../src/xmpp/element.js';
import { PendingRequests } from '../../../src/xmpp/iq.js';
import { DEFAULT_TIMES } from '../../../src/xmpp/stream-options.js';
import { Connected } from './connected.js';

const SECRET = 's3cret';
const DOMAIN = 'gw.server.test';
const OTHER = 'other.server.test';
const COMPONENTS = { [DOMAIN]: SECRET, [OTHER]: SECRET };

interface Server {
  readonly host: string;
  readonly componentPort: number;
}

async function ejabberd(t: TestContext, options: EjabberdOptions = {}): Promise<Server> {
  const server = await startEjabberd({ domain: 'server.test', components: COMPONENTS, ...options });
  t.after(() => server.stop());
  return server;
}

/** As many connected streams of the domain as one process would have. */
function open(
  t: TestContext,
  server: Server,
  streams: number,
  options: Partial<ConstructorParameters<typeof Connected>[0]> = {},
): Connected {
  const connected = new Connected({
    server: { host: server.host, port: server.componentPort },
    domain: DOMAIN,
    secret: SECRET,
    serverDomain: 'server.test',
    streams,
    ...options,
  });
  t.after(() => connected.connection.stop());
  return connected.start();
}

const bareSource = (streams: number): EjabberdOptions => ({
  domainBalancing: { [DOMAIN]: { type: 'bare_source', component_number: streams } },
});

/** The clock of the machine, whose timers of a given length can be fired before their time. */
class WatchedClock implements Clock {
  readonly #timers: { readonly ms: number; readonly run: () => void }[] = [];
  now = () => systemClock.now();
  monotonic = () => systemClock.monotonic();

  after(ms: number, run: () => void): Timer {
    this.#timers.push({ ms, run });
    return systemClock.after(ms, run);
  }

  fire(ms: number): void {
    const timers = this.#timers.filter((timer) => timer.ms === ms);
    assert.ok(timers.length > 0, `no timer of ${ms} ms`);
    for (const { run } of timers) run();
  }
}

/** Sends `each` messages of every user to the domain, the users in turn, by way of another component. */
async function write(t: TestContext, server: Server, users: number, each: number): Promise<void> {
  const other = open(t, server, 1, { domain: OTHER });
  await other.up();
  for (let index = 0; index < each; index++) {
    for (let user = 0; user < users; user++) {
      const attributes = { from: `u${user}@${OTHER}/${index % 3}`, to: `x@${DOMAIN}`, id: `${user}.${index}` };
      assert.equal(other.connection.send(el('message', attributes, el('body', {}, 'hi'))), 'sent');
    }
  }
  await other.track(el('message', { from: OTHER, to: 'server.test', type: 'error' }));
}

for (const count of [2, 3]) {
  test(`${count} streams of a domain on ejabberd: each acknowledges for itself, and each user's stanzas stay on one, in order`, async (t) => {
    const server = await ejabberd(t, bareSource(count));
    const streams = Array.from({ length: count }, () => open(t, server, count));
    await Promise.all(streams.map((stream) => stream.up()));
    for (const [index, stream] of streams.entries()) {
      assert.equal(stream.connection.barrierForm, 'name');
      const message = el('message', { from: `a${index}@${DOMAIN}`, to: OTHER, type: 'error' });
      assert.equal(await stream.track(message), 'acked');
    }
    const [users, each] = [60, 20];
    await write(t, server, users, each);
    const total = () => streams.reduce((sum, { seen }) => sum + seen.stanzas.length, 0);
    await Promise.race(streams.map((stream) => stream.until(() => total() >= users * each, 'all')));
    assert.equal(total(), users * each, 'nothing but the messages: pings of the other streams are swallowed');
    const streamOf = new Map<string, number>();
    const next = new Map<string, number>();
    for (const [index, { seen }] of streams.entries()) {
      assert.ok(seen.stanzas.length > 0, 'each stream has users');
      for (const { attrs } of seen.stanzas) {
        const [user = '', number = ''] = (attrs.id ?? '').split('.');
        assert.equal(streamOf.get(user) ?? index, index, 'one stream a user');
        streamOf.set(user, index);
        assert.equal(Number(number), next.get(user) ?? 0);
        next.set(user, Number(number) + 1);
      }
      assert.doesNotMatch(seen.log.join('\n'), /^(error|warn)/m);
    }
    assert.deepEqual(
      [...next.values()],
      Array.from({ length: users }, () => each),
    );
  });
}

test('the answer to a request finds it, whichever of the streams of a process it comes on', async (t) => {
  const server = await ejabberd(t, bareSource(2));
  const requests = new PendingRequests(systemClock);
  const streams = [open(t, server, 2, { requests }), open(t, server, 2, { requests })];
  await Promise.all(streams.map((stream) => stream.up()));
  for (const { connection } of streams) {
    const query = el('query', { xmlns: 'http://jabber.org/protocol/disco#info' });
    const answer = await connection.request(el('iq', { type: 'get', from: DOMAIN, to: 'server.test' }, query), 5000);
    assert.ok(answer.ok);
    assert.equal(answer.iq.attrs.from, 'server.test');
  }
});

test('a stream that was lost comes back to its share, and the other one goes on meanwhile', async (t) => {
  const server = await ejabberd(t, bareSource(2));
  const [first, second] = [open(t, server, 2), open(t, server, 2)];
  await Promise.all([first.up(), second.up()]);
  first.connection.drop();
  await first.ended();
  assert.equal(await second.track(el('message', { from: DOMAIN, to: OTHER, type: 'error' })), 'acked');
  await first.up(2);
  assert.equal(first.connection.barrierForm, 'name');
  assert.equal(await first.track(el('message', { from: DOMAIN, to: OTHER, type: 'error' })), 'acked');
  await write(t, server, 40, 1);
  const total = () => first.seen.stanzas.length + second.seen.stanzas.length;
  await Promise.race([first, second].map((stream) => stream.until(() => total() === 40, 'all')));
});

test('ejabberd without domain_balancing gives out stanzas by chance, and the log says what to write', async (t) => {
  const server = await ejabberd(t);
  const streams = [open(t, server, 2), open(t, server, 2)];
  const told = (stream: Connected) => stream.seen.log.find((line) => line.startsWith('error'));
  await Promise.all(streams.map((stream) => stream.until(() => told(stream) !== undefined, 'the error')));
  for (const stream of streams) {
    assert.match(told(stream) ?? '', /its order is lost.*\{type: bare_source, component_number: 2\}/);
  }
});

test('one stream where ejabberd expects two: the log says that stanzas are lost', async (t) => {
  const server = await ejabberd(t, bareSource(2));
  const alone = open(t, server, 1);
  const told = () => alone.seen.log.find((line) => line.startsWith('error'));
  await alone.until(() => told() !== undefined, 'the error');
  assert.match(told() ?? '', /they are lost.*set xmpp\.streams to its component_number/);
});

test('a stream more than ejabberd expects gets nothing, and the log says so', async (t) => {
  const server = await ejabberd(t, bareSource(2));
  const times = { ...DEFAULT_TIMES, negotiation: 1500, probe: 500 };
  const streams = Array.from({ length: 3 }, () => open(t, server, 3, { times }));
  await Promise.all(streams.map((stream) => stream.until(({ ups, ends }) => ups + ends.length > 0, 'up or not')));
  assert.equal(streams.filter(({ seen }) => seen.ups > 0).length, 2);
  const odd = streams.find(({ seen }) => seen.ups === 0);
  assert.equal(odd?.seen.ends[0]?.condition, 'no-barrier');
  assert.match(odd?.seen.log.join('\n') ?? '', /more streams than it expects.*component_number: 3/);
});

test('one stream on ejabberd, and on Prosody, needs no name and says nothing', async (t) => {
  const prosody = await startProsody({ domain: 'server.test', components: COMPONENTS });
  t.after(() => prosody.stop());
  for (const server of [await ejabberd(t), prosody]) {
    const clock = new WatchedClock();
    const alone = open(t, server, 1, { clock });
    await alone.up();
    assert.equal(alone.connection.barrierForm, 'server');
    assert.equal(await alone.track(el('message', { from: DOMAIN, to: 'server.test', type: 'error' })), 'acked');
    // Now the trial tells what it has seen.
    clock.fire(DEFAULT_TIMES.probe);
    assert.deepEqual(alone.seen.stanzas, []);
    assert.doesNotMatch(alone.seen.log.join('\n'), /^(error|warn)/m);
  }
});

test('Prosody takes one stream only, and the log says what to set', async (t) => {
  const server = await startProsody({ domain: 'server.test', components: COMPONENTS });
  t.after(() => server.stop());
  const first = open(t, server, 2);
  await first.up();
  const second = open(t, server, 2);
  await second.ended();
  assert.equal(second.seen.ends[0]?.condition, 'conflict');
  assert.match(second.seen.log.join('\n'), /takes only one connection.*set xmpp\.streams: 1/);
  assert.equal(first.seen.ends.length, 0);
});
