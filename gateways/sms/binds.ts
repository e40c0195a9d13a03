import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { HoldContext } from '../gateway.js';
import type { CarrierConfig } from './config.js';
import { readPassword } from './password.js';
import type { Seldom } from './seldom.js';
import type { Bind, BindEvents } from './smpp/bind.js';
import type { BindMode } from './smpp/codec.js';
import { Link, type LinkOptions } from './smpp/link.js';
import { Pair } from './smpp/pair.js';
import type { SessionOptions } from './smpp/session.js';

/** Messages of the carrier without an answer of ours, a session, above which we read nothing more from it. */
const MOST_INBOUND = 256;
/** interface_version on the wire. */
const VERSIONS: Readonly<Record<CarrierConfig['interfaceVersion'], number>> = { '3.4': 0x34, '5.0': 0x50 };

/** Binds of one share: as even as it goes, the first shares have one more. */
export function bindsOf({ binds, shares }: CarrierConfig, share: number): number {
  return Math.floor(binds / shares) + (share < binds % shares ? 1 : 0);
}

/**
 * Makes one bind of a carrier as its section of the config file says; `index` tells those of a share apart in the log, and
 * `seldom` is theirs together, since what one of them meets they all do.
 */
export function makeBind(
  carrier: CarrierConfig,
  index: number,
  { context, seldom }: { readonly context: HoldContext; readonly seldom: Seldom },
  events: BindEvents,
): Bind {
  const half = (mode: BindMode): LinkOptions => {
    const log = context.log.child({ carrier: carrier.name, bind: index, mode });
    return {
      clock: context.clock,
      log,
      mayWrite: () => context.mayWrite(),
      worth: (key) => seldom.worth(`${mode} ${key}`),
      session: () => sessionOptions(carrier, mode, context, log),
    };
  };
  if (carrier.bind === 'transceiver') return new Link(half('transceiver'), events);
  return new Pair({ transmitter: half('transmitter'), receiver: half('receiver') }, events);
}

/** How a session of a carrier is opened. Rejects where a file that its section names cannot be read. */
export async function sessionOptions(
  carrier: CarrierConfig,
  mode: BindMode,
  context: Pick<HoldContext, 'clock' | 'mayWrite'>,
  log: HoldContext['log'],
): Promise<SessionOptions> {
  const receives = mode === 'receiver';
  const host = (receives ? carrier.receiveHost : undefined) ?? carrier.host;
  const port = (receives ? carrier.receivePort : undefined) ?? carrier.port;
  const tls = await readTls(carrier, host);
  return {
    host,
    port,
    ...(tls === undefined ? {} : { tls }),
    bind: {
      mode,
      version: VERSIONS[carrier.interfaceVersion],
      systemId: carrier.systemId,
      password: await readPassword(carrier),
      systemType: carrier.systemType,
      addressRange: carrier.addressRange,
    },
    enquireLinkMs: carrier.enquireLink,
    responseTimeoutMs: carrier.responseTimeout,
    bindTimeoutMs: carrier.bindTimeout,
    mostInbound: MOST_INBOUND,
    clock: context.clock,
    log,
    mayWrite: () => context.mayWrite(),
  };
}

async function readTls({ tls }: CarrierConfig, host: string): Promise<ConnectionOptions | undefined> {
  if (tls === undefined) return undefined;
  const [ca, cert, key] = await Promise.all(
    [tls.caFile, tls.certFile, tls.keyFile].map((file) => (file === undefined ? undefined : readFile(file))),
  );
  const name = tls.serverName ?? (isIP(host) === 0 ? host : undefined);
  return {
    // An address is no server name (RFC 6066 3); Node compares the certificate with it all the same.
    ...(name === undefined ? {} : { servername: name }),
    minVersion: `TLSv${tls.minVersion}`,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
