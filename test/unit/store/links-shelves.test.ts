import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Link, Links } from '../../../src/store/links.js';
import { link, sure } from './links-support.js';
import { type TestStore, testStore } from './support.js';

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

test('links are kept for their time and an eighth of it at most, parked reports for theirs, and no update prolongs that', async () => {
  const { redis, prefix } = t.store;
  const links = new Links(redis, prefix, { ttl: 800, parkTtl: 50 });
  const expiries = async () => {
    const keys = await redis.keys(`${prefix}:{links.l17}:shelf:*`);
    return await Promise.all(keys.map((key) => redis.ttl(key)));
  };
  await links.put('l17', [{ link: link('e1'), ids: ['a', 'b'] }], 5000);
  const first = await expiries();
  assert.equal(first.length, 256);
  assert.ok(first.every((ttl) => ttl > 870 && ttl <= 900));
  await links.report('l17', { ids: sure('a'), state: 'delivered' }, 1);
  await links.put('l17', [{ link: link('e2'), ids: ['c'] }], 5000 + 99_999);
  assert.ok((await expiries()).every((ttl) => ttl > 870 && ttl <= 900));
  await links.put('l17', [{ link: link('e3'), ids: ['d'] }], 5000 + 100_000);
  assert.deepEqual(await redis.zrange(`${prefix}:{links.l17}:shelves`, '0', '-1'), ['5000', '105000']);
  // By Redis' clock the first one is over.
  await redis.del(...(await redis.keys(`${prefix}:{links.l17}:shelf:5000:*`)));
  await links.put('l17', [{ link: link('e4'), ids: ['e'] }], 5000 + 900_001);
  assert.deepEqual(await redis.zrange(`${prefix}:{links.l17}:shelves`, '0', '-1'), ['105000', '905001']);
  await links.report('l17', { ids: sure('z'), state: 'delivered' }, 1);
  const [parked = ''] = await redis.keys(`${prefix}:{links.l17}:parked:*`);
  // 50 s, and a quarter of that.
  assert.ok([62, 63].includes(await redis.ttl(parked)));
});

test('a report that nobody claims outlives an hour by which the clock of Redis is put ahead', async () => {
  const { redis, prefix } = t.store;
  const links = new Links(redis, prefix);
  await links.report('l29', { ids: sure('z'), state: 'delivered' }, 1);
  const kept = await Promise.all((await redis.keys(`${prefix}:{links.l29}:parked:*`)).map((key) => redis.ttl(key)));
  assert.ok(kept.length > 0 && Math.min(...kept) > 3600 + 900);
});

test('a link is found on an earlier shelf, told there, and put again without a second fate', async () => {
  const { redis, prefix } = t.store;
  const links = new Links(redis, prefix, { ttl: 800 });
  const old = { link: link('e1'), ids: ['a', 'b'] };
  await links.put('l24', [old], 1000);
  await links.put('l24', [{ link: link('e2'), ids: ['c'] }], 300_000);
  await links.put('l24', [{ link: link('e3'), ids: ['d'] }], 600_000);
  await links.report('l24', { ids: sure('b'), state: 'delivered' }, 600_001);
  await links.put('l24', [old], 600_002);
  const final = await links.report('l24', { ids: sure('a'), state: 'delivered' }, 600_003);
  assert.deepEqual(final.kind === 'final' && final.final.link, link('e1'));
  assert.deepEqual(
    (await links.untold('l24', 700_000)).map((one) => one.link),
    [link('e1')],
  );
  await links.told('l24', ['a']);
  assert.deepEqual(await links.untold('l24', 700_000), []);
  assert.deepEqual(await links.put('l24', [old], 600_004), []);
});

test('every link comes back as it was: of other accounts, to other addresses, with and without a stanza id', async () => {
  const { links } = t.store;
  const plain = link('e1');
  const some: Link[] = [
    plain,
    { ...plain, account: 'alice@example.org/office', from: 'alice@example.org/office/phone', born: 17 },
    { ...plain, account: 'alice@example.org/office', from: 'alice@example.org/office' },
    { ...plain, to: 'escaped\\20name@sms.example.org' },
    { ...plain, to: plain.contact },
    { ...plain, from: 'component.example.org', account: 'component.example.org', receipt: false },
    { ...plain, from: 'a@b/ "\n}', contact: '', to: '@sms.example.org' },
  ];
  const { stanzaId: _, ...nameless } = plain;
  some.push(nameless);
  for (const [index, one] of some.entries()) {
    await links.put('l26', [{ link: one, ids: [`${index}`] }], 0);
    const final = await links.report('l26', { ids: sure(`${index}`), state: 'delivered' }, 1);
    assert.deepEqual(final.kind === 'final' && final.final.link, one);
  }
});

test('what is the same in the messages of a sender is kept once a shelf', async () => {
  const { links, redis, prefix } = t.store;
  const senders = async () => {
    const shelves = await redis.keys(`${prefix}:{links.l27}:shelf:*`);
    const all = await Promise.all(shelves.map((shelf) => redis.hkeys(shelf)));
    return all.flat().filter((field) => field.startsWith('@')).length;
  };
  await links.put('l27', [{ link: link('e1'), ids: ['a'] }], 0);
  await links.put(
    'l27',
    [
      { link: link('e2'), ids: ['b'] },
      { link: link('e3'), ids: ['c'] },
    ],
    0,
  );
  assert.equal(await senders(), 1);
  const other = { ...link('e4'), from: 'bob@example.org/1', account: 'bob@example.org' };
  await links.put('l27', [{ link: other, ids: ['d'] }], 0);
  assert.equal(await senders(), 2);
  for (const [id, expected] of [['b', link('e2')] as const, ['d', other] as const]) {
    const final = await links.report('l27', { ids: sure(id), state: 'delivered' }, 1);
    assert.deepEqual(final.kind === 'final' && final.final.link, expected);
  }
});

test('nothing is put on a shelf that is about to go by the clock of Redis, whatever the callers have for time', async () => {
  const { links, redis, prefix } = t.store;
  await links.put('l28', [{ link: link('e1'), ids: ['a'] }], 1000);
  for (const shelf of await redis.keys(`${prefix}:{links.l28}:shelf:1000:*`)) await redis.pexpire(shelf, 900);
  await links.put('l28', [{ link: link('e2'), ids: ['b'] }], 1001);
  assert.deepEqual(await redis.zrange(`${prefix}:{links.l28}:shelves`, '0', '-1'), ['1000', '1001']);
  for (const shelf of await redis.keys(`${prefix}:{links.l28}:shelf:*`)) assert.ok((await redis.ttl(shelf)) >= 0);
});

test('a clock that was ahead once does not make a shelf of every report after it', async () => {
  const { redis, prefix } = t.store;
  // Reports wait 4 s, so a shelf is filled for 1 s and gone after 5 s.
  const links = new Links(redis, prefix, { parkTtl: 4 });
  const shelves = `${prefix}:{links.l31}:parked`;
  const park = (id: number, now: number) => links.report('l31', { ids: sure(`x${id}`), state: 'delivered' }, now);
  const start = 1_800_000_000_000;
  await park(0, start + 60_000);
  assert.deepEqual(await redis.zrange(shelves, '0', '-1'), ['1800000060000']);
  // By Redis' clock its second is over, though it is the newest by name.
  for (const key of await redis.keys(`${shelves}:*`)) await redis.pexpire(key, 3900);
  for (let id = 1; id <= 20; id += 1) await park(id, start + id);
  assert.deepEqual(await redis.zrange(shelves, '0', '-1'), ['1800000000001', '1800000060000']);
  // It is gone.
  await redis.del(...(await redis.keys(`${shelves}:1800000060000:*`)));
  for (let id = 21; id <= 40; id += 1) await park(id, start + id);
  assert.deepEqual(await redis.zrange(shelves, '0', '-1'), ['1800000000001']);
  assert.equal((await redis.keys(`${shelves}:*`)).length, 256);
});

test('a clock that is far ahead loses nothing that was put before', async () => {
  const { redis, prefix } = t.store;
  const links = new Links(redis, prefix, { ttl: 800 });
  await links.put('l33', [{ link: link('e1'), ids: ['a'] }], 1000);
  await links.put('l33', [{ link: link('e2'), ids: ['b'] }], 10_000_000);
  const final = await links.report('l33', { ids: sure('a'), state: 'delivered' }, 2000);
  assert.deepEqual(final.kind === 'final' && final.final.link, link('e1'));
});

test('a fate whose sender is lost is forgotten, and keeps no other from being told', async () => {
  const { links, redis, prefix } = t.store;
  const other = { ...link('e2'), account: 'bob@example.org', from: 'bob@example.org/phone' };
  await links.put('l32', [{ link: link('e1'), ids: ['a'] }], 1000);
  await links.put('l32', [{ link: other, ids: ['b'] }], 1001);
  await links.report('l32', { ids: sure('a'), state: 'delivered' }, 1002);
  await links.report('l32', { ids: sure('b'), state: 'delivered' }, 1003);
  for (const key of await redis.keys(`${prefix}:{links.l32}:shelf:*`)) {
    for (const [field, value] of Object.entries(await redis.hgetall(key))) {
      if (field.startsWith('@') && value.includes('alice')) await redis.hdel(key, field);
    }
  }
  const again = await Promise.all([
    links.report('l32', { ids: sure('a'), state: 'delivered' }, 1004),
    links.report('l32', { ids: sure('b'), state: 'delivered' }, 1004),
  ]);
  assert.deepEqual(
    again.map(({ kind }) => kind),
    ['nothing', 'final'],
  );
  assert.deepEqual(
    (await links.untold('l32', 2000)).map((one) => one.link),
    [other],
  );
});
