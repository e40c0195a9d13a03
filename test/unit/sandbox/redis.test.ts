import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { answers } from '../../../sandbox/probe.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';

describe('a Redis of the sandbox', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await startRedis({ aof: 'always' });
  });
  after(async () => await redis.stop());

  it('keeps its port and its data over kill -9 and start', async () => {
    assert.equal(await answers(redis.port, 'SET a 1\r\n', '+OK'), true);
    const before = redis.pid;
    assert.deepEqual(await redis.kill(), { code: null, signal: 'SIGKILL' });
    assert.equal(await answers(redis.port, 'PING\r\n', '+PONG'), false);
    await redis.start();
    assert.notEqual(redis.pid, before);
    assert.equal(await answers(redis.port, 'GET a\r\n', '$1\r\n1'), true);
  });

  it('says nothing while paused and goes on afterwards', async () => {
    redis.pause();
    assert.equal(await answers(redis.port, 'PING\r\n', '+PONG', 200), false);
    redis.resume();
    assert.equal(await answers(redis.port, 'PING\r\n', '+PONG'), true);
  });

  it('removes its folder when it is stopped', async () => {
    const other = await startRedis();
    assert.equal(existsSync(other.dir), true);
    await other.stop();
    assert.equal(existsSync(other.dir), false);
  });

  it('shows the output of a server that cannot start', async () => {
    await assert.rejects(
      startRedis({ args: ['--no-such-option', 'x'] }),
      /redis-server ended while starting[\s\S]*no-such-option/,
    );
  });
});
