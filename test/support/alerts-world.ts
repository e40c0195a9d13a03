import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../sandbox/free-port.js';
import { type Smsc, startSmsc } from '../../sandbox/smsc/index.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { OURS, PASSWORD, SYSTEM_ID } from './e2e-world.js';
import type { ScriptNetwork } from './irc-steps.js';
import {
  type IrcServers,
  ircSection,
  type NetworkName,
  networkOf,
  startIrcServers,
  stopIrcServers,
} from './irc-world.js';
import { Isthmus } from './isthmus.js';
import { type ReadPart, readMail } from './mail-reader.js';
import { handOver } from './mail-sending.js';
import { type MailServers, startMailServers, stopMailServers } from './mail-servers.js';
import { emailSection, MAIL_DOMAIN } from './mail-world.js';
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

/** Where the mail gateway takes what Postfix has for it, and by which name the agent has an address there. */
const ALIAS = 'alerts';
export const AGENT_MAIL = `${ALIAS}@${MAIL_DOMAIN}`;

export interface AlertsWorldOptions {
  readonly software?: Software;
  /** The server, where the test has one of its own; the world ends it. */
  readonly xmpp?: SharedXmpp;
  /** Networks of IRC that run, with a gateway for them. */
  readonly irc?: readonly NetworkName[];
  /** Networks of IRC that the test has started itself, and ends. */
  readonly ircServers?: IrcServers;
  /** Whether there are mail servers and a gateway for mail. */
  readonly mail?: boolean;
  /** Users of XMPP, by the names that their local parts begin with. */
  readonly people: readonly string[];
  readonly book: BookOf;
  /** Where everything is kept, where the test has a Redis of its own. */
  readonly redis?: SharedRedis;
  /** Certificate of an authority in which the process trusts, a PEM file. */
  readonly authority?: string;
  /** Keys of `gateways.alerts` that replace the usual ones. */
  readonly alerts?: Readonly<Record<string, unknown>>;
  /** The same of `gateways.irc`, and of `gateways.email`. */
  readonly ircSection?: Readonly<Record<string, unknown>>;
  readonly email?: Readonly<Record<string, unknown>>;
  /** A process for each; default one for all. Those of the role `alerts` serve HTTP, each at a port of its own. */
  readonly roles?: readonly string[];
  /** Keys of the whole config that replace the usual ones. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A process, and where it serves HTTP if it does. */
export interface RoleProcess {
  readonly role: string;
  readonly isthmus: Isthmus;
  readonly base: string | undefined;
}

/** What runs around Isthmus. */
interface Around {
  readonly smsc: Smsc;
  /** Networks of IRC that the world has started. */
  readonly own: IrcServers | undefined;
  readonly mail: MailServers | undefined;
  readonly xmpp: SharedXmpp;
  readonly redis: SharedRedis;
  readonly dir: string;
}

interface Parts extends Around {
  readonly servers: IrcServers | undefined;
  readonly processes: readonly RoleProcess[];
  readonly people: Readonly<Record<string, XmppAccount>>;
  readonly alerts: ComponentDomain;
  readonly sms: ComponentDomain;
  readonly irc: ComponentDomain | undefined;
  readonly email: ComponentDomain | undefined;
  readonly base: string;
}

/** An XMPP server, Redis, a phone network, IRC and mail where a test asks for them, and Isthmus with its gateways as a process. */
export class AlertsWorld {
  readonly smsc: Smsc;
  /** The only process, or the first one. */
  readonly isthmus: Isthmus;
  readonly processes: readonly RoleProcess[];
  readonly people: Readonly<Record<string, XmppAccount>>;
  readonly alerts: ComponentDomain;
  readonly sms: ComponentDomain;
  /** Where HTTP is served; by the first process that does. */
  readonly base: string;
  readonly #parts: Parts;
  readonly #users: XmppUser[] = [];

  private constructor(parts: Parts) {
    this.smsc = parts.smsc;
    this.processes = parts.processes;
    const [first] = parts.processes;
    if (first === undefined) throw new Error('there is no process');
    this.isthmus = first.isthmus;
    this.people = parts.people;
    this.alerts = parts.alerts;
    this.sms = parts.sms;
    this.base = parts.base;
    this.#parts = parts;
  }

  static async start(options: AlertsWorldOptions): Promise<AlertsWorld> {
    const { irc: networks = [], mail: withMail = false } = options;
    const lmtpPort = await freePort();
    const [xmpp, redis, smsc, dir, servers, mail] = await Promise.all([
      options.xmpp ?? sharedXmpp(options.software ?? 'prosody'),
      options.redis ?? sharedRedis(),
      startSmsc({ systemId: SYSTEM_ID, password: PASSWORD, dlr: {} }),
      tempDir('alerts'),
      options.ircServers ?? (networks.length === 0 ? undefined : startIrcServers(networks)),
      withMail ? startMailServers({ gateway: { domain: MAIL_DOMAIN, lmtpPort } }) : undefined,
    ]);
    const [alerts, sms] = [xmpp.takeDomain(), xmpp.takeDomain()];
    const irc = servers === undefined ? undefined : xmpp.takeDomain();
    const email = mail === undefined ? undefined : xmpp.takeDomain();
    const accounts = await Promise.all(options.people.map(async (name) => [name, await xmpp.newUser(name)] as const));
    const people = Object.fromEntries(accounts);
    await writeFile(join(dir, 'routes.yaml'), stringify(options.book(people)), { mode: 0o600 });
    const config = {
      xmpp: { server: `${alerts.host}:${alerts.port}`, domain: xmpp.domain },
      redis: { url: redis.url, prefix: redis.prefix },
      access: { allow: [xmpp.domain] },
      limits: { rate: 1_000_000, burst: 1_000_000 },
      log: { level: 'debug' },
      gateways: {
        sms: smsSection(sms, smsc),
        ...(irc !== undefined &&
          servers !== undefined && { irc: ircSection(irc, servers, { irc: options.ircSection ?? {} }) }),
        ...(email !== undefined &&
          mail !== undefined && { email: emailSection(email, mail, lmtpPort, { email: options.email ?? {} }) }),
        alerts: {
          domain: alerts.domain,
          secret: alerts.secret,
          routes: join(dir, 'routes.yaml'),
          accounts: {
            sms: { name: 'Alerts' },
            ...(irc !== undefined && { irc: { nick: 'alerts' } }),
            ...(email !== undefined && { email: { 'x-alias': ALIAS } }),
          },
          ...options.alerts,
        },
      },
      ...options.config,
    };
    const around = { smsc, mail, redis, xmpp, dir, own: options.ircServers === undefined ? servers : undefined };
    const how = { dir, config, authority: options.authority };
    const started = await Promise.allSettled((options.roles ?? ['all']).map((role) => startRole(role, how)));
    const processes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = started.find((one) => one.status === 'rejected');
    if (failed !== undefined) {
      for (const { isthmus } of processes) await isthmus.stop();
      await stopAround(around);
      throw failed.reason;
    }
    const base = processes.find((one) => one.base !== undefined)?.base ?? '';
    return new AlertsWorld({ ...around, servers, processes, people, alerts, sms, irc, email, base });
  }

  /** JID under which the agent writes. */
  get agent(): string {
    return `alerts@${this.alerts.domain}`;
  }

  /** Where everything is kept. */
  get redis(): SharedRedis {
    return this.#parts.redis;
  }

  /** The domains of all gateways that run, by their names. */
  get domains(): Readonly<Record<string, string>> {
    const { alerts, sms, irc, email } = this.#parts;
    const all = Object.entries({ alerts, sms, irc, email });
    return Object.fromEntries(all.flatMap(([name, one]) => (one === undefined ? [] : [[name, one.domain] as const])));
  }

  /** The mail servers. Throws where there are none. */
  get mail(): MailServers {
    if (this.#parts.mail === undefined) throw new Error('the world has no mail');
    return this.#parts.mail;
  }

  /** A network of IRC. Throws where it does not run. */
  network(name: NetworkName): ScriptNetwork {
    if (this.#parts.servers === undefined) throw new Error('the world has no IRC');
    return networkOf(this.#parts.servers, name);
  }

  /** Writes the book of routes anew, which a process that runs reads within seconds. */
  async rewrite(book: BookOf): Promise<void> {
    await writeFile(join(this.#parts.dir, 'routes.yaml'), stringify(book(this.people)), { mode: 0o600 });
  }

  /** Somebody sends a mail to the agent. */
  async mailFrom(from: string, fields: Readonly<Record<string, string>>, text: string): Promise<void> {
    const head = Object.entries({ From: from, To: AGENT_MAIL, 'Content-Type': 'text/plain; charset=utf-8', ...fields });
    const octets = Buffer.from(`${head.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${text}\n`);
    const { To: to = AGENT_MAIL } = fields;
    await handOver(this.mail.postfix.port, { from, to: [to], octets });
  }

  /** The mails that somebody elsewhere has got. */
  mailsTo(address: string): readonly ReadPart[] {
    return this.mail.outside.inbox(address).map(({ octets }) => readMail(octets));
  }

  /** Logs a person in. */
  async connect(name: string): Promise<XmppUser> {
    const account = this.people[name];
    if (account === undefined) throw new Error(`nobody is called ${name}`);
    return await this.connectAccount(account);
  }

  /** Logs somebody in; logged out by {@link stop}. */
  async connectAccount(account: XmppAccount): Promise<XmppUser> {
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
    const { irc, email } = this.#parts;
    await Promise.all(this.#users.map((user) => user.close().catch(() => undefined)));
    for (const { isthmus } of [...this.processes].reverse()) await isthmus.stop();
    for (const domain of [this.alerts, this.sms, irc, email]) domain?.release();
    await stopAround(this.#parts);
  }
}

/** Starts a process of a role; all of them have one folder, one key and one store. */
async function startRole(
  role: string,
  how: { readonly dir: string; readonly config: object; readonly authority: string | undefined },
): Promise<RoleProcess> {
  const served = role === 'all' || role === 'alerts' ? `127.0.0.1:${await freePort()}` : undefined;
  const base = served === undefined ? undefined : `http://${served}`;
  const http = { listen: served, publicUrl: base, allowNetworks: ['127.0.0.0/8'] };
  const isthmus = await Isthmus.start({
    dir: how.dir,
    // It has many gateways, and the machine may be busy.
    readyWithin: 180_000,
    ...(how.authority !== undefined && { env: { NODE_EXTRA_CA_CERTS: how.authority } }),
    ...(role !== 'all' && { role }),
    config: { ...how.config, ...(base !== undefined && { http }) },
  });
  return { role, isthmus, base };
}

async function stopAround({ smsc, own, mail, redis, xmpp, dir }: Around): Promise<void> {
  await Promise.all([
    smsc.stop(),
    own === undefined ? undefined : stopIrcServers(own),
    mail === undefined ? undefined : stopMailServers(mail),
    redis.close(),
    xmpp.close(),
  ]);
  await removeTempDir(dir);
}

function smsSection({ domain, secret }: ComponentDomain, smsc: Smsc): object {
  return {
    domain,
    secret,
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
  };
}
