import { dirname, resolve } from 'node:path';
import type { GatewayModule } from '../../gateways/gateway.js';
import { systemClock } from '../clock.js';
import type { Config, GatewayConfig, LoadedConfig } from '../config/load.js';
import type { AboutSettings, DirectorySettings } from '../core/about.js';
import type { HostSettings, SiteSettings } from '../core/host-settings.js';
import type { ConsoleSettings } from '../http/console/settings.js';
import type { HouseSettings } from '../http/media/house.js';
import type { Log } from '../log.js';
import { LogLevels } from '../log-levels.js';
import { type RedisAddress, redisAddress } from '../redis.js';
import { privateRedis } from '../store/private-redis.js';
import { Arguments, needed } from './arguments.js';
import { type Command, type CommandIo, UsageError } from './command.js';
import { directoryOf } from './directory.js';
import { findingText } from './finding-text.js';
import { limitHeapGrowth } from './heap.js';
import { aboutOf, LiveConfig } from './live-config.js';
import { moduleFindings } from './module-findings.js';
import type { Networks } from './networks.js';
import { openLog, secretsIn } from './open-log.js';
import { readConfig, SET_OPTION } from './read-config.js';
import { Reloader, type ReloaderParts } from './reload.js';
import { STANZA_SLACK } from './stanza-slack.js';
import { runUntilSignal } from './until-signal.js';
import { packageVersion } from './version.js';

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
      const given = new Arguments(args);
      const settings = given.all('--set');
      const [configFile, role] = [given.option('--config'), given.option('--role')];
      given.end();
      const file = needed(configFile, '--config FILE');
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
      const layers = { environment: io.env, settings };
      return runIsthmus(result, modules, { file, networks, layers, role });
    },
  };
}

async function runIsthmus(
  started: LoadedConfig,
  modules: readonly GatewayModule[],
  how: Pick<ReloaderParts, 'file' | 'networks' | 'layers' | 'role'>,
): Promise<number> {
  const { config } = started;
  const levels = new LogLevels(config.log.level, systemClock);
  const log = openLog(levels, secretsIn(config));
  const live = new LiveConfig(config, levels);
  const redis = await openRedis(config, log);
  try {
    const directory = await directoryOf(config.directory, { clock: systemClock, log });
    const { role, layers } = how;
    const run = { redis: redis.address, role, environment: layers.environment ?? {}, live, directory, log, levels };
    return await runUntilSignal({
      settings: settingsOf(config, modules, { ...run, folder: dirname(resolve(how.file)) }),
      drainMs: () => live.config.lanes.drain,
      http: config.http,
      console: consoleOf(config, live),
      control: config.control.enabled ? { dir: config.control.dir, role: role ?? 'all' } : undefined,
      media: config.http === undefined ? undefined : mediaOf(config.media, config.http),
      reloader: (host) => new Reloader({ ...how, started, live, directory, log }, host),
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
  const { url, replicas, fsync, maxMemory } = config.redis;
  if (url !== undefined) return { address: redisAddress(url, replicas), stop: async () => {} };
  const own = await privateRedis({ dataDir: config.dataDir, fsync, maxMemory, log });
  return { address: own.address, stop: () => own.stop() };
}

interface RunSettings {
  readonly redis: RedisAddress;
  readonly role: string | undefined;
  readonly environment: CommandIo['env'];
  /** Of the config file. */
  readonly folder: string;
  readonly live: LiveConfig;
  readonly directory: DirectorySettings | undefined;
  readonly log: Log;
  readonly levels: LogLevels;
}

function settingsOf(config: Config, modules: readonly GatewayModule[], run: RunSettings): HostSettings {
  const { limits } = config;
  const about = aboutOf(config, run.directory);
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
    limits: run.live.limits,
    deadLetters: config.deadLetters.enabled ? config.deadLetters : undefined,
    linkTtl: Math.ceil(limits.linkTtl / 1000),
    sites: config.gateways.map((section) => siteOf(config, section, modules, { ...run, about })),
    role: run.role,
    journeys: config.journeys.keep === 'off' ? undefined : { keep: config.journeys.keep, age: config.journeys.age },
    software: { name: 'Isthmus', version: packageVersion() },
    dataDir: config.redis.url === undefined ? config.dataDir : undefined,
    ...(config.telemetry === undefined ? {} : { telemetry: config.telemetry }),
    clock: systemClock,
    log: run.log,
    levels: run.levels,
  };
}

function consoleOf({ console }: Config, live: LiveConfig): ConsoleSettings | undefined {
  if (console === undefined) return undefined;
  const { listen, proxies, publicUrl, queues } = console;
  const isAdmin = (jid: string): boolean => live.mayUseConsole(jid);
  return { listen, proxies, queues, ...(publicUrl === undefined ? {} : { publicUrl }), isAdmin };
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
    live,
    about,
    folder,
    log,
  }: Pick<RunSettings, 'live' | 'folder' | 'log'> & { readonly about: (gateway: string) => AboutSettings },
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
  return {
    gateway,
    texts: module.texts,
    metrics: module.metrics,
    secret: section.secret,
    server: { ...section.server, tls: config.xmpp.tls },
    ...(section.streams === undefined ? {} : { streams: section.streams }),
    isAdmin: (jid) => live.isAdmin(jid),
    admins: live.admins,
    about: about(section.name),
    access: live.access(section.name),
    allowList: () => live.allowList(section.name),
  };
}
