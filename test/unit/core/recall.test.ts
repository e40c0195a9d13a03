import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Recall } from '../../../src/core/recall.js';
import type { Element } from '../../../src/xmpp/element.js';
import { type TestStore, testStore } from '../store/support.js';
import { ManualClock } from '../xmpp/manual-clock.js';
import { TestDesk } from './support/desk.js';
import { DOMAIN } from './support/site.js';

const ROMEO = 'romeo@example.org';

describe('users whose presence the store could not keep', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  /** Somebody is online; `fails`: how often the store does when it is told that they are asked. */
  async function begin(fails = 0) {
    const clock = new ManualClock();
    const { presence } = store.store;
    let left = fails;
    const failing = Object.assign(Object.create(presence), {
      ask: (...args: Parameters<typeof presence.ask>) =>
        left-- > 0 ? Promise.reject(new Error('Connection is closed.')) : presence.ask(...args),
      set: (...args: Parameters<typeof presence.set>) => presence.set(...args),
      remove: (...args: Parameters<typeof presence.remove>) => presence.remove(...args),
      online: (...args: Parameters<typeof presence.online>) => presence.online(...args),
    });
    const desk = new TestDesk(store, { presence: true, clock, stores: { ...store.store, presence: failing } });
    await desk.register(ROMEO);
    await desk.hears(`<presence from='${ROMEO}/a' to='${DOMAIN}'/>`);
    desk.events();
    const sent: Element[] = [];
    const recall = new Recall(desk.site, { send: (stanza) => sent.push(stanza), online: desk.onlines });
    /** Lets time pass until something holds. */
    const until = async (holds: () => boolean | Promise<boolean>, what: string) => {
      for (let turn = 0; !(await holds()); turn++) {
        assert.ok(turn < 200, what);
        clock.advance(100);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    return { desk, sent, recall, until };
  }

  it('are asked, offline until they answer, and then shown the gateway again', async () => {
    const { desk, sent, recall, until } = await begin();
    recall.add(ROMEO);
    recall.add(ROMEO);
    recall.add('nobody@example.org');
    await until(() => sent.length > 0, 'a probe');
    assert.deepEqual(
      sent.map(({ attrs }) => `${attrs.type} ${attrs.to}`),
      [`probe ${ROMEO}`],
      'once, and nobody who is not registered',
    );
    assert.deepEqual(await desk.online(ROMEO), []);
    assert.deepEqual(await desk.hears(`<presence from='${ROMEO}/a' to='${DOMAIN}'/>`), [`available ${DOMAIN}`]);
    assert.deepEqual(await desk.online(ROMEO), ['a']);
  });

  it('are offline for the network too where nobody answers', async () => {
    const { desk, sent, recall, until } = await begin();
    recall.add(ROMEO);
    const events: unknown[] = [];
    await until(() => events.push(...desk.events()) > 0, 'the network is told');
    assert.equal(sent.length, 1);
    assert.deepEqual(events, [{ type: 'presence', account: ROMEO, state: { available: false } }]);
  });

  it('are asked as soon as the store is back', async () => {
    const { sent, recall, until } = await begin(3);
    recall.add(ROMEO);
    await until(() => sent.length > 0, 'a probe');
    assert.equal(sent.length, 1);
  });

  it('are not asked on a stream that is no more', async () => {
    const { desk, sent, recall, until } = await begin(1);
    recall.add(ROMEO);
    recall.clear();
    let turns = 0;
    await until(() => ++turns > 30, 'time passes');
    assert.deepEqual(sent, []);
    assert.deepEqual(await desk.online(ROMEO), ['a']);
  });
});
