/** Nicks tried before the network is given up. */
const MOST_TRIES = 12;
/** NICKLEN of RFC 1459: what every server takes. */
const SHORTEST_LIMIT = 9;

/**
 * Which nick to ask for next during registration: the wanted one, the alternatives, then the wanted one with something
 * behind it.
 */
export class NickChoice {
  readonly #wanted: string;
  readonly #random: () => number;
  #left: string[];
  #tries = 0;
  /** Shorter than what we asked for, where a server has cut it. */
  #limit = Number.POSITIVE_INFINITY;
  #asked: string;

  constructor(wanted: string, alternatives: readonly string[], random: () => number) {
    this.#wanted = wanted;
    this.#random = random;
    this.#left = alternatives.filter((nick) => nick !== wanted);
    this.#asked = wanted;
  }

  /** The nick that was asked for last; at first the wanted one. */
  get asked(): string {
    return this.#asked;
  }

  /**
   * The nick to ask for after a refusal. `illegal`: the server does not take it at all (432), so that adding to it helps
   * nobody. `refused`: the nick as the server repeats it. Undefined: all is in vain.
   */
  next(illegal: boolean, refused: string): string | undefined {
    this.#tries += 1;
    if (this.#tries > MOST_TRIES) return undefined;
    if (!illegal && refused.length > 0 && refused.length < this.#asked.length && this.#asked.startsWith(refused)) {
      this.#limit = refused.length;
    }
    const nick = this.#left.shift() ?? this.#made(illegal);
    this.#asked = nick;
    return nick;
  }

  #made(illegal: boolean): string {
    const limit = illegal ? Math.min(this.#limit, SHORTEST_LIMIT) : this.#limit;
    const base = illegal ? plainNick(this.#wanted) : this.#wanted;
    // Two underscores look like a nick; from then on digits find a free one sooner.
    const addition = this.#tries <= 2 ? '_'.repeat(this.#tries) : `_${Math.floor(this.#random() * 1000)}`;
    const suffix = illegal && this.#tries <= 2 ? '' : addition;
    return base.slice(0, Math.max(1, limit - suffix.length)) + suffix;
  }
}

/** The nick with what RFC 1459 does not allow left out. */
function plainNick(nick: string): string {
  const legal = nick.replace(/[^A-Za-z0-9_\-[\]\\`^{}|]/g, '').replace(/^[0-9-]+/, '');
  return legal === '' ? 'user' : legal;
}
