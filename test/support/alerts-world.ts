import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../sandbox/free-port.js';
import { type Smsc, startSmsc } from '../../sandbox/smsc/index.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { OURS, PASSWORD, SYSTEM_ID } from './e2e-world.js';
import { Isthmus } from './isthmus.js';
import {
  type ComponentDomain,
  type SharedRedis,
  type SharedXmpp,
  type Software,
  sharedRedis,
  sharedXmpp,
} from './shared.js';

/** What is written into the book of routes, from what a test can only know when its servers run. */
export type BookOf = (people: Readonly<Record<string, XmppAccount>>) => Readonly<Record<string, unknown>>;

export interface AlertsWorldOptions {
  readonly software?: Software;
  /** Users of XMPP, by the names that their local parts begin with. */
  readonly people: readonly string[];
  readonly book: BookOf;
  /** Keys of `gateways.alerts` that replace the usual ones. */
  readonly alerts?: Readonly<Record<string, unknown>>;
}

/** An XMPP server, Redis, a phone network, and Isthmus with the gateways for SMS and alerts as a process. */
export class AlertsWorld {
  readonly smsc: Smsc;
  readonly isthmus: Isthmus;
  readonly people: Readonly<Record<string, XmppAccount>>;
  readonly alerts: ComponentDomain;
  readonly sms: ComponentDomain;
  /** Where HTTP is served. */
  readonly base: string;
  readonly #xmpp: SharedXmpp;
  readonly #redis: SharedRedis;
  readonly #dir: string;
  readonly #users: XmppUser[] = [];

  private constructor(parts: {
    smsc: Smsc;
    isthmus: Isthmus;
    people: Readonly<Record<string, XmppAccount>>;
    alerts: ComponentDomain;
    sms: ComponentDomain;
    base: string;
    xmpp: SharedXmpp;
    redis: SharedRedis;
    dir: string;
  }) {
    this.smsc = parts.smsc;
    this.isthmus = parts.isthmus;
    this.people = parts.people;
    this.alerts = parts.alerts;
    this.sms = parts.sms;
    this.base = parts.base;
    this.#xmpp = parts.xmpp;
    this.#redis = parts.redis;
    this.#dir = parts.dir;
  }

  static async start(options: AlertsWorldOptions): Promise<AlertsWorld> {
    const [xmpp, redis, smsc, dir, port] = await Promise.all([
      sharedXmpp(options.software ?? 'prosody'),
      sharedRedis(),
      startSmsc({ systemId: SYSTEM_ID, password: PASSWORD, dlr: {} }),
      tempDir('alerts'),
      freePort(),
    ]);
    const [alerts, sms] = [xmpp.takeDomain(), xmpp.takeDomain()];
    const accounts = await Promise.all(options.people.map(async (name) => [name, await xmpp.newUser(name)] as const));
    const people = Object.fromEntries(accounts);
    await writeFile(join(dir, 'routes.yaml'), stringify(options.book(people)), { mode: 0o600 });
    const listen = `127.0.0.1:${port}`;
    const isthmus = await Isthmus.start({
      dir,
      config: {
        xmpp: { server: `${alerts.host}:${alerts.port}`, domain: xmpp.domain },
        redis: { url: redis.url, prefix: redis.prefix },
        access: { allow: [xmpp.domain] },
        limits: { rate: 1_000_000, burst: 1_000_000 },
        log: { level: 'debug' },
        http: { listen, publicUrl: `http://${listen}` },
        gateways: {
          sms: {
            domain: sms.domain,
            secret: sms.secret,
            defaultCountry: 'US',
            numbers: { shared: [OURS] },
            carriers: [
              {
                name: 'main',
                host: '127.0.0.1',
                port: smsc.port,
                systemId: SYSTEM_ID,
                password: PASSWORD,
                responseTimeout: '2s',
              },
            ],
          },
          alerts: {
            domain: alerts.domain,
            secret: alerts.secret,
            routes: 'routes.yaml',
            accounts: { sms: { name: 'Alerts' } },
            ...options.alerts,
          },
        },
      },
    });
    return new AlertsWorld({ smsc, isthmus, people, alerts, sms, base: `http://${listen}`, xmpp, redis, dir });
  }

  /** Logs a person in. */
  async connect(name: string): Promise<XmppUser> {
    const account = this.people[name];
    if (account === undefined) throw new Error(`nobody is called ${name}`);
    const user = await connectUser(account);
    this.#users.push(user);
    return user;
  }

  /** Sends what a monitoring would, and gives the answer. */
  async post(source: string, token: string, payload: unknown): Promise<Response> {
    return await fetch(`${this.base}/alerts/v1/${source}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(payload),
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#users.map((user) => user.close().catch(() => undefined)));
    await this.isthmus.terminate();
    this.alerts.release();
    this.sms.release();
    await Promise.all([this.smsc.stop(), this.#redis.close(), this.#xmpp.close()]);
    await removeTempDir(this.#dir);
  }
}
