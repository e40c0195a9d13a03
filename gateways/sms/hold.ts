import type { Envelope, GatewayEvent, Hold, HoldContext, Outcome, OutsideConnection } from '../gateway.js';
import { bindsOf, makeBind } from './binds.js';
import type { CarrierConfig, SmsConfig } from './config.js';
import type { Inbound, InboundWait } from './inbound.js';
import type { Outbound } from './outbound.js';
import type { Destinations } from './policy/destinations.js';
import type { OptOuts } from './policy/opt-outs.js';
import { Seldom } from './seldom.js';
import type { Bind } from './smpp/bind.js';
import { trafficOf } from './traffic.js';

const DRAIN_POLL_MS = 20;

interface HoldOptions {
  readonly config: SmsConfig;
  readonly carrier: CarrierConfig;
  readonly share: number;
  /** True where this lane is the only one of the gateway. */
  readonly alone: boolean;
  readonly context: HoldContext;
  /** Of all lanes of this process. */
  readonly optOuts: OptOuts;
  readonly destinations: Destinations;
}

/** One share of the binds of a carrier. */
export class SmsHold implements Hold {
  /** One at a time: a carrier may refuse a single message, and the next must not overtake it then. */
  readonly depth = 1;
  readonly #context: HoldContext;
  readonly #carrier: CarrierConfig;
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;
  readonly #optOuts: OptOuts | undefined;
  readonly #binds: readonly Bind[];
  /** By the place of the bind. */
  readonly #stands = new Map<number, Pick<OutsideConnection, 'since' | 'reason'>>();
  #closed = false;

  constructor({ carrier, share, context, ...options }: HoldOptions) {
    this.#context = context;
    this.#carrier = carrier;
    const { inbound, outbound, optOuts } = trafficOf({ ...options, carrier, context });
    this.#inbound = inbound;
    this.#outbound = outbound;
    this.#optOuts = optOuts;
    const seldom = new Seldom(context.clock);
    this.#binds = Array.from({ length: bindsOf(carrier, share) }, (_, index) => this.#bind(index, seldom));
    this.#outbound.use(this.#binds);
  }

  /** Begins to connect. */
  start(): void {
    this.#context.state('down', 'connecting');
    this.#optOuts?.start();
    for (const bind of this.#binds) bind.start();
  }

  free(): number {
    return this.#outbound.free();
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    this.#outbound.submit(envelope, settle);
  }

  connections(): readonly OutsideConnection[] {
    return this.#binds.map(({ ready }, index) => {
      const { since, reason } = this.#stands.get(index) ?? { since: 0, reason: 'connecting' };
      return { name: `${this.#context.lane}, bind ${index + 1}`, state: ready ? 'up' : 'down', since, reason };
    });
  }

  async later(payload: unknown): Promise<void> {
    if (isInboundWait(payload)) await this.#inbound.later(payload);
    else this.#context.log.warn({}, 'a wait of an unknown kind');
  }

  async drain(signal: AbortSignal): Promise<void> {
    while (this.#outbound.open > 0 && !signal.aborted && this.#binds.some(({ ready, open }) => ready || open > 0)) {
      await new Promise<void>((resolve) => this.#context.clock.after(DRAIN_POLL_MS, resolve));
    }
    // Answered with an unbind in between, a carrier would repeat what is in a lane already.
    for (const bind of this.#binds) bind.stopTaking();
    if (!signal.aborted) await Promise.race([this.#inbound.idle(), aborted(signal)]);
    this.#outbound.close();
    await Promise.all(this.#binds.map((bind) => bind.unbind()));
    this.#down('drained');
  }

  async close(): Promise<void> {
    this.#outbound.close();
    for (const bind of this.#binds) bind.close();
    this.#down('closed');
  }

  #down(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#optOuts?.stop();
    this.#context.state('down', reason);
  }

  #bind(index: number, seldom: Seldom): Bind {
    const parts = { context: this.#context, seldom };
    const bind = makeBind(this.#carrier, index, parts, {
      up: () => {
        this.#stands.set(index, { since: this.#context.clock.now(), reason: '' });
        this.#gauge();
        this.#context.state('up');
        this.#outbound.pump();
        this.#context.wake();
      },
      down: (reason) => {
        const before = this.#stands.get(index);
        // It fails again and again, and is down since the first time.
        const since = before === undefined || before.reason === '' ? this.#context.clock.now() : before.since;
        this.#stands.set(index, { since, reason });
        this.#outbound.lost(bind, reason);
        this.#gauge();
        if (!this.#closed && this.#binds.every((one) => !one.ready)) this.#context.state('down', reason);
      },
      inbound: (message, answer) => this.#inbound.take(message, answer),
    });
    return bind;
  }

  #gauge(): void {
    const up = this.#binds.filter((bind) => bind.ready).length;
    this.#context.metrics.gauge('binds', up, { lane: this.#context.lane });
  }
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
