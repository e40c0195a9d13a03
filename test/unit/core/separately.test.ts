import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Ingress } from '../../../src/core/ingress.js';
import { Registrar } from '../../../src/core/registrar.js';
import { Replies } from '../../../src/core/replies.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { type TestStore, testStore } from '../store/support.js';
import { readStanza } from './support/desk.js';
import { DOMAIN, siteOn } from './support/site.js';

const ROMEO = 'romeo@example.org';

describe('that recipients are written to one by one', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  /** A registered user, and processes that take messages of theirs; `burst`: how many may be sent at once. */
  async function begin(burst: number, processes = 1) {
    const told: string[] = [];
    let taken = 0;
    const add = async (_: string, { stanza, event }: Envelope): Promise<void> => {
      if (event !== undefined) taken += 1;
      if (stanza?.includes('gets this message alone')) told.push(stanza);
    };
    const status = () => ({ state: 'up', held: true, since: 1, parked: 0 });
    const lanes = { add, status, losingWithin: () => false, hasParked: async () => false } as unknown as Lanes;
    const plain = siteOn(store.store, { lanes });
    const site = { ...plain, limits: { ...plain.limits, rate: 1, burst } };
    await new Registrar(site).register(ROMEO, new Map([['nick', 'romeo']]));
    const all = Array.from({ length: processes }, () => new Ingress(site, new Replies(site), () => {}));
    /** Each process takes a message to so many at the same time. */
    const write = async (...contacts: readonly string[]): Promise<void> => {
      const addresses = contacts.map((contact) => `<address type='to' jid='${contact}@${DOMAIN}'/>`).join('');
      const body = `<body>hi</body><addresses xmlns='http://jabber.org/protocol/address'>${addresses}</addresses>`;
      for (const ingress of all) {
        ingress.push(
          readStanza(
            `<message xmlns='jabber:client' from='${ROMEO}/a' to='${DOMAIN}' type='chat' id='m'>${body}</message>`,
          ),
        );
      }
      await Promise.all(all.map((ingress) => ingress.settled()));
      // What is told is waited for by nobody. The store answers in order: more trips than it may need.
      for (let trip = 0; trip < 5; trip += 1) {
        await store.store.redis.ping();
        await new Promise(setImmediate);
      }
    };
    return { write, told, taken: () => taken };
  }

  it('is told to whoever writes to several, once a day', async () => {
    const { write, told, taken } = await begin(100);
    await write('juliet');
    assert.equal(told.length, 0);
    await write('juliet', 'nurse', 'tybalt');
    await write('juliet', 'nurse');
    assert.equal(taken(), 6);
    assert.equal(told.length, 1);
  });

  it('is told once also when two messages come at the same time, over two streams', async () => {
    const { write, told, taken } = await begin(100, 2);
    await write('juliet', 'nurse');
    assert.equal(taken(), 4);
    assert.equal(told.length, 1);
  });

  it('is not told where all but one were refused', async () => {
    const { write, told, taken } = await begin(1);
    await write('juliet', 'nurse');
    assert.equal(taken(), 1);
    assert.equal(told.length, 0);
  });
});
