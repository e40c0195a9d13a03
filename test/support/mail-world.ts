import type { CertificateFiles } from '../../sandbox/certificate.js';
import { freePort } from '../../sandbox/free-port.js';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { registerWith } from './e2e-world.js';
import { Isthmus } from './isthmus.js';
import { HOME, type MailServers, OUTSIDE, startMailServers, stopMailServers } from './mail-servers.js';
import {
  type ComponentDomain,
  type SharedRedis,
  type SharedXmpp,
  type Software,
  sharedRedis,
  sharedXmpp,
} from './shared.js';

/** Whose mail a user has: of a mailbox of their own, or of an address that the gateway gives. */
export const KINDS = ['address', 'mailbox'] as const;
export type AccountKind = (typeof KINDS)[number];

/** Domain of the addresses that the gateway gives. */
export const MAIL_DOMAIN = 'mail.example.org';

export interface MailWorldOptions {
  /** Default `prosody`. */
  readonly software?: Software;
  /** The server, where the test has it already. */
  readonly xmpp?: SharedXmpp;
  /** Keys of the section `gateways.email` that replace the usual ones. */
  readonly email?: Readonly<Record<string, unknown>>;
  /** Keys of `gateways.email.addresses` that replace the usual ones. */
  readonly addresses?: Readonly<Record<string, unknown>>;
  /** Whole sections of the config file that replace the usual ones. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** One process for each; default one for all. */
  readonly roles?: readonly string[];
  /** Of the mail servers, see `MailServersOptions`. */
  readonly certificate?: CertificateFiles;
  readonly oauth?: boolean;
  readonly lifetime?: number;
  readonly delayWarning?: number;
}

/** All that an e2e test of the mail gateway needs: a real XMPP server, Redis, Postfix, Dovecot, and Isthmus as a process. */
export class MailWorld {
  readonly xmpp: SharedXmpp;
  readonly servers: MailServers;
  readonly component: ComponentDomain;
  readonly processes: readonly Isthmus[];
  readonly #redis: SharedRedis;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #beside: Isthmus[] = [];
  readonly #users: XmppUser[] = [];
  #names = 0;

  private constructor(parts: {
    xmpp: SharedXmpp;
    servers: MailServers;
    component: ComponentDomain;
    processes: readonly Isthmus[];
    redis: SharedRedis;
    config: Readonly<Record<string, unknown>>;
  }) {
    this.xmpp = parts.xmpp;
    this.servers = parts.servers;
    this.component = parts.component;
    this.processes = parts.processes;
    this.#redis = parts.redis;
    this.#config = parts.config;
  }

  static async start(options: MailWorldOptions = {}): Promise<MailWorld> {
    const { software = 'prosody', config, roles = [] } = options;
    const [lmtpPort, httpPort] = [await freePort(), await freePort()];
    const [xmpp, redis, servers] = await Promise.all([
      options.xmpp ?? sharedXmpp(software),
      sharedRedis(),
      startMailServers({ ...options, gateway: { domain: MAIL_DOMAIN, lmtpPort } }),
    ]);
    const component = xmpp.takeDomain();
    const whole = {
      xmpp: { server: `${component.host}:${component.port}`, domain: xmpp.domain },
      redis: { url: redis.url, prefix: redis.prefix },
      access: { allow: [xmpp.domain] },
      limits: { rate: 1_000_000, burst: 1_000_000 },
      log: { level: 'debug' },
      http: {
        listen: `127.0.0.1:${httpPort}`,
        publicUrl: `http://127.0.0.1:${httpPort}`,
        allowNetworks: ['127.0.0.0/8'],
      },
      gateways: { email: emailSection(component, servers, lmtpPort, options) },
      ...config,
    };
    const processes: Isthmus[] = [];
    // The key file and the data are one for all processes of an installation.
    for (const role of roles.length === 0 ? [undefined] : roles) {
      const [leader] = processes;
      const place = leader === undefined ? {} : { dir: leader.dir };
      processes.push(await Isthmus.start({ config: whole, ...place, ...(role === undefined ? {} : { role }) }));
    }
    return new MailWorld({ xmpp, servers, component, processes, redis, config: whole });
  }

  /** Another process of a role beside those that run; ended by {@link stop}. */
  async startBeside(role: string): Promise<Isthmus> {
    const [leader] = this.processes;
    const place = leader === undefined ? {} : { dir: leader.dir };
    const process = await Isthmus.start({ config: this.#config, ...place, role });
    this.#beside.push(process);
    return process;
  }

  /** Where everything is kept. */
  get redis(): SharedRedis {
    return this.#redis;
  }

  /** The domain of the mail gateway. */
  get gateway(): string {
    return this.component.domain;
  }

  /** A name that nobody has used yet: `alice7`. */
  newName(name: string): string {
    this.#names += 1;
    return `${name}${this.#names}`;
  }

  /** An address elsewhere that nobody has used yet: `alice7@example.net`. */
  newOutside(name: string): string {
    return `${this.newName(name)}@${OUTSIDE}`;
  }

  /** The mail address of a user who registers with a name (see {@link register}). */
  addressOf(name: string, kind: AccountKind): string {
    return `${name}@${kind === 'address' ? MAIL_DOMAIN : HOME}`;
  }

  /** The JID of a contact: `alice7\40example.net@c01.example.org` (XEP-0106). */
  jidOf(address: string): string {
    return `${escaped(address)}@${this.gateway}`;
  }

  /** Registers a user's address or mailbox by a name, and returns the mail address. `fields` are further ones of the form. */
  async register(
    user: XmppUser,
    name: string,
    kind: AccountKind,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const address = this.addressOf(name, kind);
    const asked = kind === 'address' ? { 'x-alias': name } : this.mailboxFields(address);
    const form = Object.entries({ FORM_TYPE: 'jabber:iq:register', ...asked, ...fields }).map(
      ([key, value]) => `<field var="${key}"><value>${value}</value></field>`,
    );
    await registerWith(user, this.gateway, `<x xmlns="jabber:x:data" type="submit">${form.join('')}</x>`);
    return address;
  }

  /** What the registration form is told of a mailbox. */
  mailboxFields(address: string): Readonly<Record<string, string>> {
    const { dovecot, postfix } = this.servers;
    return {
      email: address,
      password: dovecot.password,
      'x-user': address,
      'x-imap': `127.0.0.1:${dovecot.port}`,
      'x-imap-security': 'none',
      'x-smtp': `127.0.0.1:${postfix.submissionPort}`,
      'x-smtp-security': 'none',
    };
  }

  /** A new user who is logged in; logged out by {@link stop}. */
  async connect(name: string): Promise<XmppUser> {
    const user = await connectUser(await this.xmpp.newUser(name));
    this.#users.push(user);
    return user;
  }

  /** A new user who is logged in and registered, with nothing unread, and the mail address. */
  async registered(name: string, kind: AccountKind): Promise<{ readonly user: XmppUser; readonly address: string }> {
    const user = await this.connect(name);
    return { user, address: await this.register(user, this.newName(name), kind) };
  }

  /** Registers an account that is not logged in. */
  async registerAccount(
    account: XmppAccount,
    name: string,
    kind: AccountKind,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const user = await connectUser(account);
    await this.register(user, name, kind, fields);
    await user.close();
  }

  /** What the processes of Isthmus wrote, for the report of a failure. */
  logs(): string {
    return [...this.processes, ...this.#beside].map((process) => process.logs()).join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all(this.#users.map((user) => user.close().catch(() => undefined)));
    for (const process of [...this.processes, ...this.#beside].reverse()) await process.stop();
    this.component.release();
    await Promise.all([stopMailServers(this.servers), this.#redis.close(), this.xmpp.close()]);
  }
}

/** The section `gateways.email` for mail servers that run. */
export function emailSection(
  component: ComponentDomain,
  { postfix }: MailServers,
  lmtpPort: number,
  options: Pick<MailWorldOptions, 'addresses' | 'email'> = {},
): object {
  return {
    domain: component.domain,
    secret: component.secret,
    ownMailboxes: {
      allowed: true,
      plain: true,
      allowNetworks: ['127.0.0.0/8'],
      lookup: { dns: false, web: false },
    },
    addresses: {
      domain: MAIL_DOMAIN,
      lmtp: `127.0.0.1:${lmtpPort}`,
      smtp: { host: '127.0.0.1', port: postfix.port, security: 'none' },
      ...options.addresses,
    },
    ...options.email,
  };
}

/** XEP-0106, as far as addresses of tests need it. */
function escaped(address: string): string {
  return address.replaceAll('\\', '\\5c').replaceAll('@', '\\40').replaceAll("'", '\\27').replaceAll('/', '\\2f');
}
