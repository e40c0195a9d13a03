import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Redis } from 'ioredis';
import { laneKeys } from '../../../src/lanes/keys.js';
import { LaneStore } from '../../../src/lanes/store.js';
import { GUARD } from '../../../src/lanes/tenancy.js';
import {
  accepted,
  closeAll,
  envelope,
  eventually,
  FarSide,
  freshPrefix,
  type Heard,
  holderProcess,
  holding,
  LEASE_MS,
  Link,
  lanes,
  Outside,
  RedisServer,
  textOf,
} from './support.js';

const LEASE = 1600;

interface Effect {
  readonly process: string;
  readonly id: string;
  readonly kind: string;
  readonly text: string;
}

describe('a lane changes hands', () => {
  let redis: RedisServer;
  let client: Redis;
  before(async () => {
    redis = await RedisServer.start();
    client = redis.lastingClient();
  });
  afterEach(closeAll);
  after(async () => {
    client.disconnect();
    await redis.stop();
  });

  function start(name: string, prefix: string, far: FarSide, more: { address?: Link; repeatBegun?: boolean } = {}) {
    return holderProcess(name, {
      redis: more.address?.address ?? redis.address,
      prefix,
      lane: 'a.0',
      port: far.port,
      lease: LEASE,
      repeatBegun: more.repeatBegun ?? false,
    });
  }

  const heldBy = async (prefix: string) => (await client.get(laneKeys(prefix, 'a.0').holder))?.split('.')[0];

  async function effects(prefix: string): Promise<Effect[]> {
    return (await client.lrange(`${prefix}:effects`, 0, -1)).map((json) => JSON.parse(json));
  }

  const orderOf = (heard: readonly Heard[], conversation: string) =>
    heard.filter((line) => line.conversation === conversation).map((line) => Number(line.text));

  const rising = (numbers: readonly number[]) => numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? 0));

  it('leaves its holder alone for the rest of the lease where Redis was away, and not where another has it', async () => {
    const prefix = freshPrefix();
    const link = await Link.to(redis.socket);
    const { outside } = await holding(link.address, prefix);
    const [tenure] = outside.tenures;
    assert.ok(tenure !== undefined && tenure.alone() > 0);
    link.freeze();
    await eventually('the lease is not renewed', () => !tenure.mayWrite());
    const rest = tenure.alone();
    const { holder, epoch } = laneKeys(prefix, 'a.0');
    const kept = await client.exists(holder);
    assert.ok(rest <= LEASE_MS * (1 - GUARD), `${rest} ms are more than the guard`);
    assert.ok(kept === 1 || tenure.alone() === 0, 'the lease is over in Redis');
    link.thaw();
    await eventually('it has the lane again', () => outside.tenures.length === 2);
    const next = outside.tenures[1];
    await client.incr(epoch);
    await client.set(holder, 'another', 'PX', LEASE_MS);
    await eventually('another has it', () => next?.mayWrite() === false);
    assert.equal(next?.alone(), 0);
  });

  it('goes on in order after kill -9: what ended is skipped, what had begun is unknown, the rest is submitted', async () => {
    const prefix = freshPrefix();
    const far = await FarSide.start();
    const first = start('first', prefix, far);
    await eventually('first holds', async () => (await heldBy(prefix)) === 'first');
    start('second', prefix, far);
    const producer = lanes(redis.address, prefix);
    // The far side answers the first 300 and then no more: 20 are outside when the holder dies.
    far.answers = () => far.heard.length <= 300;
    const total = 900;
    await Promise.all(Array.from({ length: total }, (_, i) => producer.add('a.0', envelope(`c${i % 30}`, `${i}`))));
    await eventually('the window is full', () => far.heard.length === 320);
    await eventually('effects are done', async () => (await effects(prefix)).length === 300);
    first.kill('SIGKILL');
    far.answers = () => true;
    await eventually('all are told', async () => (await effects(prefix)).length >= total);
    const told = await effects(prefix);
    assert.equal(told.length, total);
    assert.equal(new Set(told.map((effect) => effect.id)).size, total);
    const begun = far.heard.slice(300, 320).map((line) => line.id);
    const unknown = told.filter((effect) => effect.kind === 'unknown').map((effect) => effect.id);
    assert.deepEqual(unknown.sort(), begun.sort());
    assert.equal(far.heard.length, total);
    assert.equal(new Set(far.heard.map((line) => line.id)).size, total);
    for (let c = 0; c < 30; c++) assert.ok(rising(orderOf(far.heard, `c${c}`)), `order of c${c}`);
    await producer.stop();
  });

  it('submits again after kill -9 what had begun, where the handler wants repeats', async () => {
    const prefix = freshPrefix();
    const far = await FarSide.start();
    const first = start('first', prefix, far, { repeatBegun: true });
    await eventually('first holds', async () => (await heldBy(prefix)) === 'first');
    const producer = lanes(redis.address, prefix);
    far.answers = () => far.heard.length <= 50;
    const total = 200;
    await Promise.all(Array.from({ length: total }, (_, i) => producer.add('a.0', envelope(`c${i % 30}`, `${i}`))));
    await eventually('the window is full', () => far.heard.length === 70);
    await eventually('effects are done', async () => (await effects(prefix)).length === 50);
    first.kill('SIGKILL');
    far.answers = () => true;
    start('second', prefix, far, { repeatBegun: true });
    await eventually('all are told', async () => (await effects(prefix)).length >= total);
    assert.ok((await effects(prefix)).every((effect) => effect.kind === 'accepted'));
    assert.equal(new Set(far.heard.map((line) => line.id)).size, total);
    const repeated = far.heard.length - total;
    assert.ok(repeated >= 20 && repeated <= 40, `${repeated} repeated`);
    for (let c = 0; c < 30; c++) {
      const heardBySecond = far.heard.filter((line) => line.process === 'second');
      assert.ok(rising(orderOf(heardBySecond, `c${c}`)), `order of c${c}`);
    }
    await producer.stop();
  });

  it('is silent on the old holder before the new one writes when the old one is stopped and goes on later', async () => {
    const prefix = freshPrefix();
    const far = await FarSide.start();
    const first = start('first', prefix, far);
    await eventually('first holds', async () => (await heldBy(prefix)) === 'first');
    start('second', prefix, far);
    const producer = lanes(redis.address, prefix);
    const total = 6000;
    const adds: Promise<void>[] = [];
    for (let i = 0; i < total; i++) adds.push(producer.add('a.0', envelope(`c${i % 30}`, `${i}`)));
    await eventually('the first is at work', () => far.heard.length > 300);
    first.kill('SIGSTOP');
    await eventually('the second is at work', () => far.heard.some((line) => line.process === 'second'));
    first.kill('SIGCONT');
    await Promise.all(adds);
    await eventually('all are told', async () => {
      return new Set((await effects(prefix)).map((effect) => effect.id)).size === total;
    });
    const names = far.heard.map((line) => line.process);
    assert.ok(names.lastIndexOf('first') < names.indexOf('second'));
    assert.equal(new Set(far.heard.map((line) => line.id)).size, far.heard.length);
    for (let c = 0; c < 30; c++) assert.ok(rising(orderOf(far.heard, `c${c}`)), `order of c${c}`);
    await producer.stop();
  });

  it('finds what was parked by a holder that could not say any more when it comes back', async () => {
    const prefix = freshPrefix();
    const keys = laneKeys(prefix, 'a.0');
    const producer = lanes(redis.address, prefix);
    const [parked, neighbour] = [envelope('c', 'parked'), envelope('d', 'neighbour')];
    await Promise.all([producer.add('a.0', parked), producer.add('a.0', neighbour)]);
    await producer.stop();
    await client.set(keys.epoch, 1);
    const former = new LaneStore(redis.address, keys, 1);
    const job = (await former.fetch(256, false, () => []))?.jobs[0];
    assert.ok(job);
    const note = ['park', 'c', JSON.stringify(parked), job.id, 0, parked.id, '0', parked.account];
    assert.equal(await former.journal(note), true);
    former.close();

    const next = lanes(redis.address, prefix);
    const outside = new Outside();
    next.work('a.0', 'r', outside);
    await next.start();
    await next.add('a.0', envelope('c', 'behind it'));
    await outside.until(() => outside.effected.length === 3);
    assert.deepEqual(outside.submitted.filter(({ conversation }) => conversation === 'c').map(textOf), [
      'parked',
      'behind it',
    ]);
    await eventually('nothing is left', async () => {
      return (
        (await client.get(keys.parkedCount)) === '0' && (await client.exists(keys.parked, `${keys.parkedList}c`)) === 0
      );
    });
  });

  it('is silent on a holder that is cut off, and what it had sent to Redis changes nothing when it arrives late', async () => {
    const prefix = freshPrefix();
    const far = await FarSide.start();
    const link = await Link.to(redis.socket);
    start('first', prefix, far, { address: link });
    await eventually('first holds', async () => (await heldBy(prefix)) === 'first');
    start('second', prefix, far);
    const producer = lanes(redis.address, prefix);
    const total = 6000;
    const adds: Promise<void>[] = [];
    for (let i = 0; i < total; i++) adds.push(producer.add('a.0', envelope(`c${i % 30}`, `${i}`)));
    await eventually('the first is at work', () => far.heard.length > 300);
    link.freeze();
    await eventually('the second is at work', () => far.heard.some((line) => line.process === 'second'));
    link.thaw();
    await Promise.all(adds);
    await eventually('all are told', async () => {
      return new Set((await effects(prefix)).map((effect) => effect.id)).size === total;
    });
    const names = far.heard.map((line) => line.process);
    assert.ok(names.lastIndexOf('first') < names.indexOf('second'));
    assert.equal(new Set(far.heard.map((line) => line.id)).size, far.heard.length);
    for (let c = 0; c < 30; c++) assert.ok(rising(orderOf(far.heard, `c${c}`)), `order of c${c}`);
    await eventually('every job is completed', async () => {
      const keys = laneKeys(prefix, 'a.0');
      return (await client.exists(keys.active, keys.wait)) === 0;
    });
    await producer.stop();
  });

  it('survives an outage of Redis that is shorter than the lease without changing hands', async (context) => {
    const own = await RedisServer.start();
    context.after(() => own.stop());
    const prefix = freshPrefix();
    const outside = new Outside();
    // A renewal falls into the outage, and the lease is far longer, however long Redis takes to start.
    const one = lanes(own.address, prefix, { lease: 20_000 });
    one.work('a.0', 'test', outside);
    await one.start();
    await one.add('a.0', envelope('c', 'before'));
    await own.kill();
    const during = one.add('a.0', envelope('c', 'during'));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await own.run();
    await during;
    await outside.until(() => outside.effected.length === 2);
    assert.equal(outside.tenures.length, 1);
    assert.equal(outside.tenures[0]?.mayWrite(), true);
    await one.stop();
  });

  it('leaves a lane in order when it drains: what is outside is settled, the rest goes to the next holder', async () => {
    const prefix = freshPrefix();
    const outside = new Outside();
    outside.window = 5;
    const settles: (() => void)[] = [];
    outside.answer = (_, settle) => settles.push(() => settle(accepted));
    const one = lanes(redis.address, prefix);
    one.work('a.0', 'test', outside);
    await one.start();
    await Promise.all(Array.from({ length: 50 }, (_, i) => one.add('a.0', envelope(`c${i % 10}`, `${i}`))));
    await outside.until(() => outside.submitted.length === 5);
    const drained = one.drain(5000);
    for (const settle of settles.splice(0)) settle();
    await drained;
    assert.deepEqual(one.holding, []);
    assert.equal(await client.exists(laneKeys(prefix, 'a.0').holder), 0);
    assert.equal(outside.submitted.length, 5);
    assert.equal(outside.effected.length, 5);
    const next = new Outside();
    const two = lanes(redis.address, prefix);
    two.work('a.0', 'test', next);
    await two.start();
    await next.until(() => next.effected.length === 45);
    assert.deepEqual(
      next.texts,
      Array.from({ length: 45 }, (_, i) => `${i + 5}`),
    );
    assert.ok(next.effected.every(({ outcome }) => outcome.kind === 'accepted'));
    await Promise.all([one.stop(), two.stop()]);
  });

  it('takes all lanes of a role in the time of a few trips to Redis', async () => {
    const link = await Link.to(redis.socket);
    link.freeze();
    const some = lanes(link.address, freshPrefix(), { lease: 8000 });
    for (let n = 0; n < 20; n++) some.work(`a.${n}`, 'test', new Outside());
    await some.start();
    let steps = 0;
    await eventually('all are held', () => {
      if (link.step()) steps++;
      return some.holding.length === 20;
    });
    assert.ok(steps < 30, `${steps} halves of trips`);
    link.thaw();
    await some.stop();
  });

  it('spreads the lanes of a role evenly over the processes that live', async () => {
    const prefix = freshPrefix();
    const names = Array.from({ length: 6 }, (_, i) => `a.${i}`);
    const make = () => {
      const some = lanes(redis.address, prefix, { lease: LEASE });
      for (const name of names) some.work(name, 'test', new Outside());
      return some;
    };
    const one = make();
    await one.start();
    await eventually('one has all', () => one.holding.length === 6);
    const two = make();
    await two.start();
    await eventually('each has half', () => one.holding.length === 3 && two.holding.length === 3);
    assert.deepEqual([...one.holding, ...two.holding].sort(), names);
    const three = make();
    await three.start();
    const parts = () => [one, two, three].map((some) => some.holding.length);
    await eventually('each has two', () => parts().every((n) => n === 2));
    await one.stop();
    await eventually('two processes have all', () => two.holding.length === 3 && three.holding.length === 3);
    await Promise.all([two.stop(), three.stop()]);
  });
});
