import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../clock.js';
import { Recent } from '../../recent.js';
import type { OtlpExporter, OtlpSpan } from './otlp-exporter.js';
import { newSpanId, newTraceId, readTraceparent, writeTraceparent } from './trace-context.js';

/** Envelopes that may be outside at once and still have the time of their submitting. */
const OUTSIDE = 16_384;

const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** A stretch of a message's way. */
interface Stretch {
  /** What it follows from, or with `own` itself: a `traceparent`. */
  readonly trace: string;
  readonly own?: { readonly parent: string | undefined };
  readonly name: string;
  readonly kind: keyof typeof KINDS;
  /** Wall times, ms; `to` missing: now. */
  readonly from: number;
  readonly to?: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Why it failed. */
  readonly error?: string;
}

/** What begins here. */
interface Begun {
  /** Goes along with the message (`Envelope.trace`). */
  readonly trace: string;
  /** The span of somebody else that it follows from. */
  readonly parent: string | undefined;
}

/**
 * Decides which messages are traced and makes spans of their ways. A message is traced all through or not at all: `trace` of its envelope
 * says so in every process. Attributes hold no addresses, so a trace tells of no person.
 */
export class Tracer {
  readonly #exporter: OtlpExporter;
  readonly #sample: number;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #scope = new AsyncLocalStorage<string>();
  /** When envelopes were handed out, by id. */
  readonly #outside = new Recent<string, number>(OUTSIDE);

  constructor(
    exporter: OtlpExporter,
    {
      sample,
      clock,
      random = Math.random,
    }: { readonly sample: number; readonly clock: Clock; readonly random?: () => number },
  ) {
    this.#exporter = exporter;
    this.#sample = sample;
    this.#clock = clock;
    this.#random = random;
  }

  /** Whether something that comes now is traced, and how. Whoever brings a `traceparent` has decided it already. */
  begin(traceparent?: string): Begun | undefined {
    const given = traceparent === undefined ? undefined : readTraceparent(traceparent);
    if (given === undefined ? this.#random() >= this.#sample : !given.sampled) return undefined;
    const context = { traceId: given?.traceId ?? newTraceId(), spanId: newSpanId(), sampled: true };
    return { trace: writeTraceparent(context), parent: given?.spanId };
  }

  /** Does something of which all that follows belongs to a trace. */
  within<Result>(trace: string, run: () => Result): Result {
    return this.#scope.run(trace, run);
  }

  /** The trace that what is done now belongs to. */
  get current(): string | undefined {
    return this.#scope.getStore();
  }

  /** Serves a request that may belong to a trace of who sends it; what follows from it belongs there too. */
  async serve<Result>(
    name: string,
    traceparent: string | undefined,
    run: () => Promise<Result> | Result,
  ): Promise<Result> {
    const begun = this.begin(traceparent);
    if (begun === undefined) return await run();
    const { trace, parent } = begun;
    const from = this.#clock.now();
    let error: string | undefined = 'it threw';
    try {
      const result = await this.within(trace, run);
      error = undefined;
      return result;
    } finally {
      this.tell({
        trace,
        own: { parent },
        name,
        kind: 'server',
        from,
        attributes: {},
        ...(error === undefined ? {} : { error }),
      });
    }
  }

  /** An envelope was handed to its network, or to the stream, from the lane in which it was since `at`. */
  left(envelope: { readonly id: string; readonly at: number; readonly trace?: string }, lane: string): void {
    const { id, at, trace } = envelope;
    if (trace === undefined) return;
    this.#outside.set(id, this.#clock.now());
    this.tell({ trace, name: `lane ${lane}`, kind: 'consumer', from: at, attributes: { lane, envelope: id } });
  }

  /** What became of it outside; `error`: why it was not taken. */
  settled(
    { id, trace }: { readonly id: string; readonly trace?: string },
    what: { name: string; outcome: string; error?: string },
  ): void {
    if (trace === undefined) return;
    const from = this.#outside.get(id);
    // What was never handed out, because it had expired say, was outside for no time.
    const { name, outcome, error } = what;
    const attributes = { envelope: id, outcome };
    this.tell({
      trace,
      name,
      kind: 'client',
      from: from ?? this.#clock.now(),
      attributes,
      ...(error === undefined ? {} : { error }),
    });
  }

  tell({ trace, own, name, kind, from, to = this.#clock.now(), attributes, error }: Stretch): void {
    const context = readTraceparent(trace);
    if (context?.sampled !== true) return;
    const { traceId, spanId } = context;
    const parent = own === undefined ? spanId : own.parent;
    const span: OtlpSpan = {
      traceId,
      spanId: own === undefined ? newSpanId() : spanId,
      ...(parent === undefined ? {} : { parentSpanId: parent }),
      name,
      kind: KINDS[kind],
      startTimeUnixNano: nanoseconds(from),
      endTimeUnixNano: nanoseconds(Math.max(from, to)),
      attributes: Object.entries(attributes).map(([key, value]) => ({
        key: `isthmus.${key}`,
        value: { stringValue: value },
      })),
      status: error === undefined ? { code: 0 } : { code: 2, message: error },
    };
    this.#exporter.add(span);
  }

  /** Sends what is left, for `ms` at most. */
  async stop(ms: number): Promise<void> {
    const late = new Promise<void>((resolve) => this.#clock.after(ms, resolve));
    await Promise.race([this.#exporter.flush(), late]);
  }
}

function nanoseconds(ms: number): string {
  return `${Math.floor(ms)}000000`;
}
