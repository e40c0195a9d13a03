import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { echoModule } from '../../../gateways/example/module.js';
import type {
  AgentEvent,
  Envelope,
  Gateway,
  GatewayEvent,
  Hold,
  HoldContext,
  IntakeEvent,
  Outcome,
} from '../../../gateways/gateway.js';
import { freePort } from '../../../sandbox/free-port.js';
import { PATIENCE_MS } from '../../../sandbox/patience.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { systemClock } from '../../../src/clock.js';
import { problem } from '../../../src/core/errors.js';
import { Host } from '../../../src/core/host.js';
import type { HostSettings, SiteSettings } from '../../../src/core/host-settings.js';
import { gatewayRoutes } from '../../../src/http/gateway-routes.js';
import { serveHttp } from '../../../src/http/server.js';
import { newEnvelopeId } from '../../../src/lanes/envelope.js';
import { silentLog } from '../../../src/log.js';
import type { Element } from '../../../src/xmpp/element.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { eventually } from '../lanes/support.js';

const ECHO = 'echo.test';
const AGENTS = 'agents.test';
const AGENT = `watch@${AGENTS}`;

/** A gateway with one agent, `watch`, that hears and does nothing by itself. */
class AgentHold implements Hold {
  readonly depth = 1;
  readonly heard: AgentEvent[] = [];
  readonly taken: unknown[] = [];
  readonly context: HoldContext;

  constructor(context: HoldContext) {
    this.context = context;
    context.state('up');
  }

  free(): number {
    return 64;
  }

  submit(_: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    settle({ kind: 'unsupported', feature: 'messages' });
  }

  agent({ event }: Envelope<AgentEvent>, settle: (outcome: Outcome) => void): void {
    if (event !== undefined) this.heard.push(event);
    settle({ kind: 'accepted', parts: [] });
  }

  intake({ event }: Envelope<IntakeEvent>, settle: (outcome: Outcome) => void): void {
    if (event !== undefined) this.taken.push(event.data);
    settle({ kind: 'accepted', parts: [] });
  }

  async drain(): Promise<void> {}

  async close(): Promise<void> {}
}

const holds: AgentHold[] = [];

function agentGateway(): Gateway {
  const echo = echoModule.create(echoModule.config.parse({ domain: AGENTS }), { clock: systemClock, log: silentLog });
  return {
    name: 'agents',
    domain: AGENTS,
    identity: echo.identity,
    contactIdentity: echo.contactIdentity,
    features: new Set(),
    addresses: echo.addresses,
    example: echo.example,
    prompt: echo.prompt,
    registration: echo.registration,
    lanes: ['agents.0'],
    lanesFor: () => ['agents.0'],
    agent: { hears: (local) => local === 'watch', laneFor: () => 'agents.0' },
    web: ({ put, newId }) => [
      {
        method: 'POST',
        path: '/hook/:name',
        limit: 100,
        answer: async ({ params, query, headers, body }) => {
          const data = { ...params, ...query, type: headers['content-type'], text: Buffer.from(body).toString() };
          await put({ id: newId(), lane: 'agents.0', conversation: 'x', data });
          return { status: 202, headers: { 'x-taken': 'yes' }, body: 'taken\n' };
        },
      },
      {
        method: 'GET',
        path: '/hook/stream',
        limit: 0,
        answer: async () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: pieces() }),
      },
    ],
    hold: async (_, context) => {
      const hold = new AgentHold(context);
      holds.push(hold);
      return hold;
    },
  };
}

async function* pieces(): AsyncGenerator<string> {
  yield 'data: 1\n\n';
  yield 'data: 2\n\n';
}

describe('an agent', () => {
  let redis: RedisServer;
  let dir = '';
  let host: Host | undefined;
  let settings: HostSettings;

  before(async () => {
    redis = await startRedis();
    dir = await mkdtemp(join(tmpdir(), 'isthmus-agents-'));
    // Nobody listens there: what the gateways have for each other needs no XMPP server.
    const server = { host: '127.0.0.1', port: await freePort() };
    const site = (gateway: Gateway): SiteSettings => ({
      gateway,
      texts: echoModule.texts,
      metrics: undefined,
      secret: 's3cret',
      server,
      access: (jid) => problem('access-denied', { jid }),
      isAdmin: () => false,
    });
    const features = { answers: true, features: 'all' };
    const echo = echoModule.create(echoModule.config.parse({ domain: ECHO, ...features }), {
      clock: systemClock,
      log: silentLog,
    });
    settings = {
      redis: { url: redis.url },
      prefix: 'agents',
      keyFile: join(dir, 'secret.key'),
      lease: 8000,
      maxDepth: 1000,
      serverDomain: 'example.org',
      maxStanzaBytes: 300_000,
      readStanzaBytes: 262_144,
      streams: 1,
      limits: {
        rate: 1e6,
        burst: 1e6,
        patience: 5000,
        unheld: 60_000,
        waiting: 1000,
        contacts: 100,
        recipients: 50,
        accounts: 5,
        expiry: 86_400_000,
      },
      linkTtl: 3600,
      sites: [site(echo), site(agentGateway())],
      role: undefined,
      software: { name: 'Isthmus', version: '0' },
      dataDir: undefined,
      clock: systemClock,
      log: silentLog,
    };
    host = await Host.start(settings);
    await until('the agent is there', () => holds.length > 0);
  });

  after(async () => {
    await host?.stop(500);
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const until = async (what: string, holdsTrue: () => boolean): Promise<void> => {
    const deadline = performance.now() + PATIENCE_MS;
    while (!holdsTrue()) {
      if (performance.now() > deadline) throw new Error(`never: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  const post = async (to: string, kind: string, rest: string, more: { readonly secret?: true } = {}): Promise<void> => {
    const stanza = `<${kind} from='${AGENT}/a' to='${to}' ${rest}</${kind}>`;
    await holds.at(-1)?.context.post?.({ id: newEnvelopeId(), from: `${AGENT}/a`, to, stanza, ...more });
  };

  /** Waits for a stanza to the agent that is as wanted, and takes it out. */
  const hears = async (what: string, wanted: (stanza: Element) => boolean): Promise<Element> => {
    let found: Element | undefined;
    await until(what, () => {
      for (const { heard } of holds) {
        for (const [at, { stanza }] of heard.entries()) {
          const element = parseStanza(stanza);
          if (element === undefined || !wanted(element)) continue;
          found = element;
          heard.splice(at, 1);
          return true;
        }
      }
      return false;
    });
    return found ?? assert.fail();
  };

  it('registers with another gateway of the installation, whoever may use that, and without any XMPP server', async () => {
    const query = `<query xmlns='jabber:iq:register'><nick>watch</nick></query>`;
    await post(ECHO, 'iq', `type='set' id='r1'>${query}`);
    const answer = await hears('the answer', ({ name, attrs }) => name === 'iq' && attrs.id === 'r1');
    assert.equal(answer.attrs.type, 'result');
  });

  it('gives a secret to another gateway past whoever reads Redis', async () => {
    const query = (word: string) => `<query xmlns='jabber:iq:register'><nick>watch</nick><misc>${word}</misc></query>`;
    await post(ECHO, 'iq', `type='set' id='r2'>${query('a-secret-word')}`, { secret: true });
    await post(ECHO, 'iq', `type='set' id='r3'>${query('an-open-word')}`);
    for (const id of ['r2', 'r3']) {
      const answer = await hears(`the answer to ${id}`, ({ name, attrs }) => name === 'iq' && attrs.id === id);
      assert.equal(answer.attrs.type, 'result');
    }
    // The file of all changes that were ever made, in their order. With `everysec` Redis may write them a little later.
    const folder = join(redis.dir, 'appendonlydir');
    let written = '';
    await eventually('the word that came last is written', async () => {
      const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
      written = files.join('');
      return written.includes('an-open-word');
    });
    assert.ok(!written.includes('a-secret-word'));
  });

  it('writes to contacts there, and hears receipts, answers and errors', async () => {
    const request = `<request xmlns='urn:xmpp:receipts'/>`;
    await post(`romeo@${ECHO}`, 'message', `type='chat' id='m1'><body>fire</body>${request}`);
    const receipt = await hears(
      'the receipt',
      (stanza) => stanza.getChild('received', 'urn:xmpp:receipts') !== undefined,
    );
    assert.equal(receipt.getChild('received', 'urn:xmpp:receipts')?.attrs.id, 'm1');
    const answer = await hears('the echo', (stanza) => stanza.getChildText('body') === 'fire');
    assert.equal(answer.attrs.from, `romeo@${ECHO}`);
    assert.equal(answer.attrs.to, AGENT);
    await post(`nobody@${ECHO}`, 'message', `type='chat' id='m2'><body>fire</body>`);
    const error = await hears('the error', ({ attrs }) => attrs.type === 'error');
    assert.equal(error.attrs.id, 'm2');
    assert.ok(error.getChild('error')?.getChild('item-not-found', 'urn:ietf:params:xml:ns:xmpp-stanzas'));
  });

  it('knows the other gateways of the installation, and their contacts by what people type', () => {
    const neighbour = holds.at(-1)?.context.neighbour('echo');
    assert.equal(neighbour?.domain, ECHO);
    assert.equal(neighbour?.jidOf(' Romeo '), `romeo@${ECHO}`);
    assert.equal(neighbour?.jidOf('two words'), undefined);
    assert.equal(holds.at(-1)?.context.neighbour('agents'), undefined);
    assert.equal(holds.at(-1)?.context.neighbour('sms'), undefined);
  });

  it('keeps the order of what it writes to one contact', async () => {
    const bodies = Array.from({ length: 50 }, (_, n) => `line ${n}`);
    await Promise.all(
      bodies.map((body, n) => post(`juliet@${ECHO}`, 'message', `type='chat' id='o${n}'><body>${body}</body>`)),
    );
    const heard: string[] = [];
    while (heard.length < bodies.length) {
      const stanza = await hears('an echo', (one) => one.getChildText('body')?.startsWith('line ') === true);
      heard.push(stanza.getChildText('body') ?? '');
    }
    assert.deepEqual(heard, bodies);
  });

  it('is nobody but itself', async () => {
    const stanza = `<message from='romeo@${ECHO}' to='x@${ECHO}'/>`;
    const forged = { id: newEnvelopeId(), from: `romeo@${ECHO}`, to: `x@${ECHO}`, stanza };
    await assert.rejects(async () => await holds.at(-1)?.context.post?.(forged), /somebody else/);
  });

  it('hears what its gateway takes by HTTP, which is in a lane when it is answered', async () => {
    const server = await serveHttp({ listen: { host: '127.0.0.1', port: 0 }, proxies: [] }, [
      gatewayRoutes(host?.web ?? []),
    ]);
    try {
      const at = `http://127.0.0.1:${server.address.port}/hook`;
      const headers = { 'content-type': 'application/json' };
      const ask = (body: string) => fetch(`${at}/disk?a=1&a=2`, { method: 'POST', headers, body });
      const answer = await ask('{"a":1}');
      assert.equal(answer.status, 202);
      assert.equal(answer.headers.get('x-taken'), 'yes');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.equal(await answer.text(), 'taken\n');
      await until('it is taken in', () => holds.some(({ taken }) => taken.length > 0));
      const taken = holds.flatMap((hold) => hold.taken);
      assert.deepEqual(taken, [{ name: 'disk', a: '2', type: 'application/json', text: '{"a":1}' }]);
      assert.equal((await ask('x'.repeat(101))).status, 413);
      assert.equal((await fetch(`${at}/disk`)).status, 405);
      assert.equal(await (await fetch(`${at}/stream`)).text(), 'data: 1\n\ndata: 2\n\n');
    } finally {
      await server.close();
    }
  });

  it('loses nothing of what was under way when the process ended', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        post(`nurse@${ECHO}`, 'message', `type='chat' id='k${n}'><body>kept ${n}</body>`),
      ),
    );
    await host?.stop(0);
    host = await Host.start(settings);
    for (let n = 0; n < 20; n += 1) {
      await hears(
        `what came back of ${n}`,
        (one) => one.getChildText('body') === `kept ${n}` || one.attrs.id === `k${n}`,
      );
    }
  });
});
