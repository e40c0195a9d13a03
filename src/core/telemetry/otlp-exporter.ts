import type { Clock, Timer } from '../../clock.js';
import type { Log } from '../../log.js';
import { Trouble } from '../../trouble.js';
import type { Metrics } from '../metrics.js';

/** Spans that wait at most; what comes above is not told, so that a collector that is gone costs nothing. */
const MOST_WAITING = 4096;
const MOST_AT_ONCE = 512;
const FLUSH_MS = 1000;
const ANSWER_MS = 5000;

/** A span as OTLP has it in JSON (opentelemetry.proto.trace.v1.Span): times in nanoseconds as text. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: 1 | 2 | 3 | 4 | 5;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  /** 2 is an error. */
  readonly status: { readonly code: 0 | 2; readonly message?: string };
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

/** Where traces of messages go, and of how many there are some. */
export interface TelemetrySettings {
  /** Where the collector takes OTLP over HTTP; `/v1/traces` is added. */
  readonly otlp: string;
  /** Part of the messages that are traced, 0 to 1. */
  readonly sample: number;
  /** Shown to the collector as a bearer token. */
  readonly token?: string | undefined;
}

/**
 * Sends spans to a collector (OTLP/HTTP with JSON), once a second and in groups. Nothing ever waits for it: what the collector does not
 * take at the second try is dropped and counted.
 */
export class OtlpExporter {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #resource: readonly OtlpAttribute[];
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  #waiting: OtlpSpan[] = [];
  #timer: Timer | undefined;
  #sending: Promise<void> | undefined;

  constructor(
    { otlp, token }: TelemetrySettings,
    resource: readonly OtlpAttribute[],
    parts: { readonly metrics: Metrics; readonly clock: Clock; readonly log: Log },
  ) {
    this.#url = `${otlp.replace(/\/+$/, '')}/v1/traces`;
    this.#headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    this.#resource = resource;
    this.#metrics = parts.metrics;
    this.#clock = parts.clock;
    this.#trouble = new Trouble(parts.clock, parts.log);
  }

  add(span: OtlpSpan): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#metrics.count('trace_spans', { outcome: 'dropped' });
      return;
    }
    this.#waiting.push(span);
    this.#timer ??= this.#clock.after(FLUSH_MS, () => void this.flush());
  }

  /** Sends what waits. Never rejects. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#sending;
    this.#sending = this.#sendAll();
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const spans = this.#waiting.slice(0, MOST_AT_ONCE);
      this.#waiting = this.#waiting.slice(MOST_AT_ONCE);
      const taken = (await this.#send(spans)) || (await this.#send(spans));
      this.#metrics.count('trace_spans', { outcome: taken ? 'sent' : 'dropped' }, spans.length);
    }
  }

  async #send(spans: readonly OtlpSpan[]): Promise<boolean> {
    const body = {
      resourceSpans: [
        { resource: { attributes: this.#resource }, scopeSpans: [{ scope: { name: 'isthmus' }, spans }] },
      ],
    };
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await response.body?.cancel();
      if (response.ok) return true;
      this.#trouble.tell(NOT_TAKEN, `the collector answers ${response.status}`);
    } catch (error) {
      this.#trouble.tell(NOT_TAKEN, error);
    }
    return false;
  }
}

const NOT_TAKEN = 'traces could not be sent to the collector (telemetry.otlp); messages do not wait for it';
