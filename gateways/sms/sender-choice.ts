import type { Writer } from './candidates.js';
import type { Owners } from './ownership/owners.js';
import type { Pool } from './ownership/pool.js';
import type { Preferences } from './preferences.js';
import type { Senders } from './senders.js';

interface SenderChoiceOptions {
  readonly senders: Senders;
  /** Whether users may choose among the shared numbers. */
  readonly userChoice: boolean;
  /** Whether the number of a user's own phone may be the sender. */
  readonly phones: boolean;
  /** Undefined: nobody has a number of their own. */
  readonly owners: Pick<Owners, 'numberOf'> | undefined;
  /** Undefined: the shared numbers are spread by a hash. */
  readonly pool: Pick<Pool, 'from'> | undefined;
}

/** The number that a message goes out from: the one the user has chosen, else their own, else one of the shared ones. */
export class SenderChoice {
  readonly #options: SenderChoiceOptions;

  constructor(options: SenderChoiceOptions) {
    this.#options = options;
  }

  /** A promise only where the store has to be asked; that may reject. Empty: the carrier sets the sender. */
  from(account: Writer, contact: string, preferences: Preferences): string | Promise<string> {
    const { senders, userChoice, owners } = this.#options;
    const { sender } = preferences;
    if (userChoice && sender !== undefined && senders.isShared(sender)) return sender;
    const own = owners?.numberOf(account);
    const choose = (number: string | undefined) =>
      number !== undefined && this.#mayBeSender(number) ? number : this.#shared(account, contact);
    return own instanceof Promise ? own.then(choose) : choose(own);
  }

  /** What the config no longer has is nobody's any more, whoever was its owner. */
  #mayBeSender(number: string): boolean {
    const { senders, phones } = this.#options;
    return senders.isOwn(number) || (phones && number.startsWith('+') && !senders.isOurs(number));
  }

  #shared(account: Writer, contact: string): string | Promise<string> {
    const { senders, pool } = this.#options;
    return pool?.from(account, contact) ?? senders.from(account.id, contact);
  }
}
