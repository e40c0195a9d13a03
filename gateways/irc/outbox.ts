import type { Clock, Log, RoomStanzas } from '../gateway.js';

/** Characters and stanzas that go out as one at most. */
const MOST_CHARACTERS = 64 * 1024;
const MOST_STANZAS = 128;
/** Characters that may wait before connections are not read any more, and below which they are read again. */
const FULL = 16 * 1024 * 1024;
const ROOM = FULL / 2;
/** Pause before what Redis did not take is tried again, ms. */
const AGAIN_MS = 500;
/** Parcels on their way to Redis at once: enough to fill its pipeline, few enough that what comes meanwhile is put together. */
const MOST_OPEN = 512;

/** Stanzas of one room for the same recipients. */
interface Parcel {
  readonly contact: string;
  readonly stanzas: string[];
  to: string[];
  characters: number;
}

export interface OutboxParts {
  /** Hands stanzas to XMPP; resolves when they are in a lane. */
  readonly send: (stanzas: RoomStanzas) => Promise<void>;
  /** Stops and restarts the reading of all connections. */
  readonly reading: (go: boolean) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Stanzas of rooms on their way to XMPP. One stanza for many recipients, and many stanzas for one, go as one parcel, as far
 * as each recipient keeps the order in which its stanzas were given.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  #waiting: Parcel[] = [];
  /** Where in `#waiting` a stanza is. */
  readonly #places = new Map<string, number>();
  /** The last parcel in `#waiting` that is for a recipient. */
  readonly #last = new Map<string, number>();
  #characters = 0;
  #open = 0;
  /** What Redis did not take, in order; nothing else goes out before it. */
  #refused: Parcel[] = [];
  #full = false;
  #queued = false;
  #stopped = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Gives out one stanza without `to` for several recipients. */
  push(contact: string, stanza: string, to: readonly string[]): void {
    if (to.length === 0 || this.#stopped) return;
    if (!this.#join(stanza, to) && !this.#append(contact, stanza, to)) this.#begin(contact, stanza, to);
    if (!this.#full && this.#characters > FULL) {
      this.#full = true;
      this.#parts.reading(false);
    }
    if (this.#queued) return;
    this.#queued = true;
    // What comes over other connections in the same turn of the event loop goes along.
    setImmediate(() => {
      this.#queued = false;
      this.#flush();
    });
  }

  /** Something is on its way that is in no lane yet. */
  get busy(): boolean {
    return this.#open > 0 || this.#waiting.length > 0 || this.#refused.length > 0;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Adds recipients to a stanza that waits already, where nothing behind it is for any of them. */
  #join(stanza: string, to: readonly string[]): boolean {
    const place = this.#places.get(stanza);
    const parcel = place === undefined ? undefined : this.#waiting[place];
    if (place === undefined || parcel === undefined || parcel.stanzas.length > 1) return false;
    for (const jid of to) if ((this.#last.get(jid) ?? -1) >= place) return false;
    parcel.to.push(...to);
    for (const jid of to) this.#last.set(jid, place);
    return true;
  }

  /** Puts a stanza behind those that wait for the very same recipients. */
  #append(contact: string, stanza: string, to: readonly string[]): boolean {
    const place = this.#waiting.length - 1;
    const parcel = this.#waiting[place];
    if (parcel === undefined || parcel.contact !== contact || parcel.stanzas.length >= MOST_STANZAS) return false;
    if (parcel.characters + stanza.length > MOST_CHARACTERS || !same(parcel.to, to)) return false;
    // From now on nobody else can be added to any of them.
    for (const one of parcel.stanzas) this.#places.delete(one);
    parcel.stanzas.push(stanza);
    parcel.characters += stanza.length;
    this.#characters += stanza.length;
    return true;
  }

  #begin(contact: string, stanza: string, to: readonly string[]): void {
    const place = this.#waiting.length;
    this.#waiting.push({ contact, stanzas: [stanza], to: [...to], characters: stanza.length });
    this.#places.set(stanza, place);
    for (const jid of to) this.#last.set(jid, place);
    this.#characters += stanza.length;
  }

  #flush(): void {
    if (this.#open >= MOST_OPEN || this.#refused.length > 0) return;
    const parcels = this.#waiting;
    this.#waiting = [];
    this.#places.clear();
    this.#last.clear();
    for (const parcel of parcels) this.#send(parcel);
  }

  #send(parcel: Parcel): void {
    this.#open += 1;
    const { contact, stanzas, to } = parcel;
    this.#parts.send({ contact, stanzas, to }).then(
      () => this.#sent(parcel),
      (error: unknown) => this.#failed(parcel, error),
    );
  }

  /** All that was on its way fails in order, and is given out again in that order. */
  #failed(parcel: Parcel, error: unknown): void {
    this.#open -= 1;
    if (this.#stopped) return;
    this.#refused.push(parcel);
    if (this.#refused.length > 1) return;
    this.#parts.log.warn({ error: String(error) }, 'stanzas of rooms wait for Redis');
    this.#parts.clock.after(AGAIN_MS, () => {
      const again = this.#refused;
      this.#refused = [];
      for (const one of again) this.#send(one);
      this.#flush();
    });
  }

  #sent({ characters }: Parcel): void {
    this.#open -= 1;
    this.#characters -= characters;
    if (this.#full && this.#characters < ROOM) {
      this.#full = false;
      this.#parts.reading(true);
    }
    if (this.#waiting.length > 0 && !this.#queued) this.#flush();
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((jid, index) => jid === other[index]);
}
