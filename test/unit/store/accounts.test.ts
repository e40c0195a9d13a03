import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRedis } from '../../../sandbox/redis.js';
import { type TestStore, testStore } from './support.js';

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

const ALICE = 'alice@example.org';
const BOB = 'bob@example.org';

test('a registration is found as it was made, under its gateway only', async () => {
  const { accounts } = t.store;
  const made = await accounts.create('a1', ALICE, { fields: { phone: '+15550001111', name: 'Älice' } }, 1234);
  const fields = { phone: '+15550001111', name: 'Älice' };
  const account = { id: ALICE, jid: ALICE, label: '', born: 1, rev: 1, since: 1234, fields };
  assert.deepEqual(made, { ok: true, account });
  assert.deepEqual(await accounts.get('a1', ALICE), account);
  assert.equal(await accounts.get('other', ALICE), undefined);
  assert.equal(await accounts.get('a1', BOB), undefined);
  assert.equal(await accounts.count('a1'), 1);
});

test('a second registration of the same user is refused and changes nothing', async () => {
  const { accounts } = t.store;
  await accounts.create('a2', ALICE, { fields: { phone: '1' } }, 1);
  assert.deepEqual(await accounts.create('a2', ALICE, { fields: { phone: '2' } }, 2), { ok: false, reason: 'exists' });
  assert.deepEqual((await accounts.get('a2', ALICE))?.fields, { phone: '1' });
});

test('an update replaces the plain fields, keeps secrets that it does not name and counts the revision up', async () => {
  const { accounts } = t.store;
  await accounts.create('a3', ALICE, { fields: { phone: '1', old: 'x' }, secrets: { password: 'pa§s', pin: '7' } }, 5);
  const updated = await accounts.update('a3', ALICE, { fields: { phone: '2' }, secrets: { pin: '' } });
  assert.deepEqual(updated, {
    ok: true,
    account: { id: ALICE, jid: ALICE, label: '', born: 1, rev: 2, since: 5, fields: { phone: '2' } },
  });
  assert.equal(await accounts.secret('a3', ALICE, 'password'), 'pa§s');
  assert.equal(await accounts.secret('a3', ALICE, 'pin'), undefined);
});

test('an update that changes nothing may be repeated: the revision stays', async () => {
  const { accounts } = t.store;
  await accounts.create('a4', ALICE, { fields: { phone: '1' }, unique: 'phone' }, 5);
  await accounts.update('a4', ALICE, { fields: { phone: '1' }, unique: 'phone' });
  assert.equal((await accounts.get('a4', ALICE))?.rev, 1);
});

test('an update of nobody is refused and makes nobody', async () => {
  const { accounts } = t.store;
  assert.deepEqual(await accounts.update('a5', ALICE, { fields: { phone: '1' } }), { ok: false, reason: 'missing' });
  assert.equal(await accounts.count('a5'), 0);
});

test('a unique value has one holder; it is free again when its holder changes it or goes', async () => {
  const { accounts } = t.store;
  const with1 = { fields: { phone: '1' }, unique: 'phone' };
  await accounts.create('a6', ALICE, with1, 1);
  assert.deepEqual(await accounts.create('a6', BOB, with1, 1), { ok: false, reason: 'conflict', holder: ALICE });
  assert.equal(await accounts.get('a6', BOB), undefined);
  assert.equal(await accounts.holder('a6', 'phone', '1'), ALICE);

  await accounts.update('a6', ALICE, { fields: { phone: '2' }, unique: 'phone' });
  assert.equal((await accounts.create('a6', BOB, with1, 1)).ok, true);
  assert.deepEqual(await accounts.update('a6', ALICE, with1), { ok: false, reason: 'conflict', holder: BOB });
  assert.deepEqual((await accounts.get('a6', ALICE))?.fields, { phone: '2' });

  await accounts.remove('a6', BOB);
  assert.equal(await accounts.holder('a6', 'phone', '1'), undefined);
  assert.equal((await accounts.update('a6', ALICE, with1)).ok, true);
});

test('of many who want one value at once, over two connections, exactly one gets it', async () => {
  const other = await t.again();
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      (i % 2 === 0 ? t.store : other).accounts.create(
        'a7',
        `u${i}@example.org`,
        { fields: { phone: '9' }, unique: 'phone' },
        1,
      ),
    ),
  );
  assert.equal(results.filter((result) => result.ok).length, 1);
  assert.equal(await t.store.accounts.count('a7'), 1);
});

test('removing a registration removes its roster and presence, and repeating it does no harm', async () => {
  const { accounts, roster, presence } = t.store;
  await accounts.create('a8', ALICE, { fields: {} }, 1);
  await roster.change('a8', ALICE, '+1', { sees: true });
  await presence.set('a8', ALICE, 'phone', { priority: 0, at: 1 });
  assert.deepEqual(await accounts.remove('a8', ALICE), { removed: 1, left: 0 });
  assert.deepEqual(await accounts.remove('a8', ALICE), { removed: 0, left: 0 });
  assert.deepEqual(await roster.list('a8', ALICE), []);
  assert.equal(await presence.countOnline('a8'), 0);
  assert.equal((await presence.online('a8', ALICE)).size, 0);
  // What is left is the list of who changed.
  assert.deepEqual((await t.store.redis.keys(`${t.prefix}:{a8}:*`)).sort(), [
    `${t.prefix}:{a8}:changed`,
    `${t.prefix}:{a8}:changes`,
  ]);
});

test('registrations, changes and removals are told by name to whoever asks since when', async () => {
  const { accounts } = t.store;
  assert.deepEqual(await accounts.changes('changing', 0), { count: 0, jids: [] });
  await accounts.create('changing', ALICE, { fields: { name: 'Alice' } }, 1);
  await accounts.create('changing', 'bob@example.org', { fields: {} }, 1);
  await accounts.update('changing', ALICE, { fields: { name: 'Alice' } });
  assert.equal((await accounts.changes('changing', 0)).count, 2);
  await accounts.update('changing', ALICE, { fields: { name: 'Alice L.' } });
  await accounts.remove('changing', 'bob@example.org');
  await accounts.remove('changing', 'bob@example.org');
  assert.deepEqual(await accounts.changes('changing', 2), { count: 4, jids: ['bob@example.org', ALICE] });
  assert.deepEqual(await accounts.changes('changing', 4), { count: 4, jids: [] });
  for (let n = 0; n < 1001; n++) await accounts.update('changing', ALICE, { fields: { name: `${n}` } });
  const { count, jids } = await accounts.changes('changing', 4);
  assert.deepEqual([count, jids], [1005, undefined]);
});

test('a walk over the pages meets each registration', async () => {
  const { accounts } = t.store;
  const jids = Array.from({ length: 700 }, (_, i) => `user${i}@example.org`);
  await Promise.all(jids.map((jid) => accounts.create('a9', jid, { fields: { phone: jid } }, 1)));
  const met = new Set<string>();
  let pages = 0;
  for (let from: string | undefined = '0'; from !== undefined; pages++) {
    const page = await accounts.page('a9', from, 100);
    for (const account of page.accounts) {
      assert.deepEqual(account.fields, { phone: account.jid });
      met.add(account.jid);
    }
    from = page.next;
  }
  assert.deepEqual([...met].sort(), jids.sort());
  assert.ok(pages > 1, `${pages} pages`);
});

test('a registration with three contacts costs less than 800 bytes of Redis', async (test) => {
  // On a Redis of its own: what other tests write at the same time is no part of it.
  const server = await startRedis({ aof: 'off' });
  test.after(() => server.stop());
  const { accounts, roster, redis } = await t.again({ address: { url: server.url } });
  const used = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  const before = await used();
  const users = 5000;
  for (let i = 0; i < users; i += 500) {
    await Promise.all(
      Array.from({ length: 500 }, async (_, k) => {
        const jid = `somebody.${i + k}@example.org`;
        const phone = `+1555${String(i + k).padStart(7, '0')}`;
        await accounts.create('a10', jid, { fields: { phone, name: 'Some Body' }, unique: 'phone' }, Date.now());
        await Promise.all([1, 2, 3].map((c) => roster.change('a10', jid, `+1444000000${c}`, { sees: true })));
      }),
    );
  }
  const each = ((await used()) - before) / users;
  assert.ok(each < 800, `${each} bytes each`);
});
