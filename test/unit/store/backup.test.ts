import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { stringify } from 'yaml';
import { echoModule } from '../../../gateways/example/module.js';
import type { GatewayModule } from '../../../gateways/gateway.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { backupCommand } from '../../../src/cli/backup.js';
import { runCli } from '../../../src/cli/cli.js';
import { Networks } from '../../../src/cli/networks.js';
import { restoreCommand } from '../../../src/cli/restore.js';
import { type TestStore, testStore } from './support.js';

const networks = new Networks({ echo: async () => echoModule as GatewayModule });

/** Runs a command as from a terminal, in this process. */
async function runCommand(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said: { out: string[]; err: string[] } = { out: [], err: [] };
  const code = await runCli([backupCommand(networks), restoreCommand(networks)], args, {
    out: (line) => said.out.push(line),
    err: (line) => said.err.push(line),
    env: {},
  });
  return { code, out: said.out.join('\n'), err: said.err.join('\n') };
}

describe('a backup', () => {
  let t: TestStore;
  let other: RedisServer;
  let target: Redis;
  let config = '';
  let onOther = '';
  let file = '';
  before(async () => {
    [t, other] = await Promise.all([testStore(), startRedis({ aof: 'off' })]);
    target = new Redis<'legacy'>(other.url);
    config = write('isthmus.yaml', t.url, t.keyFile);
    onOther = write('other.yaml', other.url, t.keyFile);
    file = join(t.dir, 'one.tar.gz');
    const { redis } = t.store;
    const key = (rest: string) => `${t.prefix}:${rest}`;
    await redis.sadd(key('{sms}:accounts'), 'romeo@example.org', 'juliet@example.org');
    await redis.hset(key('{sms}:a:romeo@example.org'), 'name', 'Roméo \u{1f339}');
    await redis.set(key('{kv.sms}:v:short'), 'x', 'PX', 3_600_000);
    await redis.set(key('{kv.sms}:v:over'), 'x', 'PX', 1);
    for (let n = 0; n < 300; n++) await redis.xadd(key('{archive.irc}:#room'), '*', 'stanza', `<message n="${n}"/>`);
    // Larger than a part, and than a chunk of the file.
    await redis.set(key('{kv.sms}:v:large'), Buffer.alloc(5_000_000, 'ab\0\xff', 'latin1'));
    await redis.rpush(key('{sms.main.0}:sms.main.0:wait'), 'j1');
    await redis.incr(key('{sms.main.0}:epoch'));
    await redis.set('somebody:else', '1');
  });
  after(async () => {
    target?.disconnect();
    await t?.store.redis.del('somebody:else');
    await Promise.all([t?.close(), other?.stop()]);
  });

  function write(name: string, url: string, keyFile: string): string {
    const path = join(t.dir, name);
    const gateways = { echo: { domain: 'echo.example.org', secret: 'x' } };
    const redis = { url, prefix: t.prefix };
    const xmpp = { server: '127.0.0.1:1', domain: 'example.org' };
    writeFileSync(path, stringify({ xmpp, redis, keyFile, dataDir: t.dir, gateways }));
    return path;
  }

  /** All keys with their values as Redis keeps them; of lanes only where asked. */
  async function all(redis: Redis): Promise<ReadonlyMap<string, string>> {
    const keys = (await redis.keys(`${t.prefix}:*`)).sort();
    // Redis keeps the members of a set in no order, and each server shuffles them in its own way.
    const contentOf = async (key: string): Promise<string> =>
      (await redis.type(key)) === 'set'
        ? JSON.stringify((await redis.smembers(key)).sort())
        : (await redis.dumpBuffer(key)).toString('base64');
    const values = await Promise.all(keys.map(contentOf));
    return new Map(keys.map((key, at) => [key.slice(t.prefix.length + 1), values[at] ?? '']));
  }

  it('is one file for its owner alone, which every tar reads, without the key', async () => {
    const { code, out, err } = await runCommand(['backup', '--config', config, '--to', file]);
    assert.equal(code, 0, err);
    assert.match(out, /2 registrations, \d+ keys and 2 of lanes, 0 files/);
    assert.match(out, /The key file is not in it/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const members = execFileSync('tar', ['-tzf', file]).toString().trim().split('\n');
    assert.equal(members.at(-1), 'manifest.json');
    assert.ok(
      members.includes('config/isthmus.yaml') && !members.some((name) => name.startsWith('key/')),
      members.join(),
    );
    const secret = readFileSync(t.keyFile, 'utf8').trim().split(/\s+/).at(-1) ?? '?';
    assert.ok(!execFileSync('tar', ['-xzOf', file], { maxBuffer: 2 ** 26 }).includes(secret));
    const again = await runCommand(['backup', '--config', config, '--to', file]);
    assert.equal(again.code, 2);
    assert.match(again.err, /is there already/);
  });

  it('comes back into an empty Redis key by key, without lanes, and with them where that is asked for', async () => {
    const back = await runCommand(['restore', file, '--config', onOther]);
    assert.equal(back.code, 0, back.err);
    assert.match(back.out, /2 registrations/);
    const [there, here] = [await all(t.store.redis), await all(target)];
    assert.deepEqual(here, new Map([...there].filter(([key]) => !key.startsWith('{sms.main.0}'))));
    const left = await target.pttl(`${t.prefix}:{kv.sms}:v:short`);
    assert.ok(left > 3_000_000 && left <= 3_600_000, String(left));
    assert.equal(await target.exists('somebody:else'), 0);

    const refused = await runCommand(['restore', file, '--config', onOther]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /not empty.*--force/s);
    await target.set(`${t.prefix}:{sms}:later`, '1');
    const forced = await runCommand(['restore', file, '--config', onOther, '--force', '--lanes']);
    assert.equal(forced.code, 0, forced.err);
    assert.deepEqual(await all(target), there);
  });

  it('is refused while a process works on the store, and where the key is another one', async () => {
    await target.zadd(`${t.prefix}:{role.sms}:processes`, Date.now(), 'p1');
    const running = await runCommand(['restore', file, '--config', onOther, '--force']);
    assert.equal(running.code, 2);
    assert.match(running.err, /Isthmus runs on this store \(p1\)/);
    await target.del(`${t.prefix}:{role.sms}:processes`);
    const wrong = join(t.dir, 'wrong.key');
    writeFileSync(wrong, `kwrong ${Buffer.alloc(32, 1).toString('base64url')}\n`, { mode: 0o600 });
    const elsewhere = write('wrong.yaml', other.url, wrong);
    const { code, err } = await runCommand(['restore', file, '--config', elsewhere, '--force']);
    assert.equal(code, 2);
    assert.match(err, /there is only kwrong/);
    assert.equal(await target.scard(`${t.prefix}:{sms}:accounts`), 2);
  });

  it('that is damaged, cut off or newer changes nothing', async () => {
    const plain = join(t.dir, 'plain.tar');
    assert.equal((await runCommand(['backup', '--config', config, '--to', plain])).code, 0);
    const octets = readFileSync(plain);
    const before = await all(target);
    const tries: readonly (readonly [string, Buffer, RegExp])[] = [
      ['flipped', flipped(octets), /damaged: its part redis\/store-\d+ is not what was written/],
      ['cut', octets.subarray(0, octets.length - 3000), /cut off|damaged/],
      ['text', Buffer.from('hello '.repeat(200)), /no backup/],
      [
        'newer',
        Buffer.from(octets.toString('latin1').replace('"envelope": 1', '"envelope": 9'), 'latin1'),
        /newer release/,
      ],
    ];
    for (const [name, content, expected] of tries) {
      const path = join(t.dir, `${name}.tar`);
      writeFileSync(path, content);
      const { code, err } = await runCommand(['restore', path, '--config', onOther, '--force']);
      assert.equal(code, 2, name);
      assert.match(err, expected, name);
    }
    assert.deepEqual(await all(target), before);
  });

  it('that was interrupted while it was restored keeps Isthmus from starting until it is whole', async () => {
    await target.set(`${t.prefix}:{store}:maintenance`, 'restore');
    await assert.rejects(t.again({ address: { url: other.url } }), /being changed as a whole \(restore\).*--force/);
    assert.match((await runCommand(['restore', file, '--config', onOther])).err, /a restore was interrupted/);
    assert.equal((await runCommand(['restore', file, '--config', onOther, '--force'])).code, 0);
    await t.again({ address: { url: other.url } });
  });

  it('with the key brings it to a machine that has none', async () => {
    const whole = join(t.dir, 'whole.tar');
    const { err } = await runCommand(['backup', '--config', config, '--to', whole, '--with-key']);
    assert.match(err, /can read the secrets of all users/);
    const key = join(t.dir, 'new', 'secret.key');
    const fresh = write('fresh.yaml', other.url, key);
    const without = await runCommand(['restore', file, '--config', fresh, '--force']);
    assert.match(without.err, /key file .* is missing: put it back first/);
    assert.equal((await runCommand(['restore', whole, '--config', fresh, '--force'])).code, 0);
    assert.deepEqual(readFileSync(key), readFileSync(t.keyFile));
    assert.equal(statSync(key).mode & 0o777, 0o600);
  });
});

/** One bit in the middle of the first part. */
function flipped(octets: Buffer): Buffer {
  const copy = Buffer.from(octets);
  copy[700] = (copy[700] ?? 0) ^ 1;
  return copy;
}
