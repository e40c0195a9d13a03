import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Clock, systemClock } from '../../../src/clock.js';
import { laneKeys, roleKey } from '../../../src/lanes/keys.js';
import { heartbeatScript, liveScript, tenureScript } from '../../../src/lanes/scripts.js';
import { CountingClock } from '../../support/counting-clock.js';
import {
  accepted,
  closeAll,
  envelope,
  eventually,
  freshPrefix,
  holding,
  lanes,
  Outside,
  RedisServer,
} from './support.js';

const LEASE = 8000;
const HOUR = 3_600_000;

/** A clock that can be put ahead; its timers go as ever. */
function aheadBy() {
  let ms = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ms };
  const set = (by: number): void => {
    ms = by;
  };
  return { clock, set };
}

describe('the clock of Redis was set back', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  it('the lease of a process that died before is over within a minute', async () => {
    const client = redis.client();
    const { holder, epoch, era } = laneKeys(freshPrefix(), 'a.0');
    await client.set(holder, 'dead', 'PX', HOUR + LEASE);
    await client.set(epoch, 7);
    const asked = await tenureScript.run(client, [holder, epoch, era, 'living', 0, LEASE, '1']);
    assert.deepEqual(asked, [0, 7]);
    assert.ok((await client.pttl(holder)) <= 60_000);
  });

  it('its holder, if it lives, has its usual lease again with the next renewal', async () => {
    const client = redis.client();
    const { holder, epoch, era } = laneKeys(freshPrefix(), 'a.0');
    await client.set(holder, 'living', 'PX', HOUR + LEASE);
    await client.set(epoch, 7);
    await tenureScript.run(client, [holder, epoch, era, 'another', 0, LEASE, '1']);
    assert.deepEqual(await tenureScript.run(client, [holder, epoch, era, 'living', 7, LEASE, '0']), [1, 7]);
    const left = await client.pttl(holder);
    assert.ok(left > 0 && left <= LEASE);
  });

  it('a process that died before is not counted among the living', async () => {
    const client = redis.client();
    const key = roleKey(freshPrefix(), 'sms');
    await client.zadd(key, Date.now() + HOUR, 'dead');
    assert.equal(await liveScript.run(client, [key, LEASE]), 0);
    assert.equal(await heartbeatScript.run(client, [key, 'living', LEASE]), 1);
    assert.deepEqual(await client.zrange(key, '0', '-1'), ['living']);
  });
});

describe('the clock of a process was an hour ahead while a conversation was refused for now', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  it('it goes on when its time has come, by the clock that is right again', async () => {
    const hour = aheadBy();
    const prefix = freshPrefix();
    const own = lanes(redis.address, prefix, { clock: hour.clock });
    const outside = new Outside();
    outside.answer = (_, settle) => {
      settle(outside.submitted.length === 1 ? { kind: 'retry', after: 1500, reason: 'busy' } : accepted);
    };
    own.work('a.0', 'r', outside);
    await own.start();
    hour.set(HOUR);
    await own.add('a.0', envelope('romeo>nurse', 'hello'));
    await eventually('it is parked', async () => await own.hasParked('a.0', 'romeo>nurse'));
    hour.set(0);
    await own.add('a.0', envelope('romeo>nurse', 'are you there?'));
    await outside.until(() => outside.effected.length === 2);
    assert.deepEqual(outside.texts, ['hello', 'hello', 'are you there?']);
  });

  it('and whoever takes its lane looks at it within minutes', async () => {
    const prefix = freshPrefix();
    const first = lanes(redis.address, prefix);
    const busy = new Outside();
    busy.answer = (_, settle) => settle({ kind: 'retry', after: HOUR, reason: 'busy' });
    first.work('a.0', 'r', busy);
    await first.start();
    await first.add('a.0', envelope('romeo>nurse', 'hello'));
    await eventually('it is parked', async () => await first.hasParked('a.0', 'romeo>nurse'));
    await first.drain(100);
    const clock = new CountingClock();
    const second = lanes(redis.address, prefix, { clock });
    second.work('a.0', 'r', new Outside());
    await second.start();
    await eventually('its time is known', () => clock.open.some((ms) => ms > 200_000 && ms <= 300_000));
    assert.ok(!clock.open.some((ms) => ms > 300_000 && ms <= HOUR));
  });
});

describe('the clock of a process was an hour ahead while a wait was arranged', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  it('it ends in due time once the clock is right, and no other wait is touched', async () => {
    const hour = aheadBy();
    const { outside, later } = await holding(redis.address, freshPrefix(), hour.clock);
    await later.schedule('before', 2 * HOUR, 'long');
    hour.set(HOUR);
    await later.schedule('k', 1500, 'payload');
    await later.schedule('cancelled', 1500, 'cancelled');
    const since = performance.now();
    hour.set(0);
    await later.cancel('cancelled');
    await outside.until(() => outside.payloads.length === 1);
    const took = performance.now() - since;
    assert.deepEqual(outside.payloads, ['payload']);
    assert.ok(took >= 1499 && took < 60_000, `${took} ms`);
  });

  it('and so it does at another process that takes the lane', async () => {
    const prefix = freshPrefix();
    const hour = aheadBy();
    const first = await holding(redis.address, prefix, hour.clock);
    hour.set(HOUR);
    // More than are read at once.
    const all = [...Array(300).keys()];
    await Promise.all(all.map((index) => first.later.schedule(`k${index}`, 4000, index)));
    await first.one.drain(100);
    await first.one.stop();
    const { outside } = await holding(redis.address, prefix, systemClock);
    // A slow machine serves some while they are arranged.
    const served = () => [...first.outside.payloads, ...outside.payloads];
    await outside.until(() => served().length >= all.length);
    assert.deepEqual(new Set(served()), new Set(all));
    assert.ok(outside.payloads.length > 0);
  });
});
