import { hostName, LONGEST_HOST } from '../../src/network.js';

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

/** Whether a text is a host name or an IP address. */
export function isHost(text: string): boolean {
  return hostName(text) !== undefined;
}

/** Reads `host`, `host:port`, `host:+port`, `host/port`, `[address]:port` and `address`; undefined where it is none of them. */
export function parseServer(text: string): ServerAddress | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_HOST) return undefined;
  const plain = hostName(trimmed);
  if (plain !== undefined) return { host: plain };
  const [, name = '', mark = '', digits = ''] = /^(\[[^\]]*\]|[^\s:/[\]]+)[:/]\s*([+-]?)(\d{1,5})$/.exec(trimmed) ?? [];
  const host = hostName(name);
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
