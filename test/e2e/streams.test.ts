import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startEjabberd } from '../../sandbox/ejabberd.js';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';
import type { Isthmus } from '../support/isthmus.js';
import type { SharedXmpp } from '../support/shared.js';

const USERS = 12;
/** Between two texts of one person. */
const EVERY_MS = 100;
const PATIENCE_MS = 60_000;
const DOMAIN = 'sms.server.test';

/** An ejabberd of its own, which spreads the gateway's domain over two streams by the sender. */
async function spreading(): Promise<SharedXmpp> {
  const server = await startEjabberd({
    domain: 'server.test',
    components: { [DOMAIN]: 's3cret' },
    domainBalancing: { [DOMAIN]: { type: 'bare_source', component_number: 2 } },
  });
  const { host, domain, c2sPort, componentPort } = server;
  let users = 0;
  return {
    software: 'ejabberd',
    host,
    domain,
    c2sPort,
    componentPort,
    takeDomain: () => ({ domain: DOMAIN, secret: 's3cret', host, port: componentPort, release: () => undefined }),
    newUser: (name = 'user') => server.addUser(`${name}-${users++}`),
    close: () => server.stop(),
  };
}

async function start(roles: readonly string[]): Promise<E2eWorld> {
  const xmpp = await spreading();
  return E2eWorld.start({
    software: 'ejabberd',
    xmpp,
    roles,
    config: {
      xmpp: { server: `${xmpp.host}:${xmpp.componentPort}`, domain: xmpp.domain, streams: 2 },
      lanes: { lease: '5s' },
    },
  });
}

/** Resolves when the process has logged the pattern `times` times. */
async function logged(isthmus: Isthmus, pattern: RegExp, times = 1): Promise<void> {
  const count = () => isthmus.logs().match(new RegExp(pattern, 'g'))?.length ?? 0;
  for (const deadline = Date.now() + PATIENCE_MS; count() < times; await delay(20)) {
    if (Date.now() > deadline) throw new Error(`not logged ${times} times: ${pattern}\n${isthmus.logs().slice(-3000)}`);
  }
}

/** Everybody writes to a phone of their own, in turn, and the phones answer; nothing may be missing or out of order. */
async function converse(world: E2eWorld, users: readonly XmppUser[], texts: number): Promise<void> {
  const phones = users.map(() => world.newPhone());
  const request = '<request xmlns="urn:xmpp:receipts"/>';
  for (let index = 0; index < texts; index++) {
    for (const [number, user] of users.entries()) {
      const to = world.jidOf(phones[number] ?? '');
      await user.send(`<message to="${to}" type="chat" id="m${index}"><body>text ${index}</body>${request}</message>`);
    }
  }
  await Promise.all(
    users.map(async (user, number) => {
      const phone = phones[number] ?? '';
      const receipts = new Set<string>();
      while (receipts.size < texts) {
        const isOurs = (stanza: XmppUser['received'][number]) =>
          stanza.name === 'message' && isFrom(stanza, world.jidOf(phone));
        const told = await user.waitFor(isOurs, 'a receipt', PATIENCE_MS);
        const receipt = told.getChild('received') ?? assert.fail(`not a receipt: ${told.toString()}`);
        receipts.add(attribute(receipt, 'id') ?? '');
      }
      assert.deepEqual(
        world.smsc.inbox(phone).map(({ text }) => text),
        Array.from({ length: texts }, (_, index) => `text ${index}`),
      );
      assert.deepEqual(await world.smsc.deliver({ from: phone, to: OURS, text: `answer to ${number}` }), [0]);
      assert.equal(await user.waitForText(world.jidOf(phone)), `answer to ${number}`);
    }),
  );
}

/** Everybody writes numbers to a phone of their own, one every so often, until it is ended. */
class Counting {
  readonly #world: E2eWorld;
  readonly #phones: readonly string[];
  readonly #timer: NodeJS.Timeout;
  #next = 0;

  constructor(world: E2eWorld, users: readonly XmppUser[]) {
    this.#world = world;
    this.#phones = users.map(() => world.newPhone());
    this.#timer = setInterval(() => {
      for (const [index, user] of users.entries()) {
        const to = world.jidOf(this.#phones[index] ?? '');
        void user.send(`<message to="${to}" type="chat" id="n${this.#next}"><body>${this.#next}</body></message>`);
      }
      this.#next += 1;
    }, EVERY_MS);
  }

  /** By person: the numbers that came to their phone, in the order in which they came. */
  get arrived(): readonly (readonly number[])[] {
    return this.#phones.map((phone) => this.#world.smsc.inbox(phone).map(({ text }) => Number(text)));
  }

  /** Resolves when something that is written from now on has come to every phone. */
  async goesThrough(): Promise<void> {
    const from = this.#next;
    await this.#world.smsc.waitFor(() => this.arrived.every((numbers) => (numbers.at(-1) ?? -1) >= from), PATIENCE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

async function registered(world: E2eWorld): Promise<XmppUser[]> {
  return Promise.all(Array.from({ length: USERS }, (_, number) => world.registered(`user${number}`)));
}

describe('two streams of a domain on ejabberd, each in a process of its own', () => {
  let world: E2eWorld;
  let users: XmppUser[];
  before(async () => {
    world = await start(['xmpp', 'xmpp', 'sms']);
    const [, second] = world.processes;
    assert.ok(second !== undefined);
    await logged(second, /"msg":"stream is up"/);
    users = await registered(world);
  });
  after(async () => await world.stop());

  it('carry texts, receipts and answers of everybody, in order', async () => {
    await converse(world, users, 20);
    for (const process of world.processes.slice(0, 2)) assert.doesNotMatch(process.logs(), /"level":"error"/);
  });

  it('are both held by the one that is left when the other is killed under load; order holds, and the share of the other connection misses nothing', async (t) => {
    const [first, second] = world.processes;
    assert.ok(first !== undefined && second !== undefined);
    const ups = first.logs().match(/"msg":"stream is up"/g)?.length ?? 0;
    const counting = new Counting(world, users);
    t.after(() => counting.stop());
    await counting.goesThrough();
    await second.kill();
    await logged(first, /"msg":"stream is up"/, ups + 1);
    await counting.goesThrough();
    counting.stop();
    const gaps = counting.arrived.map((numbers) => {
      const steps = numbers.map((number, index) => number - (index === 0 ? -1 : (numbers[index - 1] ?? 0)));
      assert.ok(
        steps.every((step) => step > 0),
        `in order and once: ${numbers.join(' ')}`,
      );
      return steps.filter((step) => step > 1).length;
    });
    t.diagnostic(`gaps by person: ${gaps.join(' ')}`);
    // What ejabberd has for a connection that is away it drops; all before and after that has to be there.
    assert.ok(gaps.every((count) => count <= 1));
    assert.ok(gaps.includes(0), 'those whose connection stayed miss nothing');
    assert.ok(gaps.includes(1), 'the connection that died was somebody’s');
  });

  it('are told of by calling everybody once', async () => {
    const [first] = world.processes;
    assert.ok(first !== undefined);
    await converse(world, users, 5);
    await logged(first, /"lanes":2,"msg":"roll called"/);
  });

  it('are shared again when it is back', async () => {
    const [, second] = world.processes;
    assert.ok(second !== undefined);
    await second.start();
    await logged(second, /"msg":"stream is up"/);
    await converse(world, users, 5);
  });
});

describe('two streams of a domain on ejabberd in one process', () => {
  let world: E2eWorld;
  let users: XmppUser[];
  before(async () => {
    world = await start([]);
    users = await registered(world);
  });
  after(async () => await world.stop());

  it('carry texts, receipts and answers of everybody, in order', async () => {
    await converse(world, users, 20);
    assert.doesNotMatch(world.logs(), /"level":"error"/);
  });

  it('take leave of each user once at the end, and call each once at the start', async () => {
    const isPresence = (type: string | undefined) => (stanza: (typeof users)[0]['received'][0]) =>
      stanza.name === 'presence' && isFrom(stanza, world.gateway) && attribute(stanza, 'type') === type;
    for (const user of users) {
      await user.send(`<presence type="subscribe" to="${world.gateway}"/>`);
      await user.send(`<presence to="${world.gateway}"/>`);
      await user.waitFor(isPresence(undefined), 'the presence of the gateway');
    }
    const [process] = world.processes;
    assert.ok(process !== undefined);
    await process.terminate();
    for (const user of users) {
      await user.waitFor(isPresence('unavailable'), 'that the gateway goes offline');
      await user.request(`<iq type="get" to="server.test"><ping xmlns="urn:xmpp:ping"/></iq>`);
      assert.equal(user.received.filter(isPresence('unavailable')).length, 1);
    }
    await process.start();
    await logged(process, /"lanes":1,"msg":"roll called"/, 2);
    assert.equal(process.logs().match(/"msg":"probe"/g)?.length, USERS);
    assert.doesNotMatch(process.logs(), /"lanes":2/);
  });
});
