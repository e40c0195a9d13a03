import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { type RedisAddress, type RedisGroup, redisGroup } from './redis-address.js';
import { confirmWrites } from './redis-replicas.js';
import { flushAtTurnEnd } from './turn-end.js';

export { type RedisAddress, redisAddress } from './redis-address.js';

const RECONNECT_MS = 200;
/** Before a cluster is asked again while one of its nodes fails over, ms. */
const RETRY_MS = 100;
/**
 * With several machines: a connection on which a command has no answer for so long is given up. The machine behind it may be gone
 * for ever, and nobody says so; with a single one there is nothing better to connect to.
 */
const SILENCE_MS = 5000;
/** A failover of a cluster takes longer than the client's own 16 attempts. */
const MOST_REDIRECTIONS = 100;

type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

/**
 * A client for an address. Several machines are asked for their master, or are a cluster: its client is given out as one of a single
 * server, because what is used of it here is the same, and what is not is in this file (`connectionsOf`, `mastersOf`).
 */
export function redisClient(address: RedisAddress, options: ClientOptions = {}): Redis {
  const retryStrategy = options.retryStrategy ?? (() => RECONNECT_MS);
  const group = 'url' in address ? redisGroup(address.url) : undefined;
  const replicas = 'url' in address ? (address.replicas ?? 0) : 0;
  const prepare = (redis: Redis): void => {
    redis.on('connect', () => writeTogether(redis.stream));
    if (replicas > 0) confirmWrites(redis, replicas);
  };
  if (group?.kind === 'cluster') return clusterClient(group, { ...options, retryStrategy }, prepare);
  const redis =
    group === undefined
      ? new Redis<'legacy'>(whereOf(address), { ...options, retryStrategy })
      : new Redis<'legacy'>({ ...options, ...sentinelOptions(group), retryStrategy });
  prepare(redis);
  return redis;
}

function whereOf(address: RedisAddress): string {
  return 'url' in address ? address.url : address.socket;
}

function loginOf({ tls, username, password }: RedisGroup): ClientOptions {
  return {
    ...(tls ? { tls: {} } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

function sentinelOptions(group: RedisGroup & { readonly kind: 'sentinel' }): ClientOptions {
  const { nodes, master, db, tls, username, password } = group;
  return {
    ...loginOf(group),
    sentinels: nodes.map((node) => ({ ...node })),
    name: master,
    db,
    ...(tls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(password === undefined ? {} : { sentinelPassword: password }),
    sentinelRetryStrategy: () => RECONNECT_MS,
    sentinelCommandTimeout: 1000,
    connectTimeout: 2000,
    socketTimeout: SILENCE_MS,
    // The master of before, which is a replica now: 2 asks again at the one that is master.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  };
}

function clusterClient(
  group: RedisGroup & { readonly kind: 'cluster' },
  { retryStrategy: _, lazyConnect, enableOfflineQueue = true, ...options }: ClientOptions,
  prepare: (node: Redis) => void,
): Redis {
  const cluster = new Cluster<'legacy'>(
    group.nodes.map((node) => ({ ...node })),
    {
      redisOptions: { ...options, ...loginOf(group), connectTimeout: 2000, socketTimeout: SILENCE_MS },
      // Certificates are for names: those of the config are kept.
      ...(group.tls ? { dnsLookup: (host, done) => done(null, host) } : {}),
      ...(lazyConnect === undefined ? {} : { lazyConnect }),
      enableOfflineQueue,
      clusterRetryStrategy: () => RECONNECT_MS,
      // Who asks for no retries tells an add that is repeated from the first one (`LaneAdder`); the client would not.
      retryDelayOnFailover: options.maxRetriesPerRequest === 0 ? 0 : RETRY_MS,
      retryDelayOnClusterDown: RETRY_MS,
      maxRedirections: MOST_REDIRECTIONS,
      slotsRefreshTimeout: 2000,
    },
  );
  cluster.on('+node', prepare);
  const client: unknown = cluster;
  return client as Redis;
}

/** Calls back whenever a connection of a client was lost; the client asks again by itself what had no answer. */
export function onLostConnection(redis: Redis, lost: () => void): void {
  redis.on('close', lost);
  redis.on('-node', lost);
}

/** The servers behind a client that keep keys: one, or the masters of a cluster. */
export function mastersOf(redis: Redis): readonly Redis[] {
  const client: unknown = redis;
  return client instanceof Cluster ? client.nodes('master') : [redis];
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
  return redisClient(address, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 2000 });
}

/** For working lanes: waits for Redis as long as it takes, as blocking reads must. */
export function workerClient(address: RedisAddress): Redis {
  return redisClient(address, { maxRetriesPerRequest: null });
}

/** For the store: a command fails after 2 s without an answer. */
export function storeClient(address: RedisAddress): Redis {
  return redisClient(address, { maxRetriesPerRequest: 1, commandTimeout: 2000 });
}

/** Names and texts of what `ioredis` rejects a command with when the connection was lost, or no answer came in time, or a failover is under way. */
const LOSSES = [
  /MaxRetriesPerRequest/,
  /Connection is closed/,
  /Command timed out|Socket timeout/,
  /ECONNREFUSED|ECONNRESET|EPIPE/,
  /Too many Cluster redirections|Cluster isn't ready|None of startup nodes|All sentinels are unreachable/,
  /\b(READONLY|NOREPLICAS|CLUSTERDOWN|MASTERDOWN)\b/,
];

/** Whether a command failed because Redis was out of reach, and not because of what it asked. */
export function isConnectionLoss(error: unknown): boolean {
  const text = String(error);
  return LOSSES.some((loss) => loss.test(text)) || text.includes('LOADING Redis is loading');
}
