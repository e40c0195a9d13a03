import { dirname, resolve } from 'node:path';
import { pino } from 'pino';
import type { GatewayModule } from '../../gateways/gateway.js';
import { systemClock } from '../clock.js';
import { type Access, allowed, isAdmin } from '../config/access.js';
import type { Config, GatewayConfig } from '../config/load.js';
import type { DirectorySettings } from '../core/about.js';
import { problem } from '../core/errors.js';
import type { HostSettings, SiteSettings } from '../core/host.js';
import type { ConsoleSettings } from '../http/console/settings.js';
import type { HouseSettings } from '../http/media/house.js';
import type { Log } from '../log.js';
import { type RedisAddress, redisAddress } from '../redis.js';
import { privateRedis } from '../store/private-redis.js';
import { parseJid } from '../xmpp/jid.js';
import { findingText } from './check.js';
import { noMore, takeAll, takeOption } from './cli.js';
import { type Command, type CommandIo, UsageError } from './command.js';
import { directoryOf } from './directory.js';
import { limitHeapGrowth } from './heap.js';
import { moduleFindings } from './module-findings.js';
import type { Networks } from './networks.js';
import { readConfig, SET_OPTION } from './read-config.js';
import { STANZA_SLACK } from './stanza-slack.js';
import { runUntilSignal } from './until-signal.js';
import { packageVersion } from './version.js';

/** How long a message waits for a Redis that does not answer before its sender is told, ms. */
const PATIENCE_MS = 10_000;
/** Envelopes that a lane takes; about 100 MB of Redis with ordinary messages. */
const MAX_DEPTH = 100_000;

/** `isthmus run`: everything in one process, or one role of it. */
export function runCommand(networks: Networks): Command {
  return {
    name: 'run',
    summary: 'run Isthmus until it gets SIGTERM or SIGINT; a second one ends it at once',
    usage: '--config FILE [--role ROLE] [--set KEY=VALUE]...',
    options: [
      { name: '--config FILE', summary: 'the config file' },
      {
        name: '--role ROLE',
        summary: `only the streams (xmpp) or one gateway (${networks.names.join(', ')}); default: all`,
      },
      SET_OPTION,
    ],
    async run(args, io) {
      const { values: settings, rest: rest0 } = takeAll(args, '--set');
      const { value: file, rest } = takeOption(rest0, '--config');
      const { value: role, rest: rest2 } = takeOption(rest, '--role');
      noMore(rest2);
      if (file === undefined) throw new UsageError('needs --config FILE');
      limitHeapGrowth();
      const { modules, result } = await readConfig(networks, file, { environment: io.env, settings });
      const own = await moduleFindings(file, result, modules, role);
      for (const finding of result.findings) io.err(findingText(file, finding));
      for (const finding of own) io.err(findingText(finding.file, finding));
      if (!result.ok || own.some(({ severity }) => severity === 'error')) return 2;
      const roles = ['xmpp', ...result.config.gateways.map(({ name }) => name)];
      if (role !== undefined && !roles.includes(role)) {
        throw new UsageError(`there is no role "${role}" in this config: use ${roles.join(' or ')}`);
      }
      return runIsthmus(result.config, modules, { role, environment: io.env, folder: dirname(resolve(file)) });
    },
  };
}

async function runIsthmus(
  config: Config,
  modules: readonly GatewayModule[],
  how: Pick<RunSettings, 'role' | 'environment' | 'folder'>,
): Promise<number> {
  const log: Log = pino({ level: config.log.level, formatters: { level: (label) => ({ level: label }) } });
  const redis = await openRedis(config, log);
  try {
    return await runUntilSignal({
      settings: await settingsOf(config, modules, { redis: redis.address, log, ...how }),
      drainMs: config.lanes.drain,
      http: config.http,
      console: consoleOf(config),
      media: config.http === undefined ? undefined : mediaOf(config.media, config.http),
      log,
    });
  } finally {
    await redis.stop();
  }
}

interface OpenRedis {
  readonly address: RedisAddress;
  readonly stop: () => Promise<void>;
}

async function openRedis(config: Config, log: Log): Promise<OpenRedis> {
  const { url, fsync, maxMemory } = config.redis;
  if (url !== undefined) return { address: redisAddress(url), stop: async () => {} };
  const own = await privateRedis({ dataDir: config.dataDir, fsync, maxMemory, log });
  return { address: own.address, stop: () => own.stop() };
}

interface RunSettings {
  readonly redis: RedisAddress;
  readonly role: string | undefined;
  readonly environment: CommandIo['env'];
  /** Of the config file. */
  readonly folder: string;
  readonly log: Log;
}

async function settingsOf(config: Config, modules: readonly GatewayModule[], run: RunSettings): Promise<HostSettings> {
  const { limits } = config;
  const directory = await directoryOf(config.directory, { clock: systemClock, log: run.log });
  return {
    redis: run.redis,
    prefix: config.redis.prefix,
    keyFile: config.keyFile,
    environment: run.environment,
    lease: config.lanes.lease,
    maxDepth: MAX_DEPTH,
    serverDomain: config.xmpp.domain,
    maxStanzaBytes: limits.stanza + STANZA_SLACK,
    readStanzaBytes: limits.stanza,
    streams: config.xmpp.streams,
    limits: {
      rate: limits.rate,
      burst: limits.burst,
      patience: PATIENCE_MS,
      unheld: config.lanes.failover,
      waiting: limits.waiting,
      contacts: limits.contacts,
      recipients: limits.recipients,
      accounts: limits.accounts,
      expiry: limits.messageTtl,
    },
    linkTtl: Math.ceil(limits.linkTtl / 1000),
    sites: config.gateways.map((section) =>
      siteOf(config, section, modules, { directory, folder: run.folder, log: run.log }),
    ),
    role: run.role,
    journeys: config.journeys.keep === 'off' ? undefined : { keep: config.journeys.keep, age: config.journeys.age },
    software: { name: 'Isthmus', version: packageVersion() },
    dataDir: config.redis.url === undefined ? config.dataDir : undefined,
    clock: systemClock,
    log: run.log,
  };
}

function consoleOf({ console, access }: Config): ConsoleSettings | undefined {
  if (console === undefined) return undefined;
  const { listen, proxies, publicUrl, admins = access.admins } = console;
  const known = new Set(admins.map((jid) => parseJid(jid)?.bare ?? jid));
  const isAdmin = (jid: string): boolean => known.has(jid);
  return { listen, proxies, ...(publicUrl === undefined ? {} : { publicUrl }), isAdmin };
}

function mediaOf(media: Config['media'], http: NonNullable<Config['http']>): HouseSettings {
  const { upload, uploadPlainHttp, ...store } = media;
  return {
    store: { ...store, publicUrl: http.publicUrl },
    fetch: { allowNetworks: http.allowNetworks },
    upload: upload === 'off' ? undefined : { plainHttp: uploadPlainHttp },
    userAgent: `Isthmus/${packageVersion()}`,
  };
}

function siteOf(
  config: Config,
  section: GatewayConfig,
  modules: readonly GatewayModule[],
  {
    directory,
    folder,
    log,
  }: { readonly directory: DirectorySettings | undefined; readonly folder: string; readonly log: Log },
): SiteSettings {
  const module = modules.find(({ name }) => name === section.name);
  if (module === undefined) throw new Error(`the config names a gateway that is not there: ${section.name}`);
  const { publicUrl } = config.http ?? {};
  const gateway = module.create(section.config, {
    clock: systemClock,
    log: log.child({ gateway: section.name }),
    folder,
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  const everybody = normalised(config.access);
  const admins = { admins: config.access.admins.map((jid) => parseJid(jid)?.bare ?? jid) };
  const own = ownAccess(section.config);
  const { networkPolicy, ...about } = config.about;
  return {
    gateway,
    texts: module.texts,
    metrics: module.metrics,
    secret: section.secret,
    server: { ...section.server, tls: config.xmpp.tls },
    ...(section.streams === undefined ? {} : { streams: section.streams }),
    isAdmin: (jid) => isAdmin(admins, jid),
    admins: admins.admins,
    about: { ...about, networkPolicy: networkPolicy[section.name], avatar: section.avatar, directory },
    access: (jid) => {
      if (isAdmin(admins, jid)) return undefined;
      if (!allowed(everybody, jid)) return problem('access-denied', { jid });
      // A gateway that costs money may be granted to fewer people than the others.
      if (own !== undefined && !allowed(own, jid)) return problem('access-paid', { jid });
      return undefined;
    },
  };
}

type Rules = Pick<Access, 'allow' | 'deny'>;

/** The access lists of a gateway's own section, where it has any. */
function ownAccess(section: unknown): Rules | undefined {
  if (typeof section !== 'object' || section === null) return undefined;
  const { allow, deny } = section as Partial<Rules>;
  return allow === undefined && deny === undefined
    ? undefined
    : normalised({ allow: allow ?? ['*'], deny: deny ?? [] });
}

/** The rules as the addresses are that they are compared with. */
function normalised({ allow, deny }: Rules): Rules {
  const rules = (all: readonly string[]): string[] => all.map((rule) => parseJid(rule)?.full ?? rule.toLowerCase());
  return { allow: rules(allow), deny: rules(deny) };
}
