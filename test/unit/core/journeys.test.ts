import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../src/clock.js';
import { findJourneys } from '../../../src/core/journey-search.js';
import { type JourneyHead, Journeys } from '../../../src/core/journeys.js';
import { silentLog } from '../../../src/log.js';
import { JOURNEY_SHARDS } from '../../../src/store/journeys.js';
import { type TestStore, testStore } from '../store/support.js';

const DAY = 86_400_000;

describe('journeys of messages', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  const journeys = (keep = 32 * 1024 * 1024): Journeys =>
    new Journeys(store.store.journeys, { keep, age: DAY }, { clock: systemClock, log: silentLog });
  const head = (id: string, more: Partial<JourneyHead> = {}): JourneyHead => ({
    id,
    jid: 'romeo@example.org',
    gateway: 'sms',
    contact: '+12025550101',
    direction: 'out',
    ...more,
  });
  const find = async (all: Journeys, query: Partial<Parameters<typeof findJourneys>[1]>) =>
    await findJourneys({ journeys: all, sites: [] }, { size: 50, ...query });

  it('are put together from what several processes wrote, in the order of time', async () => {
    const [one, other] = [journeys(), journeys()];
    const now = Date.now();
    one.began(head('e1', { stanza: 'm1' }), now - 5, 'accepted', 'sms.main.0');
    other.step('romeo@example.org', 'e1', 'submitted', 'sms.main.0');
    await other.flush();
    await one.flush();
    other.step('romeo@example.org', 'e1', 'taken', 'main:17');
    await other.flush();
    const { messages } = await find(one, { jid: 'romeo@example.org' });
    assert.deepEqual(
      messages.map(({ id, stanza, steps }) => [id, stanza, steps.map(({ step, detail }) => [step, detail])]),
      [
        [
          'e1',
          'm1',
          [
            ['accepted', 'sms.main.0'],
            ['submitted', 'sms.main.0'],
            ['taken', 'main:17'],
          ],
        ],
      ],
    );
  });

  it('are found by id, stanza id and contact over all users, and by pages with none twice and none left out', async () => {
    const all = journeys();
    const ids = Array.from({ length: 25 }, (_, n) => `p${n}`);
    const contact = '+12025550177';
    for (const [n, id] of ids.entries()) {
      all.began(head(id, { jid: `u${n % 7}@example.org`, contact, stanza: `s${n}` }), Date.now(), 'accepted');
    }
    await all.flush();
    assert.equal((await find(all, { id: 'p7' })).messages[0]?.stanza, 's7');
    assert.equal((await find(all, { id: 's9' })).messages[0]?.id, 'p9');
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await find(all, { contact, size: 10, ...(next === undefined ? {} : { after: next }) });
      seen.push(...page.messages.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    assert.deepEqual(seen.toSorted(), ids.toSorted());
  });

  it('have what became of the parts of one message to several', async () => {
    const all = journeys();
    all.began(head('eMany'), Date.now(), 'accepted');
    all.step('romeo@example.org', 'eMany.2', 'delivered');
    await all.flush();
    const [message] = (await find(all, { id: 'eMany' })).messages;
    assert.deepEqual(
      message?.steps.map(({ step }) => step),
      ['accepted', 'delivered'],
    );
  });

  it('take no more room than allowed, and the newest stay', async () => {
    const keep = 64 * 1024;
    const all = journeys(keep);
    const jid = 'noisy@example.org';
    for (let n = 0; n < 200; n++) {
      all.began(head(`n${n}`, { jid }), Date.now(), 'accepted', 'x'.repeat(100));
      await all.flush();
    }
    let octets = 0;
    for await (const lines of all.lines(jid)) octets += JSON.stringify(lines).length;
    const { messages } = await find(all, { jid, size: 500 });
    assert.ok(messages.slice(0, 5).some(({ id }) => id === 'n199'));
    assert.ok(messages.length < 60, `${messages.length} messages`);
    assert.ok(messages.length > 10, `${messages.length} messages`);
    assert.ok(octets > keep / JOURNEY_SHARDS / 2);
  });

  it('of one user are forgotten, and those of others in the same entries stay', async () => {
    const all = journeys();
    // Names that fall into one shard: of 200 there are several.
    const others = Array.from({ length: 200 }, (_, n) => `x${n}@example.org`);
    all.began(head('eGone', { jid: 'juliet@example.org' }), Date.now(), 'accepted');
    for (const jid of others) all.began(head(`e-${jid}`, { jid }), Date.now(), 'accepted');
    all.step('juliet@example.org', 'eGone', 'taken', '4711');
    await all.flush();
    await all.forget('juliet@example.org', 'irc');
    assert.equal((await find(all, { jid: 'juliet@example.org' })).messages.length, 1);
    await all.forget('juliet@example.org', 'sms');
    assert.deepEqual((await find(all, { jid: 'juliet@example.org' })).messages, []);
    const keys = await store.store.redis.keys(`${store.prefix}:{journeys.*`);
    for (const key of keys.filter((one) => one.endsWith('stream'))) {
      assert.doesNotMatch(JSON.stringify(await store.store.redis.xrange(key, '-', '+')), /juliet|4711/);
    }
    for (const jid of others) assert.equal((await find(all, { jid })).messages.length, 1, jid);
  });

  it('keep what somebody wrote from breaking a line', async () => {
    const all = journeys();
    all.began(head('eTab', { contact: 'a\tb\nc' }), Date.now(), 'accepted', 'why\tnot\r\nindeed');
    await all.flush();
    const [message] = (await find(all, { id: 'eTab' })).messages;
    assert.equal(message?.contact, 'a b c');
    assert.equal(message?.steps[0]?.detail, 'why not indeed');
  });

  it('of refusals do not flush the others away', async () => {
    const all = journeys();
    for (let n = 0; n < 1000; n++) all.began(head(`r${n}`, { jid: 'flood@example.org' }), Date.now(), 'refused', 'no');
    await all.flush();
    assert.equal((await find(all, { jid: 'flood@example.org', size: 500 })).messages.length, 100);
  });
});
