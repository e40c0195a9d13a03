import type { Clock, Timer } from '../../gateway.js';
import type { Session } from './session.js';

/** A connection, and how much has gone over it. */
export interface Slot {
  readonly session: Session;
  /** Mails that were tried over it. */
  used: number;
  /** Monotonic time at which it was put back. */
  idleSince: number;
}

/** What a server may take to close its side when all is left, ms. */
const LAST_QUIT_MS = 500;

/** Connections that wait for the next mail. One that ends, or over which something is said unasked, is dropped at once. */
export class IdleSlots {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #slots: Slot[] = [];
  #sweeping: Timer | undefined;

  /** `idleMs`: how long one may wait. */
  constructor(clock: Clock, idleMs: number) {
    this.#clock = clock;
    this.#idleMs = idleMs;
  }

  put(slot: Slot): void {
    const { connection } = slot.session;
    if (!connection.open) return;
    slot.idleSince = this.#clock.monotonic();
    this.#slots.push(slot);
    connection.onStir = () => this.#drop(slot);
    // It may have been said while the answer to the last mail was looked at.
    if (!connection.quiet) this.#drop(slot);
    this.#sweeping ??= this.#clock.after(this.#idleMs, () => this.#sweep());
  }

  /** The one that was used last, so that those that are not needed grow old. */
  take(): Slot | undefined {
    const slot = this.#slots.pop();
    if (slot !== undefined) slot.session.connection.onStir = undefined;
    return slot;
  }

  /** Says goodbye over all. */
  clear(): void {
    this.#sweeping?.cancel();
    this.#sweeping = undefined;
    for (const slot of this.#slots.splice(0)) leave(slot, LAST_QUIT_MS);
  }

  #drop(slot: Slot): void {
    const at = this.#slots.indexOf(slot);
    if (at !== -1) this.#slots.splice(at, 1);
    slot.session.connection.onStir = undefined;
    slot.session.connection.end('closed');
  }

  #sweep(): void {
    this.#sweeping = undefined;
    const oldest = this.#clock.monotonic() - this.#idleMs;
    let old = 0;
    while ((this.#slots[old]?.idleSince ?? Number.POSITIVE_INFINITY) <= oldest) old += 1;
    for (const slot of this.#slots.splice(0, old)) leave(slot);
    const next = this.#slots[0];
    if (next !== undefined) {
      this.#sweeping = this.#clock.after(Math.max(1, next.idleSince - oldest), () => this.#sweep());
    }
  }
}

/** Ends a connection that nothing more is to go over. */
export function leave({ session }: Slot, patienceMs?: number): void {
  session.connection.onStir = undefined;
  session.connection.quit(patienceMs);
}
