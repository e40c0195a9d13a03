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
    const keys = (await redis.keys(`${prefix}:{links.l17}:shelf:*`)).sort();
    return await Promise.all(keys.map((key) => redis.ttl(key)));
  };
  const within = (ttl: number | undefined, most: number) => ttl !== undefined && ttl > most - 30 && ttl <= most;
  await links.put('l17', [{ link: link('e1'), ids: ['a', 'b'] }], 5000);
  const first = await expiries();
  assert.equal(first.length, 3, 'a hash for each of two ids, and one for the sender');
  assert.equal(first.filter((ttl) => within(ttl, 900)).length, 2);
  // Not before the messages that name it.
  assert.equal(first.filter((ttl) => within(ttl, 960)).length, 1);
  await links.report('l17', { ids: sure('a'), state: 'delivered' }, 1);
  await links.put('l17', [{ link: link('e2'), ids: ['c'] }], 5000 + 99_999);
  const second = await expiries();
  assert.equal(second.filter((ttl) => within(ttl, 801)).length, 1, 'what comes last to a shelf still has its time');
  assert.equal(second.filter((ttl) => within(ttl, 900) || within(ttl, 960)).length, 3);
  await links.put('l17', [{ link: link('e3'), ids: ['d'] }], 5000 + 100_000);
  assert.deepEqual(await redis.zrange(`${prefix}:{links.l17}:shelves`, '0', '-1'), ['5000', '105000']);
  await links.put('l17', [{ link: link('e4'), ids: ['e'] }], 5000 + 900_001);
  assert.deepEqual(await redis.zrange(`${prefix}:{links.l17}:shelves`, '0', '-1'), ['105000', '905001']);
  await links.report('l17', { ids: sure('z'), state: 'delivered' }, 1);
  const [parked = ''] = await redis.keys(`${prefix}:{links.l17}:parked:*`);
  // 50 s, and a quarter of that.
  assert.ok([62, 63].includes(await redis.ttl(parked)));
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

test('links of a release before the shelves find their reports', async () => {
  const { links, redis, prefix } = t.store;
  const record = `p .. e1\n"+15550001111"\n\n${JSON.stringify(link('e1'))}`;
  await redis.set(`${prefix}:{links.l25}:id:a`, record, 'EX', 1000);
  await redis.set(`${prefix}:{links.l25}:id:b`, '> 2 e1\na', 'EX', 1000);
  await links.report('l25', { ids: sure('a'), state: 'delivered' }, 1);
  const final = await links.report('l25', { ids: sure('b'), state: 'delivered' }, 2);
  assert.deepEqual(final.kind === 'final' && final.final.link, link('e1'));
  await links.told('l25', ['a']);
  assert.equal((await links.report('l25', { ids: sure('a'), state: 'delivered' }, 3)).kind, 'nothing');
  const ttl = await redis.ttl(`${prefix}:{links.l25}:id:a`);
  assert.ok(ttl > 900 && ttl <= 1000);
});

test('every link comes back as it was: of other accounts, to other addresses, with and without a stanza id', async () => {
  const { links } = t.store;
  const plain = link('e1');
  const some: Link[] = [
    plain,
    { ...plain, account: 'alice@example.org/work', from: 'alice@example.org/work/phone', born: 17 },
    { ...plain, account: 'alice@example.org/work', from: 'alice@example.org/work' },
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

test('where a shelf has very many senders, those that come then are kept with their messages', async () => {
  const { links, redis, prefix } = t.store;
  await links.put('l27', [{ link: link('e1'), ids: ['a'] }], 0);
  const fields = Array.from({ length: 131_072 }, (_, index) => [`x${index}`, '']).flat();
  for (let at = 0; at < fields.length; at += 10_000) {
    await redis.hset(`${prefix}:{links.l27}:shelf:0:who`, ...fields.slice(at, at + 10_000));
  }
  const other = { ...link('e2'), from: 'bob@example.org/1', account: 'bob@example.org' };
  await links.put('l27', [{ link: other, ids: ['b'] }], 0);
  await links.put('l27', [{ link: link('e3'), ids: ['c'] }], 0);
  for (const [id, expected] of [['a', link('e1')] as const, ['b', other] as const, ['c', link('e3')] as const]) {
    const final = await links.report('l27', { ids: sure(id), state: 'delivered' }, 1);
    assert.deepEqual(final.kind === 'final' && final.final.link, expected);
  }
});
