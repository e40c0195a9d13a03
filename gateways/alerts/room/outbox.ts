import type { StanzaCondition } from '../../../src/problem.js';

/** A message of ours on its way into a room. */
interface Outgoing {
  readonly id: string;
  readonly xml: string;
  /** Text of it, by which its reflection is known where the room changes ids. */
  readonly text: string;
  /** It sets the room's subject, which fewer may than speak. */
  readonly subject: boolean;
  /** Wall time, ms. */
  readonly at: number;
  /** How often it came back. */
  readonly bounced: number;
}

/** Messages that wait for us to be in the room, and those that were sent and not yet reflected. */
const MOST_WAITING = 200;
const MOST_UNREFLECTED = 200;
/** What waited longer than this is no news any more, ms. */
const LASTS = 15 * 60_000;
const MOST_BOUNCES = 4;

/** What came back for these reasons may go in later. */
const TRANSIENT: ReadonlySet<StanzaCondition> = new Set<StanzaCondition>([
  'not-acceptable',
  // A service that was restarted has loaded no room yet that nobody has entered since.
  'item-not-found',
  'recipient-unavailable',
  'remote-server-not-found',
  'remote-server-timeout',
  'resource-constraint',
  'service-unavailable',
  'internal-server-error',
]);

/** Keeps what is said in a room until the room has it. Bounded: what is too much or too old is dropped, the oldest first. */
export class Outbox {
  #waiting: Outgoing[] = [];
  readonly #unreflected = new Map<string, Outgoing>();
  #dropped = 0;

  /** How many were given up since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  wait(message: Outgoing): void {
    this.#waiting.push(message);
    if (this.#waiting.length <= MOST_WAITING) return;
    this.#waiting.shift();
    this.#dropped += 1;
  }

  /** All that waits and is still worth it, in order; they count as sent. */
  flush(now: number): readonly Outgoing[] {
    const fresh = this.#waiting.filter(({ at }) => now - at <= LASTS);
    this.#dropped += this.#waiting.length - fresh.length;
    this.#waiting = [];
    for (const message of fresh) this.sent(message);
    return fresh;
  }

  sent(message: Outgoing): void {
    this.#unreflected.set(message.id, message);
    if (this.#unreflected.size <= MOST_UNREFLECTED) return;
    const [oldest] = this.#unreflected.keys();
    if (oldest !== undefined) this.#unreflected.delete(oldest);
  }

  /** The room has it. */
  reflected(id: string): Outgoing | undefined {
    const message = this.#unreflected.get(id);
    this.#unreflected.delete(id);
    return message;
  }

  /** The oldest message of this text that the room has not shown yet. */
  unreflectedOf(matches: (text: string) => boolean): Outgoing | undefined {
    for (const message of this.#unreflected.values()) if (matches(message.text)) return message;
    return undefined;
  }

  /** A message came back with an error: true where it waits again now, in its place. */
  bounced(message: Outgoing, condition: StanzaCondition): boolean {
    this.#unreflected.delete(message.id);
    if (!TRANSIENT.has(condition) || message.bounced >= MOST_BOUNCES) {
      this.#dropped += 1;
      return false;
    }
    const again = { ...message, bounced: message.bounced + 1 };
    const at = this.#waiting.findIndex((other) => other.at > message.at);
    this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, again);
    return true;
  }
}
