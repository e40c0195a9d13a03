import { hostname } from 'node:os';
import type { WebRoute } from '../../gateways/gateway.js';
import type { Timer } from '../clock.js';
import { Lanes } from '../lanes/lanes.js';
import { isConnectionLoss } from '../redis.js';
import { bansIn } from '../store/bans.js';
import { redisVersion, storeHealth } from '../store/health.js';
import { noticesIn } from '../store/notices.js';
import { openStore, type Store } from '../store/redis-store.js';
import { StoreError } from '../store/store-error.js';
import { type AboutSettings, aboutOf } from './about.js';
import { BanBook } from './ban-book.js';
import { DeadLetters } from './dead-letters.js';
import { readGauges } from './gauges.js';
import { heartbeatSource } from './heartbeat-source.js';
import { History } from './history.js';
import type { HostSettings, SiteSettings } from './host-settings.js';
import { webContextOf } from './intake.js';
import { Journeys } from './journeys.js';
import { LiveCopy } from './live-copy.js';
import type { MediaHouse } from './media.js';
import { Metrics } from './metrics.js';
import { NoticeBoard } from './notice-board.js';
import type { Reloaded } from './operator/config.js';
import type { Inside } from './operator/inside.js';
import { logRulesIn } from './operator/log-level.js';
import { Operator, type OwnOperations } from './operator/operator.js';
import { Heartbeat } from './operator/processes.js';
import { Pressure } from './pressure.js';
import { gatewayReadiness, type Readiness } from './readiness.js';
import type { Site } from './site.js';
import { SiteLanes } from './site-lanes.js';
import { siteOf } from './site-of.js';
import type { Tracer } from './telemetry/tracer.js';
import { tracerOf } from './telemetry/tracer-of.js';
import { Traffic } from './traffic.js';
import { Uploads } from './uploads.js';

/** Of a host that was made without a file. */
const NO_RELOAD: Reloaded = { ok: false, findings: ['there is no config file'], taken: [], restart: [] };

const SWEEP_MS = 30_000;
/** How long a collector of traces is waited for at the end. */
const LAST_SPANS_MS = 2000;
const READY_POLL_MS = 50;
/** How long a Redis that answered once is waited for while a process starts. */
const REDIS_BACK_MS = 10_000;

type Connections = NonNullable<Site['connections']>;

/** Everything that one process of Isthmus runs: its lanes, and behind them streams and gateways. */
export class Host {
  readonly metrics = new Metrics();
  readonly traffic = new Traffic(this.metrics);
  /** Makes traces, where there are any. */
  readonly tracer: Tracer | undefined;
  readonly #settings: HostSettings;
  readonly #store: Store;
  readonly #pressure: Pressure;
  readonly #lanes: Lanes;
  readonly #bans: BanBook;
  readonly #notices = new NoticeBoard();
  readonly #live: LiveCopy;
  readonly #deadLetters: DeadLetters | undefined;
  readonly #locals: ReadonlySet<string>;
  readonly #operations: OwnOperations[] = [];
  #operator: Operator | undefined;
  readonly #sites: Site[] = [];
  readonly #web: WebRoute[] = [];
  readonly #heartbeat: Heartbeat;
  readonly #journeys: Journeys | undefined;
  readonly #history: History;
  readonly #siteLanes: SiteLanes;
  readonly #states = new Map<string, 'up' | 'down'>();
  readonly #connections: Connections = new Map();
  #sweeper: Timer | undefined;
  #stopping = false;
  #media: MediaHouse | undefined;

  private constructor(settings: HostSettings, store: Store) {
    this.#settings = settings;
    this.#store = store;
    this.tracer = tracerOf(settings, this.metrics);
    const { clock, log, sites } = settings;
    const domains = sites.map(({ gateway }) => gateway.domain);
    this.#locals = new Set(sites.some(({ gateway }) => gateway.agent !== undefined) ? domains : []);
    this.#pressure = new Pressure(() => storeHealth(store.redis, settings.dataDir), {
      clock,
      log,
      metrics: this.metrics,
    });
    this.#bans = new BanBook(clock);
    this.#live = new LiveCopy({
      settings: store.live,
      take: (state) => {
        this.#bans.take(bansIn(state.bans));
        this.#notices.take(noticesIn(state.notices));
        if (settings.levels !== undefined) settings.levels.rules = logRulesIn(state['log-levels']);
      },
      tick: () => this.#bans.tick(),
      clock,
      log,
    });
    const { deadLetters: kept } = settings;
    this.#deadLetters =
      kept === undefined ? undefined : new DeadLetters({ letters: store.letters, limits: kept, clock, log });
    this.#lanes = new Lanes({
      address: settings.redis,
      prefix: settings.prefix,
      process: `${hostname()}.${process.pid}`,
      lease: settings.lease,
      maxDepth: settings.maxDepth,
      clock: settings.clock,
      log: settings.log,
    });
    this.#journeys = settings.journeys && new Journeys(store.journeys, settings.journeys, { clock, log });
    this.#history = new History(store.history, { clock, log });
    this.traffic.listen(this.#history);
    const told = heartbeatSource(settings, this.#lanes, this.#pressure, this.#connections);
    this.#heartbeat = new Heartbeat(told, store.processes, { clock, log });
    this.#siteLanes = new SiteLanes({
      role: settings.role,
      lanes: this.#lanes,
      store,
      heartbeat: this.#heartbeat,
      hasAgents: this.#locals.size > 0,
    });
  }

  /**
   * Opens the store and begins to compete for the lanes of its role. A Redis that goes away in the middle is waited for.
   * Throws `StoreError` where Redis is not fit, or stays away for 10 s.
   */
  static async start(settings: HostSettings): Promise<Host> {
    const { clock, log } = settings;
    const until = clock.monotonic() + REDIS_BACK_MS;
    for (;;) {
      try {
        return await Host.#begin(settings);
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
        if (clock.monotonic() >= until) throw new StoreError(`Redis cannot be reached: ${String(error)}`);
        log.warn({ error: String(error) }, 'Redis went away while this process started; it begins again');
        await new Promise<void>((resolve) => clock.after(READY_POLL_MS, resolve));
      }
    }
  }

  static async #begin(settings: HostSettings): Promise<Host> {
    const { redis, prefix, keyFile, environment, linkTtl, clock, log } = settings;
    const store = await openStore({
      address: redis,
      prefix,
      keyFile,
      ...(environment === undefined ? {} : { environment }),
      links: { ttl: linkTtl },
      clock,
      log,
    });
    const host = new Host(settings, store);
    try {
      for (const { gateway } of settings.sites) {
        if (gateway.shares !== undefined) await store.shares.settle(gateway.name, gateway.shares);
      }
      const policy = await host.#pressure.start();
      if (policy !== '' && policy !== 'noeviction') {
        throw new StoreError(
          `Redis may throw messages away when it is full (maxmemory-policy ${policy}). ` +
            'Set maxmemory-policy noeviction in its configuration.',
        );
      }
      await host.#live.start();
      const { secrets, media: ledger } = store;
      host.#media = await settings.media?.({ ledger, ring: secrets.ring, clock, log, metrics: host.metrics });
      for (const site of settings.sites) await host.#serve(site);
    } catch (error) {
      await host.#close();
      throw error;
    }
    host.metrics.gauge('build_info', 1, {
      version: settings.software.version,
      node: process.versions.node,
      role: settings.role ?? 'all',
    });
    host.metrics.beforePage(() => readGauges(host.#sites));
    await host.#lanes.start();
    host.#heartbeat.start();
    host.#journeys?.start();
    host.#history.start();
    host.#sweep();
    return host;
  }

  /** Resolves when every lane of the role is held by somebody and the streams are up. */
  async ready(): Promise<void> {
    while (!this.isReady) await new Promise<void>((resolve) => this.#settings.clock.after(READY_POLL_MS, resolve));
  }

  /** Every lane of the role is held by somebody and the streams are up. A carrier that is down does not count. */
  get isReady(): boolean {
    const holding = new Set(this.#lanes.holding);
    return this.#siteLanes.worked.every((lane) => {
      const stream = lane.startsWith('xmpp.');
      if (holding.has(lane)) return !stream || this.#states.get(lane) === 'up';
      const { held, state, since } = this.#lanes.status(lane);
      return held && since > 0 && (!stream || state === 'up');
    });
  }

  /** Whether this process takes messages, and what of the gateways does not work. */
  async readiness(): Promise<Readiness> {
    const gateways = await Promise.all(
      this.#sites.map(async (site) => [site.gateway.name, await gatewayReadiness(site)] as const),
    );
    const lanes = this.isReady;
    const redis = this.#lanes.reachable;
    return {
      ready: lanes && redis && !this.#stopping && this.pressure.length === 0,
      stopping: this.#stopping,
      lanes,
      redis,
      pressure: this.pressure,
      gateways: Object.fromEntries(gateways),
    };
  }

  /** Orderly end: gives the lanes back, settling for at most `ms`, then closes everything. */
  async stop(ms: number): Promise<void> {
    // First, so that nobody sends anything here any more.
    this.#stopping = true;
    this.#sweeper?.cancel();
    await this.#lanes.drain(ms);
    await this.tracer?.stop(LAST_SPANS_MS);
    await Promise.all([this.#heartbeat.stop(), this.#journeys?.stop(), this.#history.stop()]);
    await this.#close();
  }

  /** Has every gateway read again what may change while it runs. Resolves with the names of those where something is wrong. */
  async reload(): Promise<readonly string[]> {
    const gateways = this.#settings.sites.map(({ gateway }) => gateway);
    const done = await Promise.all(gateways.map(async (gateway) => (await gateway.reload?.()) ?? true));
    return gateways.filter((_, index) => done[index] === false).map(({ name }) => name);
  }

  /** Takes over what may change of a gateway's config while it runs. */
  take(name: string, { config, about }: { readonly config: unknown; readonly about: AboutSettings }): void {
    const site = this.#sites.find(({ gateway }) => gateway.name === name);
    if (site === undefined) return;
    const { gateway, words, limits } = site;
    gateway.take?.(config);
    const { forms } = aboutOf(gateway, words, { limits, linkTtl: this.#settings.linkTtl }, about);
    // Everybody holds this very object, and looks at it when asked.
    if (JSON.stringify(forms) !== JSON.stringify(site.about.forms)) Object.assign(site.about, { forms });
  }

  /** Has the metrics tell whether the config was read without errors just now. */
  tellReload(ok: boolean): void {
    this.metrics.gauge('config_last_reload_successful', ok ? 1 : 0);
    if (!ok) return;
    this.metrics.gauge('config_last_reload_success_timestamp_seconds', Math.floor(this.#settings.clock.now() / 1000));
  }

  /** What the gateways serve over HTTP. */
  get web(): readonly WebRoute[] {
    return this.#web;
  }

  /** The installation as faces for admins see it. */
  get inside(): Inside {
    const { serverDomain, software, clock, log } = this.#settings;
    const { version } = software;
    return {
      sites: this.#sites,
      lanes: this.#lanes,
      stores: this.#store,
      journeys: this.#journeys,
      domain: serverDomain,
      version,
      redisVersion: () => redisVersion(this.#store.redis),
      clock,
      log,
      refresh: () => this.#live.refresh(),
      end: (how) => this.#settings.end?.(how),
      reload: () => this.#settings.reload?.() ?? Promise.resolve(NO_RELOAD),
    };
  }

  /** What admins can have it do. */
  get operator(): Operator {
    this.#operator ??= new Operator(this.inside, this.#operations);
    return this.#operator;
  }

  /** Why nothing new is taken; empty while there is room. */
  get pressure(): readonly string[] {
    return this.#pressure.reasons;
  }

  async #close(): Promise<void> {
    this.#live.stop();
    this.#pressure.stop();
    await this.#lanes.stop();
    await this.#media?.stop();
    await this.#store.close();
  }

  async #serve(one: SiteSettings): Promise<void> {
    const { gateway, secret, server, metrics } = one;
    const { serverDomain, maxStanzaBytes, readStanzaBytes } = this.#settings;
    if (metrics !== undefined) this.metrics.declare(gateway.name, metrics);
    const site = siteOf(one, this.#settings, {
      locals: this.#locals,
      bans: this.#bans,
      notices: this.#notices,
      pressed: () => this.#pressure.reasons.length > 0,
      stores: this.#store,
      lanes: this.#lanes,
      states: this.#states,
      connections: this.#connections,
      deadLetters: this.#deadLetters,
      metrics: this.metrics,
      journeys: this.#journeys,
      traffic: this.traffic,
      operator: () => this.operator,
      tracer: this.tracer,
    });
    this.#sites.push(site);
    this.#siteLanes.toXmpp(site, { server, secret, serverDomain, maxStanzaBytes, readStanzaBytes });
    const media = this.#media?.ability(this.#uploads(site));
    const context = webContextOf(site, media);
    if (gateway.web !== undefined) this.#web.push(...gateway.web(context));
    if (gateway.operations !== undefined) {
      const { operationTexts: texts = {} } = gateway;
      this.#operations.push({ operations: gateway.operations(() => context), texts });
    }
    await this.#siteLanes.toNetwork(site, media);
  }

  #uploads({ gateway: { domain }, requests, clock, log }: Site): Uploads {
    const { serverDomain } = this.#settings;
    return new Uploads({ requests, domain, serverDomain, clock, log });
  }

  #sweep(): void {
    this.#sweeper = this.#settings.clock.after(SWEEP_MS, () => {
      void this.#siteLanes
        .sweep()
        .catch((error: unknown) => {
          this.#settings.log.warn({ error: String(error) }, 'delivery reports of a dead process are not told yet');
        })
        .then(() => this.#deadLetters?.sweep())
        .catch((error: unknown) => {
          this.#settings.log.warn({ error: String(error) }, 'dead letters that are too old are not forgotten yet');
        })
        .finally(() => this.#sweep());
    });
  }
}
