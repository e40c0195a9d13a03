import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Attendance, PartAttendance, WholeAttendance } from '../../../src/core/attendance.js';
import type { Site } from '../../../src/core/site.js';
import { type TestStore, testStore } from '../store/support.js';
import { readStanza } from './support/desk.js';
import { siteOn } from './support/site.js';

const ROMEO = 'romeo@example.org';
const JULIET = 'juliet@example.org';

describe('of users whose presence came over a stream', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  async function come(site: Site, attendance: Attendance, jid: string): Promise<void> {
    attendance.note(readStanza(`<presence from='${jid}/a' to='${site.gateway.domain}'/>`));
    await site.stores.presence.set(site.gateway.name, jid, 'a', { priority: 0, at: 0 });
  }

  async function online(site: Site): Promise<readonly string[]> {
    const { jids } = await site.stores.presence.page(site.gateway.name);
    return [...jids].sort();
  }

  async function left(attendance: Attendance): Promise<readonly string[]> {
    const all: string[] = [];
    for await (const jids of attendance.leave()) all.push(...jids);
    return all.sort();
  }

  it('the only one: its loss makes all unknown, and so does a start after a crash', async () => {
    const site = siteOn(store.store);
    const attendance = new WholeAttendance(site);
    await come(site, attendance, ROMEO);
    await attendance.lost();
    assert.deepEqual(await online(site), []);
    assert.deepEqual(await attendance.takeUnknown(9), [ROMEO]);
    await come(site, attendance, JULIET);
    const next = new WholeAttendance(site);
    await next.begin();
    assert.deepEqual(await online(site), []);
    assert.deepEqual(await next.takeUnknown(9), [JULIET]);
    assert.deepEqual(await next.takeUnknown(9), []);
    await come(site, next, JULIET);
    assert.deepEqual(await left(next), [JULIET]);
  });

  it('one of two: its loss and its end concern its own users only, who are given once', async () => {
    const site = siteOn(store.store, { streams: 2 });
    const [one, two] = [new PartAttendance(site), new PartAttendance(site)];
    await come(site, one, ROMEO);
    await come(site, two, JULIET);
    await one.lost();
    assert.deepEqual(await online(site), [JULIET]);
    await one.begin(false);
    assert.deepEqual(await online(site), [JULIET]);
    assert.deepEqual(await one.takeUnknown(9), [ROMEO]);
    assert.deepEqual(await one.takeUnknown(9), []);
    await come(site, one, ROMEO);
    assert.deepEqual(await left(two), [JULIET]);
    assert.deepEqual(await online(site), [ROMEO]);
  });

  it('one of two after a crash of both: the first that is up, while no other is, makes all unknown', async () => {
    const site = siteOn(store.store, { streams: 2 });
    await come(site, new PartAttendance(site), ROMEO);
    await come(site, new PartAttendance(site), JULIET);
    const [one, two] = [new PartAttendance(site), new PartAttendance(site)];
    await one.begin(true);
    await two.begin(false);
    assert.deepEqual(await online(site), []);
    assert.deepEqual([...(await one.takeUnknown(1)), ...(await two.takeUnknown(9))].sort(), [JULIET, ROMEO]);
    assert.deepEqual(await one.takeUnknown(9), []);
  });
});
