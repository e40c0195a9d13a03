import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Log } from '../log.js';
import type { RedisAddress } from '../redis.js';
import { isAlive, markText, parseMark, processMark, tryLock } from './file-lock.js';
import { StoreError } from './store-error.js';

interface PrivateRedisOptions {
  /** Absolute path of the folder; made where it is missing, mode 0700. */
  readonly dataDir: string;
  /** How often the append-only file is written to the disk. */
  readonly fsync: 'everysec' | 'always';
  /** Most memory, bytes. */
  readonly maxMemory: number;
  readonly log: Log;
  /** The server program. Default `redis-server`, from the PATH. */
  readonly program?: string;
}

/** A Redis that belongs to a dataDir, used by this process and perhaps by others. */
export interface PrivateRedis {
  readonly address: RedisAddress & { readonly socket: string };
  /** Process id of the server, as it is now. */
  pid(): number | undefined;
  /** This process needs it no more; the last one that says so ends the server in order. */
  stop(): Promise<void>;
}

const WATCH_MS = 500;
const START_MS = 120_000;
const LOCK_MS = 150_000;
/** Most bytes of a socket's path on Linux. */
const SOCKET_PATH = 107;

/**
 * Gives the Redis of a dataDir: the one that runs there, or a new one. While it is used it is watched, and started again
 * where it is gone. It outlives a crash of the processes that use it. Throws a `StoreError` for the admin where it cannot
 * be started.
 */
export async function privateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const place = new Place(options);
  place.prepare();
  place.register();
  try {
    await place.ensure();
  } catch (error) {
    place.deregister();
    throw error;
  }
  let restarting = false;
  let checking: Promise<void> = Promise.resolve();
  const watch = setInterval(() => {
    if (restarting || place.runs()) return;
    options.log.error({ dataDir: options.dataDir }, 'redis: the private server is gone, starting it again');
    restarting = true;
    checking = place
      .ensure()
      .catch((error: unknown) => options.log.error({ reason: String(error) }, 'redis: cannot be started again'))
      .finally(() => {
        restarting = false;
      });
  }, WATCH_MS);
  watch.unref();
  return {
    address: { socket: place.socket },
    pid: () => place.pid(),
    async stop() {
      clearInterval(watch);
      await checking;
      await place.leave();
    },
  };
}

/** The files of a private Redis: `redis.sock`, `redis.pid`, `redis.lock`, `redis.log`, `redis/` and `redis-users/`. */
class Place {
  readonly socket: string;
  readonly #options: PrivateRedisOptions;
  readonly #data: string;
  readonly #users: string;
  readonly #me: string;

  constructor(options: PrivateRedisOptions) {
    this.#options = options;
    this.socket = this.#file('redis.sock');
    this.#data = this.#file('redis');
    this.#users = this.#file('redis-users');
    this.#me = join(this.#users, `${process.pid}.${randomBytes(4).toString('hex')}`);
  }

  prepare(): void {
    if (Buffer.byteLength(this.socket) > SOCKET_PATH) {
      throw new StoreError(`dataDir is too long for a socket: ${this.socket} has more than ${SOCKET_PATH} bytes`);
    }
    try {
      for (const dir of [this.#options.dataDir, this.#data, this.#users])
        mkdirSync(dir, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new StoreError(`dataDir ${this.#options.dataDir} cannot be made: ${String(error)}`);
    }
  }

  register(): void {
    const mark = processMark(process.pid);
    if (mark !== undefined) writeFileSync(this.#me, markText(mark), { mode: 0o600 });
  }

  deregister(): void {
    rmSync(this.#me, { force: true });
  }

  pid(): number | undefined {
    try {
      const pid = Number(readFileSync(this.#file('redis.pid'), 'utf8').trim());
      return Number.isInteger(pid) && pid > 1 ? pid : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whether the server's process runs; cheap, asked often. */
  runs(): boolean {
    const pid = this.pid();
    if (pid === undefined || processMark(pid) === undefined) return false;
    // After a reboot the id may belong to another program.
    const command = readText(`/proc/${pid}/cmdline`);
    return command === '' || command.includes('redis');
  }

  /** Returns when a server answers on the socket. */
  async ensure(): Promise<void> {
    const unlock = await this.#lock();
    try {
      // A server that runs and does not answer yet is waited for: two servers on one folder would destroy its data.
      if (!this.runs() && (await this.#answer(2000)) === 'no') await this.#start();
      else if (!(await this.#untilReady(() => (this.runs() ? undefined : 'gone')))) {
        if (this.runs())
          throw new StoreError(`the redis-server with process id ${this.pid()} does not answer on ${this.socket}`);
        await this.#start();
      }
    } finally {
      unlock();
    }
    await this.#configure();
  }

  /** Deregisters; ends the server if nobody else uses it. */
  async leave(): Promise<void> {
    const unlock = await this.#lock();
    try {
      this.deregister();
      if (this.#othersUse()) return;
      const pid = this.pid();
      if (pid === undefined || !this.runs()) return;
      // An orderly end of the server: what is in the append-only file's buffer goes to the disk first.
      process.kill(pid, 'SIGTERM');
      const end = performance.now() + START_MS;
      while (processMark(pid) !== undefined && performance.now() < end) await wait(20);
    } finally {
      unlock();
    }
  }

  #othersUse(): boolean {
    let used = false;
    for (const name of readdirSync(this.#users)) {
      const file = join(this.#users, name);
      const mark = parseMark(readText(file));
      if (mark !== undefined && isAlive(mark)) used = true;
      else rmSync(file, { force: true });
    }
    return used;
  }

  async #lock(): Promise<() => void> {
    const end = performance.now() + LOCK_MS;
    for (;;) {
      const unlock = tryLock(this.#file('redis.lock'));
      if (unlock !== undefined) return unlock;
      if (performance.now() > end) {
        throw new StoreError(`${this.#file('redis.lock')} is held by another process for too long`);
      }
      await wait(20 + Math.random() * 30);
    }
  }

  async #start(): Promise<void> {
    const { fsync, maxMemory, log } = this.#options;
    const output = openSync(this.#file('redis.log'), 'a', 0o600);
    const settings: Readonly<Record<string, string>> = {
      port: '0',
      unixsocket: this.socket,
      unixsocketperm: '600',
      dir: this.#data,
      pidfile: this.#file('redis.pid'),
      appendonly: 'yes',
      appendfsync: fsync,
      save: '',
      maxmemory: String(maxMemory),
      'maxmemory-policy': 'noeviction',
      daemonize: 'no',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const program = this.#options.program ?? 'redis-server';
    rmSync(this.#file('redis.pid'), { force: true });
    // A session of its own: an interrupt from the terminal must not end it before we have drained.
    const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output], cwd: this.#data });
    closeSync(output);
    child.unref();
    // Known from the first moment on, also to whoever takes over if this process dies now. The server writes the same.
    if (child.pid !== undefined) writeFileSync(this.#file('redis.pid'), `${child.pid}\n`, { mode: 0o600 });
    let ended: string | undefined;
    child.on('error', (error) => {
      ended = 'code' in error && error.code === 'ENOENT' ? 'missing' : error.message;
    });
    child.on('exit', (code, signal) => {
      ended ??= `it ended with ${code === null ? signal : `code ${code}`}`;
    });
    if (await this.#untilReady(() => ended)) {
      log.info({ redisPid: child.pid, socket: this.socket }, 'redis: private server started');
      return;
    }
    throw this.#failure(child, ended);
  }

  #failure(child: ChildProcess, ended: string | undefined): StoreError {
    if (ended === 'missing') {
      return new StoreError(
        `${this.#options.program ?? 'redis-server'} is not installed: install it (Debian, Ubuntu: apt install ` +
          'redis-server), or set redis.url to a Redis that runs elsewhere',
      );
    }
    if (ended === undefined) child.kill('SIGTERM');
    const last = readText(this.#file('redis.log')).trimEnd().split('\n').slice(-5).join('\n');
    return new StoreError(`the private redis-server does not start: ${ended ?? 'no answer'}\n${last}`);
  }

  /** Waits until the server answers; false where `ended` says that it is gone, or it takes too long. */
  async #untilReady(ended: () => string | undefined): Promise<boolean> {
    const end = performance.now() + START_MS;
    while (ended() === undefined && performance.now() < end) {
      const answer = await this.#answer(2000);
      if (answer === 'yes') return true;
      await wait(answer === 'loading' ? 200 : 25);
    }
    return false;
  }

  async #answer(timeout: number): Promise<'yes' | 'loading' | 'no'> {
    try {
      await this.#command((redis) => redis.ping(), timeout);
      return 'yes';
    } catch (error) {
      return String(error).includes('LOADING') ? 'loading' : 'no';
    }
  }

  /** An adopted server may have been started with other settings. */
  async #configure(): Promise<void> {
    const { fsync, maxMemory } = this.#options;
    await this.#command((redis) => redis.config('SET', 'appendfsync', fsync));
    await this.#command((redis) => redis.config('SET', 'maxmemory', String(maxMemory)));
  }

  async #command<T>(run: (redis: Redis) => Promise<T>, timeout = 5000): Promise<T> {
    const redis = new Redis<'legacy'>(this.socket, {
      lazyConnect: true,
      enableReadyCheck: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: timeout,
      commandTimeout: timeout,
    });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await run(redis);
    } finally {
      redis.disconnect();
    }
  }

  #file(name: string): string {
    return join(this.#options.dataDir, name);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
