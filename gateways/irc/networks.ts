import { isIP } from 'node:net';
import { hostName } from '../../src/network.js';
import { isPublic } from '../../src/public-addresses.js';
import type { Account, Problem } from '../gateway.js';
import type { IrcConfig } from './config.js';
import { parseServer, type ServerAddress } from './hosts.js';
import { type NetworkConfig, networkSchema, PLAIN_PORT, TLS_PORT } from './network-config.js';
import { type Pin, parsePin } from './pins.js';
import type { SocksConfig } from './schema-parts.js';

/** A server to connect to. */
export interface Endpoint {
  /** A host name in ASCII, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
}

type FromConfig = Pick<
  NetworkConfig,
  | 'caFile'
  | 'charset'
  | 'charsetOut'
  | 'connects'
  | 'keepalive'
  | 'maxSessions'
  | 'nickserv'
  | 'password'
  | 'passwordFile'
  | 'reconnect'
  | 'sasl'
  | 'serverName'
  | 'throttle'
  | 'timeout'
  | 'tls'
  | 'verify'
  | 'webirc'
>;

/** How a network is reached, and what counts on it; of the config, or made for a server that a user named. */
export interface NetworkSettings extends FromConfig {
  /** As it stands in addresses: `libera`, or the host that somebody wrote instead. */
  readonly name: string;
  /**
   * What bans, limits and what is kept of it go by: the name in the config, or the host of a user's own server. Several names may
   * mean one network.
   */
  readonly network: string;
  /** Whether the admin named it: only then may its servers have addresses that are not public. */
  readonly named: boolean;
  /** In the order in which they are tried; at least one. */
  readonly servers: readonly Endpoint[];
  readonly pins: readonly Pin[];
  /** Template of the nick of users who chose none (see `templates.ts`). */
  readonly nick: string;
  readonly socks?: SocksConfig;
  /** Rooms of one user at once. */
  readonly maxRooms: number;
}

/** Why a name means no network that may be reached. */
type Refusal = 'unknown' | 'not-allowed' | 'not-public' | 'bad-address';

type Found =
  | { readonly ok: true; readonly settings: NetworkSettings }
  | { readonly ok: false; readonly refusal: Refusal; readonly problem: Problem };

/** Names that a sentence lists at most. */
const MOST_LISTED = 12;
/** Ports below 1024 on which IRC is spoken (IANA: 194 irc, 994 ircs; 443 to get through firewalls). Others are no IRC. */
const LOW_PORTS: ReadonlySet<number> = new Set([194, 443, 994]);

/** The field of a registration that holds the address of a server of the user's own. */
const ADDRESS_FIELD = 'x-address';

/** The networks of the config and the servers that users may name besides. Pure: it asks nobody. */
export class Networks {
  readonly #config: IrcConfig;
  /** By name, and by the hosts that stand for them. */
  readonly #named = new Map<string, NetworkSettings>();
  /** The names of the config, in its order. */
  readonly names: readonly string[];

  constructor(config: IrcConfig) {
    this.#config = config;
    this.names = Object.keys(config.networks);
    for (const [name, network] of Object.entries(config.networks)) {
      const settings = settingsOf(config, { name, network: name, named: true }, network);
      this.#named.set(name, settings);
      const hosts = [
        ...settings.servers.map((server) => server.host),
        ...network.names.flatMap((one) => hostName(one) ?? []),
      ];
      for (const host of hosts) if (!this.#named.has(host)) this.#named.set(host, { ...settings, name: host });
    }
  }

  /** The network that every address means, or that there is besides none. */
  get only(): string | undefined {
    const { fixedServer, anyServer } = this.#config;
    return fixedServer ?? (this.names.length === 1 && !anyServer ? this.names[0] : undefined);
  }

  /** The names of the config as a sentence lists them. */
  get listed(): string {
    const shown = this.names.slice(0, MOST_LISTED).join(', ');
    return this.names.length > MOST_LISTED ? `${shown} ...` : shown;
  }

  /** Whether the config knows a name, be it of a network or of one of its hosts. */
  isNamed(name: string): boolean {
    return this.#named.has(name);
  }

  /** The name in the config of the network that a name or a host belongs to. */
  nameOfHost(host: string): string | undefined {
    return this.#named.get(host)?.network;
  }

  /**
   * The settings of a network by the name in an address (small letters). `own`: the user's account with that label, which may
   * hold the address of a server. Names of the config go first, so that nobody is led elsewhere by them.
   */
  find(name: string, own?: Pick<Account, 'fields'>): Found {
    const named = this.#named.get(name);
    if (named !== undefined) return { ok: true, settings: named };
    const written = own?.fields[ADDRESS_FIELD];
    if (!this.#config.anyServer) return this.#unlisted(name);
    const address = written === undefined ? addressIn(name) : parseServer(written);
    if (address === undefined) {
      if (written !== undefined)
        return refused('bad-address', 'modify', 'not-acceptable', 'irc.network.bad-address', { name });
      return refused('unknown', 'cancel', 'remote-server-not-found', 'irc.network.unknown-name', { name });
    }
    return this.#own(name, address);
  }

  /** Why a server that a user names may not be reached; undefined where it may, as far as its name tells. */
  refusalOf(address: ServerAddress): Problem | undefined {
    if (!this.#config.anyServer && !this.#named.has(address.host)) {
      const found = this.#unlisted(address.host);
      return found.ok ? undefined : found.problem;
    }
    const found = this.#own(address.host, address);
    return found.ok ? undefined : found.problem;
  }

  #own(name: string, address: ServerAddress): Found {
    const { host, port } = address;
    const named = this.#named.get(host);
    if (named !== undefined) return { ok: true, settings: { ...named, name } };
    if (isIP(host) === 0 ? !host.includes('.') : !isPublic(host)) {
      return refused('not-public', 'cancel', 'not-allowed', 'irc.network.not-public', { host });
    }
    if (port !== undefined && port < 1024 && !LOW_PORTS.has(port)) {
      return refused('bad-address', 'modify', 'not-acceptable', 'irc.network.port', { port });
    }
    const tls = address.tls ?? true;
    const written = { host: host.includes(':') ? `[${host}]` : host, tls, ...(port === undefined ? {} : { port }) };
    return {
      ok: true,
      settings: settingsOf(this.#config, { name, network: host, named: false }, networkSchema.parse(written)),
    };
  }

  #unlisted(name: string): Found {
    const params = { name, networks: this.listed };
    return name.includes('.')
      ? refused('not-allowed', 'cancel', 'not-allowed', 'irc.network.not-allowed', params)
      : refused('unknown', 'cancel', 'remote-server-not-found', 'irc.network.unknown', params);
  }
}

function refused(
  refusal: Refusal,
  type: Problem['type'],
  condition: Problem['condition'],
  key: string,
  params: Readonly<Record<string, string | number>>,
): Found {
  return { ok: false, refusal, problem: { type, condition, text: { key, params } } };
}

/** A name in an address that is a host by itself; a word without a dot is none that somebody outside could mean. */
function addressIn(name: string): ServerAddress | undefined {
  const host = hostName(name);
  return host === undefined || (isIP(host) === 0 && !host.includes('.')) ? undefined : { host };
}

function settingsOf(
  config: IrcConfig,
  identity: Pick<NetworkSettings, 'name' | 'named' | 'network'>,
  network: NetworkConfig,
): NetworkSettings {
  const { host, hosts, port, names, pins, nick, socks: ownSocks, maxRooms, ...rest } = network;
  const usual = port ?? (network.tls ? TLS_PORT : PLAIN_PORT);
  const servers = [...(host === undefined ? [] : [host]), ...hosts].flatMap((text): readonly Endpoint[] => {
    const server = parseServer(text);
    return server === undefined ? [] : [{ host: server.host, port: server.port ?? usual }];
  });
  const socks = ownSocks === false ? undefined : (ownSocks ?? config.socks);
  return {
    ...rest,
    ...identity,
    servers,
    pins: pins.flatMap((text) => parsePin(text) ?? []),
    nick: nick ?? config.nick,
    ...(socks === undefined ? {} : { socks }),
    maxRooms: maxRooms ?? config.maxPerUser.rooms,
  };
}
