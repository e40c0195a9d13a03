import { type Account, type HoldContext, type MessageEvent, Recent } from '../../gateway.js';

/** A mail that waits in Redis: until it may not be changed any more, or for its next attempt. */
export interface Waiting {
  readonly id: string;
  readonly account: string;
  readonly born: number;
  readonly event: MessageEvent;
  /** Wall time at which it was written, ms. */
  readonly at: number;
  /** Wall time at which its hold ends, ms; missing: it had its first attempt, and waits for the next. */
  readonly held?: number;
  readonly only?: readonly string[];
  /** It may have been written to the outside, and nobody knows. */
  readonly begun?: true;
}

/** Waits of `HoldContext.later` that belong here. */
export interface DepartureWait {
  readonly kind: 'departure';
  /** Name of the mail's record. */
  readonly name: string;
  readonly account: string;
}

/** What is kept of a mail that waits outlives the longest time for which it is tried. */
const KEPT_SECONDS = 35 * 86_400;
/** Conversations of which it is known that nothing in them is held. */
const REMEMBERED = 20_000;

/**
 * Mails that wait, by the names of their records, and which of a conversation are held: those go out in the order in which they were
 * written. The wait is set before the mail is kept, so that after a crash between the two there is nothing to send, and never a mail
 * that nothing wakes.
 */
export class WaitingMails {
  readonly #context: Pick<HoldContext, 'kv' | 'later'>;
  /** Nobody but the holder of the lane holds mails back, so that what is nothing stays so until we do. */
  readonly #nothing = new Recent<string, true>(REMEMBERED);

  constructor(context: Pick<HoldContext, 'kv' | 'later'>) {
    this.#context = context;
  }

  async get(name: string): Promise<Waiting | undefined> {
    return await this.#context.kv.get<Waiting>(keyOf(name));
  }

  /** It waits for `ms` from now on. */
  async wait(name: string, { begun: _, ...waiting }: Waiting, ms: number): Promise<void> {
    const { kv, later } = this.#context;
    const { account } = waiting;
    await later.schedule(keyOf(name), ms, { kind: 'departure', name, account } satisfies DepartureWait);
    await Promise.all([kv.set(keyOf(name), waiting, KEPT_SECONDS), this.#list(name, waiting)]);
  }

  /** Its content is another one; its time stays. */
  async change(name: string, waiting: Waiting): Promise<void> {
    await this.#context.kv.set(keyOf(name), waiting, KEPT_SECONDS);
  }

  /** It may be written to the outside from now on. */
  async begin(name: string, waiting: Waiting): Promise<void> {
    await this.#context.kv.set(keyOf(name), { ...waiting, begun: true } satisfies Waiting, KEPT_SECONDS);
  }

  async remove(name: string, waiting: Waiting): Promise<void> {
    const { kv, later } = this.#context;
    await kv.remove(keyOf(name));
    await Promise.all([this.unlist(name, waiting), later.cancel(keyOf(name))]);
  }

  /** It is no longer held, or never was there. */
  async unlist(name: string, waiting: Pick<Waiting, 'account' | 'born' | 'event'>): Promise<void> {
    await this.#context.kv.removeFields(listKey(waiting), [name]);
  }

  /** The mails of a conversation that are held, in their order, with the wall time at which the hold ends, ms. */
  async held(
    account: Pick<Account, 'id' | 'born'>,
    contact: string,
  ): Promise<readonly { readonly name: string; readonly until: number }[]> {
    const key = listKey({ ...account, account: account.id, event: { contact } });
    if (this.#nothing.get(key)) return [];
    const fields = await this.#context.kv.fields(key);
    if (Object.keys(fields).length === 0) this.#nothing.set(key, true);
    return Object.entries(fields)
      .map(([name, until]) => ({ name, until: Number(until) }))
      .sort((one, other) => one.until - other.until);
  }

  async #list(name: string, waiting: Waiting): Promise<void> {
    const { kv } = this.#context;
    if (waiting.held === undefined) return;
    this.#nothing.delete(listKey(waiting));
    await kv.setFields(listKey(waiting), { [name]: String(waiting.held) }, KEPT_SECONDS);
  }
}

function keyOf(name: string): string {
  return `w:${name}`;
}

function listKey(of: {
  readonly account: string;
  readonly born: number;
  readonly event: Pick<MessageEvent, 'contact'>;
}): string {
  return `wc:${of.born}:${of.account}:${of.event.contact}`;
}
