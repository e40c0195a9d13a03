import { Redis, type RedisOptions } from 'ioredis';
import { flushAtTurnEnd } from './turn-end.js';

/** Where Redis is: a `redis://` or `rediss://` URL, or the path of a Unix socket. */
export type RedisAddress = { readonly url: string } | { readonly socket: string };

const UNIX = 'unix://';

/** The address that a URL of the config names: `redis://`, `rediss://`, or `unix:///path/of/the.sock`. */
export function redisAddress(url: string): RedisAddress {
  return url.startsWith(UNIX) ? { socket: url.slice(UNIX.length) } : { url };
}

const RECONNECT_MS = 200;

function connect(address: RedisAddress, options: Omit<RedisOptions, 'replyMapping'>): Redis {
  const retryStrategy = () => RECONNECT_MS;
  const where = 'url' in address ? address.url : address.socket;
  const redis = new Redis<'legacy'>(where, { ...options, retryStrategy });
  redis.on('connect', () => writeTogether(redis.stream));
  return redis;
}

/**
 * From now on what is written in one turn of the event loop goes to the system in one piece: each command is a write of its
 * own, and that is what a command costs most. The client's own pipelines do the same, and cost twice as much as they save.
 */
function writeTogether(stream: Redis['stream']): void {
  const write = stream.write.bind(stream) as (...args: readonly unknown[]) => boolean;
  let held = false;
  Object.assign(stream, {
    write: (...args: readonly unknown[]): boolean => {
      if (!held) {
        held = true;
        stream.cork();
        flushAtTurnEnd(() => {
          held = false;
          stream.uncork();
        });
      }
      return write(...args);
    },
  });
}

/**
 * For adding to lanes: fails fast, so that a producer knows within 2 s that an add is not known to be in. Commands given
 * before it is connected fail at once; callers check `status === 'ready'`.
 */
export function producerClient(address: RedisAddress): Redis {
  return connect(address, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 2000 });
}

/** For working lanes: waits for Redis as long as it takes, as blocking reads must. */
export function workerClient(address: RedisAddress): Redis {
  return connect(address, { maxRetriesPerRequest: null });
}

/** For the store: a command fails after 2 s without an answer. */
export function storeClient(address: RedisAddress): Redis {
  return connect(address, { maxRetriesPerRequest: 1, commandTimeout: 2000 });
}

/** Names and texts of what `ioredis` rejects a command with when the connection was lost, or no answer came in time. */
const LOSSES = [/MaxRetriesPerRequest/, /Connection is closed/, /Command timed out/, /ECONNREFUSED|ECONNRESET|EPIPE/];

/** Whether a command failed because Redis was out of reach, and not because of what it asked. */
export function isConnectionLoss(error: unknown): boolean {
  const text = String(error);
  return LOSSES.some((loss) => loss.test(text)) || text.includes('LOADING Redis is loading');
}
