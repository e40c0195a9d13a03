import type { Ladder } from './backoff.js';

/** One place where a network can be reached. */
export interface IrcHost {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** False: plaintext, because the configuration says so; nothing else ever makes a connection plaintext. */
  readonly tls: boolean;
}

/** Whom a connection by TLS trusts, and what it shows of us. */
export interface TlsSettings {
  /** Whether the certificate must be of a trusted authority and for the name of the host. */
  readonly verify: boolean;
  /** PEM of the authorities to trust in place of those that Node brings along. */
  readonly ca?: string;
  /**
   * SHA-256 or SHA-512 of the certificate (DER) or of its public key (SPKI), in hex (colons allowed) or base64, with or
   * without `sha256:` before it. Where there are any, one of them must match.
   */
  readonly pins?: readonly string[];
  /** A pin that matches is enough; otherwise it is asked for on top of what `verify` asks. */
  readonly pinSuffices?: boolean;
  /** The certificate we show, PEM, for SASL EXTERNAL and CertFP. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string };
  /** The name to ask for (SNI) and to verify, where it is not that of the host. */
  readonly serverName?: string;
}

/** A SASL mechanism that we speak (RFC 4422, RFC 7677, RFC 4616). */
export type SaslName = 'EXTERNAL' | 'SCRAM-SHA-256' | 'PLAIN';

/** How a user logs in to services by SASL (IRCv3 sasl-3.1). */
export interface SaslSettings {
  /** What may be used, best first. EXTERNAL is skipped without a client certificate, the others without a password. */
  readonly mechanisms: readonly SaslName[];
  /** Services account; unset: the nick. */
  readonly account?: string;
  readonly password?: string;
  /** Without a login the connection is given up; otherwise it goes on without one. */
  readonly required: boolean;
}

/** Login by messages to services, for networks where SASL is not possible. */
interface NickServSettings {
  /** Nick of the service. */
  readonly nick: string;
  /** Raw lines, sent in order; the outcome of the last one is waited for. */
  readonly commands: readonly string[];
}

/** How fast lines go out, so that the server does not end the connection for flooding. */
export interface Throttle {
  /** Lines that may go out at once. */
  readonly burst: number;
  /** Lines a second after that. */
  readonly perSecond: number;
}

/** A SOCKS5 proxy by which servers are reached (RFC 1928, RFC 1929). */
export interface SocksProxy {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  /** The proxy looks names up: what is behind a name cannot be checked then. */
  readonly resolves?: boolean;
}

/** What a trusted gateway tells of its user (IRCv3 WEBIRC). */
export interface WebIrc {
  readonly password: string;
  readonly gateway: string;
  readonly host: string;
  readonly ip: string;
  /** Whether the user's own way to us is encrypted. */
  readonly secure?: boolean;
}

/** All in milliseconds. */
export interface Timeouts {
  /** TCP, TLS and proxy together. */
  readonly connect: number;
  /** From the connection to the welcome. */
  readonly registration: number;
  /** One answer during negotiation and login. */
  readonly step: number;
  /** The answer of NickServ. */
  readonly nickServ: number;
  /** Silence of the server after which it is asked. */
  readonly silence: number;
  /** How long it has for the answer. */
  readonly pong: number;
  /** The echo or the error of a line; after it the server is asked whether it has read the line. */
  readonly answer: number;
}

/** Patience with a server, ms, where the settings say nothing. */
export const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 15_000,
  registration: 90_000,
  step: 20_000,
  nickServ: 10_000,
  silence: 60_000,
  pong: 60_000,
  answer: 30_000,
};

/** Everything that one connection of one user to one network needs to know. Read anew before each attempt. */
export interface ConnectionSettings {
  /** Tried in this order. */
  readonly hosts: readonly IrcHost[];
  readonly tls: TlsSettings;
  /** Of the server (PASS). */
  readonly password?: string;
  readonly nick: string;
  /** Tried in order where the nick is taken; after them the nick with something behind it. */
  readonly alternativeNicks: readonly string[];
  readonly username: string;
  readonly realname: string;
  readonly sasl?: SaslSettings;
  readonly nickServ?: NickServSettings;
  /** Raw lines for right after the login, before anything is joined. */
  readonly afterConnect: readonly string[];
  /** IRCv3 capabilities that are asked for where they are offered; `sasl` comes by itself. */
  readonly capabilities: readonly string[];
  /** Unset: no limit of ours. */
  readonly throttle?: Throttle;
  /** What lines that are not UTF-8 are read as. */
  readonly charset?: string;
  /** What lines are written in; unset: UTF-8, and so where the server takes nothing else (ISUPPORT UTF8ONLY). */
  readonly charsetOut?: string;
  readonly proxy?: SocksProxy;
  readonly webIrc?: WebIrc;
  /**
   * Own addresses to connect from, at most one of each family. Where there are any, an address of the server in a family
   * without one is not tried.
   */
  readonly localAddresses?: readonly string[];
  /** Asked for each address right before it is connected to. */
  readonly addressAllowed: (ip: string) => boolean;
  readonly timeouts?: Partial<Timeouts>;
  /** How long to wait before a lost connection is made again (see `Backoff`). */
  readonly reconnect?: Ladder;
}
