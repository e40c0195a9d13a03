import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { ask } from '../../../sandbox/ask-redis.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { laneKeys } from '../../../src/lanes/keys.js';
import { redisAddress, storeClient } from '../../../src/redis.js';
import { NotReplicated } from '../../../src/redis-replicas.js';
import { closeAll, envelope, eventually, freshPrefix, lanes, Outside } from './support.js';

const LEASE = 2000;
const LANE = 'test.0';

describe('a replica that has become the master', () => {
  let master: RedisServer;
  let replica: RedisServer;
  before(async () => {
    master = await startRedis();
    replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
    await eventually('the replica follows', async () =>
      String(await ask(replica.port, 'info', 'replication')).includes('master_link_status:up'),
    );
  });
  afterEach(closeAll);
  after(async () => await Promise.all([master.stop(), replica.stop()]));

  it('gives a lane to nobody for a lease, because somebody may hold it whom it has not heard of', async () => {
    const prefix = freshPrefix();
    const { holder } = laneKeys(prefix, LANE);
    const first = lanes(redisAddress(master.url), prefix, { lease: LEASE });
    const old = new Outside();
    first.work(LANE, 'test', old);
    await first.start();
    await eventually('the lane is held', () => first.holding.length === 1);
    await eventually('the replica knows', async () => (await ask(replica.port, 'get', holder)) !== null);

    await ask(replica.port, 'replicaof', 'no', 'one');
    // The first holder goes on at the master of before, as whoever is cut off with it does.
    const second = lanes(redisAddress(replica.url), prefix, { lease: LEASE });
    const next = new Outside();
    second.work(LANE, 'test', next);
    await eventually('its lease is over there', async () => (await ask(replica.port, 'get', holder)) === null);
    const free = performance.now();
    await second.start();
    await eventually('it is taken all the same', () => second.holding.length === 1);
    const waited = performance.now() - free;
    assert.ok(waited >= LEASE, `taken ${waited} ms after it was free`);

    await second.stop();
    await eventually('the second is gone', async () => (await ask(replica.port, 'get', holder)) === null);
    // So long that to wait for it is told from a machine that is slow.
    const long = 120_000;
    const third = lanes(redisAddress(replica.url), prefix, { lease: long });
    third.work(LANE, 'test', new Outside());
    const again = performance.now();
    await third.start();
    await eventually('the next takes it', () => third.holding.length === 1);
    assert.ok(performance.now() - again < long / 2, 'and at once from then on');
  });
});

describe('writes that a replica has to confirm', () => {
  let master: RedisServer;
  let replica: RedisServer;
  before(async () => {
    master = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] });
    replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
    await eventually('the replica follows', async () =>
      String(await ask(master.port, 'info', 'replication')).includes('state=online'),
    );
  });
  afterEach(closeAll);
  after(async () => await Promise.all([master.stop(), replica.stop()]));

  it('are answered for when it has them', async () => {
    const redis = storeClient(redisAddress(master.url, 1));
    try {
      await redis.set('a', '1');
      assert.equal(await ask(replica.port, 'get', 'a'), '1');
      await redis.multi().set('b', '2').incr('c').exec();
      assert.equal(await ask(replica.port, 'get', 'c'), '1');
    } finally {
      redis.disconnect();
    }
  });

  it('are not known to last while it does not answer, and a lane takes them when it does again, once', async (t) => {
    const prefix = freshPrefix();
    const address = redisAddress(master.url, 1);
    const redis = storeClient(address);
    t.after(() => redis.disconnect());
    const first = lanes(address, prefix, { lease: 30_000 });
    const outside = new Outside();
    first.work(LANE, 'test', outside);
    await first.start();
    await eventually('the lane is held', () => first.holding.length === 1);
    replica.pause();
    await assert.rejects(redis.set('d', '1'), NotReplicated);
    assert.equal(await redis.get('d'), '1', 'reading needs no replica');
    const added = first.add(LANE, envelope('a', 'one'));
    await assert.rejects(redis.set('e', '1'), NotReplicated);
    assert.deepEqual(outside.texts, [], 'nothing goes out that may be forgotten');
    replica.resume();
    await added;
    await outside.until(() => outside.texts.length > 0);
    await redis.set('f', '1');
    assert.deepEqual(outside.texts, ['one']);
  });
});
