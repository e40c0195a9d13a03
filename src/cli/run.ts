import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import type { GatewayModule } from '../../gateways/gateway.js';
import { systemClock } from '../clock.js';
import { allowed } from '../config/access.js';
import type { Config, GatewayConfig } from '../config/load.js';
import { problem } from '../core/errors.js';
import type { HostSettings, SiteSettings } from '../core/host.js';
import type { Log } from '../log.js';
import type { RedisAddress } from '../redis.js';
import { privateRedis } from '../store/private-redis.js';
import { runUntilSignal } from './until-signal.js';

/** How long a message waits for a Redis that does not answer before its sender is told, ms. */
const PATIENCE_MS = 10_000;
/** How long nobody may hold a lane before its messages are refused, ms. */
const UNHELD_MS = 60_000;
/** Envelopes that a lane takes; about 100 MB of Redis with ordinary messages. */
const MAX_DEPTH = 100_000;
/** Octets that a stanza may grow by on its way through us: addresses, ids, stamps. */
const STANZA_SLACK = 16 * 1024;

export interface RunRequest {
  readonly config: Config;
  readonly modules: readonly GatewayModule[];
  /** `xmpp` or the name of a gateway; undefined: everything in one process. */
  readonly role: string | undefined;
  readonly version: string;
}

/** Runs Isthmus until it is told to end. Resolves with the exit code; throws `StoreError` where Redis is not fit. */
export async function runIsthmus({ config, modules, role, version }: RunRequest): Promise<number> {
  const log: Log = pino({ level: config.log.level, formatters: { level: (label) => ({ level: label }) } });
  const redis = await openRedis(config, log);
  return runUntilSignal({
    settings: settingsOf(config, modules, { redis: redis.address, role, version, log }),
    drainMs: config.lanes.drain,
    http: config.http?.listen,
    after: redis.stop,
    clock: systemClock,
    log,
  });
}

interface OpenRedis {
  readonly address: RedisAddress;
  readonly stop: () => Promise<void>;
}

async function openRedis(config: Config, log: Log): Promise<OpenRedis> {
  const { url, fsync, maxMemory } = config.redis;
  if (url !== undefined) return { address: { url }, stop: async () => {} };
  const own = await privateRedis({ dataDir: config.dataDir, fsync, maxMemory, log });
  return { address: own.address, stop: () => own.stop() };
}

function settingsOf(
  config: Config,
  modules: readonly GatewayModule[],
  run: {
    readonly redis: RedisAddress;
    readonly role: string | undefined;
    readonly version: string;
    readonly log: Log;
  },
): HostSettings {
  const { limits } = config;
  return {
    redis: run.redis,
    prefix: config.redis.prefix,
    keyFile: config.keyFile,
    lease: config.lanes.lease,
    maxDepth: MAX_DEPTH,
    serverDomain: config.xmpp.domain,
    maxStanzaBytes: limits.stanza + STANZA_SLACK,
    readStanzaBytes: limits.stanza,
    streams: 1,
    limits: {
      rate: limits.rate,
      burst: limits.burst,
      patience: PATIENCE_MS,
      unheld: UNHELD_MS,
      contacts: limits.contacts,
      expiry: limits.messageTtl,
    },
    linkTtl: Math.ceil(limits.linkTtl / 1000),
    sites: config.gateways.map((section) => siteOf(config, section, modules, run.log)),
    role: run.role,
    software: { name: 'Isthmus', version: run.version },
    dataDir: config.redis.url === undefined ? config.dataDir : undefined,
    clock: systemClock,
    log: run.log,
  };
}

function siteOf(config: Config, section: GatewayConfig, modules: readonly GatewayModule[], log: Log): SiteSettings {
  const module = modules.find(({ name }) => name === section.name);
  if (module === undefined) throw new Error(`the config names a gateway that is not there: ${section.name}`);
  const gateway = module.create(section.config, { clock: systemClock, log: log.child({ gateway: section.name }) });
  const own = ownAccess(section.config);
  return {
    gateway,
    texts: module.texts,
    secret: section.secret,
    server: { ...section.server, tls: config.xmpp.tls },
    access: (jid) => {
      if (!allowed(config.access, jid)) return problem('access-denied', { jid });
      // A gateway that costs money may be granted to fewer people than the others.
      if (own !== undefined && !allowed(own, jid)) return problem('access-paid', { jid });
      return undefined;
    },
  };
}

/** The access lists of a gateway's own section, where it has any. */
function ownAccess(section: unknown): { allow: readonly string[]; deny: readonly string[] } | undefined {
  if (typeof section !== 'object' || section === null) return undefined;
  const { allow, deny } = section as { allow?: readonly string[]; deny?: readonly string[] };
  return allow === undefined && deny === undefined ? undefined : { allow: allow ?? ['*'], deny: deny ?? [] };
}

/** The version of this package. */
export function packageVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
