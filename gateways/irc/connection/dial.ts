import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { SocksClient } from 'socks';
import type { Clock } from '../../gateway.js';
import { type Resolve, type Route, routes, systemResolve } from './addresses.js';
import { ConnectionFailure, type FailureReason } from './failure.js';
import { pinned } from './pins.js';
import { secureContext } from './secure-contexts.js';
import type { ConnectionSettings, IrcHost } from './settings.js';
import { systemFailure } from './system-failure.js';

/** What is known of the encryption of a connection. */
export interface TlsInfo {
  /** `TLSv1.3` */
  readonly protocol: string;
  /** Name of the cipher as IANA has it. */
  readonly cipher: string;
  /** SHA-256 of the server's certificate, lower case hex. */
  readonly fingerprint: string;
  /** Whether the certificate is of a trusted authority and for this host; otherwise a pin or nothing vouches for it. */
  readonly verified: boolean;
}

/** A connection that is open, encrypted where it is to be, and not written to yet. */
export interface Dialled {
  readonly socket: Socket;
  readonly host: IrcHost;
  readonly tls?: TlsInfo;
}

/** One attempt to reach one host: TCP, a proxy where there is one, TLS. */
export interface DialOptions {
  readonly host: IrcHost;
  /** The certificate is verified whatever the settings say. */
  readonly strict?: boolean;
  readonly settings: ConnectionSettings;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly resolve?: Resolve;
  /** TCP is up, and before anything else goes over it: the server may ask for the ident now. */
  readonly opened?: (socket: Socket) => void;
  /** Ends the attempt. */
  readonly signal?: AbortSignal;
}

/** The share of the time that one of several addresses has at least, so that a dead one does not use it up. */
const LEAST_SHARE_MS = 3000;
const KEEPALIVE_MS = 120_000;

/** Connects to one host by any of its addresses. Throws `ConnectionFailure` and nothing else. */
export async function dial(options: DialOptions): Promise<Dialled> {
  const { host, settings, clock } = options;
  const until = clock.monotonic() + options.timeoutMs;
  const proxy = settings.proxy;
  // Where the proxy looks up names, the name is the address.
  const byName = proxy?.resolves === true && isIP(host.host) === 0;
  // Own addresses are for the server to see; the proxy shows its own.
  const from = proxy === undefined ? settings.localAddresses : undefined;
  const ways: readonly Route[] = byName
    ? [{ address: host.host }]
    : await routes(host.host, settings.addressAllowed, from ?? [], options.resolve ?? systemResolve);
  let last = new ConnectionFailure('unreachable');
  for (const [index, way] of ways.entries()) {
    const left = until - clock.monotonic();
    if (left <= 0 || options.signal?.aborted === true) break;
    const share = index === ways.length - 1 ? left : Math.min(left, Math.max(LEAST_SHARE_MS, left / 2));
    try {
      return await attempt(options, way, share);
    } catch (error) {
      last = asFailure(error, 'unreachable');
    }
  }
  throw last;
}

function asFailure(error: unknown, otherwise: FailureReason): ConnectionFailure {
  if (error instanceof ConnectionFailure) return error;
  const { reason, text } = systemFailure(error, otherwise);
  return new ConnectionFailure(reason, text);
}

/** One address. Whatever happens, at the end there is a socket for the caller or none at all. */
async function attempt(options: DialOptions, way: Route, timeoutMs: number): Promise<Dialled> {
  const { host, settings, clock } = options;
  let socket: Socket | undefined;
  let ended: ConnectionFailure | undefined;
  const end = (reason: FailureReason): void => {
    ended = new ConnectionFailure(reason);
    socket?.destroy(ended);
  };
  const timer = clock.after(timeoutMs, () => end('connect-timeout'));
  const aborted = (): void => end('lost');
  options.signal?.addEventListener('abort', aborted, { once: true });
  try {
    socket = startTcp(settings.proxy ?? { host: way.address, port: host.port }, way.localAddress);
    socket.on('error', ignore);
    await once(socket, 'connect', 'unreachable');
    if (settings.proxy !== undefined) await throughProxy(socket, settings.proxy, way.address, host.port, timeoutMs);
    options.opened?.(socket);
    if (!host.tls) return { socket, host };
    const secure = startTls(socket, options);
    socket = secure;
    socket.on('error', ignore);
    await once(secure, 'secureConnect', 'tls-failed');
    return { socket, host, tls: checked(secure, settings) };
  } catch (error) {
    socket?.destroy();
    throw ended ?? error;
  } finally {
    timer.cancel();
    options.signal?.removeEventListener('abort', aborted);
  }
}

/** A socket always has somebody who hears of its errors; what they mean shows at its close. */
const ignore = (): void => undefined;

function startTcp(to: { readonly host: string; readonly port: number }, localAddress: string | undefined): Socket {
  const from = localAddress === undefined ? {} : { localAddress };
  return connectTcp({
    host: to.host,
    port: to.port,
    ...from,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEPALIVE_MS,
  });
}

/** Waits for an event that comes once, or for the end of the socket. */
function once(socket: Socket, event: 'connect' | 'secureConnect', otherwise: FailureReason): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: unknown): void => {
      socket.off(event, finish);
      socket.off('error', failed);
      socket.off('close', closed);
      if (error === undefined) resolve();
      else reject(error);
    };
    const failed = (error: unknown): void => finish(asFailure(error, otherwise));
    const closed = (): void => finish(new ConnectionFailure(otherwise, 'the other side closed the connection'));
    socket.on(event, finish);
    socket.on('error', failed);
    socket.on('close', closed);
  });
}

/** SOCKS 5 (RFC 1928) on a socket that is connected to the proxy. */
async function throughProxy(
  socket: Socket,
  { host, port, user, password }: NonNullable<ConnectionSettings['proxy']>,
  address: string,
  toPort: number,
  timeout: number,
): Promise<void> {
  const login = user === undefined ? {} : { userId: user, password: password ?? '' };
  try {
    await SocksClient.createConnection({
      command: 'connect',
      proxy: { host, port, type: 5, ...login },
      destination: { host: address, port: toPort },
      existing_socket: socket,
      timeout: Math.max(1, Math.ceil(timeout)),
    });
  } catch (error) {
    throw new ConnectionFailure('proxy-failed', error instanceof Error ? error.message : '');
  }
}

function startTls(socket: Socket, { host, settings, strict = false }: DialOptions): TLSSocket {
  const { tls } = settings;
  const pinSuffices = tls.pinSuffices === true && (tls.pins?.length ?? 0) > 0;
  const name = tls.serverName ?? host.host;
  // SNI (RFC 6066 3) has no addresses.
  const sni = isIP(name) === 0 ? { servername: name } : {};
  try {
    return connectTls({
      socket,
      host: name,
      secureContext: secureContext(tls),
      rejectUnauthorized: (tls.verify || strict) && !pinSuffices,
      ...sni,
    });
  } catch (error) {
    throw asFailure(error, 'settings-unusable');
  }
}

function checked(socket: TLSSocket, { tls }: ConnectionSettings): TlsInfo {
  const certificate = socket.getPeerX509Certificate();
  const pins = tls.pins ?? [];
  if (certificate === undefined) throw new ConnectionFailure('tls-failed', 'the server showed no certificate');
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  if (pins.length > 0 && !pinned(certificate, pins)) throw new ConnectionFailure('pin-mismatch', fingerprint);
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    fingerprint,
    verified: socket.authorized,
  };
}
