import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import type { Envelope, GatewayEvent, Hold, HoldContext, Outcome } from '../gateway.js';
import { Candidates } from './candidates.js';
import type { CarrierConfig, SmsConfig } from './config.js';
import { Inbound, type InboundWait } from './inbound.js';
import { Outbound } from './outbound.js';
import { Replies } from './replies.js';
import { Senders } from './senders.js';
import { Link } from './smpp/link.js';
import type { SessionOptions } from './smpp/session.js';

/** Messages of the carrier without an answer of ours, a bind, above which we read nothing more from it. */
const MOST_INBOUND = 256;
/** Octets that SMPP has for a password, its NUL apart. */
const LONGEST_PASSWORD = 8;
const DRAIN_POLL_MS = 20;

export interface HoldOptions {
  readonly config: SmsConfig;
  readonly carrier: CarrierConfig;
  readonly share: number;
  /** True where this lane is the only one of the gateway. */
  readonly alone: boolean;
  readonly context: HoldContext;
}

/** One share of the binds of a carrier. */
export class SmsHold implements Hold {
  /** One at a time: a carrier may refuse a single message, and the next must not overtake it then. */
  readonly depth = 1;
  readonly #context: HoldContext;
  readonly #carrier: CarrierConfig;
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;
  readonly #links: readonly Link[];
  #closed = false;

  constructor({ config, carrier, share, alone, context }: HoldOptions) {
    this.#context = context;
    this.#carrier = carrier;
    const senders = new Senders(config.numbers.shared);
    const candidates = new Candidates({ kv: context.kv, clock: context.clock, ttl: config.numbers.replyTtl, alone });
    const replies = new Replies({ context, numbers: config.numbers, senders, candidates });
    this.#inbound = new Inbound({
      context,
      carrier,
      defaultCountry: config.defaultCountry,
      reassembly: config.reassembly,
      senders,
      replies,
    });
    this.#outbound = new Outbound({ config, carrier, context, senders, candidates });
    this.#links = Array.from({ length: bindsOf(carrier, share) }, (_, index) => this.#link(index));
    this.#outbound.use(this.#links);
  }

  /** Begins to connect. */
  start(): void {
    this.#context.state('down', 'connecting');
    for (const link of this.#links) link.start();
  }

  free(): number {
    return this.#outbound.free();
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    this.#outbound.submit(envelope, settle);
  }

  async later(payload: unknown): Promise<void> {
    if (isInboundWait(payload)) await this.#inbound.later(payload);
    else this.#context.log.warn({}, 'a wait of an unknown kind');
  }

  async drain(signal: AbortSignal): Promise<void> {
    while (this.#outbound.open > 0 && !signal.aborted && this.#links.some((link) => link.ready)) {
      await new Promise<void>((resolve) => this.#context.clock.after(DRAIN_POLL_MS, resolve));
    }
    // Answered with an unbind in between, a carrier would repeat what is in a lane already.
    for (const link of this.#links) link.stopTaking();
    if (!signal.aborted) await Promise.race([this.#inbound.idle(), aborted(signal)]);
    this.#outbound.close();
    await Promise.all(this.#links.map((link) => link.unbind()));
    this.#down('drained');
  }

  async close(): Promise<void> {
    this.#outbound.close();
    for (const link of this.#links) link.close();
    this.#down('closed');
  }

  #down(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#context.state('down', reason);
  }

  #link(index: number): Link {
    const { clock } = this.#context;
    const mayWrite = () => this.#context.mayWrite();
    const log = this.#context.log.child({ carrier: this.#carrier.name, bind: index });
    const link = new Link(
      { clock, log, mayWrite, session: () => this.#session(log) },
      {
        up: () => {
          this.#gauge();
          this.#context.state('up');
          this.#outbound.pump();
          this.#context.wake();
        },
        down: (reason) => {
          this.#outbound.lost(link, reason);
          this.#gauge();
          if (!this.#closed && this.#links.every((one) => !one.ready)) this.#context.state('down', reason);
        },
        inbound: (message, answer) => this.#inbound.take(message, answer),
      },
    );
    return link;
  }

  #gauge(): void {
    const up = this.#links.filter((link) => link.ready).length;
    this.#context.metrics.gauge('binds', up, { lane: this.#context.lane });
  }

  async #session(log: HoldContext['log']): Promise<SessionOptions> {
    const carrier = this.#carrier;
    const tls = await readTls(carrier);
    return {
      host: carrier.host,
      port: carrier.port,
      ...(tls === undefined ? {} : { tls }),
      bind: {
        systemId: carrier.systemId,
        password: await readPassword(carrier),
        systemType: carrier.systemType,
        addressRange: carrier.addressRange,
      },
      enquireLinkMs: carrier.enquireLink,
      responseTimeoutMs: carrier.responseTimeout,
      bindTimeoutMs: carrier.bindTimeout,
      mostInbound: MOST_INBOUND,
      clock: this.#context.clock,
      log,
      mayWrite: () => this.#context.mayWrite(),
    };
  }
}

/** Binds of one share: as even as it goes, the first shares have one more. */
function bindsOf({ binds, shares }: CarrierConfig, share: number): number {
  return Math.floor(binds / shares) + (share < binds % shares ? 1 : 0);
}

async function readPassword({ name, password, passwordFile }: CarrierConfig): Promise<string> {
  if (passwordFile === undefined) return password ?? '';
  const text = (await readFile(passwordFile, 'utf8')).trim();
  if (text.length > LONGEST_PASSWORD || /[^\x20-\x7e]/.test(text)) {
    throw new Error(`the passwordFile of carrier ${name} holds more than ${LONGEST_PASSWORD} ASCII characters`);
  }
  return text;
}

async function readTls({ host, tls }: CarrierConfig): Promise<ConnectionOptions | undefined> {
  if (tls === undefined) return undefined;
  const [ca, cert, key] = await Promise.all(
    [tls.caFile, tls.certFile, tls.keyFile].map((file) => (file === undefined ? undefined : readFile(file))),
  );
  return {
    servername: tls.serverName ?? host,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function isInboundWait(payload: unknown): payload is InboundWait {
  if (typeof payload !== 'object' || payload === null || !('kind' in payload)) return false;
  return payload.kind === 'parts' || payload.kind === 'question';
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
