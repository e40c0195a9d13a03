import type { MailboxState } from '../imap/types.js';

/** The states of mailboxes by account, and how many are in each. */
export class MailboxStates {
  readonly #states = new Map<string, MailboxState>();
  readonly #counts = new Map<MailboxState, number>([
    ['up', 0],
    ['down', 0],
    ['parked', 0],
  ]);

  /** Undefined: not known (yet). */
  of(account: string): MailboxState | undefined {
    return this.#states.get(account);
  }

  /** Mailboxes in each state, also where there are none. */
  get counts(): ReadonlyMap<MailboxState, number> {
    return this.#counts;
  }

  set(account: string, state: MailboxState): void {
    this.end(account);
    this.#states.set(account, state);
    this.#add(state, 1);
  }

  /** Nothing is known of it any more. */
  end(account: string): void {
    const before = this.#states.get(account);
    if (before === undefined) return;
    this.#states.delete(account);
    this.#add(before, -1);
  }

  #add(state: MailboxState, change: number): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + change);
  }
}
