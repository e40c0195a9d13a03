import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type RedisAddress, redisClient } from '../../redis.js';
import { type RedisGroup, redisGroup } from '../../redis-address.js';
import { StoreError } from '../store-error.js';

const START_MS = 600_000;
const FILE = 'snapshot.rdb';

interface Snapshot {
  /** A server that nobody else knows, with all of one moment in it. */
  readonly redis: Redis;
  /** Wall time, ms: not before it. */
  readonly at: number;
  close(): Promise<void>;
}

/**
 * Takes all that a Redis holds at one moment, as a replica gets it, and opens it in a server of our own: so what moves from
 * key to key meanwhile is in the copy once, and reading it costs the first server nothing. `folder` takes as much as the data; both are
 * removed by `close`. Throws a `StoreError` that says what is missing.
 */
export async function takeSnapshot(asked: RedisAddress, folder: string): Promise<Snapshot> {
  const address = await oneServer(asked);
  const dir = await mkdtemp(join(folder, '.isthmus-snapshot-'));
  // Not in the folder: the path of a socket must be short.
  const place = await mkdtemp(join(tmpdir(), 'isthmus-'));
  const remove = async () => {
    for (const one of [dir, place]) await rm(one, { recursive: true, force: true });
  };
  try {
    const at = Date.now();
    await copy(address, join(dir, FILE));
    const { redis, stop } = await open(dir, join(place, 'redis.sock'), databaseOf(address));
    return {
      redis,
      at,
      async close() {
        redis.disconnect();
        await stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The server that has it all: of several with Sentinel the master. Throws a `StoreError` for a cluster, where none has. */
async function oneServer(address: RedisAddress): Promise<RedisAddress> {
  const group = 'url' in address ? redisGroup(address.url) : undefined;
  if (group === undefined) return address;
  if (group.kind === 'cluster') {
    throw new StoreError(
      'no node of a Redis Cluster has all of one moment: stop Isthmus and keep the files of each node (BGSAVE), or keep replicas',
    );
  }
  const redis = redisClient(address, { maxRetriesPerRequest: 3, commandTimeout: 5000 });
  redis.on('error', () => undefined);
  try {
    await redis.ping();
    const { remoteAddress = '', remotePort = 6379 } = 'remoteAddress' in redis.stream ? redis.stream : {};
    return { url: urlOf(group, remoteAddress, remotePort) };
  } catch (error) {
    throw new StoreError(`the master of ${group.master} cannot be reached: ${String(error)}`);
  } finally {
    redis.disconnect();
  }
}

function urlOf(group: RedisGroup & { readonly kind: 'sentinel' }, host: string, port: number): string {
  const { username = '', password = '', tls, db } = group;
  const login = username + password === '' ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  const name = host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'rediss' : 'redis'}://${login}${name}:${port}/${db}`;
}

/** `redis-cli --rdb`: the password goes by the environment, where no list of processes shows it. */
async function copy(address: RedisAddress, file: string): Promise<void> {
  const { args, password } = 'socket' in address ? { args: ['-s', address.socket], password: '' } : toCli(address.url);
  const { code, output } = await ended('redis-cli', [...args, '--rdb', file], {
    ...(password === '' ? {} : { REDISCLI_AUTH: password }),
  });
  if (code === 0) return;
  throw new StoreError(
    `Redis gives no snapshot: ${output.trim().split('\n').at(-1) ?? ''}. The user of redis.url needs the commands SYNC, PSYNC and REPLCONF.`,
  );
}

function toCli(text: string): { readonly args: readonly string[]; readonly password: string } {
  const url = new URL(text);
  const tls = url.protocol === 'rediss:' ? ['--tls', '--sni', url.hostname] : [];
  const user = url.username === '' ? [] : ['--user', decodeURIComponent(url.username)];
  const args = ['-h', url.hostname.replace(/^\[|\]$/g, ''), '-p', url.port === '' ? '6379' : url.port, ...tls, ...user];
  return { args, password: decodeURIComponent(url.password) };
}

function databaseOf(address: RedisAddress): number {
  return 'url' in address ? Number(new URL(address.url).pathname.slice(1) || '0') : 0;
}

async function open(
  dir: string,
  socket: string,
  database: number,
): Promise<{ readonly redis: Redis; readonly stop: () => Promise<void> }> {
  const settings = ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '600', '--dir', dir];
  const child = spawn(
    'redis-server',
    [...settings, '--dbfilename', FILE, '--save', '', '--appendonly', 'no', '--maxmemory', '0'],
    { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let over: string | undefined;
  const note = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-2000);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  child.on('error', (error) => {
    over = missing('redis-server', error);
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.on('exit', () => {
    over ??= `the server for the copy ended: ${output.trim().split('\n').at(-1) ?? ''}`;
  });
  const redis = new Redis<'legacy'>(socket, { db: database, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const end = performance.now() + START_MS;
  while (over === undefined && performance.now() < end) {
    // The client itself waits until the data are loaded.
    if (redis.status === 'ready') return { redis, stop };
    await wait(20);
  }
  redis.disconnect();
  if (over === undefined) await stop();
  throw new StoreError(over ?? 'the copy takes too long to open');
}

async function ended(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000);
    });
  }
  return await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new StoreError(missing(command, error))));
    child.once('close', (code) => resolve({ code, output }));
  });
}

function missing(command: string, error: Error): string {
  const isMissing = 'code' in error && error.code === 'ENOENT';
  return isMissing
    ? `${command} is not installed here, and a backup needs it also where Redis runs elsewhere (Debian, Ubuntu: apt install redis-server)`
    : `${command} cannot be started: ${error.message}`;
}
