import { type Atheme, startAtheme } from '../../sandbox/atheme.js';
import { type Inspircd, startInspircd } from '../../sandbox/inspircd.js';
import { HonestIrcd, type Peer, startHonestIrcd } from '../../sandbox/ircd/index.js';
import { type Ngircd, startNgircd } from '../../sandbox/ngircd.js';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import type { ScriptNetwork } from './irc-steps.js';
import { Isthmus } from './isthmus.js';
import {
  type ComponentDomain,
  type SharedRedis,
  type SharedXmpp,
  type Software,
  sharedRedis,
  sharedXmpp,
} from './shared.js';

/**
 * The networks by their names in JIDs: `old` is ngIRCd, without IRCv3; `new` InspIRCd with services; `next` the honest
 * server of the sandbox, with the capabilities that neither has.
 */
export const NETWORKS = ['old', 'new', 'next'] as const;
export type NetworkName = (typeof NETWORKS)[number];

export interface IrcWorldOptions {
  /** Default `prosody`. */
  readonly software?: Software;
  /** The server, where the test has it already. */
  readonly xmpp?: SharedXmpp;
  /** Which of the networks run; default all. */
  readonly networks?: readonly NetworkName[];
  /** Keys of the section `gateways.irc` that replace the usual ones. */
  readonly irc?: Readonly<Record<string, unknown>>;
  /** Keys of every network that replace the usual ones. */
  readonly network?: Readonly<Record<string, unknown>>;
  /** Whole sections of the config file that replace the usual ones. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** One process for each; default one for all. */
  readonly roles?: readonly string[];
}

/** The servers of the networks; undefined for those that do not run. */
export interface IrcServers {
  readonly old: Ngircd | undefined;
  readonly new: Inspircd | undefined;
  readonly services: Atheme | undefined;
  readonly next: HonestIrcd | undefined;
}

/** All that an e2e test of the IRC gateway needs: a real XMPP server, Redis, IRC networks, and Isthmus as a process. */
export class IrcWorld {
  readonly xmpp: SharedXmpp;
  readonly servers: IrcServers;
  readonly component: ComponentDomain;
  readonly processes: readonly Isthmus[];
  readonly #redis: SharedRedis;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #beside: Isthmus[] = [];
  readonly #users: XmppUser[] = [];
  #channels = 0;

  private constructor(parts: {
    xmpp: SharedXmpp;
    servers: IrcServers;
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

  static async start(options: IrcWorldOptions = {}): Promise<IrcWorld> {
    const { software = 'prosody', networks = NETWORKS, config, roles = [] } = options;
    const [xmpp, redis, servers] = await Promise.all([
      options.xmpp ?? sharedXmpp(software),
      sharedRedis(),
      startIrcServers(networks),
    ]);
    const component = xmpp.takeDomain();
    const whole = {
      xmpp: { server: `${component.host}:${component.port}`, domain: xmpp.domain },
      redis: { url: redis.url, prefix: redis.prefix },
      access: { allow: [xmpp.domain] },
      limits: { rate: 1_000_000, burst: 1_000_000 },
      log: { level: 'debug' },
      gateways: { irc: ircSection(component, servers, options) },
      ...config,
    };
    const processes: Isthmus[] = [];
    // The key file and the data are one for all processes of an installation.
    for (const role of roles.length === 0 ? [undefined] : roles) {
      const [leader] = processes;
      const place = leader === undefined ? {} : { dir: leader.dir };
      processes.push(await Isthmus.start({ config: whole, ...place, ...(role === undefined ? {} : { role }) }));
    }
    return new IrcWorld({ xmpp, servers, component, processes, redis, config: whole });
  }

  /** Another process of a role beside those that run; ended by {@link stop}. */
  async startBeside(role: string): Promise<Isthmus> {
    const [leader] = this.processes;
    const place = leader === undefined ? {} : { dir: leader.dir };
    const process = await Isthmus.start({ config: this.#config, ...place, role });
    this.#beside.push(process);
    return process;
  }

  /** Where its Redis is, and with which prefix. */
  get redis(): { readonly url: string; readonly prefix: string } {
    return this.#redis;
  }

  /** The domain of the IRC gateway. */
  get gateway(): string {
    return this.component.domain;
  }

  /** A channel that nobody has used yet: `#room7`. */
  newChannel(): string {
    this.#channels += 1;
    return `#room${this.#channels}`;
  }

  /** `#room7%new@c01.example.org` */
  roomOf(channel: string, network: NetworkName = 'new'): string {
    return `${channel}%${network}@${this.gateway}`;
  }

  /** A network as scripts see it. Throws where it does not run. */
  network(name: NetworkName): ScriptNetwork {
    return networkOf(this.servers, name);
  }

  /** A new user who is logged in; logged out by {@link stop}. */
  async connect(name: string): Promise<XmppUser> {
    const user = await connectUser(await this.xmpp.newUser(name));
    this.#users.push(user);
    return user;
  }

  /** What the processes of Isthmus wrote, for the report of a failure. */
  logs(): string {
    return [...this.processes, ...this.#beside].map((process) => process.logs()).join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all(this.#users.map((user) => user.close().catch(() => undefined)));
    for (const process of [...this.processes, ...this.#beside].reverse()) await process.stop();
    this.component.release();
    await Promise.all([stopIrcServers(this.servers), this.#redis.close(), this.xmpp.close()]);
  }
}

/** Starts the servers of these networks. */
export async function startIrcServers(networks: readonly NetworkName[]): Promise<IrcServers> {
  const withServices = async () => {
    const server = await startInspircd();
    return { server, services: await startAtheme(server) };
  };
  const [old, linked, next] = await Promise.all([
    networks.includes('old') ? startNgircd() : undefined,
    networks.includes('new') ? withServices() : undefined,
    networks.includes('next') ? startHonestIrcd({ accounts: { romeo: 'capulet' } }) : undefined,
  ]);
  return { old, new: linked?.server, services: linked?.services, next };
}

/** Ends them. */
export async function stopIrcServers(servers: IrcServers): Promise<void> {
  await servers.services?.stop();
  await Promise.all([servers.old?.stop(), servers.new?.stop(), servers.next?.stop()]);
}

/** A network as scripts see it. Throws where it does not run. */
export function networkOf(servers: IrcServers, name: NetworkName): ScriptNetwork {
  const server = servers[name];
  if (server === undefined) throw new Error(`the network ${name} does not run`);
  if (server instanceof HonestIrcd) {
    const { port } = server;
    return {
      port,
      stage: {
        populate: (channel, count) => server.populate(channel, count),
        split: () => server.split(),
        rejoin: () => server.rejoin(),
        refuse: (channel, numeric, text) => server.refuse(channel, numeric, text),
        tell: (nick, line) => peerOf(server, nick).send(line),
        drop: (nick) => peerOf(server, nick).end(),
      },
    };
  }
  const { services } = servers;
  const own = name === 'new' && services !== undefined ? services : undefined;
  return {
    port: server.port,
    register: own === undefined ? undefined : async (account, password) => await own.register(account, password),
    kill: async () => await server.kill(),
    start: async () => await server.start(),
  };
}

function peerOf(server: HonestIrcd, nick: string): Peer {
  const peer = server.peer(nick);
  if (peer === undefined) throw new Error(`nobody is called ${nick}`);
  return peer;
}

/** The section `gateways.irc` for networks that run. */
export function ircSection(
  component: ComponentDomain,
  servers: IrcServers,
  options: Pick<IrcWorldOptions, 'network' | 'irc'> = {},
): object {
  const networks = NETWORKS.flatMap((name) => {
    const server = servers[name];
    if (server === undefined) return [];
    const network = { host: '127.0.0.1', port: server.port, tls: false, throttle: false, ...options.network };
    return [[name, network] as const];
  });
  return {
    domain: component.domain,
    secret: component.secret,
    guests: true,
    networks: Object.fromEntries(networks),
    ...options.irc,
  };
}
