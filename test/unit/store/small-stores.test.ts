import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestStore, testStore } from './support.js';

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

test('a value is what was set, for its owner only, until it is removed', async () => {
  const [a, b] = [t.store.kv('a'), t.store.kv('b')];
  await a.set('k', { list: [1, 'ü'] }, 60);
  assert.deepEqual(await a.get('k'), { list: [1, 'ü'] });
  assert.equal(await b.get('k'), undefined);
  assert.equal(await a.add('k', 2, 60), false);
  await a.remove('k');
  assert.equal(await a.get('k'), undefined);
  assert.equal(await a.add('k', 2, 60), true);
  assert.equal(await a.get('k'), 2);
});

test('a value is found as soon as it was told, also while others are on their way', async () => {
  const kv = t.store.kv('soon');
  const sets = [kv.set('first', 1, 60)];
  await Promise.resolve();
  await Promise.resolve();
  sets.push(kv.set('k', 1, 60), kv.set('k', 2, 60));
  assert.equal(await kv.get('k'), 2);
  await Promise.all(sets);
});

test('several values are set at once, each for its time', async () => {
  const kv = t.store.kv('several');
  await kv.setAll({ a: 1, b: { list: ['ü'] } }, 100);
  assert.deepEqual([await kv.get('a'), await kv.get('b')], [1, { list: ['ü'] }]);
  for (const key of ['a', 'b']) {
    assert.equal(Math.ceil((await t.store.redis.ttl(`${t.prefix}:{kv.several}:v:${key}`)) / 100), 1);
  }
  await kv.setAll({}, 100);
});

test('values, counters, hashes and rankings live as long as they were given', async () => {
  const kv = t.store.kv('ttl');
  await kv.set('k', 1, 100);
  await kv.count('k', 200);
  await kv.merge('k', { a: '1' }, 300);
  await kv.rank('k', { m: 1 }, 0, 400);
  const ttl = async (form: string) => t.store.redis.ttl(`${t.prefix}:{kv.ttl}:${form}:k`);
  const all = await Promise.all(['v', 'c', 'h', 'z'].map(ttl));
  assert.deepEqual(
    all.map((seconds) => Math.ceil(seconds / 100) * 100),
    [100, 200, 300, 400],
  );
  await kv.remove('k');
  assert.deepEqual(await t.store.redis.keys(`${t.prefix}:{kv.ttl}:*`), []);
});

test('a counter counts each caller once and goes on at 0 after 2^31 - 1', async () => {
  const kv = t.store.kv('count');
  const seen = await Promise.all(Array.from({ length: 50 }, () => kv.count('k', 60)));
  assert.deepEqual(
    seen.sort((x, y) => x - y),
    Array.from({ length: 50 }, (_, i) => i + 1),
  );
  await t.store.redis.set(`${t.prefix}:{kv.count}:c:k`, 2 ** 31 - 2);
  assert.equal(await kv.count('k', 60), 2 ** 31 - 1);
  assert.equal(await kv.count('k', 60), 0);
  assert.equal(await kv.count('k', 60), 1);
});

test('amounts are added to all counters or to none, by the first limit that they exceed', async () => {
  const kv = t.store.kv('spend');
  const [a, b] = [
    { key: 'a', limit: 10 },
    { key: 'b', limit: 5 },
  ];
  assert.equal(
    await kv.spend(
      [
        { ...a, by: 4 },
        { ...b, by: 4 },
      ],
      60,
    ),
    undefined,
  );
  assert.equal(
    await kv.spend(
      [
        { ...a, by: 2 },
        { ...b, by: 2 },
      ],
      60,
    ),
    'b',
  );
  assert.equal(
    await kv.spend(
      [
        { ...a, by: 7 },
        { ...b, by: 2 },
      ],
      60,
    ),
    'a',
  );
  assert.deepEqual([await kv.spent('a'), await kv.spent('b'), await kv.spent('c')], [4, 4, 0]);
  assert.equal(
    await kv.spend(
      [
        { ...a, by: -1.5 },
        { ...b, by: -9 },
      ],
      60,
    ),
    undefined,
  );
  assert.deepEqual([await kv.spent('a'), await kv.spent('b')], [2.5, -5]);
});

test('what is spent in one moment is spent one after the other', async () => {
  const kv = t.store.kv('together');
  const one = { key: 'k', by: 1, limit: 2 };
  const other = { key: 'l', by: 1, limit: 10 };
  const answers = await Promise.all([
    kv.spend([one], 60),
    kv.spend([other, one], 60),
    kv.spend([other, one], 60),
    kv.spend([], 60),
    kv.spend([other], 60),
  ]);
  assert.deepEqual(answers, [undefined, undefined, 'k', undefined, undefined]);
  assert.deepEqual([await kv.spent('k'), await kv.spent('l')], [2, 2]);
});

test('values, hashes and marks of one moment do not mix', async () => {
  const kv = t.store.kv('moment');
  await Promise.all([
    kv.set('a', [1], 60),
    kv.set('b', 'two', 60),
    kv.setFields('h', { x: '1', __proto: '2' }, 60),
    kv.setFields('i', { y: '3' }, 60),
  ]);
  const found = await Promise.all([
    kv.get('b'),
    kv.get('c'),
    kv.get('a'),
    kv.fields('i'),
    kv.fields('j'),
    kv.fields('h'),
  ]);
  assert.deepEqual(found, ['two', undefined, [1], { y: '3' }, {}, { x: '1', __proto: '2' }]);
  await Promise.all([t.store.dedupe.mark(['m', 'n'], 60), t.store.dedupe.mark(['o'], 60)]);
  assert.deepEqual(await Promise.all([t.store.dedupe.seen(['n', 'p']), t.store.dedupe.seen(['o'])]), [
    [true, false],
    [true],
  ]);
});

test('a counter ends so many seconds after it began, whatever is added', async () => {
  const kv = t.store.kv('ends');
  await kv.spend([{ key: 'k', by: 1, limit: 10 }], 100);
  await kv.spend([{ key: 'k', by: 1, limit: 10 }], 9000);
  assert.ok((await t.store.redis.ttl(`${t.prefix}:{kv.ends}:c:k`)) <= 100);
});

test('of two that merge at once, one sees the hash complete', async () => {
  const kv = t.store.kv('merge');
  const other = (await t.again()).kv('merge');
  const [a, b] = await Promise.all([kv.merge('k', { '1': 'x' }, 60), other.merge('k', { '2': 'y', __proto: 'z' }, 60)]);
  const whole = { '1': 'x', '2': 'y', __proto: 'z' };
  assert.deepEqual(Object.keys(a).length === 3 ? a : b, whole);
  assert.deepEqual(await kv.merge('k', {}, 60), whole);
});

test('a ranking gives its members highest first, without those dropped', async () => {
  const kv = t.store.kv('rank');
  assert.deepEqual(await kv.rank('k', { old: 10, mid: 20 }, 0, 60), ['mid', 'old']);
  assert.deepEqual(await kv.rank('k', { new: 30, mid: 25 }, 11, 60), ['new', 'mid']);
});

test('marks are seen by whoever asks', async () => {
  const { dedupe } = t.store;
  assert.deepEqual(await dedupe.seen(['a', 'b']), [false, false]);
  await dedupe.mark(['a'], 60);
  assert.deepEqual(await dedupe.seen(['a', 'b']), [true, false]);
  assert.deepEqual(await dedupe.seen([]), []);
});

test('a bucket grants its burst and then what its rate brings', async () => {
  const { buckets } = t.store;
  const ask = async (cost: number, now: number) => (await buckets.admit([{ key: 'u', cost }], 2, 5, now))[0];
  assert.deepEqual(await ask(3, 1_000_000), { allowed: 3, wait: 0, left: 2 });
  assert.deepEqual(await ask(3, 1_000_000), { allowed: 2, wait: 500, left: 0 });
  assert.deepEqual(await ask(1, 1_000_499), { allowed: 0, wait: 1, left: 0 });
  assert.deepEqual(await ask(1, 1_000_500), { allowed: 1, wait: 0, left: 0 });
  assert.deepEqual(await ask(9, 1_060_000), { allowed: 5, wait: 500, left: 0 });
});

test('one call serves a group, in order, with a key that occurs twice', async () => {
  const demands = ['x', 'y', 'x', 'x'].map((key) => ({ key, cost: 1 }));
  const answers = await t.store.buckets.admit(demands, 1, 2, 5000);
  assert.deepEqual(
    answers.map(({ allowed }) => allowed),
    [1, 1, 1, 0],
  );
});

test('a clock that goes back and forth fills no bucket', async () => {
  const { buckets } = t.store;
  const ask = async (now: number) => (await buckets.admit([{ key: 'back', cost: 1 }], 1, 2, now))[0]?.allowed;
  const answers: (number | undefined)[] = [];
  for (const now of [10_000, 10_000, 5000, 10_000, 5000, 10_000, 11_000]) answers.push(await ask(now));
  assert.deepEqual(answers, [1, 1, 0, 0, 0, 0, 1]);
});

test('buckets that are full again leave Redis by themselves', async () => {
  await t.store.buckets.admit([{ key: 'gone', cost: 3 }], 1, 10, Date.now());
  const ttl = await t.store.redis.pttl(`${t.prefix}:{buckets}:gone`);
  assert.ok(ttl > 2000 && ttl <= 4000, `${ttl} ms`);
});

test('fields of a hash come and go one by one, and the hash goes with the last one', async () => {
  const kv = t.store.kv('fields');
  const ttl = () => t.store.redis.ttl(`${t.prefix}:{kv.fields}:h:rooms`);
  assert.deepEqual(await kv.fields('rooms'), {});
  await kv.setFields('rooms', { a: '1', b: 'ü' });
  assert.equal(await ttl(), -1, 'it lives for ever');
  await Promise.all([kv.setFields('rooms', { b: '2', c: '' }, 100), kv.removeFields('rooms', ['a', 'none'])]);
  assert.deepEqual(await kv.fields('rooms'), { b: '2', c: '' });
  assert.ok((await ttl()) > 90);
  await kv.setFields('rooms', { d: '4' });
  assert.ok((await ttl()) > 90, 'setting without a time leaves the time as it was');
  await kv.setFields('rooms', {});
  await kv.removeFields('rooms', []);
  await kv.setFields('rooms', Object.fromEntries([['__proto__', 'x']]));
  assert.deepEqual(Object.entries(await kv.fields('rooms')), [
    ['b', '2'],
    ['c', ''],
    ['d', '4'],
    ['__proto__', 'x'],
  ]);
  await kv.removeFields('rooms', ['b', 'c', 'd', '__proto__']);
  assert.equal(await ttl(), -2);
});

test('fields and merged ones are of one hash', async () => {
  const kv = t.store.kv('fields');
  await kv.setFields('m', { a: '1' });
  assert.deepEqual(await kv.merge('m', { b: '2' }, 60), { a: '1', b: '2' });
  assert.deepEqual(await kv.fields('m'), { a: '1', b: '2' });
  await kv.remove('m');
  assert.deepEqual(await kv.fields('m'), {});
});
