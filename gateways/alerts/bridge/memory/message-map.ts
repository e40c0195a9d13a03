import { type KeyValue, Recent } from '../../../gateway.js';
import { letters } from '../../engine/ids.js';

/** One message with all its copies. */
export interface Unit {
  /** Its place in the ring. */
  readonly slot: number;
  /** Counts the messages of the bridge. */
  readonly number: number;
  /** End at which it was said, and who said it, as that end tells people apart. */
  readonly from: string;
  readonly speaker: string;
  readonly nick: string;
  /** The beginning of its text. */
  readonly text: string;
  /** The ids that it has at each end; the first is the one to name it by. */
  readonly at: Record<string, string[]>;
  /** The id under which we have sent it to each end. */
  readonly sent: Record<string, string>;
  /** Reactions by end and person. */
  readonly reactions: Record<string, readonly string[]>;
}

/** Messages of one bridge that are remembered, and for how long, seconds. */
const MOST_UNITS = 10_000;
const LASTS = 14 * 24 * 3600;
const QUOTED = 160;
const MOST_IDS = 4;
const MOST_REACTORS = 64;
const IN_MEMORY = 4000;

/**
 * Which message is which at the other ends of a bridge, both ways, also after a restart: a ring of messages in `kv`, and an index from
 * each id to its place in the ring. Bounded: the ring is overwritten, and takes the ids of what it forgets along. Has one user, who asks
 * one thing after the other.
 */
export class MessageMap {
  readonly #kv: KeyValue;
  readonly #bridge: string;
  readonly #known = new Recent<string, Unit>(IN_MEMORY);
  readonly #size: number;

  constructor(kv: KeyValue, bridge: string, size: number = MOST_UNITS) {
    this.#kv = kv;
    this.#bridge = bridge;
    this.#size = size;
  }

  /** The message that has this id at an end. */
  async find(end: string, id: string): Promise<Unit | undefined> {
    const key = this.#indexKey(end, id);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const slot = await this.#kv.get<number>(key);
    if (slot === undefined) return undefined;
    const unit = await this.#kv.get<Unit>(this.#unitKey(slot));
    // The ring may have gone on in the meantime.
    if (unit?.at[end]?.includes(id) !== true) return undefined;
    this.#known.set(key, unit);
    return unit;
  }

  /** Takes in a message that was just said. */
  async begin(said: Pick<Unit, 'from' | 'speaker' | 'nick' | 'text'>, ids: readonly string[]): Promise<Unit> {
    const number = await this.#kv.count(`${this.#prefix}/count`, LASTS * 10);
    const slot = number % this.#size;
    if (number > this.#size) await this.#forget(slot);
    const unit: Unit = { ...said, text: said.text.slice(0, QUOTED), slot, number, at: {}, sent: {}, reactions: {} };
    this.#add(unit, said.from, ids);
    return unit;
  }

  /** The message with another text, in the place of the one that is given. */
  changed(unit: Unit, text: string): Unit {
    const changed = { ...unit, text: text.slice(0, QUOTED) };
    for (const [end, ids] of Object.entries(changed.at)) this.#add(changed, end, ids);
    return changed;
  }

  /** Adds ids that a message has at an end; `best`: the first is the one to name it by from now on. */
  learn(unit: Unit, end: string, ids: readonly string[], best = false): void {
    this.#add(unit, end, ids, best);
  }

  /** What one person of an end has at a message now. */
  react(unit: Unit, end: string, person: string, emojis: readonly string[]): void {
    const key = `${end}\n${person}`;
    if (emojis.length === 0) delete unit.reactions[key];
    else if (key in unit.reactions || Object.keys(unit.reactions).length < MOST_REACTORS) unit.reactions[key] = emojis;
  }

  /** Writes a message and its index; `end`: only there has it new ids. Resolves when it is kept. */
  async keep(unit: Unit, end?: string): Promise<void> {
    const changed = Object.entries(unit.at).filter(([one]) => end === undefined || one === end);
    const entries = changed.flatMap(([one, ids]) => ids.map((id) => this.#indexKey(one, id)));
    await Promise.all([
      this.#kv.set(this.#unitKey(unit.slot), unit, LASTS),
      ...entries.map((key) => this.#kv.set(key, unit.slot, LASTS)),
    ]);
  }

  /** The number of the message that came last; 0: none yet. */
  async newest(): Promise<number> {
    return await this.#kv.spent(`${this.#prefix}/count`);
  }

  async #forget(slot: number): Promise<void> {
    const old = await this.#kv.get<Unit>(this.#unitKey(slot));
    if (old === undefined) return;
    const keys = Object.entries(old.at).flatMap(([end, ids]) => ids.map((id) => this.#indexKey(end, id)));
    for (const key of keys) this.#known.delete(key);
    await Promise.all(keys.map((key) => this.#kv.remove(key)));
  }

  #add(unit: Unit, end: string, ids: readonly string[], best = false): void {
    const known = unit.at[end] ?? [];
    const all = best ? [...ids, ...known] : [...known, ...ids];
    const kept = [...new Set(all)].slice(0, MOST_IDS);
    unit.at[end] = kept;
    for (const id of kept) this.#known.set(this.#indexKey(end, id), unit);
  }

  get #prefix(): string {
    return `bridge/${this.#bridge}`;
  }

  #unitKey(slot: number): string {
    return `${this.#prefix}/message/${slot}`;
  }

  #indexKey(end: string, id: string): string {
    return `${this.#prefix}/id/${letters(32, [end, id])}`;
  }
}

/** All that people of other ends than this one have at a message, each once. */
export function reactionsFrom(unit: Unit, apartFrom: string): readonly string[] {
  const others = Object.entries(unit.reactions).filter(([key]) => !key.startsWith(`${apartFrom}\n`));
  return [...new Set(others.flatMap(([, emojis]) => emojis))];
}
