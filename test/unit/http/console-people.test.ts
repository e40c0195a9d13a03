import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../src/clock.js';
import { BanBook } from '../../../src/core/ban-book.js';
import type { Inside } from '../../../src/core/operator/inside.js';
import type { Site } from '../../../src/core/site.js';
import { SiteBans } from '../../../src/core/site-bans.js';
import { peopleOf, personOf } from '../../../src/http/console/people.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { siteOn } from '../core/support/site.js';
import { type TestStore, testStore } from '../store/support.js';

const COUNT = 10_000;

describe('the people of the console', () => {
  let store: TestStore;
  let site: Site;
  let inside: Inside;
  const book = new BanBook(systemClock);
  before(async () => {
    store = await testStore();
    const lanes = { waiting: async () => ({ conversations: new Map([['u42@example.org>5', 3]]), complete: true }) };
    site = siteOn(store.store, { lanes: lanes as unknown as Lanes });
    site = { ...site, bans: new SiteBans(book, site.gateway.name, () => false) };
    inside = { sites: [site], stores: store.store, lanes } as unknown as Inside;
    const { accounts } = store.store;
    const registration = (n: number) => ({ fields: { nick: `nick-${n}` }, unique: 'nick' });
    for (let at = 0; at < COUNT; at += 500) {
      const some = Array.from({ length: 500 }, (_, n) => at + n);
      await Promise.all(
        some.map((n) => accounts.create(site.gateway.name, `u${n}@example.org`, registration(n), 1_700_000_000_000)),
      );
    }
  });
  after(async () => await store.close());

  it('are ten thousand, by pages in the order of their JIDs, each once', async () => {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await peopleOf(inside, { size: 2000, ...(next === undefined ? {} : { after: next }) });
      assert.equal(page.total, COUNT);
      seen.push(...page.people.map(({ jid }) => jid));
      next = page.next;
    } while (next !== undefined);
    assert.equal(new Set(seen).size, COUNT);
    assert.deepEqual(seen, seen.toSorted());
  });

  it('are found by a part of the JID, and by the address that nobody else has', async () => {
    const byJid = await peopleOf(inside, { filter: 'U999', size: 50 });
    assert.deepEqual(
      byJid.people.map(({ jid }) => jid),
      ['u9990', 'u9991', 'u9992', 'u9993', 'u9994', 'u9995', 'u9996', 'u9997', 'u9998', 'u9999', 'u999'].map(
        (name) => `${name}@example.org`,
      ),
    );
    const byAddress = await peopleOf(inside, { filter: 'nick-1234', size: 50 });
    assert.deepEqual(
      byAddress.people.map(({ jid, address }) => [jid, address]),
      [['u1234@example.org', 'nick-1234']],
    );
    assert.equal((await peopleOf(inside, { gateway: 'irc', size: 50 })).total, 0);
  });

  it('have their bans, what waits, and no secret', async () => {
    const { accounts } = store.store;
    const id = 'u42@example.org';
    await accounts.update(site.gateway.name, id, { fields: { nick: 'nick-42' }, secrets: { token: 'sesame' } });
    book.take([{ rule: id, gateway: '', reason: 'spam', since: 5, by: 'terminal:root' }]);
    const person = await personOf(inside, id);
    assert.deepEqual(person?.ban, { reason: 'spam', since: 5 });
    assert.deepEqual(person?.accounts[0]?.fields, { nick: 'nick-42' });
    assert.equal(person?.accounts[0]?.waiting, 3 * site.gateway.lanes.length);
    assert.doesNotMatch(JSON.stringify(person), /sesame|token/);
    assert.equal(await personOf(inside, 'nobody@example.org'), undefined);
  });
});
