import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Envelope } from '../../../src/lanes/envelope.js';
import { laneKeys } from '../../../src/lanes/keys.js';
import { closeAll, envelope, eventually, freshPrefix, lanes, Outside, RedisServer, textOf } from './support.js';

describe('a lane of which nothing may go out', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  it('has what waits sorted by conversation and account, and lets it go in order when it may', async () => {
    const prefix = freshPrefix();
    const one = lanes(redis.address, prefix);
    const outside = new Outside();
    outside.window = 0;
    one.work('a.0', 'r', outside);
    await one.start();
    // More than a holder keeps in memory.
    const all = Array.from({ length: 5000 }, (_, n) => envelope(`c${n % 40}`, `${n}`, { account: `u${n % 2}@x` }));
    await Promise.all(all.map((each) => one.add('a.0', each)));
    await eventually('all are parked', async () => (await one.parkedBy('a.0', 'u0@x')) === 2500);
    assert.equal(await one.parkedBy('a.0', 'u1@x'), 2500);
    assert.equal(await one.parkedBy('a.0', 'nobody@x'), 0);
    assert.deepEqual(await Promise.all(['c0', 'c39', 'c40'].map((c) => one.hasParked('a.0', c))), [true, true, false]);
    await eventually('everybody knows', () => one.status('a.0').parked === 5000);
    assert.equal(one.status('a.0').depth, 5000);

    outside.window = 20;
    await outside.until(() => outside.effected.length === 5000);
    for (let c = 0; c < 40; c++) {
      const of = (envelopes: readonly Envelope[]) => envelopes.filter(({ conversation }) => conversation === `c${c}`);
      assert.deepEqual(of(outside.submitted).map(textOf), of(all).map(textOf));
    }
    await eventually('nothing is left', async () => {
      const keys = await redis.client().keys(`${prefix}:{a.0}:park*`);
      return keys.filter((key) => !key.endsWith('parkcount')).length === 0;
    });
    assert.equal(await one.parkedBy('a.0', 'u0@x'), 0);
  });

  it('still has its messages expire, also those that an earlier holder parked', async () => {
    const prefix = freshPrefix();
    const first = lanes(redis.address, prefix);
    const stuck = new Outside();
    stuck.window = 0;
    first.work('a.0', 'r', stuck);
    await first.start();
    const soon = { expires: Date.now() + 14_000 };
    await first.add('a.0', envelope('c', 'late', soon));
    await first.add('a.0', envelope('c', 'in time'));
    await eventually('they are parked', async () => await first.hasParked('a.0', 'c'));
    await first.drain(100);
    const second = lanes(redis.address, prefix);
    const outside = new Outside();
    outside.window = 0;
    second.work('a.0', 'r', outside);
    await second.start();
    await outside.until(() => outside.effected.length === 1);
    assert.deepEqual(
      outside.effected.map(({ envelope, outcome }) => [textOf(envelope), outcome.kind]),
      [['late', 'rejected']],
    );
    outside.window = 1;
    await outside.until(() => outside.submitted.length === 1);
    assert.deepEqual(outside.texts, ['in time']);
  });
});

describe('a lane that nobody works', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  it('is taken care of: what expires is told, the rest is there for whoever comes', async () => {
    const prefix = freshPrefix();
    const keeper = lanes(redis.address, prefix);
    const cared = new Outside();
    keeper.careFor('a.0', 'r', cared, 500);
    await keeper.start();
    await keeper.add('a.0', envelope('c', 'gone', { expires: Date.now() + 1500 }));
    await keeper.add('a.0', envelope('c', 'stays'));
    await keeper.add('a.0', envelope('d', 'stays too'));
    await cared.until(() => cared.effected.length === 1);
    assert.deepEqual(
      cared.effected.map(({ envelope, outcome }) => [textOf(envelope), outcome.kind]),
      [['gone', 'rejected']],
    );
    const status = keeper.status('a.0');
    assert.equal(status.held, false, 'somebody who only takes care does not count');
    assert.ok(status.unheldSince !== undefined);
    assert.deepEqual(cared.texts, []);

    const worker = lanes(redis.address, prefix);
    const outside = new Outside();
    worker.work('a.0', 'r', outside);
    await worker.start();
    await outside.until(() => outside.effected.length === 2);
    assert.deepEqual([...outside.texts].sort(), ['stays', 'stays too']);
    await eventually('it is seen as worked', () => keeper.status('a.0').held);
  });

  it('is left alone while a process of its role lives, however long it lies there', async () => {
    const prefix = freshPrefix();
    const worker = lanes(redis.address, prefix);
    // A process of the role that works another lane.
    worker.work('b.0', 'r', new Outside());
    await worker.start();
    await eventually('it lives', () => worker.holding.length === 1);
    const keeper = lanes(redis.address, prefix);
    keeper.careFor('a.0', 'r', new Outside(), 0);
    await keeper.add('a.0', envelope('c', 'one', { expires: Date.now() - 1 }));
    await keeper.start();
    await eventually('it has lain there', () => {
      const { unheldSince } = keeper.status('a.0');
      return unheldSince !== undefined && Date.now() - unheldSince > 1500;
    });
    assert.equal(await redis.client().exists(laneKeys(prefix, 'a.0').epoch), 0);
  });
});

describe('a lane with messages of another release', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  for (const [where, parked] of [
    ['waiting', false],
    ['parked', true],
  ] as const) {
    it(`is given back with all that is in it where one is ${where}`, async () => {
      const prefix = freshPrefix();
      const client = redis.client();
      const keys = laneKeys(prefix, 'a.0');
      const newer = { ...envelope('c', 'newer'), v: 9 };
      const producer = lanes(redis.address, prefix);
      if (parked) {
        await client.rpush(`${keys.parkedList}c`, JSON.stringify(newer));
        await client.zadd(keys.parked, 0, 'c');
      } else {
        await producer.add('a.0', newer);
      }
      await producer.add('a.0', envelope('c', 'mine'));
      const one = lanes(redis.address, prefix);
      const outside = new Outside();
      one.work('a.0', 'r', outside);
      await one.start();
      await eventually('it was held and given back', async () => {
        return Number(await client.get(keys.epoch)) === 1 && (await client.exists(keys.holder)) === 0;
      });
      assert.deepEqual(
        outside.texts.filter((text) => text !== 'mine'),
        [],
        'it is not worked',
      );
      assert.equal(one.holding.length, 0);
      const left = [
        ...(await client.lrange(`${keys.parkedList}c`, 0, -1)),
        ...(await Promise.all((await client.lrange(keys.wait, 0, -1)).map((id) => client.hget(keys.job + id, 'data')))),
      ].join('\n');
      assert.ok(left.includes('"newer"'), left);
      assert.equal(left.includes('"mine"'), outside.texts.length === 0, 'each is either there or was worked');
    });
  }
});
