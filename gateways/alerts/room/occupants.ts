/** Somebody in a room. */
export interface Occupant {
  readonly nick: string;
  /** Real JID, where the room shows it. */
  readonly jid?: string;
  /** XEP-0421. */
  readonly id?: string;
  /** XEP-0317: the `uri` of each hat. */
  readonly hats?: readonly string[];
}

/** Occupants of one room that are remembered. */
const MOST = 10_000;

/** Who is in a room, by nick. Bounded: in a larger room the others are known by what they say. */
export class Occupants {
  readonly #byNick = new Map<string, Occupant>();

  get size(): number {
    return this.#byNick.size;
  }

  get nicks(): Iterable<string> {
    return this.#byNick.keys();
  }

  get(nick: string): Occupant | undefined {
    return this.#byNick.get(nick);
  }

  /** True where nobody of that nick was known. */
  here(occupant: Occupant): boolean {
    const fresh = !this.#byNick.has(occupant.nick);
    if (!fresh || this.#byNick.size < MOST) this.#byNick.set(occupant.nick, occupant);
    return fresh;
  }

  gone(nick: string): boolean {
    return this.#byNick.delete(nick);
  }

  renamed(nick: string, to: string): void {
    const known = this.#byNick.get(nick);
    this.#byNick.delete(nick);
    if (known !== undefined) this.#byNick.set(to, { ...known, nick: to });
  }

  clear(): void {
    this.#byNick.clear();
  }
}
