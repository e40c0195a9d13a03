import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { certificateAuthority } from '../../../sandbox/certificate.js';
import { freePort } from '../../../sandbox/free-port.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { createKeyFile } from '../../../src/store/key-ring.js';
import { Practice } from '../../support/doctor.js';
import { RewritingProxy, replacing } from '../../support/rewriting-proxy.js';

/** What is wrong with a Redis, one fault each; the server is a real one, and what it cannot be made to say is changed on the way. */
describe('the doctor looks at Redis', () => {
  let practice: Practice;
  let redis: RedisServer;
  let client: Redis;
  before(async () => {
    [practice, redis] = await Promise.all([
      Practice.open(),
      startRedis({ args: ['--maxmemory', '256mb', '--maxmemory-policy', 'noeviction'] }),
    ]);
    client = new Redis(redis.port);
  });
  after(async () => {
    client.disconnect();
    await redis.stop();
    await practice.close();
  });

  const examine = (url: string, more: object = {}) => practice.examine('redis', { redis: { url, ...more } });

  /** Sets something, examines, and sets it back. */
  async function withSetting(name: string, value: string) {
    const [, before = ''] = (await client.config('GET', name)) as string[];
    await client.config('SET', name, value);
    try {
      return await examine(redis.url);
    } finally {
      await client.config('SET', name, before);
    }
  }

  async function through(options: Parameters<typeof RewritingProxy.start>[1]) {
    const proxy = await RewritingProxy.start(redis.port, options);
    try {
      return await examine(`redis://127.0.0.1:${proxy.port}`);
    } finally {
      await proxy.stop();
    }
  }

  it('finds nothing wrong with a good one', async () => {
    const seen = await examine(redis.url);
    assert.deepEqual(seen.findings, []);
    assert.equal(seen.exit, 0);
    seen.fine(/^Redis \d+\.\d+\.\d+ at Redis at 127\.0\.0\.1:\d+$/);
    seen.fine(/the store is empty/);
  });

  it('redis-unreachable: nobody listens', async () => {
    const seen = await examine(`redis://127.0.0.1:${await freePort()}`);
    assert.match(seen.one('redis-unreachable').found, /ECONNREFUSED/);
    assert.equal(seen.exit, 2);
  });

  it('redis-plain: it is elsewhere, without TLS', async () => {
    const finding = (await examine('redis://:sesame@no-such-host.invalid:6379')).one('redis-plain');
    assert.match(finding.write ?? '', /rediss:\/\/:PASSWORD@no-such-host\.invalid/);
  });

  it('redis-login: the password is wrong, and is not told', async () => {
    const seen = await withSetting('requirepass', 'sesame');
    assert.match(seen.one('redis-login').found, /NOAUTH/);
    await client.config('SET', 'requirepass', 'sesame');
    const wrong = await examine(redis.url.replace('//', '//:opens@'));
    await client.config('SET', 'requirepass', '');
    assert.match(wrong.one('redis-login').found, /WRONGPASS|invalid/);
    assert.doesNotMatch(JSON.stringify(wrong.findings), /opens/);
  });

  it('redis-evicts: a policy that throws away', async () => {
    const finding = (await withSetting('maxmemory-policy', 'allkeys-lru')).one('redis-evicts');
    assert.match(finding.found, /allkeys-lru/);
    assert.match(finding.write ?? '', /^maxmemory-policy noeviction$/);
  });

  it('redis-unlimited: no maxmemory', async () => {
    const seen = await withSetting('maxmemory', '0');
    assert.equal(seen.one('redis-unlimited').severity, 'warning');
    assert.equal(seen.exit, 1);
  });

  it('redis-full: hardly any memory is left', async () => {
    const used = Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]);
    const seen = await withSetting('maxmemory', String(Math.round(used * 1.15)));
    assert.match(seen.one('redis-full').found, /^\d\d% of/);
  });

  it('redis-unkept: no append-only file', async () => {
    assert.match((await withSetting('appendonly', 'no')).one('redis-unkept').write ?? '', /^appendonly yes$/m);
  });

  it('redis-write-failed: the append-only file cannot be written', async () => {
    const seen = await through({
      change: replacing(/aof_last_write_status:ok\r/g, () => 'aof_last_write_status:no\r'),
    });
    assert.equal(seen.one('redis-write-failed').severity, 'error');
  });

  it('redis-disk-slow: fsync was late', async () => {
    const seen = await through({ change: replacing(/aof_delayed_fsync:0\r/g, () => 'aof_delayed_fsync:7\r') });
    assert.match(seen.one('redis-disk-slow').found, /is 7 since/);
  });

  it('redis-old: a version that is not tested', async () => {
    const seen = await through({ change: replacing(/redis_version:7/g, () => 'redis_version:5') });
    assert.match(seen.one('redis-old').found, /Redis 5\./);
  });

  it('redis-slow: each trip takes long', async () => {
    const { found } = (await through({ delay: 30 })).one('redis-slow');
    const trip = Number(/takes (\d+\.\d) ms/.exec(found)?.[1]);
    // A timer of Node may go off up to a millisecond early.
    assert.ok(trip >= 29, found);
  });

  it('redis-clock: it lives in another time', async () => {
    const seen = await through({
      change: replacing(/\$10\r\n1\d{9}\r\n/g, (found) => `$10\r\n${Number(found.slice(5, 15)) - 90}\r\n`),
    });
    assert.match(seen.one('redis-clock').found, /^They are (89|90)\.\d s apart/);
  });

  it('redis-replica: it follows another one', async () => {
    const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(redis.port)] });
    try {
      const finding = (await examine(replica.url)).one('redis-replica');
      assert.match(finding.write ?? '', new RegExp(`redis://127.0.0.1:${redis.port}`));
    } finally {
      await replica.stop();
    }
  });

  it('redis-cluster: it is a node of one', async () => {
    const node = await startRedis({ args: ['--cluster-enabled', 'yes'] });
    try {
      (await examine(node.url)).one('redis-cluster');
    } finally {
      await node.stop();
    }
  });

  it('redis-certificate: nobody knows its authority', async () => {
    const authority = await certificateAuthority(practice.dir, 'strange');
    const { cert, key } = await authority.issue('localhost');
    const tlsPort = await freePort();
    const args = [
      '--tls-port',
      String(tlsPort),
      '--tls-cert-file',
      cert,
      '--tls-key-file',
      key,
      '--tls-auth-clients',
      'no',
    ];
    const server = await startRedis({ args: [...args, '--tls-ca-cert-file', cert] });
    try {
      assert.match((await examine(`rediss://localhost:${tlsPort}`)).one('redis-certificate').found, /certificate/);
    } finally {
      await server.stop();
    }
  });

  it('store-newer and store-foreign: what lies under the prefix is not ours', async () => {
    await client.set('later:{store}:schema', '99');
    assert.match((await examine(redis.url, { prefix: 'later' })).one('store-newer').found, /schema is 99/);
    await client.set('alien:{store}:schema', 'green');
    (await examine(redis.url, { prefix: 'alien' })).one('store-foreign');
  });

  it('key-missing and key-wrong: secrets of this Redis were encrypted with another key', async () => {
    await client.hset('locked:{store}:canary', 'kgone', 'kgone.AAAA');
    const sections = { redis: { url: redis.url, prefix: 'locked' } };
    const missing = await practice.examine('machine', { ...sections, keyFile: join(practice.dir, 'nowhere.key') });
    assert.match(missing.one('key-missing').found, /no such file/);
    const keyFile = join(practice.dir, 'other.key');
    createKeyFile(keyFile);
    const wrong = await practice.examine('machine', { ...sections, keyFile });
    assert.match(wrong.one('key-wrong').found, /kgone/);
  });

  it('the private one is not started by a look', async () => {
    const seen = await practice.examine('redis', {});
    assert.deepEqual(seen.findings, []);
    seen.fine(/starts with Isthmus/);
    assert.equal(existsSync(join(practice.dir, 'data')), false);
  });
});
