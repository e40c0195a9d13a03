import type { Log, RoomStanzas } from '../gateway.js';

/** Characters and stanzas that go out as one at most. */
const MOST_CHARACTERS = 64 * 1024;
const MOST_STANZAS = 128;
/** Characters that may wait before connections are not read any more, and below which they are read again. */
const FULL = 16 * 1024 * 1024;
const ROOM = FULL / 2;

/** Stanzas of one room for the same recipients. */
interface Parcel {
  readonly contact: string;
  readonly stanzas: string[];
  to: string[];
  characters: number;
}

interface OutboxParts {
  /** Hands stanzas to XMPP, and keeps the order; resolves when they are in a lane. */
  readonly send: (stanzas: RoomStanzas) => Promise<void>;
  /** Stops and restarts the reading of all connections. */
  readonly reading: (go: boolean) => void;
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
  /** Who is told when all of `#waiting` is in a lane, and when all that is on its way is. */
  #askedOfWaiting: (() => void)[] = [];
  #askedOfOpen: (() => void)[] = [];
  #characters = 0;
  #open = 0;
  #full = false;
  #queued = false;
  #stopped = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Gives out one stanza without `to` for several recipients. */
  push(contact: string, stanza: string, to: readonly string[]): void {
    if (to.length === 0 || this.#stopped) return;
    if (!this.#join(contact, stanza, to) && !this.#append(contact, stanza, to)) this.#begin(contact, stanza, to);
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
    return this.#open > 0 || this.#waiting.length > 0;
  }

  /** Resolves when all that was given so far is in a lane, or lost; undefined where nothing is on its way. */
  get handed(): Promise<void> | undefined {
    if (!this.busy) return undefined;
    const asked = this.#waiting.length > 0 ? this.#askedOfWaiting : this.#askedOfOpen;
    return new Promise((resolve) => asked.push(resolve));
  }

  /** Takes nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Adds recipients to a stanza that waits already, where nothing behind it is for any of them. */
  #join(contact: string, stanza: string, to: readonly string[]): boolean {
    const place = this.#places.get(stanza);
    const parcel = place === undefined ? undefined : this.#waiting[place];
    if (place === undefined || parcel?.contact !== contact || parcel.stanzas.length > 1) return false;
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
    // While some is on its way more collects, and the copies of a line that come over one connection after the other meet.
    if (this.#open > 0) return;
    const parcels = this.#waiting;
    this.#waiting = [];
    this.#askedOfOpen = this.#askedOfWaiting;
    this.#askedOfWaiting = [];
    this.#places.clear();
    this.#last.clear();
    for (const parcel of parcels) this.#send(parcel);
  }

  #send({ contact, stanzas, to, characters }: Parcel): void {
    this.#open += 1;
    this.#parts.send({ contact, stanzas, to }).then(
      () => this.#ended(characters),
      (error: unknown) => {
        this.#parts.log.warn({ error: String(error) }, 'stanzas of rooms were lost on their way to XMPP');
        this.#ended(characters);
      },
    );
  }

  #ended(characters: number): void {
    this.#open -= 1;
    this.#characters -= characters;
    if (this.#full && this.#characters < ROOM) {
      this.#full = false;
      this.#parts.reading(true);
    }
    if (this.#open > 0) return;
    for (const resolve of this.#askedOfOpen.splice(0)) resolve();
    if (this.#waiting.length > 0 && !this.#queued) this.#flush();
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((jid, index) => jid === other[index]);
}
