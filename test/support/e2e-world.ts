import { setTimeout } from 'node:timers/promises';
import type { Gateway } from '../../gateways/gateway.js';
import { smsModule } from '../../gateways/sms/module.js';
import { type Smsc, type SmscOptions, startSmsc } from '../../sandbox/smsc/index.js';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { attribute, connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import { Isthmus } from './isthmus.js';
import {
  type ComponentDomain,
  type SharedRedis,
  type SharedXmpp,
  type Software,
  sharedRedis,
  sharedXmpp,
} from './shared.js';

export const SYSTEM_ID = 'esme';
export const PASSWORD = 'secret';
/** Our number; shared by all users. */
export const OURS = '+12025550100';

export interface WorldOptions {
  readonly software: Software;
  /** The server, where the test has it already. */
  readonly xmpp?: SharedXmpp;
  readonly smsc?: Partial<SmscOptions>;
  /** A carrier of the test's own in place of the simulated one; its port. */
  readonly carrierPort?: number;
  /** Runs the echo gateway too, on a domain of its own, as a network that carries everything. */
  readonly echo?: boolean;
  /** Keys of the section `gateways.sms` that replace the usual ones. */
  readonly sms?: Readonly<Record<string, unknown>>;
  /** Keys of the only carrier that replace the usual ones. */
  readonly carrier?: Readonly<Record<string, unknown>>;
  /** Whole sections of the config file that replace the usual ones. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** One process for each; default one for all. */
  readonly roles?: readonly string[];
  /** The program that the processes begin with, where it is another release. */
  readonly main?: string;
  /** Sections that only the process of that role has. */
  readonly ofRole?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** All that an e2e test needs: a real XMPP server, a real Redis, a phone network, and Isthmus as a process. */
export class E2eWorld {
  readonly xmpp: SharedXmpp;
  readonly smsc: Smsc;
  readonly component: ComponentDomain;
  /** The domain of the echo gateway, where it runs. */
  readonly echo: ComponentDomain | undefined;
  readonly processes: readonly Isthmus[];
  readonly #redis: SharedRedis;
  readonly #users: XmppUser[] = [];
  #numbers = 0;

  private constructor(parts: {
    xmpp: SharedXmpp;
    smsc: Smsc;
    component: ComponentDomain;
    echo: ComponentDomain | undefined;
    processes: readonly Isthmus[];
    redis: SharedRedis;
  }) {
    this.xmpp = parts.xmpp;
    this.smsc = parts.smsc;
    this.component = parts.component;
    this.echo = parts.echo;
    this.processes = parts.processes;
    this.#redis = parts.redis;
  }

  static async start(options: WorldOptions): Promise<E2eWorld> {
    const { software, smsc: network, carrierPort, sms, carrier, config, roles = [], ofRole = {} } = options;
    const release = options.main === undefined ? {} : { main: options.main };
    const [xmpp, redis, smsc] = await Promise.all([
      options.xmpp ?? sharedXmpp(software),
      sharedRedis(),
      startSmsc({ systemId: SYSTEM_ID, password: PASSWORD, dlr: {}, ...network }),
    ]);
    const component = xmpp.takeDomain();
    const echo = options.echo === true ? xmpp.takeDomain() : undefined;
    const whole = {
      xmpp: { server: `${component.host}:${component.port}`, domain: xmpp.domain },
      redis: { url: redis.url, prefix: redis.prefix },
      access: { allow: [xmpp.domain] },
      limits: { rate: 1_000_000, burst: 1_000_000 },
      log: { level: 'debug' },
      gateways: {
        sms: {
          domain: component.domain,
          secret: component.secret,
          defaultCountry: 'US',
          numbers: { shared: [OURS] },
          carriers: [
            {
              name: 'main',
              host: '127.0.0.1',
              port: carrierPort ?? smsc.port,
              systemId: SYSTEM_ID,
              password: PASSWORD,
              responseTimeout: '2s',
              ...carrier,
            },
          ],
          ...sms,
        },
        ...(echo === undefined ? {} : { echo: { domain: echo.domain, secret: echo.secret, features: 'all' } }),
      },
      ...config,
    };
    const processes: Isthmus[] = [];
    if (roles.length === 0) processes.push(await Isthmus.start({ ...release, config: whole }));
    else {
      // The key file and the data are one for all processes of an installation.
      const [first = '', ...others] = roles;
      const configOf = (role: string) => ({ ...whole, ...ofRole[role] });
      const leader = await Isthmus.start({ ...release, config: configOf(first), role: first });
      processes.push(leader);
      for (const role of others) {
        processes.push(await Isthmus.start({ ...release, config: configOf(role), role, dir: leader.dir }));
      }
    }
    return new E2eWorld({ xmpp, smsc, component, echo, processes, redis });
  }

  /** Where its Redis is, and with which prefix. */
  get redis(): { readonly url: string; readonly prefix: string } {
    return this.#redis;
  }

  /** The SMS gateway as its processes have it, for what is asked of it beside them. */
  smsGateway(): Gateway {
    const carrier = { name: 'main', host: '127.0.0.1', port: this.smsc.port, systemId: SYSTEM_ID, password: PASSWORD };
    const section = { domain: this.gateway, defaultCountry: 'US', numbers: { shared: [OURS] }, carriers: [carrier] };
    return smsModule.create(smsModule.config.parse(section), { clock: systemClock, log: silentLog });
  }

  /** The domain of the SMS gateway. */
  get gateway(): string {
    return this.component.domain;
  }

  /** A phone number that nobody has used yet. */
  newPhone(): string {
    this.#numbers += 1;
    return `+1202555${String(1000 + this.#numbers)}`;
  }

  jidOf(phone: string): string {
    return `${phone}@${this.gateway}`;
  }

  /** A new user who is logged in; logged out by {@link stop}. */
  async connect(name: string): Promise<XmppUser> {
    const user = await connectUser(await this.xmpp.newUser(name));
    this.#users.push(user);
    return user;
  }

  /** A new user who is logged in and registered, with nothing unread. */
  async registered(name: string): Promise<XmppUser> {
    const user = await this.connect(name);
    await register(user, this.gateway, name);
    return user;
  }

  /** Registers an account that is not logged in. */
  async registerAccount(account: XmppAccount, name: string): Promise<void> {
    const user = await connectUser(account);
    await register(user, this.gateway, name);
    await user.close();
  }

  /** Resolves when the stream of the SMS gateway is up: until then the server answers in its place. */
  async answering(user: XmppUser): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const pong = await user.request(`<iq type="get" to="${this.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
      if (attribute(pong, 'type') === 'result') return;
      await setTimeout(200);
    }
    throw new Error('the gateway does not come back');
  }

  /** What the processes of Isthmus wrote, for the report of a failure. */
  logs(): string {
    return this.processes.map((process) => process.logs()).join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all(this.#users.map((user) => user.close().catch(() => undefined)));
    for (const process of [...this.processes].reverse()) await process.stop();
    this.component.release();
    this.echo?.release();
    await Promise.all([this.smsc.stop(), this.#redis.close(), this.xmpp.close()]);
  }
}

/** Registers by plain fields, and refuses that the gateway sees the user's presence, so that nothing comes unasked. */
export function register(user: XmppUser, gateway: string, name: string, patienceMs?: number): Promise<void> {
  return registerWith(user, gateway, `<name>${name}</name>`, patienceMs);
}

/** The same with the fields that a gateway asks for. */
export async function registerWith(
  user: XmppUser,
  gateway: string,
  fields: string,
  patienceMs?: number,
): Promise<void> {
  const answer = await user.request(
    `<iq type="set" to="${gateway}"><query xmlns="jabber:iq:register">${fields}</query></iq>`,
    patienceMs,
  );
  if (attribute(answer, 'type') !== 'result') throw new Error(`not registered: ${answer.toString()}`);
  const asks = await user.waitFor(
    (stanza) => stanza.name === 'presence' && attribute(stanza, 'type') === 'subscribe' && isFrom(stanza, gateway),
    'the subscription request of the gateway',
    patienceMs,
  );
  await user.send(`<presence type="unsubscribed" to="${attribute(asks, 'from') ?? ''}"/>`);
  await user.waitForText(gateway, patienceMs);
}
