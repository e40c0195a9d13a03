import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { LaneWord } from '../../../gateways/gateway.js';
import type { Clock } from '../../clock.js';
import type { Config } from '../../config/load.js';
import { roleKey } from '../../lanes/keys.js';
import { liveScript } from '../../lanes/scripts.js';
import { LaneWatch } from '../../lanes/status.js';
import { type RedisAddress, redisAddress, redisClient } from '../../redis.js';

/** Why there is no connection to Redis. */
type RedisAway =
  /** The private Redis of the dataDir does not run: then no process of this installation does. */
  { readonly kind: 'not-started' } | { readonly kind: 'failed'; readonly reason: string };

/**
 * What the processes of an installation tell of themselves in Redis. Who runs is left alone: whoever holds a lane is believed, and its
 * connections are not disturbed by trying the same ones.
 */
export class Running {
  /** Undefined: there is no connection, see `away`. */
  readonly redis: Redis | undefined;
  readonly away: RedisAway | undefined;
  /** Some process of this installation runs, as far as Redis knows. */
  readonly any: boolean;
  readonly #lanes: LaneWatch | undefined;

  private constructor(
    redis: Redis | undefined,
    away: RedisAway | undefined,
    any: boolean,
    lanes: LaneWatch | undefined,
  ) {
    this.redis = redis;
    this.away = away;
    this.any = any;
    this.#lanes = lanes;
  }

  /** Connects, at most `patience` ms. Starts no Redis: where the private one does not run, nothing does. */
  static async look(config: Config, clock: Clock, patience: number): Promise<Running> {
    const { url, prefix } = config.redis;
    const socket = join(config.dataDir, 'redis.sock');
    const address = url === undefined ? { socket } : redisAddress(url);
    if ('socket' in address && url === undefined && !existsSync(socket)) {
      return new Running(undefined, { kind: 'not-started' }, false, undefined);
    }
    const opened = await connected(address, patience);
    if (typeof opened === 'string') {
      // A socket that nobody listens at is what a crash has left.
      const gone = url === undefined && /ECONNREFUSED|ENOENT/.test(opened);
      return new Running(
        undefined,
        gone ? { kind: 'not-started' } : { kind: 'failed', reason: opened },
        false,
        undefined,
      );
    }
    const roles = ['xmpp', ...config.gateways.map(({ name }) => name)];
    // What cannot be asked (a replica, a right that is missing) is found by the examination of Redis itself.
    const live = await Promise.all(
      roles.map((role) => liveScript.run(opened, [roleKey(prefix, role), config.lanes.lease]).then(Number, () => 0)),
    );
    return new Running(
      opened,
      undefined,
      live.some((count) => count > 0),
      new LaneWatch(opened, prefix, clock),
    );
  }

  /** Whether nothing of this installation can be running, or what runs can be heard. */
  get known(): boolean {
    return this.redis !== undefined || this.away?.kind === 'not-started';
  }

  /** The word of whoever holds a lane; undefined: nobody, or nobody can be asked. */
  async lane(lane: string): Promise<LaneWord | undefined> {
    try {
      const status = await this.#lanes?.ask(lane);
      if (status === undefined || !status.held) return undefined;
      const { state, since, reason } = status;
      return { state, since, reason };
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.redis?.disconnect();
  }
}

/** A connection that is made once, or the reason why there is none. */
async function connected(address: RedisAddress, patience: number): Promise<Redis | string> {
  const redis = redisClient(address, {
    lazyConnect: true,
    connectTimeout: patience,
    commandTimeout: patience,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  let last = '';
  redis.on('error', (error: Error) => {
    last = reasonOf(error);
  });
  try {
    const late = wait(2 * patience, undefined, { ref: false }).then(() => {
      throw new Error('no answer in time');
    });
    await Promise.race([redis.connect().then(() => redis.ping()), late]);
    return redis;
  } catch (error) {
    redis.disconnect();
    const own = reasonOf(error);
    return last !== '' && /closed|abort/i.test(own) ? last : own;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message.includes(code) ? error.message : `${code} ${error.message}`.trim();
}
