import { isIP } from 'node:net';
import { hostName, LONGEST_HOST } from '../../src/network.js';

/** A server as somebody wrote it. */
interface ServerAddress {
  /** A host name in its ASCII form (A-labels), in small letters, or an IP address without brackets. */
  readonly host: string;
  readonly port?: number;
}

/** TLS from the first octet, TLS by STARTTLS and never without it, or none. */
export const SECURITIES = ['tls', 'starttls', 'none'] as const;
export type Security = (typeof SECURITIES)[number];

/** A server of which everything is known that a connection needs, except who logs in. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
}

/** Reads `host`, `host:port`, `address`, `[address]:port`; undefined where it is none of them. */
export function parseServer(text: string): ServerAddress | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_HOST) return undefined;
  const plain = hostName(trimmed);
  if (plain !== undefined) return { host: plain };
  const [, name = '', digits = ''] = /^(\[[^\]]*\]|[^\s:[\]]+):(\d{1,5})$/.exec(trimmed) ?? [];
  const host = hostName(name);
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65535 ? undefined : { host, port };
}

/** As it is shown and stored: `imap.example.net:993`, `[2001:db8::1]:993`, or the host alone. */
export function serverText({ host, port }: ServerAddress): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
}

/** A server in one text, to be stored: `tls://imap.example.net:993`. */
export function serverUrl(server: MailServer): string {
  return `${server.security}://${serverText(server)}`;
}

/** Reads what `serverUrl` wrote. */
export function parseServerUrl(text: string): MailServer | undefined {
  const [scheme = '', rest = ''] = text.split('://');
  const security = SECURITIES.find((one) => one === scheme);
  const { host, port } = parseServer(rest) ?? {};
  return security === undefined || host === undefined || port === undefined ? undefined : { host, port, security };
}

/** Whether the connection does not leave this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Whether a host is one of the names, or below one of them. */
export function isUnder(host: string, names: readonly string[]): boolean {
  return names.some((name) => host === name || host.endsWith(`.${name}`));
}
