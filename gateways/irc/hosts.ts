import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** A server as somebody wrote it. */
export interface ServerAddress {
  /** A host name in its ASCII form (A-labels), in small letters, or an IP address without brackets. */
  readonly host: string;
  readonly port?: number;
  /** What a mark before the port says: `+` is TLS, `-` none (the way of IRC clients). Undefined: nothing is said. */
  readonly tls?: boolean;
}

/** A server that is nobody's, for texts that show how addresses are written. */
export const EXAMPLE_HOST = 'chat.example.org';

const LONGEST = 300;
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Whether a text is a host name or an IP address. */
export function isHost(text: string): boolean {
  return hostOf(text) !== undefined;
}

/** The host in the form in which it is compared and dialled; undefined where it is none. */
export function hostOf(text: string): string | undefined {
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

/** Reads `host`, `host:port`, `host:+port`, `host/port`, `[address]:port` and `address`; undefined where it is none of them. */
export function parseServer(text: string): ServerAddress | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const plain = hostOf(trimmed);
  if (plain !== undefined) return { host: plain };
  const [, name = '', mark = '', digits = ''] = /^(\[[^\]]*\]|[^\s:/[\]]+)[:/]\s*([+-]?)(\d{1,5})$/.exec(trimmed) ?? [];
  const host = hostOf(name);
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65535) return undefined;
  return { host, port, ...(mark === '' ? {} : { tls: mark === '+' }) };
}

/** As it is stored: `irc.example.net:+6697`, `[2001:db8::1]:-6667`, or the host alone. */
export function serverText({ host, port, tls }: ServerAddress): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  if (port === undefined) return shown;
  return `${shown}:${tls === undefined ? '' : tls ? '+' : '-'}${port}`;
}
