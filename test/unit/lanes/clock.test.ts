import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { laneKeys, roleKey } from '../../../src/lanes/keys.js';
import { heartbeatScript, liveScript, tenureScript } from '../../../src/lanes/scripts.js';
import { closeAll, freshPrefix, RedisServer } from './support.js';

const LEASE = 8000;
const HOUR = 3_600_000;

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
