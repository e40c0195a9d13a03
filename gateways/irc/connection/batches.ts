import type { Clock, Timer } from '../../gateway.js';
import type { IrcMessage } from '../wire/message.js';

/** Lines that belong together (IRCv3 batch), in the order in which they came. */
export interface Batch {
  readonly type: string;
  /** Parameters behind the type. */
  readonly params: readonly string[];
  /** The line that opened it: its tags and its source are those of the whole. */
  readonly start: IrcMessage;
  readonly items: readonly (IrcMessage | Batch)[];
  /** False: cut off at a bound of ours; lines that came later were passed on as if they were in none. */
  readonly complete: boolean;
}

/** The lines of a batch, those of batches within it included, in order. */
export function batchMessages(batch: Batch): IrcMessage[] {
  return batch.items.flatMap((item) => ('command' in item ? [item] : batchMessages(item)));
}

/** Types that mean something as a whole; lines of others are taken one by one, as the specification wants. */
const WHOLE: ReadonlySet<string> = new Set([
  'chathistory',
  'draft/chathistory-targets',
  'draft/multiline',
  'labeled-response',
  'netjoin',
  'netsplit',
]);

const MOST_OPEN = 32;
/** Lines in all open batches. */
const MOST_ITEMS = 10_000;
/** A batch that stays open longer is cut off. */
const TIMEOUT_MS = 60_000;

interface Open {
  /** Its reference. */
  readonly name: string;
  readonly type: string;
  readonly params: readonly string[];
  readonly start: IrcMessage;
  readonly items: (IrcMessage | Batch)[];
  complete: boolean;
  readonly since: number;
  /** The outermost batch around it; unset where there is none. */
  readonly root: Open | undefined;
}

/** Puts batches together, bounded in number, lines and time. */
export class Batches {
  readonly #clock: Clock;
  readonly #deliver: (batch: Batch) => void;
  /** Where the lines of each reference go; undefined: they are passed on. Types without a meaning share their outer one's. */
  readonly #open = new Map<string, Open | undefined>();
  #items = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, deliver: (batch: Batch) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  /** Takes a line; true: it is part of a batch, and comes with it. */
  take(message: IrcMessage): boolean {
    if (message.command === 'BATCH') {
      this.#batch(message);
      return true;
    }
    const reference = message.tags.get('batch');
    const open = reference === undefined ? undefined : this.#open.get(reference);
    if (open === undefined) return false;
    open.items.push(message);
    this.#counted(open);
    return true;
  }

  /** Forgets what is open. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#open.clear();
    this.#items = 0;
  }

  #batch(message: IrcMessage): void {
    const [reference = '', type = '', ...params] = message.params;
    const name = reference.slice(1);
    if (reference.startsWith('+')) this.#start(name, type, params, message);
    else if (reference.startsWith('-')) this.#end(name);
  }

  #start(name: string, type: string, params: readonly string[], start: IrcMessage): void {
    if (this.#open.size >= MOST_OPEN || this.#open.has(name)) return;
    const outer = this.#open.get(start.tags.get('batch') ?? '');
    if (!WHOLE.has(type)) {
      // Its lines are the outer one's.
      this.#open.set(name, outer);
      return;
    }
    const items: (IrcMessage | Batch)[] = [];
    const open: Open = {
      name,
      type,
      params,
      start,
      items,
      complete: false,
      since: this.#clock.monotonic(),
      root: outer?.root ?? outer,
    };
    this.#open.set(name, open);
    if (outer !== undefined) {
      outer.items.push(open);
      this.#counted(outer);
    }
    this.#watch();
  }

  #end(name: string): void {
    const open = this.#open.get(name);
    this.#open.delete(name);
    if (open?.name === name) {
      open.complete = true;
      if (open.root === undefined) {
        this.#forget(open);
        this.#deliver(open);
      }
    }
    this.#rest();
  }

  #counted(open: Open): void {
    this.#items += 1;
    if (this.#items > MOST_ITEMS) this.#cut(open.root ?? open);
  }

  #watch(): void {
    const [oldest] = this.#roots();
    if (this.#timer !== undefined || oldest === undefined) return;
    const ms = Math.max(1, oldest.since + TIMEOUT_MS - this.#clock.monotonic());
    this.#timer = this.#clock.after(ms, () => {
      this.#timer = undefined;
      const before = this.#clock.monotonic() - TIMEOUT_MS;
      for (const root of this.#roots()) if (root.since <= before) this.#cut(root);
      this.#watch();
    });
  }

  /** Outermost batches, oldest first. */
  #roots(): Open[] {
    return [...this.#open.values()].flatMap((open) => (open === undefined || open.root !== undefined ? [] : [open]));
  }

  /** Delivers what there is of an outermost batch. */
  #cut(root: Open): void {
    for (const [name, open] of this.#open) if (open === root || open?.root === root) this.#open.set(name, undefined);
    this.#forget(root);
    this.#deliver(root);
  }

  #forget(root: Open): void {
    this.#items = Math.max(0, this.#items - countItems(root));
  }

  #rest(): void {
    if (this.#open.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

function countItems(batch: Batch): number {
  return batch.items.reduce((sum, item) => sum + ('command' in item ? 1 : 1 + countItems(item)), 0);
}
