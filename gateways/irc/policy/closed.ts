import type { Problem } from '../../gateway.js';
import { type Changed, SharedList, type SharedListOptions } from './shared-list.js';

/** A network that nobody is connected to, because an admin wants it so. */
interface Closed {
  /** `NetworkSettings.network`. */
  readonly network: string;
  /** Told to users; may be empty. */
  readonly reason: string;
  /** Wall time, ms since the epoch. */
  readonly since: number;
  /** Bare JID of the admin. */
  readonly by: string;
}

/** The networks that admins have closed, over all processes. */
export class ClosedNetworks {
  readonly #list: SharedList<Closed>;

  constructor(options: SharedListOptions) {
    this.#list = new SharedList(options, 'closed');
  }

  /** Whether a network is closed; at most 2 s old. A promise only where the store has to be asked. */
  find(network: string): Closed | undefined | Promise<Closed | undefined> {
    const entries = this.#list.entries();
    const among = (all: readonly Closed[]) => all.find((one) => one.network === network);
    return entries instanceof Promise ? entries.then(among) : among(entries);
  }

  /** All of them. */
  async list(): Promise<readonly Closed[]> {
    return this.#list.entries();
  }

  /** Closes a network; one that is closed gets the new reason. */
  close(closed: Closed): Promise<Changed> {
    return this.#list.change((all) => [...all.filter(({ network }) => network !== closed.network), closed]);
  }

  /** Opens it again; tells whether it was closed. */
  async open(network: string): Promise<boolean | 'busy'> {
    let was = false;
    const changed = await this.#list.change((all) => {
      was = all.some((one) => one.network === network);
      return all.filter((one) => one.network !== network);
    });
    return changed === 'busy' ? 'busy' : was;
  }
}

/** What users of a closed network are told. */
export function closed({ network, reason }: Closed): Problem {
  const key = reason === '' ? 'irc.closed' : 'irc.closed-reason';
  return { type: 'cancel', condition: 'service-unavailable', text: { key, params: { network, reason } } };
}
