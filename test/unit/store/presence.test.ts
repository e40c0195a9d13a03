import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestStore, testStore } from './support.js';

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

const ALICE = 'alice@example.org';

test('an account is online while one of its resources is', async () => {
  const { presence } = t.store;
  const away = { show: 'away' as const, status: 'läuft', priority: -1, at: 5 };
  assert.equal(await presence.set('p1', ALICE, 'g', away), 'first');
  assert.equal(await presence.set('p1', ALICE, '__proto__', { priority: 3, at: 6 }), 'more');
  assert.equal(await presence.set('p1', ALICE, 'g', { priority: 0, at: 7 }), 'more');
  const online = await presence.online('p1', ALICE);
  assert.deepEqual([...online].sort(), [
    ['__proto__', { priority: 3, at: 6 }],
    ['g', { priority: 0, at: 7 }],
  ]);
  assert.equal(await presence.remove('p1', ALICE, 'g'), false);
  assert.equal(await presence.remove('p1', ALICE, 'unknown'), false);
  assert.equal(await presence.remove('p1', ALICE, '__proto__'), true);
  assert.equal(await presence.remove('p1', ALICE, '__proto__'), false);
  assert.equal(await presence.countOnline('p1'), 0);
});

test('without a resource all of them go', async () => {
  const { presence } = t.store;
  for (const resource of ['a', 'b']) await presence.set('p2', ALICE, resource, { priority: 0, at: 0 });
  assert.equal(await presence.remove('p2', ALICE), true);
  assert.equal((await presence.online('p2', ALICE)).size, 0);
});

test('an account has no more resources than allowed, and known ones still change', async () => {
  const { presence } = t.store;
  for (const resource of ['a', 'b']) await presence.set('p3', ALICE, resource, { priority: 0, at: 0 }, 'gateway', 2);
  assert.equal(await presence.set('p3', ALICE, 'c', { priority: 0, at: 0 }, 'gateway', 2), 'full');
  assert.equal(await presence.set('p3', ALICE, 'a', { priority: 9, at: 0 }, 'gateway', 2), 'more');
  assert.equal((await presence.online('p3', ALICE)).get('a')?.priority, 9);
});

test('a lost stream makes all unknown, and each who was online is given once to be probed', async () => {
  const { presence } = t.store;
  const jids = Array.from({ length: 30 }, (_, i) => `u${i}@example.org`);
  await Promise.all(jids.map((jid) => presence.set('p4', jid, 'r', { priority: 0, at: 0 })));
  assert.equal(await presence.clear('p4'), 30);
  assert.equal((await presence.online('p4', 'u1@example.org')).size, 0);
  assert.equal(await presence.countOnline('p4'), 0);
  const taken = [...(await presence.takeUnknown('p4', 20)), ...(await presence.takeUnknown('p4', 20))];
  assert.deepEqual(taken.sort(), jids.sort());
  assert.deepEqual(await presence.takeUnknown('p4', 20), []);
});

test('a stream lost twice forgets nobody, and what comes anew is online with nothing old', async () => {
  const { presence } = t.store;
  await presence.set('p5', ALICE, 'old', { priority: 0, at: 0 });
  await presence.clear('p5');
  await presence.set('p5', 'bob@example.org', 'r', { priority: 0, at: 0 });
  assert.equal(await presence.clear('p5'), 2);
  assert.equal(await presence.set('p5', ALICE, 'new', { priority: 0, at: 1 }), 'first');
  assert.deepEqual([...(await presence.online('p5', ALICE)).keys()], ['new']);
  assert.equal(await presence.remove('p5', ALICE, 'old'), false);
});

test('who was asked and comes online soon is told apart, once', async () => {
  const { presence } = t.store;
  const said = { priority: 0, at: 0 };
  await presence.ask('p8', []);
  await presence.ask('p8', [ALICE, 'bob@example.org']);
  assert.equal(await presence.set('p8', ALICE, 'a', said), 'answer');
  assert.equal(await presence.set('p8', ALICE, 'b', said), 'more');
  await presence.remove('p8', ALICE);
  assert.equal(await presence.set('p8', ALICE, 'a', said), 'first');
  assert.equal(await presence.set('p8', 'carol@example.org', 'a', said), 'first');
});

test('a walk meets all who are online', async () => {
  const { presence } = t.store;
  const jids = Array.from({ length: 600 }, (_, i) => `u${i}@example.org`);
  await Promise.all(jids.map((jid) => presence.set('p6', jid, 'r', { priority: 0, at: 0 })));
  const met = new Set<string>();
  for (let from: string | undefined = '0'; from !== undefined; ) {
    const page = await presence.page('p6', from, 100);
    for (const jid of page.jids) met.add(jid);
    from = page.next;
  }
  assert.equal(met.size, 600);
});

test('a subscription changes in the part that is named and tells how it was', async () => {
  const { roster } = t.store;
  assert.deepEqual(await roster.change('r1', ALICE, '+1', { sees: true }), {
    ok: true,
    before: { contact: '+1', sees: false, seen: 'no' },
    after: { contact: '+1', sees: true, seen: 'no' },
  });
  await roster.change('r1', ALICE, '+1', { seen: 'asked' });
  const granted = await roster.change('r1', ALICE, '+1', { seen: 'granted' });
  assert.deepEqual(granted.ok && [granted.before.seen, granted.after], [
    'asked',
    { contact: '+1', sees: true, seen: 'granted' },
  ]);
  assert.deepEqual(await roster.get('r1', ALICE, '+1'), { contact: '+1', sees: true, seen: 'granted' });
});

test('a contact with nothing left leaves the roster', async () => {
  const { roster } = t.store;
  await roster.change('r2', ALICE, '', { sees: true, seen: 'asked' });
  await roster.change('r2', ALICE, '+2', { sees: true });
  assert.equal((await roster.list('r2', ALICE)).length, 2);
  await roster.change('r2', ALICE, '', { sees: false, seen: 'no' });
  assert.deepEqual(await roster.list('r2', ALICE), [{ contact: '+2', sees: true, seen: 'no' }]);
});

test('a full roster takes no new contact, and those in it still change', async () => {
  const { roster } = t.store;
  await roster.change('r3', ALICE, '+1', { sees: true }, 1);
  assert.deepEqual(await roster.change('r3', ALICE, '+2', { sees: true }, 1), { ok: false, reason: 'full' });
  assert.equal((await roster.change('r3', ALICE, '+1', { seen: 'asked' }, 1)).ok, true);
});

test('what came to the gateway counts before what came to a contact', async () => {
  const { presence } = t.store;
  const said = (priority: number) => ({ priority, at: 0 });
  assert.equal(await presence.set('p7', ALICE, 'a', said(1), 'contact'), 'first');
  assert.equal(await presence.set('p7', ALICE, 'a', said(2), 'contact'), 'more');
  assert.equal(await presence.set('p7', ALICE, 'a', said(3), 'gateway'), 'more');
  assert.equal(await presence.set('p7', ALICE, 'a', said(4), 'contact'), 'more');
  assert.deepEqual([...(await presence.online('p7', ALICE)).values()], [said(3)]);
  assert.equal(await presence.remove('p7', ALICE, 'a', 'contact'), false);
  assert.equal((await presence.online('p7', ALICE)).size, 1);
  assert.equal(await presence.remove('p7', ALICE, 'a', 'gateway'), true);
  await presence.set('p7', ALICE, 'b', said(1), 'contact');
  assert.equal(await presence.remove('p7', ALICE, 'b', 'contact'), true);
});

test("a contact's presence is to be told where it is new, and the user is online and may see it", async () => {
  const { contactPresences, presence, roster } = t.store;
  const state = { available: true, show: 'away', status: 'läuft', idleSince: 5 } as const;
  assert.equal(await contactPresences.set('c1', ALICE, '+1', state), false);
  await presence.set('c1', ALICE, 'a', { priority: 0, at: 0 });
  assert.equal(await contactPresences.set('c1', ALICE, '+1', { available: true }), false);
  await roster.change('c1', ALICE, '+1', { sees: true });
  assert.equal(await contactPresences.set('c1', ALICE, '+1', state), true);
  assert.equal(await contactPresences.set('c1', ALICE, '+1', state), false);
  assert.deepEqual(await contactPresences.get('c1', ALICE, ['+2', '+1']), [undefined, state]);
  assert.deepEqual(await roster.look('c1', ALICE, '+1'), { contact: '+1', sees: true, seen: 'no', state });
  assert.equal(await contactPresences.set('c1', ALICE, '+2', state, 1), false);
  assert.deepEqual(await contactPresences.get('c1', ALICE, ['+2']), [undefined], 'no more than allowed');
  await contactPresences.remove('c1', ALICE, '+1');
  assert.deepEqual((await roster.look('c1', ALICE, '+1')).state, undefined);
});

test('looks of many users in one moment each get their own', async () => {
  const { roster } = t.store;
  const jids = Array.from({ length: 700 }, (_, i) => `u${i}@example.org`);
  await Promise.all(jids.map((jid, i) => roster.change('l1', jid, `+${i}`, { sees: i % 2 === 0 })));
  const seen = await Promise.all(jids.map((jid, i) => roster.look('l1', jid, `+${i}`)));
  seen.forEach(({ contact, sees }, i) => void assert.deepEqual([contact, sees], [`+${i}`, i % 2 === 0]));
});

test('bounces count with pauses between them, and the next presence ends the count', async () => {
  const { bounces, presence } = t.store;
  const at = [0, 10, 59_999, 60_000, 60_001, 120_000];
  const gone: boolean[] = [];
  for (const now of at) gone.push(await bounces.count('b1', ALICE, now, 60_000));
  assert.deepEqual(gone, [false, false, false, false, false, true]);
  assert.deepEqual(await bounces.gone('b1', ['bob@example.org', ALICE]), [false, true]);
  await presence.set('b1', ALICE, 'a', { priority: 0, at: 0 });
  assert.deepEqual(await bounces.gone('b1', [ALICE]), [false]);
  assert.equal(await bounces.count('b1', ALICE, 200_000, 60_000), false);
});
