import { isIP } from 'node:net';
import type { ImapFlow, ImapFlowOptions } from 'imapflow';
import { addressesOf, systemResolve } from './addresses.js';
import { ImapFailure } from './failure.js';
import { failureOf } from './flow-errors.js';
import type { SessionOptions } from './session-types.js';
import { ThrottleWatch } from './throttle-watch.js';
import { Flow } from './vanished.js';

/** A SEARCH over a large folder answers on one line. */
const LONGEST_LINE = 8 * 1024 * 1024;
const LITERAL_ROOM = 64 * 1024;
/** Longer than any IDLE lasts here, so that the library's own keepalive stays out of the way. */
const LIBRARY_TIMEOUT_MS = 60 * 60_000;

/** Takes a connection over in the moment in which it is signed in, so that nothing that it tells is missed. */
type Adopt<T> = (flow: Flow, throttled: ThrottleWatch) => T;

/** Connects by any of the server's addresses and signs in. Throws {@link ImapFailure}. */
export async function connect<T>(options: SessionOptions, adopt: Adopt<T>): Promise<T> {
  const { server, clock, connectMs, resolve = systemResolve } = options;
  const until = clock.monotonic() + connectMs;
  const addresses = await addressesOf(server, resolve);
  let last = new ImapFailure('unreachable');
  for (const [index, address] of addresses.entries()) {
    const left = until - clock.monotonic();
    if (left <= 0) break;
    try {
      return await connectTo(address, options, index === addresses.length - 1 ? left : left / 2, adopt);
    } catch (error) {
      last = failureOf(error);
      // Whoever answered has decided; another address of the same server is not asked again.
      if (last.reason !== 'unreachable' && last.reason !== 'timeout') break;
    }
  }
  throw last;
}

/** What a server said when it hung up. */
export function byeOf(flow: ImapFlow): string {
  return flow.byeReason ?? '';
}

async function connectTo<T>(address: string, options: SessionOptions, ms: number, adopt: Adopt<T>): Promise<T> {
  const { mayWrite, leaving } = options;
  if (!mayWrite()) throw new ImapFailure('not-held');
  if (leaving?.aborted === true) throw new ImapFailure('closed');
  const throttled = new ThrottleWatch();
  const flow = new Flow(flowOptions(address, options, ms, throttled.logger));
  flow.mayWrite = () => leaving?.aborted !== true && mayWrite();
  let ended: ImapFailure | undefined;
  const give = (failure: ImapFailure): void => {
    ended ??= failure;
    flow.close();
  };
  throttled.hear(give);
  flow.on('error', (error) => give(failureOf(error, byeOf(flow))));
  const late = options.clock.after(ms, () => give(new ImapFailure('timeout')));
  const leave = (): void => {
    if (!flow.isGreeted) give(new ImapFailure('closed'));
  };
  leaving?.addEventListener('abort', leave);
  try {
    await flow.connect();
    if (ended !== undefined) throw ended;
    flow.mayWrite = mayWrite;
    return adopt(flow, throttled);
  } catch (error) {
    flow.close();
    throw ended ?? failureOf(error, byeOf(flow));
  } finally {
    late.cancel();
    leaving?.removeEventListener('abort', leave);
  }
}

function flowOptions(
  address: string,
  { server, credential, maxLiteral }: SessionOptions,
  ms: number,
  logger: ImapFlowOptions['logger'],
): ImapFlowOptions {
  const { host, port, security, auth, ca, tlsName = host } = server;
  return {
    host: address,
    port,
    // SNI (RFC 6066 3) has no addresses.
    ...(isIP(tlsName) === 0 ? { servername: tlsName } : {}),
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    auth:
      'password' in credential
        ? { user: auth.user, pass: credential.password }
        : { user: auth.user, accessToken: credential.token },
    clientInfo: { name: 'isthmus', vendor: 'isthmus', version: '1', 'support-url': '' },
    disableAutoIdle: true,
    // Two streams of zlib a connection cost more memory than the rest of it.
    disableCompression: true,
    qresync: true,
    connectionTimeout: ms,
    greetingTimeout: ms,
    socketTimeout: LIBRARY_TIMEOUT_MS,
    maxLineLength: LONGEST_LINE,
    maxLiteralSize: maxLiteral + LITERAL_ROOM,
    maxResponseSize: maxLiteral + LONGEST_LINE,
    logger,
  };
}
