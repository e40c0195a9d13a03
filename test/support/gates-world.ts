import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { stringify } from 'yaml';
import { freePort } from '../../sandbox/free-port.js';
import { type HonestIrcd, startHonestIrcd } from '../../sandbox/ircd/index.js';
import { type Smsc, startSmsc } from '../../sandbox/smsc/index.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { OURS, PASSWORD, SYSTEM_ID } from './e2e-world.js';
import { Isthmus } from './isthmus.js';
import { OtherServer } from './other-server.js';
import { textAt } from './redis-text.js';
import { type SharedRedis, sharedRedis, sharedXmpp } from './shared.js';

export const GATES = ['sms', 'email', 'irc', 'alerts'] as const;
export type Gate = (typeof GATES)[number];

export interface GatesWorldOptions {
  /** The book of routes, from the domain of the users who may use the gateways. */
  readonly book: (friends: string) => Readonly<Record<string, unknown>>;
  /** Keys of sections of gateways that are added to the usual ones. */
  readonly gateways?: Readonly<Partial<Record<Gate, object>>>;
  /** Proxies in front of HTTP and the console. Default: those of the config, which are on this machine. */
  readonly proxies?: readonly string[];
  /** Further carriers. */
  readonly carriers?: readonly object[];
  /** Whole sections of the config file that replace the usual ones. */
  readonly config?: (friends: string) => Readonly<Record<string, unknown>>;
}

/**
 * Every gateway in one process, and two XMPP servers whose users the test plays itself: `friends` may use the gateways, `strangers` may
 * not. What is tried here is refused at the door, so networks are there that cost little; of mail there is none.
 */
export class GatesWorld {
  readonly friends: OtherServer;
  readonly strangers: OtherServer;
  readonly smsc: Smsc;
  readonly ircd: HonestIrcd;
  readonly isthmus: Isthmus;
  readonly domains: Readonly<Record<Gate, string>>;
  /** Where HTTP and the console are served. */
  readonly base: string;
  readonly console: string;
  readonly redis: SharedRedis;
  readonly #around: () => Promise<void>;
  readonly #client: Redis;

  private constructor(
    parts: Pick<
      GatesWorld,
      'friends' | 'strangers' | 'smsc' | 'ircd' | 'isthmus' | 'domains' | 'base' | 'console' | 'redis'
    >,
    around: () => Promise<void>,
  ) {
    this.friends = parts.friends;
    this.strangers = parts.strangers;
    this.smsc = parts.smsc;
    this.ircd = parts.ircd;
    this.isthmus = parts.isthmus;
    this.domains = parts.domains;
    this.base = parts.base;
    this.console = parts.console;
    this.redis = parts.redis;
    this.#around = around;
    this.#client = new Redis(parts.redis.url);
  }

  static async start({ book, gateways = {}, proxies, carriers = [], config }: GatesWorldOptions): Promise<GatesWorld> {
    const [xmpp, redis, smsc, ircd, dir, httpPort, consolePort] = await Promise.all([
      sharedXmpp('prosody'),
      sharedRedis(),
      startSmsc({ systemId: SYSTEM_ID, password: PASSWORD, dlr: {} }),
      startHonestIrcd({ accounts: { romeo: 'capulet' } }),
      tempDir('gates'),
      freePort(),
      freePort(),
    ]);
    const [friends, strangers] = await Promise.all([
      OtherServer.start(xmpp.takeDomain()),
      OtherServer.start(xmpp.takeDomain()),
    ]);
    const taken = GATES.map(() => xmpp.takeDomain());
    const domains = Object.fromEntries(GATES.map((name, index) => [name, taken[index]?.domain ?? ''])) as Record<
      Gate,
      string
    >;
    const [secret = '', first] = [taken[0]?.secret, taken[0]];
    await writeFile(join(dir, 'routes.yaml'), stringify(book(friends.domain)), { mode: 0o600 });
    const [listen, own] = [`127.0.0.1:${httpPort}`, `127.0.0.1:${consolePort}`];
    const before = proxies === undefined ? {} : { proxies };
    const common = (name: Gate) => ({ domain: domains[name], secret });
    const around = async () => {
      friends.stop();
      strangers.stop();
      for (const one of taken) one.release();
      await Promise.all([smsc.stop(), ircd.stop(), redis.close(), xmpp.close()]);
      await removeTempDir(dir);
    };
    const isthmus = await Isthmus.start({
      dir,
      readyWithin: 180_000,
      config: {
        xmpp: { server: `${first?.host}:${first?.port}`, domain: xmpp.domain },
        redis: { url: redis.url, prefix: redis.prefix },
        access: { allow: [friends.domain], admins: ADMINS.map((name) => friends.user(name)) },
        limits: { rate: 1_000_000, burst: 1_000_000 },
        log: { level: 'debug' },
        http: { listen, publicUrl: `http://${listen}`, allowNetworks: ['127.0.0.0/8'], ...before },
        console: { listen: own, ...before },
        ...config?.(friends.domain),
        gateways: {
          sms: { ...common('sms'), ...smsKeys(smsc, carriers), ...gateways.sms },
          email: { ...common('email'), ownMailboxes: { allowed: true, plain: true }, ...gateways.email },
          irc: {
            ...common('irc'),
            networks: { next: { host: '127.0.0.1', port: ircd.port, tls: false, throttle: false } },
            ...gateways.irc,
          },
          alerts: {
            ...common('alerts'),
            routes: join(dir, 'routes.yaml'),
            accounts: { sms: { name: 'Alerts' }, irc: { nick: 'alerts' } },
            ...gateways.alerts,
          },
        },
      },
    }).catch(async (error: unknown) => {
      await around();
      throw error;
    });
    const [base, console] = [`http://${listen}`, `http://${own}`];
    return new GatesWorld({ friends, strangers, smsc, ircd, isthmus, domains, base, console, redis }, around);
  }

  /** Resolves when the gateway answers: until its stream is up, the server does in its place. */
  async answering(): Promise<void> {
    const asker = this.friends.user('asker', 'x');
    for (const to of Object.values(this.domains)) {
      for (;;) {
        const pong = await this.friends.ask(asker, to, 'get', '<ping xmlns="urn:xmpp:ping"/>');
        if (pong.attrs.type === 'result') break;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /** All that is kept of people and of what admins set, as text by key: what nobody may change who may not. */
  async kept(): Promise<ReadonlyMap<string, string>> {
    const keys = await this.#client.keys(`${this.redis.prefix}:*`);
    const names = keys.map((key) => key.slice(this.redis.prefix.length + 1)).filter((name) => !CHANGING.test(name));
    names.sort();
    const texts = await Promise.all(names.map((name) => textAt(this.#client, `${this.redis.prefix}:${name}`)));
    return new Map(names.map((name, index) => [name, texts[index] ?? '']));
  }

  async stop(): Promise<void> {
    this.#client.disconnect();
    await this.isthmus.stop();
    await this.#around();
  }
}

/** Names of the users of `friends` who are admins: commands are counted for each user. */
export const ADMINS: readonly string[] = ['admin', 'admin2', 'admin3', 'admin4'];

/** Keys that change by themselves, or by being asked: queues, tenures, counts, heartbeats, sessions of commands. */
const CHANGING =
  /^\{(?:buckets|rates|journeys|history|role|links|references|(?:local|xmpp|sms|email|irc|alerts)\.)|:(?:session|sessions|s|o|seen)\b|heartbeat|^\{operator\}:process|:(?:generation|asked)$/;

function smsKeys(smsc: Smsc, others: readonly object[]): object {
  const carrier = { name: 'main', host: '127.0.0.1', port: smsc.port, systemId: SYSTEM_ID, password: PASSWORD };
  return {
    defaultCountry: 'US',
    numbers: { shared: [OURS] },
    carriers: [{ ...carrier, responseTimeout: '2s' }, ...others],
  };
}
