import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** A server as somebody wrote it. */
export interface ServerAddress {
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

const LONGEST = 300;
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** The host in the form in which it is compared and dialled; undefined where the text is none. */
export function hostName(text: string): string | undefined {
  if (text === '' || text.length > LONGEST) return undefined;
  const lower = text.toLowerCase();
  const inner = lower.startsWith('[') && lower.endsWith(']') ? lower.slice(1, -1) : lower;
  // A zone names an interface of this machine.
  if (isIP(inner) !== 0) return inner.includes('%') ? undefined : inner;
  if (inner !== lower) return undefined;
  const bare = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  if (/[^-.0-9_a-z\u0080-\u{10ffff}]/u.test(bare)) return undefined;
  const ascii = /^[\x20-\x7e]*$/.test(bare) ? bare : domainToASCII(bare);
  if (ascii.length > 253 || !NAME.test(ascii)) return undefined;
  // Names that end in a number are read as IPv4 addresses by resolvers (`127.1`, `0x7f.1`), past every list of ours.
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(ascii) ? undefined : ascii;
}

/** Reads `host`, `host:port`, `address`, `[address]:port`; undefined where it is none of them. */
export function parseServer(text: string): ServerAddress | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
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
