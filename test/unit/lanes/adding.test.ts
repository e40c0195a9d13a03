import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { LaneRefused } from '../../../src/lanes/adder.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import { laneKeys } from '../../../src/lanes/keys.js';
import { closeAll, envelope, eventually, freshPrefix, Link, lanes, Outside, RedisServer, textOf } from './support.js';

describe('adding to a lane', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(() => redis.stop());

  it('sends a lone envelope at once and what comes meanwhile as one job', async () => {
    const prefix = freshPrefix();
    const producer = lanes(redis.address, prefix);
    await producer.add('a.0', envelope('c', 'first'));
    const lone = producer.add('a.0', envelope('c', 'lone'));
    // The lone one has left when this tick is over.
    await new Promise((resolve) => setImmediate(resolve));
    const rest = Array.from({ length: 300 }, (_, i) => producer.add('a.0', envelope('c', `${i}`)));
    await Promise.all([lone, ...rest]);
    const client = redis.client();
    const ids = (await client.lrange(laneKeys(prefix, 'a.0').wait, 0, -1)).reverse();
    assert.deepEqual(
      ids.map((id) => Number(id.split('-')[2])),
      [1, 1, 256, 44],
    );
    await producer.stop();
  });

  it('never puts more than about a mebibyte into one job', async () => {
    const prefix = freshPrefix();
    const producer = lanes(redis.address, prefix);
    await producer.add('a.0', envelope('c', 'first'));
    const stanza = 'x'.repeat(300_000);
    await Promise.all(Array.from({ length: 7 }, () => producer.add('a.0', envelope('c', 'big', { stanza }))));
    const client = redis.client();
    const ids = (await client.lrange(laneKeys(prefix, 'a.0').wait, 0, -1)).reverse();
    assert.deepEqual(
      ids.map((id) => Number(id.split('-')[2])),
      [1, 3, 3, 1],
    );
    await producer.stop();
  });

  it('counts stanzas for many, and their recipients, by what they take', async () => {
    const prefix = freshPrefix();
    const producer = lanes(redis.address, prefix);
    await producer.add('a.0', envelope('c', 'first'));
    const many = { stanzas: ['x'.repeat(150_000), 'y'.repeat(100_000)], to: ['j'.repeat(50_000)] };
    await Promise.all(Array.from({ length: 7 }, () => producer.add('a.0', { ...envelope('c', 'big'), ...many })));
    const client = redis.client();
    const ids = (await client.lrange(laneKeys(prefix, 'a.0').wait, 0, -1)).reverse();
    assert.deepEqual(
      ids.map((id) => Number(id.split('-')[2])),
      [1, 3, 3, 1],
    );
    await producer.stop();
  });

  it('refuses for a full lane, but not the effects of what was accepted', async () => {
    const prefix = freshPrefix();
    const producer = lanes(redis.address, prefix, { maxDepth: 10 });
    for (let i = 0; i < 10; i++) await producer.add('a.0', envelope('c', `${i}`));
    await assert.rejects(
      producer.add('a.0', envelope('c', 'too many')),
      (error) => error instanceof LaneRefused && error.reason === 'full',
    );
    await producer.add('a.0', envelope('c', 'a receipt'), { evenIfFull: true });
    await producer.start();
    // Sampled from Redis, no longer counted here.
    await eventually('the sampled depth', () => producer.status('a.0').depth === 11);
    await assert.rejects(producer.add('a.0', envelope('c', 'still too many')), LaneRefused);
    await producer.stop();
  });

  it('refuses at once when Redis has no room, and adds again when it has', async () => {
    const producer = lanes(redis.address, freshPrefix());
    await producer.add('a.0', envelope('c', 'first'));
    const client = redis.client();
    await client.config('SET', 'maxmemory', '1');
    try {
      const started = performance.now();
      await assert.rejects(
        producer.add('a.0', envelope('c', 'one'), { giveUpAfter: 120_000 }),
        (error) => error instanceof LaneRefused && error.reason === 'no-room',
      );
      assert.ok(performance.now() - started < 60_000, 'it is told before its patience is over');
    } finally {
      await client.config('SET', 'maxmemory', '0');
    }
    await producer.add('a.0', envelope('c', 'two'));
    await producer.stop();
  });

  it('keeps what has patience for ever until Redis has room, in its order, and refuses it only when it stops', async () => {
    const prefix = freshPrefix();
    const producer = lanes(redis.address, prefix);
    await producer.add('a.0', envelope('c', 'first'));
    const client = redis.client();
    const patient = { giveUpAfter: Number.POSITIVE_INFINITY };
    await client.config('SET', 'maxmemory', '1');
    try {
      const kept = ['one', 'two'].map((id) => producer.add('a.0', envelope('c', id), patient));
      await assert.rejects(producer.add('a.0', envelope('c', 'hasty'), { giveUpAfter: 200 }), LaneRefused);
      await client.config('SET', 'maxmemory', '0');
      await Promise.all([...kept, producer.add('a.0', envelope('c', 'three'), patient)]);
    } finally {
      await client.config('SET', 'maxmemory', '0');
    }
    const keys = laneKeys(prefix, 'a.0');
    const ids = (await client.lrange(keys.wait, 0, -1)).reverse();
    const jobs = await Promise.all(ids.map((id) => client.hget(`${keys.job}${id}`, 'data')));
    const added = jobs.flatMap((job) => (JSON.parse(job ?? '[]') as Envelope[]).map(textOf));
    assert.deepEqual(added, ['first', 'one', 'two', 'three']);
    const lost = lanes({ socket: '/nonexistent/redis.sock' }, freshPrefix());
    const stopped = assert.rejects(
      lost.add('a.0', envelope('c', 'four'), patient),
      (error) => error instanceof LaneRefused && error.reason === 'stopping',
    );
    await new Promise((resolve) => setImmediate(resolve));
    await lost.stop();
    await stopped;
    await producer.stop();
  });

  it('refuses as unreachable what never left, and the rest when it stops', async () => {
    const producer = lanes({ socket: '/nonexistent/redis.sock' }, freshPrefix());
    await assert.rejects(
      producer.add('a.0', envelope('c', 'one'), { giveUpAfter: 100 }),
      (error) => error instanceof LaneRefused && error.reason === 'unreachable',
    );
    const stopped = assert.rejects(
      producer.add('a.0', envelope('c', 'two')),
      (error) => error instanceof LaneRefused && error.reason === 'stopping',
    );
    await new Promise((resolve) => setImmediate(resolve));
    await producer.stop();
    await stopped;
  });

  it('repeats an add without an answer under the same id: in the lane once, later ones behind it', async () => {
    const prefix = freshPrefix();
    const link = await Link.to(redis.socket);
    const producer = lanes(link.address, prefix);
    await producer.add('a.0', envelope('c', '0'));
    link.mute();
    const started = performance.now();
    const adds = [producer.add('a.0', envelope('c', '1'), { giveUpAfter: 100 })];
    const client = redis.client();
    await eventually('the add is in', async () => (await client.llen(laneKeys(prefix, 'a.0').wait)) === 2);
    adds.push(producer.add('a.0', envelope('c', '2')));
    await eventually('the time to give up is over', () => performance.now() > started + 100);
    link.cut();
    await Promise.all(adds);
    const outside = new Outside();
    const holder = lanes(redis.address, prefix);
    holder.work('a.0', 'test', outside);
    await holder.start();
    await outside.until(() => outside.effected.length === 3);
    assert.deepEqual(outside.texts, ['0', '1', '2']);
    await Promise.all([producer.stop(), holder.stop()]);
  });

  it('does not submit again what was completed before its add was repeated', async () => {
    const prefix = freshPrefix();
    const link = await Link.to(redis.socket);
    const producer = lanes(link.address, prefix);
    const outside = new Outside();
    const holder = lanes(redis.address, prefix);
    holder.work('a.0', 'test', outside);
    await holder.start();
    await producer.add('a.0', envelope('c', '0'));
    link.mute();
    const add = producer.add('a.0', envelope('c', '1'));
    const client = redis.client();
    await outside.until(() => outside.effected.length === 2);
    await eventually('its job is completed', async () => (await client.llen(laneKeys(prefix, 'a.0').active)) === 0);
    link.cut();
    await add;
    await producer.add('a.0', envelope('c', '2'));
    await outside.until(() => outside.effected.length === 3);
    await eventually('all completed', async () => (await client.llen(laneKeys(prefix, 'a.0').active)) === 0);
    assert.deepEqual(outside.texts, ['0', '1', '2']);
    await Promise.all([producer.stop(), holder.stop()]);
  });

  it('does not submit again when the first add arrives after its repeat was completed', async () => {
    const prefix = freshPrefix();
    const link = await Link.to(redis.socket);
    const producer = lanes(link.address, prefix);
    const outside = new Outside();
    const holder = lanes(redis.address, prefix);
    holder.work('a.0', 'test', outside);
    await holder.start();
    await producer.add('a.0', envelope('c', '0'));
    link.freeze();
    const add = producer.add('a.0', envelope('c', '1'));
    await eventually('it is on its way', () => link.waits);
    link.overtake();
    await add;
    await outside.until(() => outside.effected.length === 2);
    const client = redis.client();
    await eventually('its job is completed', async () => (await client.llen(laneKeys(prefix, 'a.0').active)) === 0);
    link.thaw();
    await producer.add('a.0', envelope('c', '2'));
    await outside.until(() => outside.effected.length === 3);
    await eventually('all completed', async () => (await client.llen(laneKeys(prefix, 'a.0').active)) === 0);
    assert.deepEqual(outside.texts, ['0', '1', '2']);
    await Promise.all([producer.stop(), holder.stop()]);
  });

  it('loses, repeats and reorders nothing while Redis is killed and started again under load', async (context) => {
    const own = await RedisServer.start();
    context.after(() => own.stop());
    const prefix = freshPrefix();
    const outside = new Outside();
    const both = lanes(own.address, prefix, { lease: 8000 });
    both.work('a.0', 'test', outside);
    await both.start();
    const adds: Promise<void>[] = [];
    const total = 3000;
    for (let i = 0; i < total; i++) {
      adds.push(both.add('a.0', envelope(`c${i % 7}`, `${i}`), { giveUpAfter: 60_000 }));
      if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (i === 1000 || i === 2000) {
        await own.kill();
        await own.run();
      }
    }
    await Promise.all(adds);
    await outside.until(() => outside.effected.length >= total);
    for (let c = 0; c < 7; c++) {
      const mine = outside.submitted
        .filter((e) => e.conversation === `c${c}`)
        .map((e) => (e.event as { text: string }).text);
      const wanted = Array.from({ length: total }, (_, i) => i).filter((i) => i % 7 === c);
      assert.deepEqual(mine, wanted.map(String));
    }
    await both.stop();
  });
});
