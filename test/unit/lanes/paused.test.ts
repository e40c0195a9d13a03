import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { laneKeys } from '../../../src/lanes/keys.js';
import { closeAll, envelope, eventually, freshPrefix, lanes, Outside, RedisServer } from './support.js';

const by = { reason: 'the carrier asked for it', by: 'terminal:root', since: 1 };

describe('a lane that an admin has paused', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  it('submits nothing under any holder, takes what is added, and goes on in order when it is resumed', async () => {
    const prefix = freshPrefix();
    const first = lanes(redis.address, prefix);
    const outside = new Outside();
    first.work('a.0', 'r', outside);
    await first.start();
    await first.add('a.0', envelope('c', '1'));
    await outside.until(() => outside.effected.length === 1);

    // From a process that does not hold it.
    const other = lanes(redis.address, prefix);
    await other.start();
    await other.pause('a.0', by);
    await eventually('its holder knows', () => first.status('a.0').paused !== undefined);
    for (const text of ['2', '3']) await first.add('a.0', envelope('c', text));
    await eventually('what waits is parked', async () => await other.hasParked('a.0', 'c'));
    const { oldest, epoch, parkedConversations, holder } = await other.look('a.0');
    assert.deepEqual([epoch, parkedConversations, other.status('a.0').paused], [1, 1, by]);
    assert.ok(oldest !== undefined && Date.now() - oldest < 60_000);
    assert.notEqual(holder, undefined);
    await first.stop();
    assert.deepEqual(outside.texts, ['1']);

    // Who takes it next knows it before anything goes out.
    const second = lanes(redis.address, prefix);
    const next = new Outside();
    second.work('a.0', 'r', next);
    await second.start();
    await eventually('it is taken', () => second.holding.includes('a.0'));
    await second.add('a.0', envelope('c', '4'));
    await second.add('a.0', envelope('d', 'other'));
    await eventually('the other conversation is parked too', async () => await other.hasParked('a.0', 'd'));
    assert.deepEqual(next.texts, []);

    assert.equal(await other.resume('a.0'), true);
    await next.until(() => next.effected.length === 4);
    assert.deepEqual(
      next.texts.filter((text) => text !== 'other'),
      ['2', '3', '4'],
    );
    assert.equal(await other.resume('a.0'), false);
    assert.equal(other.status('a.0').paused, undefined);
  });

  it('is not opened before its holder knows that it is not paused, and then once', async () => {
    const prefix = freshPrefix();
    const client = redis.client();
    const { paused } = laneKeys(prefix, 'a.0');
    // As little of an answer as from a Redis that is late.
    await client.hset(paused, 'no', 'answer');
    const outside = new Outside();
    const one = lanes(redis.address, prefix);
    one.work('a.0', 'r', outside);
    await one.start();
    await eventually(
      'it was taken a second time',
      async () => Number(await client.get(laneKeys(prefix, 'a.0').epoch)) > 1,
    );
    assert.equal(outside.tenures.length, 0);
    await client.del(paused);
    await one.add('a.0', envelope('c', '1'));
    await outside.until(() => outside.effected.length === 1);
    assert.equal(outside.tenures.length, 1);
  });
});
