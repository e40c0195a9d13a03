import type { Clock, Timer } from '../../gateway.js';
import type { Throttle } from './settings.js';

/** Lines that go out together, with nothing of another flow between them. */
interface QueueEntry {
  /** Without CR LF. */
  readonly lines: readonly string[];
  /** What must stay in order has one flow (a channel, a nick); flows take turns. */
  readonly flow: string;
  /** The last line has been written. */
  readonly written?: () => void;
  /** It never will be: the queue was cleared. */
  readonly dropped?: () => void;
}

interface SendQueueOptions {
  readonly throttle: Throttle | undefined;
  readonly clock: Clock;
  /** Writes one line; false: nothing more until `resume`. */
  readonly write: (line: string) => boolean;
}

/** Lines that may wait. At a line a second it takes over eight minutes to send them: nobody waits for more. */
const MOST_LINES = 500;

/**
 * What waits for its turn to be written: a token bucket, filled up at first. Flows take turns, so that a long text to one
 * channel holds up nobody in another. There is a timer only while something waits for tokens.
 */
export class SendQueue {
  readonly #options: SendQueueOptions;
  readonly #throttle: Throttle | undefined;
  #tokens: number;
  #filledAt: number;
  /** Each flow's entries, oldest first; the flow whose turn it is comes first. */
  readonly #flows = new Map<string, QueueEntry[]>();
  /** Written in part. */
  #current: { readonly entry: QueueEntry; next: number } | undefined;
  #waiting = 0;
  #timer: Timer | undefined;
  #blocked = false;
  #draining = false;

  constructor(options: SendQueueOptions) {
    this.#options = options;
    const { throttle } = options;
    // A rate that is none limits nothing.
    this.#throttle =
      throttle !== undefined && throttle.perSecond > 0 && throttle.perSecond < 1e6 ? throttle : undefined;
    this.#tokens = throttle?.burst ?? 0;
    this.#filledAt = options.clock.monotonic();
  }

  /** Lines that wait. */
  get size(): number {
    return this.#waiting;
  }

  /** False: too much waits already, and nothing was taken. */
  push(entry: QueueEntry): boolean {
    if (this.#waiting + entry.lines.length > MOST_LINES) return false;
    this.#waiting += entry.lines.length;
    const flow = this.#flows.get(entry.flow);
    if (flow === undefined) this.#flows.set(entry.flow, [entry]);
    else flow.push(entry);
    this.#drain();
    return true;
  }

  /** The socket takes more. */
  resume(): void {
    this.#blocked = false;
    this.#drain();
  }

  /** Drops all that waits, and says so. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const dropped = this.#current === undefined ? [] : [this.#current.entry];
    this.#current = undefined;
    for (const flow of this.#flows.values()) dropped.push(...flow);
    this.#flows.clear();
    this.#waiting = 0;
    for (const entry of dropped) entry.dropped?.();
  }

  #drain(): void {
    // A callback that sends again comes back here; the loop below takes what it has added.
    if (this.#draining || this.#timer !== undefined) return;
    this.#draining = true;
    while (this.#waiting > 0 && !this.#blocked) {
      if (!this.#take()) break;
      this.#writeNext();
    }
    this.#draining = false;
  }

  #writeNext(): void {
    this.#current ??= this.#nextEntry();
    const current = this.#current;
    const line = current?.entry.lines[current.next];
    if (current === undefined || line === undefined) return;
    current.next += 1;
    this.#waiting -= 1;
    this.#blocked = !this.#options.write(line);
    if (current.next < current.entry.lines.length || this.#current !== current) return;
    this.#current = undefined;
    current.entry.written?.();
  }

  #nextEntry(): { readonly entry: QueueEntry; next: number } | undefined {
    for (const [name, entries] of this.#flows) {
      this.#flows.delete(name);
      const entry = entries.shift();
      if (entries.length > 0) this.#flows.set(name, entries);
      if (entry !== undefined) return { entry, next: 0 };
    }
    return undefined;
  }

  /** Takes a token; without one, sets the timer for when there will be one. */
  #take(): boolean {
    const { clock } = this.#options;
    const throttle = this.#throttle;
    if (throttle === undefined) return true;
    const now = clock.monotonic();
    const burst = Math.max(1, throttle.burst);
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) * throttle.perSecond) / 1000);
    this.#filledAt = now;
    // Rounding must not make a timer fire a hair too early for ever.
    if (this.#tokens >= 1 - 1e-6) {
      this.#tokens = Math.max(0, this.#tokens - 1);
      return true;
    }
    const ms = Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / throttle.perSecond));
    this.#timer = clock.after(ms, () => {
      this.#timer = undefined;
      this.#drain();
    });
    return false;
  }
}
