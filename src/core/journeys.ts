import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import { JOURNEY_SHARDS, type JourneyLimits, type JourneyStore } from '../store/journeys.js';
import { Trouble } from '../trouble.js';
import { type JourneyLine, readLines, writeHead, writeStep } from './journey-lines.js';

const FLUSH_MS = 500;
/** Characters of lines that wait while Redis is away; what is above is not recorded. */
const MOST_WAITING = 4 * 1024 * 1024;
/** Refusals a second that are recorded, and at once: whoever floods the gateway must not flush the others' journeys away. */
const REFUSALS = { rate: 10, burst: 100 } as const;

/** What happened to a message. */
export type Step =
  | 'accepted'
  | 'submitted'
  | 'taken'
  | 'delivered'
  | 'retry'
  | 'failed'
  | 'unknown'
  | 'expired'
  | 'refused';

/** Whose message it is, told with its first step. */
export interface JourneyHead {
  /** Of the envelope. */
  readonly id: string;
  /** Bare JID of the user. */
  readonly jid: string;
  readonly gateway: string;
  /** Address on the network. */
  readonly contact: string;
  readonly direction: 'out' | 'in';
  /** Id of the stanza. */
  readonly stanza?: string;
}

/** How much of the ways of messages is kept for those who look one up. */
export interface JourneySettings {
  /** Octets that all journeys together may take in Redis, about. */
  readonly keep: number;
  /** How long they are kept, ms. */
  readonly age: number;
}

/**
 * The way of each message, step by step, without its text: collected in memory, written twice a second. A crash loses half a second of it,
 * never a message.
 */
export class Journeys {
  readonly #store: JourneyStore;
  readonly #limits: JourneyLimits;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  #waiting: string[][] = shards();
  #characters = 0;
  #refusals: number = REFUSALS.burst;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(
    store: JourneyStore,
    { keep, age }: JourneySettings,
    { clock, log }: { readonly clock: Clock; readonly log: Log },
  ) {
    this.#store = store;
    this.#limits = { octets: Math.floor(keep / JOURNEY_SHARDS), kept: age };
    this.#clock = clock;
    this.#trouble = new Trouble(clock, log);
  }

  start(): void {
    this.#timer = this.#clock.after(FLUSH_MS, () => {
      void this.flush().finally(() => {
        if (!this.#stopped) this.start();
      });
    });
  }

  /** A message is there; the first step of its journey. `at`: wall time, ms. */
  began(head: JourneyHead, at: number, step: 'accepted' | 'refused', detail?: string): void {
    if (step === 'refused') {
      if (this.#refusals < 1) return;
      this.#refusals -= 1;
    }
    this.#push(head.jid, writeHead(head, at, step, detail));
  }

  /** Something happened to a message of this user. */
  step(jid: string, id: string, step: Step, detail?: string): void {
    this.#push(jid, writeStep(id, this.#clock.now(), step, detail));
  }

  /** Writes what was collected. Never rejects. */
  async flush(): Promise<void> {
    this.#refusals = Math.min(REFUSALS.burst, this.#refusals + (REFUSALS.rate * FLUSH_MS) / 1000);
    if (this.#characters === 0) return;
    const waiting = this.#waiting;
    this.#waiting = shards();
    this.#characters = 0;
    const now = this.#clock.now();
    await Promise.all(
      waiting.map(async (lines, shard) => {
        if (lines.length === 0) return;
        try {
          await this.#store.write(shard, lines.join('\n'), this.#limits, now);
        } catch (error) {
          this.#trouble.tell('the journeys of messages could not be written', error);
        }
      }),
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.flush();
  }

  /** All lines of one user's shard, or of all shards, that are not too old. */
  async *lines(jid?: string): AsyncGenerator<readonly JourneyLine[]> {
    const oldest = this.#clock.now() - this.#limits.kept;
    const wanted = jid === undefined ? Array.from({ length: JOURNEY_SHARDS }, (_, shard) => shard) : [shardOf(jid)];
    for (const shard of wanted) {
      const lines: JourneyLine[] = [];
      for await (const entry of this.#store.read(shard)) {
        for (const line of readLines(entry.lines)) if (line.at >= oldest) lines.push(line);
      }
      yield lines;
    }
  }

  /** Removes what is kept of a user's messages, at one gateway or at all. */
  async forget(jid: string, gateway?: string): Promise<void> {
    await this.flush();
    const shard = shardOf(jid);
    const entries: { readonly id: string; readonly lines: string }[] = [];
    const gone = new Set<string>();
    for await (const entry of this.#store.read(shard)) {
      entries.push(entry);
      for (const { id, head } of readLines(entry.lines)) {
        if (head?.jid === jid && (gateway === undefined || head.gateway === gateway)) gone.add(id);
      }
    }
    const isGone = (id: string): boolean => gone.has(id) || gone.has(baseOf(id));
    for (const { id, lines } of entries) {
      const all = lines.split('\n');
      const left = all.filter((line) => !readLines(line).some((one) => isGone(one.id)));
      if (left.length < all.length) await this.#store.replace(shard, id, left.join('\n'));
    }
  }

  #push(jid: string, line: string): void {
    if (this.#characters > MOST_WAITING) return;
    this.#characters += line.length;
    this.#waiting[shardOf(jid)]?.push(line);
  }
}

/** Of a message to several, each recipient's part has an id of its own. */
export function baseOf(id: string): string {
  const dot = id.indexOf('.');
  return dot < 0 ? id : id.slice(0, dot);
}

/** The same in every process and release (FNV-1a over the units of the text). */
function shardOf(jid: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < jid.length; at++) hash = Math.imul(hash ^ jid.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % JOURNEY_SHARDS;
}

function shards(): string[][] {
  return Array.from({ length: JOURNEY_SHARDS }, () => []);
}
