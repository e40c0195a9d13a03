import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { systemClock } from '../../../src/clock.js';
import { newEnvelopeId } from '../../../src/lanes/envelope.js';
import { laneKeys } from '../../../src/lanes/keys.js';
import { Lanes } from '../../../src/lanes/lanes.js';
import { silentLog } from '../../../src/log.js';
import { eventually } from '../lanes/support.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';

describe('a stanza that effects put into the lane twice', () => {
  let running: RunningHost;
  let client: Redis;
  before(async () => {
    running = await RunningHost.start();
    client = new Redis(running.redis.url);
  });
  after(async () => {
    client.disconnect();
    await running.stop();
  });

  it('goes out and ends, and an orderly end does not wait for it', async () => {
    const { redis, prefix } = running;
    const lanes = new Lanes({
      address: { url: redis.url },
      prefix,
      process: 'test',
      clock: systemClock,
      log: silentLog,
    });
    const lane = `xmpp.${DOMAIN}.0`;
    const envelope = (id: string) => ({
      v: 1,
      id,
      gateway: 'echo',
      account: USER,
      rev: 0,
      conversation: USER,
      kind: 'message' as const,
      stanza: `<message from="romeo@${DOMAIN}" to="${USER}" id="${id}"/>`,
      at: Date.now(),
    });
    const twice = newEnvelopeId();
    await Promise.all([lanes.add(lane, envelope(twice)), lanes.add(lane, envelope(twice))]);
    await running.hears((heard) => heard.includes(twice), 'the one that is there twice');
    const later = newEnvelopeId();
    await lanes.add(lane, envelope(later));
    await running.hears((heard) => heard.includes(later), 'the next stanza');
    const active = laneKeys(prefix, lane).active;
    await eventually('every job of the lane has ended', async () => (await client.llen(active)) === 0);
    const started = performance.now();
    await running.host?.stop(60_000);
    assert.ok(performance.now() - started < 30_000, 'an orderly end does not wait for it');
    await lanes.stop();
  });
});
