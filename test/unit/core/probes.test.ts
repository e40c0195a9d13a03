import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { openStore, type Store } from '../../../src/store/redis-store.js';
import { DOMAIN, RunningHost } from './support/running-host.js';

const MANY = 10_000;

describe('probes', () => {
  let running: RunningHost;
  let store: Store;
  before(async () => {
    // On a busy machine ten thousand users take a while to be written; the stream must not change hands meanwhile.
    running = await RunningHost.start({ lease: 60_000 });
    const { redis, prefix, keyFile } = running.settings;
    store = await openStore({ address: redis, prefix, keyFile, clock: systemClock, log: silentLog });
  });
  after(async () => {
    await store.close();
    await running.stop();
  });

  /** How many scripts Redis has run. */
  async function scripts(): Promise<number> {
    const stats = await store.redis.info('commandstats');
    return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  }

  /** Sends all at once and waits until each is answered; tells how many milliseconds and scripts it took. */
  async function answered(probes: readonly string[]): Promise<{ readonly ms: number; readonly scripts: number }> {
    running.heard = '';
    const before = await scripts();
    const begun = performance.now();
    running.send(probes.join(''));
    const answers = () => running.heard.split('<show>dnd</show>').length - 1;
    await running.hears(() => answers() >= probes.length, `${probes.length} answers`, 60_000);
    const ms = performance.now() - begun;
    assert.equal(answers(), probes.length, 'each is answered once');
    return { ms, scripts: (await scripts()) - before };
  }

  const probe = (user: string, contact: string): string =>
    `<presence type="probe" from="${user}" to="${contact}@${DOMAIN}"/>`;

  async function sees(jid: string, contact: string): Promise<void> {
    await store.roster.change('echo', jid, contact, { sees: true });
    await store.contactPresences.set('echo', jid, contact, { available: true, show: 'dnd' });
  }

  it(`of ${MANY} users at once are answered from the store in a few round trips`, async (t) => {
    const users = Array.from({ length: MANY }, (_, index) => `u${index}@example.org`);
    for (let at = 0; at < MANY; at += 500) {
      await Promise.all(
        users.slice(at, at + 500).map(async (jid) => {
          await store.accounts.create('echo', jid, { fields: {} }, 0);
          await sees(jid, 'romeo');
        }),
      );
    }
    const took = await answered(users.map((jid) => probe(jid, 'romeo')));
    t.diagnostic(`${Math.round((MANY / took.ms) * 1000)} probes a second, ${took.scripts} scripts in Redis`);
    // An account and a contact each: 20,000 reads.
    assert.ok(took.scripts < MANY / 10, `${took.scripts} scripts`);
    for (const jid of users) assert.ok(running.heard.includes(`to="${jid}"`), jid);
  });

  it('for a thousand contacts of one user share their round trips too, and keep behind what came before', async (t) => {
    const jid = 'u1@example.org';
    const contacts = Array.from({ length: 1000 }, (_, index) => `c${index}`);
    await Promise.all(contacts.map((contact) => sees(jid, contact)));
    const took = await answered(contacts.map((contact) => probe(`${jid}/a`, contact)));
    t.diagnostic(`${Math.round((1000 / took.ms) * 1000)} probes a second, ${took.scripts} scripts in Redis`);
    assert.ok(took.scripts < 100, `${took.scripts} scripts`);

    running.heard = '';
    const off = `<presence type="unsubscribe" from="${jid}" to="c1@${DOMAIN}"/>`;
    running.send(probe(`${jid}/a`, 'c1') + off + probe(`${jid}/a`, 'c1') + probe(`${jid}/a`, 'c2'));
    await running.hears((heard) => heard.includes(`from="c2@${DOMAIN}"`), 'the last answer');
    const order = [...running.heard.matchAll(/<presence from="c1@[^>]*>/g)].map(
      ([tag]) => /type="(\w+)"/.exec(tag)?.[1],
    );
    assert.deepEqual(order, [undefined, 'unsubscribed', 'unavailable', 'unsubscribed']);
  });
});
