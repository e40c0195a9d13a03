import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Gateway } from '../../../gateways/gateway.js';
import { XmppLane } from '../../../src/core/xmpp-lane.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { LaneHold, Tenure } from '../../../src/lanes/handler.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import type { Outcome } from '../../../src/lanes/outcome.js';
import { type TestStore, testStore } from '../store/support.js';
import { HEADER, ScriptedServer } from '../stream/scripted-server.js';
import { siteOn } from './support/site.js';

const DOMAIN = 'gw.test';
const ROOM = `#a%net@${DOMAIN}`;
const PING = /<iq from="([^"]*)" to="([^"]+)" id="([^"]+)" type="get"><ping [^>]*>/;

describe('stanzas of rooms for several recipients, in one envelope', () => {
  let store: TestStore;
  let ended: (() => Promise<void>)[] = [];
  before(async () => {
    store = await testStore();
  });
  afterEach(async () => {
    for (const end of ended.splice(0)) await end();
    ended = [];
  });
  after(() => store.close());

  /** A stream that is up, to a server that acknowledges only when it is told to. */
  async function begin() {
    const server = new Server();
    await server.start();
    let up: () => void = () => undefined;
    const isUp = new Promise<void>((resolve) => {
      up = resolve;
    });
    const tenure = {
      lane: `xmpp.${DOMAIN}.0`,
      mayWrite: () => true,
      wake: () => undefined,
      state: (state: 'up' | 'down') => (state === 'up' ? up() : undefined),
    } as unknown as Tenure;
    const plain = siteOn(store.store, { lanes: { add: async () => undefined } as unknown as Lanes });
    const gateway: Gateway = Object.assign(Object.create(plain.gateway), { domain: DOMAIN });
    const settings = {
      server: { host: '127.0.0.1', port: server.port },
      secret: 's3cret',
      serverDomain: 'example.org',
      maxStanzaBytes: 2000,
      readStanzaBytes: 10_000,
    };
    const hold = await new XmppLane({ ...plain, gateway }, settings).open(tenure);
    ended.push(async () => {
      server.acknowledges = true;
      await hold.close();
      await server.stop();
    });
    await isUp;
    return { hold, server };
  }

  const envelope = (stanzas: readonly string[], to: readonly string[], id = 'e1'): Envelope => ({
    v: 1,
    id,
    gateway: 'irc',
    account: '',
    rev: 0,
    conversation: '>#a%net',
    kind: 'message',
    stanzas,
    to,
    at: 0,
  });

  const said = (body: string): string => `<message from="${ROOM}/x" type="groupchat"><body>${body}</body></message>`;
  const read = (to: string, body: string): string =>
    `<message to="${to}" from="${ROOM}/x" type="groupchat"><body>${body}</body></message>`;

  function submit(hold: LaneHold, one: Envelope) {
    const outcomes: Outcome[] = [];
    let first: (outcome: Outcome) => void = () => undefined;
    const settled = new Promise<Outcome>((resolve) => {
      first = resolve;
    });
    hold.submit(one, (outcome) => {
      outcomes.push(outcome);
      first(outcome);
    });
    return { outcomes, settled };
  }

  it('are written one for each of them, in their order, and accepted when the server has read all', async () => {
    const { hold, server } = await begin();
    const { outcomes, settled } = submit(hold, envelope([said('1'), said('2')], ['a@x/1', 'b@x/"2']));
    await server.hears(read('b@x/&quot;2', '2'));
    assert.deepEqual(outcomes, []);
    server.acknowledge();
    assert.deepEqual(await settled, { kind: 'accepted', parts: [] });
    const all = [read('a@x/1', '1'), read('b@x/&quot;2', '1'), read('a@x/1', '2'), read('b@x/&quot;2', '2')];
    assert.ok(server.heard.includes(all.join('')), server.heard);
  });

  it('are accepted only once, also where the server acknowledges them piece by piece', async () => {
    const { hold, server } = await begin();
    const jids = Array.from({ length: 100 }, (_, n) => `u${n}@x/1`);
    const { outcomes, settled } = submit(hold, envelope([said('1')], jids));
    await server.hears(read('u99@x/1', '1'));
    server.acknowledge(1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(outcomes, [], 'a part of them is read');
    server.acknowledge();
    await settled;
    assert.deepEqual(outcomes, [{ kind: 'accepted', parts: [] }]);
  });

  it('go back into the lane, whole and once, when the stream is lost before the server has read all', async () => {
    const { hold, server } = await begin();
    const jids = Array.from({ length: 100 }, (_, n) => `u${n}@x/1`);
    const { outcomes, settled } = submit(hold, envelope([said('1')], jids));
    const behind = submit(hold, envelope([said('2')], ['a@x/1'], 'e2'));
    await server.hears(read('a@x/1', '2'));
    server.acknowledge(1);
    server.drop();
    const outcome = await settled;
    assert.ok(outcome.kind === 'retry' && outcome.scope === 'lane', JSON.stringify(outcome));
    assert.equal((await behind.settled).kind, 'retry');
    assert.equal(outcomes.length, 1);
    assert.equal(behind.outcomes.length, 1);
  });

  it('that do not fit hold back none of the others', async () => {
    const { hold, server } = await begin();
    const stanzas = [said('x'.repeat(3000)), '<presence to="b@x"/>', 'no stanza', said('fits')];
    const { settled } = submit(hold, envelope(stanzas, ['a@x/1']));
    await server.hears(read('a@x/1', 'fits'));
    server.acknowledge();
    assert.deepEqual(await settled, { kind: 'accepted', parts: [] });
    assert.ok(!server.heard.includes('no stanza') && !server.heard.includes('xxx'));
  });

  it('of which none fits are rejected, and those of nobody are done', async () => {
    const { hold } = await begin();
    assert.equal((await submit(hold, envelope(['no stanza'], ['a@x/1'])).settled).kind, 'rejected');
    assert.equal((await submit(hold, envelope([said('1')], [])).settled).kind, 'accepted');
    assert.equal((await submit(hold, envelope([], ['a@x/1'])).settled).kind, 'accepted');
  });

  it('are not waited for at the end where the stream is lost', async () => {
    const { hold, server } = await begin();
    const { settled } = submit(hold, envelope([said('1')], ['a@x/1']));
    await server.hears(read('a@x/1', '1'));
    const drained = hold.drain(AbortSignal.timeout(20_000));
    server.drop();
    await settled;
    const late = AbortSignal.timeout(5000);
    await Promise.race([drained, once(late, 'abort').then(() => assert.fail('drain waits for nothing'))]);
  });
});

/** Speaks the server's side of a stream; answers pings when it is told to. */
class Server {
  heard = '';
  acknowledges = false;
  #server: ScriptedServer | undefined;
  #socket: Socket | undefined;
  #pings: string[] = [];
  readonly #looks = new Set<() => void>();

  get port(): number {
    return this.#server?.port ?? 0;
  }

  async start(): Promise<void> {
    this.#server = await ScriptedServer.start((socket) => this.#speak(socket));
  }

  /** Answers pings that came, at most so many; from now on every one, where no number is given. */
  acknowledge(most?: number): void {
    if (most === undefined) this.acknowledges = true;
    for (const answer of this.#pings.splice(0, most ?? this.#pings.length)) this.#socket?.write(answer);
  }

  drop(): void {
    this.#socket?.resetAndDestroy();
  }

  hears(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`never heard ${text}; heard ${this.heard}`)), 10_000);
      const look = (): void => {
        if (!this.heard.includes(text)) return;
        clearTimeout(late);
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
    });
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  #speak(socket: Socket): void {
    this.#socket = socket;
    const digest = createHash('sha1').update('abcs3cret').digest('hex');
    let buffer = '';
    socket.on('data', (bytes) => {
      buffer += bytes.toString('utf8');
      if (buffer.includes(`to="${DOMAIN}">`) && buffer.startsWith('<?xml')) {
        buffer = buffer.slice(buffer.indexOf(`to="${DOMAIN}">`) + `to="${DOMAIN}">`.length);
        socket.write(HEADER);
      }
      const handshake = `<handshake>${digest}</handshake>`;
      if (buffer.includes(handshake)) {
        buffer = buffer.replace(handshake, '');
        socket.write('<handshake/>');
      }
      for (let ping = PING.exec(buffer); ping !== null; ping = PING.exec(buffer)) {
        const [whole, from, to, id] = ping;
        this.heard += buffer.slice(0, ping.index);
        buffer = buffer.slice(ping.index + whole.length).replace(/^<\/iq>/, '');
        this.#pings.push(
          to?.includes(DOMAIN) ? `${whole}</iq>` : `<iq type='result' from='${to}' to='${from}' id='${id}'/>`,
        );
      }
      if (buffer.includes('</stream:stream>')) socket.end('</stream:stream>');
      this.heard += buffer;
      buffer = '';
      if (this.acknowledges || !this.heard.includes(ROOM)) this.#answerAll();
      for (const look of this.#looks) look();
    });
  }

  #answerAll(): void {
    for (const answer of this.#pings.splice(0)) this.#socket?.write(answer);
  }
}
