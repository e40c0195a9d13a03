import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { silentLog } from '../../../src/log.js';
import { storeClient } from '../../../src/redis.js';
import { processMark } from '../../../src/store/file-lock.js';
import { storeHealth } from '../../../src/store/health.js';
import { type PrivateRedis, privateRedis } from '../../../src/store/private-redis.js';

const MAX = 64 * 1024 * 1024;
const cleanups: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'isthmus-pr-'));
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function open(dataDir: string): Promise<PrivateRedis> {
  const redis = await privateRedis({ dataDir, fsync: 'everysec', maxMemory: MAX, log: silentLog });
  cleanups.push(() => redis.stop());
  return redis;
}

/** Another process that uses the Redis of a folder. */
async function user(dataDir: string): Promise<{ child: ChildProcess; pid: number; end(): Promise<unknown> }> {
  // Built by tsc the neighbour is .js; run from the sources by tsx it is .ts.
  const self = fileURLToPath(import.meta.url);
  const program = join(self, `../private-redis-user${self.endsWith('.ts') ? '.ts' : '.js'}`);
  const child = spawn(process.execPath, [...process.execArgv, program, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  cleanups.push(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const pid = Number(/^ready (\d+)/.exec(String(line))?.[1]);
  return {
    child,
    pid,
    async end() {
      child.stdin.end();
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}

const runs = (pid: number | undefined) => pid !== undefined && processMark(pid) !== undefined;

test('processes that race for one folder share one server, and the last orderly stop ends it', async () => {
  const dir = folder();
  const users = await Promise.all([user(dir), user(dir), user(dir)]);
  const pids = new Set(users.map(({ pid }) => pid));
  assert.equal(pids.size, 1);
  const [pid = 0] = pids;
  assert.ok(runs(pid));
  assert.equal(await users[0]?.end(), 0);
  assert.equal(await users[1]?.end(), 0);
  assert.ok(runs(pid));
  assert.equal(await users[2]?.end(), 0);
  assert.ok(!runs(pid));
});

test('the server outlives a crash of its user, and the next one adopts it with its data', async () => {
  const dir = folder();
  const crashing = await user(dir);
  crashing.child.kill('SIGKILL');
  await once(crashing.child, 'exit');
  assert.ok(runs(crashing.pid));
  const next = await open(dir);
  assert.equal(next.pid(), crashing.pid);
  await next.stop();
  assert.ok(!runs(crashing.pid));
});

test('a server that is killed comes back by itself with what was acknowledged', async () => {
  const dir = folder();
  const own = await open(dir);
  const before = own.pid();
  const redis = storeClient(own.address);
  redis.on('error', () => undefined);
  cleanups.push(() => redis.disconnect());
  await redis.set('k', 'v');
  await redis.config('SET', 'appendfsync', 'always');
  await redis.set('k2', 'v2');
  const back = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
  process.kill(before ?? 0, 'SIGKILL');
  await back;
  assert.notEqual(own.pid(), before);
  assert.deepEqual(await redis.mget('k', 'k2'), ['v', 'v2']);
});

test('data is there after an orderly stop and start', async () => {
  const dir = folder();
  const first = await open(dir);
  const redis = storeClient(first.address);
  await redis.set('k', 'v');
  redis.disconnect();
  await first.stop();
  const second = await open(dir);
  const again = storeClient(second.address);
  assert.equal(await again.get('k'), 'v');
  again.disconnect();
});

test('a lock left behind by a process that is gone does not stand in the way', async () => {
  const dir = folder();
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  writeFileSync(join(dir, 'redis.lock'), `${gone.pid} 1\n`);
  writeFileSync(join(dir, 'redis.pid'), `${gone.pid}\n`);
  assert.ok(runs((await open(dir)).pid()));
});

test('the health tells memory, policy and append-only file, and when to stop reading', async () => {
  const dir = folder();
  const own = await open(dir);
  const redis = storeClient(own.address);
  cleanups.push(() => redis.disconnect());
  const health = await storeHealth(redis, dir);
  assert.equal(health.maxMemory, MAX);
  assert.equal(health.policy, 'noeviction');
  assert.deepEqual([health.aof, health.aofWriteOk, health.delayedFsync], [true, true, 0]);
  assert.ok((health.diskFree ?? 0) > 0);
  assert.ok(!health.stop.includes('memory'));
  await redis.config('SET', 'maxmemory', String(Math.ceil(health.usedMemory * 1.2)));
  assert.ok((await storeHealth(redis, undefined)).stop.includes('memory'));
});

test('without redis-server the error says what to install', async () => {
  const options = {
    dataDir: folder(),
    fsync: 'always',
    maxMemory: MAX,
    log: silentLog,
    program: '/nowhere/redis-server',
  } as const;
  await assert.rejects(privateRedis(options), /is not installed: install it .*apt install redis-server.*redis\.url/);
});

test('a server that ends at once is told with its last words', async () => {
  const options = { dataDir: folder(), fsync: 'always', maxMemory: 1, log: silentLog, program: 'false' } as const;
  await assert.rejects(privateRedis(options), /does not start: it ended with code 1/);
});

test('a folder whose path is too long for a socket is refused', async () => {
  const dataDir = join(folder(), 'x'.repeat(100));
  await assert.rejects(
    privateRedis({ dataDir, fsync: 'always', maxMemory: MAX, log: silentLog }),
    /too long for a socket/,
  );
});
