import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { echoModule } from '../../../../gateways/example/module.js';
import { smsMetrics } from '../../../../gateways/sms/metrics.js';
import { type RedisServer, startRedis } from '../../../../sandbox/redis.js';
import { systemClock } from '../../../../src/clock.js';
import { problem } from '../../../../src/core/errors.js';
import { Host } from '../../../../src/core/host.js';
import type { HostSettings, SiteSettings } from '../../../../src/core/host-settings.js';
import { type LaneStatus, LaneWatch } from '../../../../src/lanes/status.js';
import { silentLog } from '../../../../src/log.js';
import { ScriptedServer, speak } from '../../stream/scripted-server.js';

export const DOMAIN = 'gw.test';
export const USER = 'juliet@example.org';

/** What differs from the echo gateway with its usual settings; another gateway must answer for `DOMAIN`. */
export interface Served extends Partial<SiteSettings> {
  /** What the user fills in to register. */
  readonly registration?: string;
  /** Keys of the echo gateway's section of the config file. */
  readonly section?: Readonly<Record<string, unknown>> | undefined;
}

/** The echo gateway (or another) on a real Redis, in this process, attached to a component port that the test plays. */
export class RunningHost {
  readonly redis: RedisServer;
  readonly prefix: string;
  readonly settings: HostSettings;
  readonly #server: ScriptedServer;
  readonly #dir: string;
  readonly #watchers = new Set<() => void>();
  #client: Redis | undefined;
  #pings = 0;
  host: Host | undefined;
  /** The stream that came last. */
  socket: Socket | undefined;
  /** What the gateway wrote, pings apart, over all streams. */
  heard = '';
  /** What the server still writes when it is told that the stream closes, before it closes its own side. */
  parting = '';
  /** What the server writes as soon as it has taken the handshake of a new stream. */
  greeting = '';
  /** The server ends every new connection at once. */
  away = false;

  private constructor(parts: {
    redis: RedisServer;
    server: ScriptedServer;
    dir: string;
    more: Partial<HostSettings>;
    section: Served['section'];
    site: Partial<SiteSettings>;
  }) {
    this.redis = parts.redis;
    this.#server = parts.server;
    this.#dir = parts.dir;
    this.prefix = `t${randomBytes(6).toString('hex')}`;
    this.settings = {
      redis: { url: this.redis.url },
      prefix: this.prefix,
      keyFile: join(parts.dir, 'secret.key'),
      lease: 8000,
      maxDepth: 100_000,
      serverDomain: 'example.org',
      maxStanzaBytes: 300_000,
      readStanzaBytes: 262_144,
      streams: 1,
      limits: {
        rate: 1e6,
        burst: 1e6,
        patience: 10_000,
        unheld: 60_000,
        waiting: 1000,
        contacts: 100,
        recipients: 50,
        accounts: 5,
        expiry: 86_400_000,
      },
      linkTtl: 3600,
      sites: [
        {
          gateway: echoModule.create(echoModule.config.parse({ domain: DOMAIN, answers: false, ...parts.section }), {
            clock: systemClock,
            log: silentLog,
          }),
          texts: echoModule.texts,
          // Some tests run the gateway to phones.
          metrics: smsMetrics,
          secret: 's3cret',
          server: { host: '127.0.0.1', port: parts.server.port },
          access: (jid) => (jid.endsWith('@denied.example') ? problem('access-denied', { jid }) : undefined),
          isAdmin: (jid) => jid === 'admin@example.org',
          ...parts.site,
        },
      ],
      role: undefined,
      software: { name: 'Isthmus', version: '0' },
      dataDir: undefined,
      clock: systemClock,
      log: silentLog,
      ...parts.more,
    };
  }

  /** Starts everything and waits until the stream is up; USER is registered. */
  static async start(more: Partial<HostSettings> = {}, served: Served = {}): Promise<RunningHost> {
    const { registration = '<nick>juliet</nick>', section, ...site } = served;
    const redis = await startRedis();
    const dir = await mkdtemp(join(tmpdir(), 'isthmus-core-'));
    let running: RunningHost | undefined;
    const server = await ScriptedServer.start((socket) => {
      if (running?.away) {
        socket.destroy();
        return;
      }
      if (running !== undefined) running.socket = socket;
      socket.on('data', (bytes) => {
        if (running !== undefined && bytes.includes('</stream:stream>')) socket.write(running.parting);
      });
      speak(socket, (text) => {
        if (running === undefined) return;
        running.heard += text;
        for (const look of running.#watchers) look();
      });
      let greeted = false;
      socket.on('data', (bytes) => {
        if (greeted || running === undefined || !bytes.includes('</handshake>')) return;
        greeted = true;
        if (running.greeting !== '') socket.write(running.greeting);
      });
    });
    running = new RunningHost({ redis, server, dir, more, section, site });
    running.host = await Host.start(running.settings);
    await running.host.ready();
    const query = `<query xmlns="jabber:iq:register">${registration}</query>`;
    running.send(`<iq from="${USER}/a" to="${DOMAIN}" type="set" id="reg">${query}</iq>`);
    await running.hears((heard) => heard.includes('id="reg"'), 'the answer to the registration');
    return running;
  }

  /** As the server sends it. */
  send(xml: string): void {
    this.socket?.write(xml);
  }

  message(id: string, to = 'romeo', body = id): string {
    return `<message from="${USER}/a" to="${to}@${DOMAIN}" type="chat" id="${id}"><body>${body}</body></message>`;
  }

  /** Resolves when what was heard so far fulfils the condition; fails after `ms`. */
  hears(condition: (heard: string) => boolean, what: string, ms = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(late);
        this.#watchers.delete(look);
      };
      const late = setTimeout(() => {
        stop();
        reject(new Error(`never heard: ${what}; heard: ${this.heard.slice(-500)}`));
      }, ms);
      const look = () => {
        if (!condition(this.heard)) return;
        stop();
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Resolves when all that was sent before is in a lane or answered. */
  async settled(): Promise<void> {
    this.#pings += 1;
    const id = `settled${this.#pings}`;
    this.send(`<iq from="${USER}/a" to="${DOMAIN}" type="get" id="${id}"><ping xmlns="urn:xmpp:ping"/></iq>`);
    await this.hears((heard) => heard.includes(`id="${id}"`), 'the answer to a ping');
  }

  /** What Redis knows of a lane now. */
  laneStatus(lane: string): Promise<LaneStatus> {
    this.#client ??= new Redis(this.redis.url);
    return new LaneWatch(this.#client, this.prefix, systemClock).ask(lane);
  }

  /** Asks until it is so; fails after `ms`. */
  async eventually(what: string, holds: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
    const until = performance.now() + ms;
    while (!(await holds())) {
      if (performance.now() > until) throw new Error(`never: ${what}; heard: ${this.heard.slice(-500)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    this.#client?.disconnect();
    await this.host?.stop(500);
    await this.#server.stop();
    await this.redis.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }
}
