import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { isPublic } from '../../../src/public-addresses.js';
import type { Clock } from '../../gateway.js';
import { asFailure, type FailureReason, SmtpFailure } from './failure.js';
import type { SmtpServer } from './transaction.js';

/** Looks a name up: addresses in the order in which to try them. */
type Resolve = (name: string) => Promise<readonly string[]>;

const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);

/** How a mail server is connected to. */
export interface DialOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly resolve?: Resolve;
  /** Which addresses may be connected to where a user named the server; default: those of the public Internet. */
  readonly addressAllowed?: (address: string) => boolean;
}

const MOST_ADDRESSES = 6;
/** The share of the time that one of several addresses has at least, so that a dead one does not use it up. */
const LEAST_SHARE_MS = 3000;
const KEEPALIVE_MS = 120_000;

/** TCP to one of the server's addresses; what its name resolves to is checked here and connected to as it is. Throws `SmtpFailure`. */
export async function dial(
  server: SmtpServer,
  { clock, timeoutMs, resolve = systemResolve, addressAllowed = isPublic }: DialOptions,
): Promise<Socket> {
  const until = clock.monotonic() + timeoutMs;
  const addresses = await allowedAddresses(server, resolve, addressAllowed);
  let last = new SmtpFailure('unreachable', 'connect');
  for (const [index, address] of addresses.entries()) {
    const left = until - clock.monotonic();
    if (left <= 0) break;
    const share = index === addresses.length - 1 ? left : Math.min(left, Math.max(LEAST_SHARE_MS, left / 2));
    try {
      const socket = connectTcp({
        host: address,
        port: server.port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: KEEPALIVE_MS,
      });
      return await opened(socket, 'connect', { clock, ms: share, reason: 'unreachable', stage: 'connect' });
    } catch (error) {
      last = asFailure(error, 'connect');
    }
  }
  throw last;
}

async function allowedAddresses(
  { host, allowPrivate }: SmtpServer,
  resolve: Resolve,
  addressAllowed: (address: string) => boolean,
): Promise<readonly string[]> {
  const found = isIP(host) === 0 ? await resolved(host, resolve) : [host];
  const allowed = found.filter((address) => isIP(address) !== 0 && (allowPrivate || addressAllowed(address)));
  if (found.length === 0) throw new SmtpFailure('host-unknown', 'connect', host);
  if (allowed.length === 0) throw new SmtpFailure('address-refused', 'connect', host);
  return allowed.slice(0, MOST_ADDRESSES);
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (error) {
    throw new SmtpFailure('host-unknown', 'connect', error instanceof Error ? error.message.slice(0, 200) : '');
  }
}

/** TLS over a socket, with the certificate verified for the name that was asked for. Throws `SmtpFailure`. */
export function secured(socket: Socket, server: SmtpServer, clock: Clock, timeoutMs: number): Promise<Socket> {
  const name = server.tlsName ?? server.host;
  // SNI (RFC 6066 3) has no addresses.
  const sni = isIP(name) === 0 ? { servername: name } : {};
  const how = { clock, ms: timeoutMs, reason: 'tls-failed', stage: 'tls' } as const;
  try {
    const secure = connectTls({ socket, host: name, secureContext: contextOf(server), ...sni });
    return opened(secure, 'secureConnect', how);
  } catch (error) {
    socket.destroy();
    const text = error instanceof Error ? error.message.slice(0, 200) : '';
    return Promise.reject(new SmtpFailure('tls-failed', 'tls', text));
  }
}

const LEAST_TLS = 'TLSv1.2';
/** For all servers that the authorities of the system vouch for. */
let common: SecureContext | undefined;
/** Reading certificates takes milliseconds, and many connections need the same ones. */
const contexts = new WeakMap<SmtpServer, SecureContext>();

function contextOf(server: SmtpServer): SecureContext {
  const own = server.ca === undefined ? [] : [server.ca].flat();
  if (own.length === 0) {
    common ??= createSecureContext({ minVersion: LEAST_TLS });
    return common;
  }
  const known = contexts.get(server);
  if (known !== undefined) return known;
  const made = createSecureContext({ minVersion: LEAST_TLS, ca: [...rootCertificates, ...own] });
  contexts.set(server, made);
  return made;
}

interface Opening {
  readonly clock: Clock;
  readonly ms: number;
  readonly reason: FailureReason;
  readonly stage: 'connect' | 'tls';
}

/** Waits for an event that comes once. Where it does not, there is no socket any more. */
function opened<S extends Socket>(socket: S, event: string, { clock, ms, reason, stage }: Opening): Promise<S> {
  return new Promise((resolve, reject) => {
    const finish = (failure?: SmtpFailure): void => {
      timer.cancel();
      socket.off(event, done).off('error', failed).off('close', closed);
      // Somebody always hears of errors; what they mean shows at the close.
      socket.on('error', ignore);
      if (failure === undefined) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(failure);
    };
    const done = (): void => finish();
    const failed = (error: Error): void => finish(new SmtpFailure(reason, stage, error.message.slice(0, 200)));
    const closed = (): void => finish(new SmtpFailure(reason, stage, 'the server closed the connection'));
    const timer = clock.after(ms, () => finish(new SmtpFailure('timeout', stage)));
    socket.on(event, done).on('error', failed).on('close', closed);
  });
}

const ignore = (): void => undefined;
