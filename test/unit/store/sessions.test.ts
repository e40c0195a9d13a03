import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { SessionPlace } from '../../../src/store/sessions.js';
import { Sessions } from '../../../src/store/sessions.js';
import { type TestStore, testStore } from './support.js';

describe('sessions in the store', () => {
  let store: TestStore;
  let sessions: Sessions;
  before(async () => {
    store = await testStore();
    ({ sessions } = store.store);
  });
  after(async () => await store.close());

  let users = 0;
  const newPlace = (): SessionPlace => {
    users += 1;
    const user = `user${users}@example.org`;
    return { gateway: 'sms', user, id: 'one', owner: `${user}/home` };
  };

  it('are taken up where they were left, also by another process', async () => {
    const place = newPlace();
    await sessions.begin(place, { step: 0, values: [['name', ['Romeo "M" \u{1f339}']]] }, 1000);
    const first = await sessions.take(place, 1000);
    assert.ok(first.kind === 'open');
    assert.deepEqual(first.state, { step: 0, values: [['name', ['Romeo "M" \u{1f339}']]] });
    assert.equal(await sessions.keep(place, first.rev, { step: 1 }), true);
    const other = (await store.again()).sessions;
    const second = await other.take(place, 1000);
    assert.ok(second.kind === 'open');
    assert.deepEqual(second.state, { step: 1 });
  });

  it('belong to one JID: another resource or another user finds nothing', async () => {
    const place = newPlace();
    await sessions.begin(place, { secret: 'sesame' }, 1000);
    assert.equal((await sessions.take({ ...place, owner: `${place.user}/other` }, 1000)).kind, 'unknown');
    const thief = { ...place, user: 'tybalt@example.org', owner: 'tybalt@example.org/home' };
    assert.equal((await sessions.take(thief, 1000)).kind, 'unknown');
    assert.equal((await sessions.take({ ...thief, owner: place.owner }, 1000)).kind, 'unknown');
    assert.equal((await sessions.take(place, 1000)).kind, 'open', 'its owner still has it');
  });

  it('do not open for another owner even where somebody changes the owner in Redis', async () => {
    const place = newPlace();
    await sessions.begin(place, { secret: 'sesame' }, 1000);
    const thief = `${place.user}/thief`;
    const [key] = await store.store.redis.keys(`*command.s:${place.user} one`);
    await store.store.redis.hset(key ?? '', 'o', thief);
    assert.equal((await sessions.take({ ...place, owner: thief }, 1000)).kind, 'expired');
  });

  it('have nothing of what was typed in Redis as it was typed', async () => {
    const place = newPlace();
    const secret = randomBytes(12).toString('hex');
    await sessions.begin(place, { values: [['password', [secret]]] }, 1000);
    const [key] = await store.store.redis.keys(`*command.s:${place.user} one`);
    assert.doesNotMatch(JSON.stringify(await store.store.redis.hgetall(key ?? '')), new RegExp(secret));
  });

  it('are worked on by one at a time, and free again when that one has died', async () => {
    const place = newPlace();
    await sessions.begin(place, {}, 1000);
    const [one, two] = await Promise.all([sessions.take(place, 1000), sessions.take(place, 1000)]);
    assert.deepEqual([one.kind, two.kind].sort(), ['busy', 'open']);
    const first = one.kind === 'open' ? one : two;
    assert.ok(first.kind === 'open');
    assert.equal((await sessions.take(place, 30_999)).kind, 'busy');
    const later = await sessions.take(place, 31_001);
    assert.ok(later.kind === 'open');
    assert.equal(await sessions.keep(place, first.rev, {}), false, 'the first one comes too late');
    assert.equal(await sessions.end(place, first.rev), false);
    assert.equal(await sessions.end(place, later.rev), true);
  });

  it('that are over are told from those that never were', async () => {
    const place = newPlace();
    assert.equal((await sessions.take(place, 1000)).kind, 'unknown');
    await sessions.begin(place, {}, 1000);
    const taken = await sessions.take(place, 1000);
    assert.ok(taken.kind === 'open');
    await sessions.end(place, taken.rev);
    assert.equal((await sessions.take(place, 1000)).kind, 'expired');
  });

  it('end by themselves with all that is in them, and each step prolongs them', async () => {
    const { redis, prefix, secrets } = store.store;
    const short = new Sessions(redis, prefix, secrets, 'short', 60_000);
    const place = newPlace();
    await short.begin(place, {}, 1000);
    const [key = ''] = await redis.keys(`*short.s:${place.user} one`);
    const left = await redis.pttl(key);
    assert.ok(left > 50_000 && left <= 60_000, String(left));
    await redis.pexpire(key, 1000);
    const taken = await short.take(place, 1000);
    assert.ok(taken.kind === 'open');
    await short.keep(place, taken.rev, {});
    assert.ok((await redis.pttl(key)) > 50_000);
    // As time does.
    await redis.del(key);
    assert.equal((await short.take(place, 1000)).kind, 'expired');
  });

  it('of one user are at most eight: the oldest makes room', async () => {
    const place = newPlace();
    const ids = Array.from({ length: 9 }, (_, index) => `s${index}`);
    for (const [index, id] of ids.entries()) await sessions.begin({ ...place, id }, { id }, 1000 + index);
    const kinds = [];
    for (const id of ids) kinds.push((await sessions.take({ ...place, id }, 2000)).kind);
    assert.deepEqual(kinds, ['expired', ...Array.from({ length: 8 }, () => 'open')]);
  });

  it('are remembered within bounds, however many somebody begins', async () => {
    const place = newPlace();
    for (let index = 0; index < 60; index++) await sessions.begin({ ...place, id: `s${index}` }, {}, 1000 + index);
    const [key = ''] = await store.store.redis.keys(`*command.i:${place.user} `);
    assert.equal(await store.store.redis.zcard(key), 32);
    assert.equal((await store.store.redis.keys(`*command.s:${place.user} *`)).length, 8);
    assert.equal((await sessions.take({ ...place, id: 's0' }, 2000)).kind, 'unknown');
  });
});
