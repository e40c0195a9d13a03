import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../sandbox/free-port.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { GatewayProcesses } from './gateway-processes.js';
import { ToldPeople } from './told-people.js';

const GATEWAY = 'alerts.example.org';
/** Where those live who are told. */
export const PEOPLE = 'people.example.org';
const SECRET = 's3cret';
const SOURCE_TOKEN = 'the-token-of-the-source';
const BOT_TOKEN = 'the-token-of-the-bot';

/** So long a sender waits before it tries again, ms; and in all. */
const AGAIN_MS = 200;
const PATIENCE_MS = 60_000;
/** So long lanes stay with a process that was killed, ms. */
export const LEASE_MS = 5000;

/** What a test writes into the book, beside its source and its bot. */
export type BookPart = Readonly<Record<string, unknown>>;

/** An alert, as short as a test needs it. */
export interface Fired {
  readonly name: string;
  readonly instance: string;
  readonly severity?: string;
}

/** A real XMPP server and Redis, Isthmus as processes that can be killed, a monitoring that never gives up, and people who are told. */
export class AlertsFaults {
  readonly prosody: Prosody;
  readonly redis: RedisServer;
  readonly people: ToldPeople;
  /** The gateway of alerts, or all of Isthmus. */
  readonly gateway: GatewayProcesses;
  /** For the streams alone: another process of the same installation, as on another machine. */
  readonly streams: GatewayProcesses;
  readonly #base: string;
  readonly #book: string;
  readonly #dir: string;

  private constructor(parts: {
    prosody: Prosody;
    redis: RedisServer;
    people: ToldPeople;
    gateway: GatewayProcesses;
    streams: GatewayProcesses;
    base: string;
    book: string;
    dir: string;
  }) {
    this.prosody = parts.prosody;
    this.redis = parts.redis;
    this.people = parts.people;
    this.gateway = parts.gateway;
    this.streams = parts.streams;
    this.#base = parts.base;
    this.#book = parts.book;
    this.#dir = parts.dir;
  }

  /** Starts the servers and writes the configuration; Isthmus is for the test to start. */
  static async make(part: BookPart): Promise<AlertsFaults> {
    const [prosody, redis, dir, port, another] = await Promise.all([
      startProsody({ components: { [GATEWAY]: SECRET, [PEOPLE]: SECRET }, logLevel: 'warn' }),
      // With `everysec` a killed Redis may have acknowledged what it has not written (docs/admin/what-may-be-lost.md).
      startRedis({ aof: 'always' }),
      tempDir('alerts-faults'),
      freePort(),
      freePort(),
    ]);
    const book = join(dir, 'routes.yaml');
    const config = {
      xmpp: { server: `127.0.0.1:${prosody.componentPort}`, domain: prosody.domain },
      redis: { url: redis.url },
      dataDir: join(dir, 'data'),
      keyFile: join(dir, 'secret.key'),
      access: { allow: [prosody.domain, PEOPLE] },
      limits: { rate: 1_000_000, burst: 1_000_000 },
      lanes: { lease: `${LEASE_MS / 1000}s` },
      gateways: { alerts: { domain: GATEWAY, secret: SECRET, routes: book } },
    };
    const listen = `127.0.0.1:${port}`;
    const world = new AlertsFaults({
      prosody,
      redis,
      people: await ToldPeople.connect(prosody.componentPort, PEOPLE, SECRET),
      gateway: await GatewayProcesses.make({ ...config, http: { listen } }),
      streams: await GatewayProcesses.make({ ...config, http: { listen: `127.0.0.1:${another}` } }),
      base: `http://${listen}`,
      book,
      dir,
    });
    await world.write(part);
    return world;
  }

  /** Writes another book. */
  async write(part: BookPart): Promise<void> {
    const book = {
      sources: { prometheus: { kind: 'alertmanager', token: SOURCE_TOKEN } },
      bots: { desk: { token: BOT_TOKEN, scopes: ['acknowledge'] } },
      ...part,
    };
    await writeFile(this.#book, JSON.stringify(book), { mode: 0o600 });
  }

  /** Sends alerts as Alertmanager does, and again until they are taken. Gives how often that was. */
  async fire(alerts: readonly Fired[]): Promise<number> {
    const body = {
      version: '4',
      status: 'firing',
      receiver: 'isthmus',
      alerts: alerts.map(({ name, instance, severity = 'error' }) => ({
        status: 'firing',
        labels: { alertname: name, instance, severity },
        annotations: { summary: `${name} at ~${instance}~` },
        startsAt: '2026-11-26T10:00:00Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://prometheus.example.org/graph',
      })),
    };
    return await this.#insist('/alerts/v1/prometheus', SOURCE_TOKEN, body);
  }

  /** Acknowledges the incident of a code over HTTP, and again until that is taken. */
  async acknowledge(code: string): Promise<void> {
    await this.#insist(`/api/v1/incidents/${code}/ack`, BOT_TOKEN, {});
  }

  async stop(): Promise<void> {
    this.people.close();
    await this.gateway.stop();
    await this.streams.stop();
    await Promise.all([this.redis.stop(), this.prosody.stop()]);
    await removeTempDir(this.#dir);
  }

  async #insist(path: string, token: string, body: object): Promise<number> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let tries = 1; ; tries++) {
      const said = await post(`${this.#base}${path}`, token, JSON.stringify(body));
      if (said === undefined) return tries;
      if (performance.now() > deadline) throw new Error(`not taken within ${PATIENCE_MS} ms: ${said}`);
      await delay(AGAIN_MS);
    }
  }
}

/** Undefined where it was taken; else why not. */
async function post(url: string, token: string, body: string): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(15_000) });
    const text = await answer.text();
    return answer.ok ? undefined : `${answer.status} ${text}`;
  } catch (error) {
    return String(error);
  }
}
