import { type Casemapping, fold } from '../wire/casemapping.js';
import type { StateLimits } from './limits.js';
import { User } from './user.js';

/**
 * People by nick. They are known while we share a channel; of those who merely wrote, the last ones. Ourselves always.
 */
export class UserTable {
  readonly #limits: StateLimits;
  readonly #own: User;
  #mapping: Casemapping;
  #byNick = new Map<string, User>();
  /** Those with whom we share no channel, the longest silent first. */
  readonly #strangers = new Set<User>();

  constructor(own: User, mapping: Casemapping, limits: StateLimits) {
    this.#own = own;
    this.#mapping = mapping;
    this.#limits = limits;
    this.#byNick.set(fold(own.nick, mapping), own);
  }

  get size(): number {
    return this.#byNick.size;
  }

  get(nick: string): User | undefined {
    return this.#byNick.get(fold(nick, this.#mapping));
  }

  /** The person of that nick, a new one if need be, to become a member; undefined where there are too many. */
  member(nick: string): User | undefined {
    const known = this.get(nick);
    if (known !== undefined) return known;
    if (this.#byNick.size - this.#strangers.size >= this.#limits.users) return undefined;
    return this.#add(nick);
  }

  /** The person of that nick, who need not share a channel with us. */
  stranger(nick: string): User {
    const known = this.get(nick);
    const user = known ?? this.#add(nick);
    if (user.shared > 0 || user === this.#own) return user;
    this.#strangers.delete(user);
    this.#strangers.add(user);
    for (const oldest of this.#strangers) {
      if (this.#strangers.size <= this.#limits.strangers) break;
      this.#remove(oldest);
    }
    return user;
  }

  /** They came to a channel where we are. */
  entered(user: User): void {
    user.shared += 1;
    if (user.shared === 1) this.#strangers.delete(user);
  }

  /** They left a channel where we are. Whoever shares none any more is forgotten. */
  left(user: User): void {
    user.shared -= 1;
    if (user.shared <= 0 && user !== this.#own) this.#remove(user);
  }

  /** They left the network; the channels must have been left before. */
  gone(user: User): void {
    if (user !== this.#own) this.#remove(user);
  }

  /** Gives them another nick. Who had it until now must be gone. */
  rename(user: User, nick: string): void {
    const before = fold(user.nick, this.#mapping);
    if (this.#byNick.get(before) === user) this.#byNick.delete(before);
    user.nick = nick;
    this.#byNick.set(fold(nick, this.#mapping), user);
  }

  /** Folds anew. Gives those whose nicks are others' now: they are no longer found, and must leave their channels. */
  refold(mapping: Casemapping): readonly User[] {
    this.#mapping = mapping;
    const before = this.#byNick;
    const lost: User[] = [];
    this.#byNick = new Map([[fold(this.#own.nick, mapping), this.#own]]);
    for (const user of before.values()) {
      const key = fold(user.nick, mapping);
      const other = this.#byNick.get(key);
      if (other === undefined) this.#byNick.set(key, user);
      else if (other !== user) {
        this.#strangers.delete(user);
        lost.push(user);
      }
    }
    return lost;
  }

  #add(nick: string): User {
    const user = new User(nick);
    this.#byNick.set(fold(nick, this.#mapping), user);
    return user;
  }

  #remove(user: User): void {
    this.#strangers.delete(user);
    const key = fold(user.nick, this.#mapping);
    if (this.#byNick.get(key) === user) this.#byNick.delete(key);
  }
}
