import { createHash } from 'node:crypto';
import type { HoldContext } from '../gateway.js';
import { type Content, shownContent } from './content.js';
import { seconds } from './senders.js';
import type { DefaultAlphabet } from './text/choose.js';
import type { Concatenation } from './text/udh.js';

/** Groups of one sender that may be open at once; more are refused for now, so that nobody fills the store. */
const MOST_OPEN = 20;
/**
 * How long the parts of a delivered text are remembered, so that a repeat of the carrier is not taken for a new text. Short,
 * because a sender whose references never change may well send the same text again.
 */
const FINISHED_MS = 2 * 60 * 1000;
/** Parts that wait outlive their time by so much: the clock of the store may be put ahead. */
const SPARE_MS = 24 * 60 * 60 * 1000;
/** Field of a group beside its parts: what it had was delivered when its time was over. */
const TIMED_OUT = 'late';

/** One part of a long text, as it came. */
export interface Part extends Content {
  /** Canonical address of the sender. */
  readonly source: string;
  /** Our number, by its key. */
  readonly destination: string;
  readonly place: Concatenation;
}

/** A group as it stands in the payload of its wait. */
export interface Group {
  readonly key: string;
  readonly source: string;
  readonly destination: string;
  readonly total: number;
}

/** A text to deliver, and the key by which a repeat of it is recognised. */
interface PutTogether {
  readonly text: string;
  readonly dedupe: string;
}

type Added =
  /** It is kept; more parts are to come. */
  | { readonly kind: 'kept' }
  /** All are here. Call `finish` once the text is delivered. */
  | ({ readonly kind: 'whole'; readonly finish: () => Promise<void> } & PutTogether)
  /** The others were delivered already when it came; this one goes alone, saying its place. */
  | ({ readonly kind: 'late' } & PutTogether)
  /** It is of another text with the same reference. Deliver what is `left` of the older one, `discard` that, add again. */
  | { readonly kind: 'clash'; readonly left?: PutTogether; readonly discard: () => Promise<void> }
  /** A repeat of a part that was delivered. */
  | { readonly kind: 'repeat' }
  /** The sender has too many open messages. */
  | { readonly kind: 'refused' };

/**
 * A part in the store: data_coding, octets in base64, the wall time at which it came, and what few parts have: identifiers of
 * its national tables (locking, single), and the port that it is for.
 */
interface StoredPart {
  readonly d: number;
  readonly o: string;
  readonly t: number;
  readonly n?: readonly [number, number];
  readonly p?: number;
}

interface ReassemblyOptions {
  readonly context: Pick<HoldContext, 'kv' | 'later' | 'clock' | 'text'>;
  readonly carrier: string;
  readonly alphabet: DefaultAlphabet;
  /** How long to wait for missing parts, ms. */
  readonly timeout: number;
}

/** Puts long messages together, from parts in any order; what it has is in the store before it says so. */
export class Reassembly {
  readonly #options: ReassemblyOptions;

  constructor(options: ReassemblyOptions) {
    this.#options = options;
  }

  async add(part: Part): Promise<Added> {
    const { kv, later, clock } = this.#options.context;
    const { place } = part;
    const group = this.#group(part);
    const stored = storedPart(part, clock.now());
    const [finished, before] = await Promise.all([
      kv.get<string>(finishedKey(group, place.part, stored)),
      kv.merge(group.key, {}, this.#waitingTtl()),
    ]);
    const there = before[place.part];
    // A text that is under way under the same reference may well end as the one before it did.
    const underWay = before[TIMED_OUT] === undefined && Object.keys(before).length > 0 && there === undefined;
    if (finished !== undefined && !underWay) {
      await kv.merge(againKey(group), { [place.part]: JSON.stringify(stored) }, seconds(FINISHED_MS));
      return { kind: 'repeat' };
    }
    if (there !== undefined && saidBy(JSON.parse(there)) !== saidBy(stored)) return this.#clash(group, before);
    // A repeat keeps the time at which the part came first: the key of the whole text depends on it.
    const kept = there ?? JSON.stringify(stored);
    // Written together: a part that is there without the mark is one that came in time.
    const late = there === undefined && before[TIMED_OUT] !== undefined ? { [lateField(place.part)]: '1' } : {};
    const ttl = before[TIMED_OUT] === undefined ? this.#waitingTtl() : this.#ttl();
    const begins = Object.keys(before).length === 0 ? await this.#beginsAs(group, place) : {};
    const fields = await kv.merge(group.key, { ...begins, [place.part]: kept, ...late }, ttl);
    if (fields[TIMED_OUT] !== undefined) {
      // It was delivered with the others when their time was over, or is about to be.
      if (there !== undefined && fields[lateField(place.part)] === undefined) return { kind: 'repeat' };
      return this.#late(group, place, stored);
    }
    const parts = partsOf(fields, place.total);
    if (parts.every((one) => one !== undefined)) {
      const whole = parts.filter((one) => one !== undefined);
      return { kind: 'whole', ...this.#textOf(group, parts), finish: () => this.#finish(group, whole) };
    }
    if (parts.filter((one) => one !== undefined).length === 1 && (await this.#opened(group)) > MOST_OPEN) {
      await this.#discard(group);
      return { kind: 'refused' };
    }
    await later.schedule(group.key, this.#options.timeout, { kind: 'parts', group });
    return { kind: 'kept' };
  }

  /**
   * Parts before the first one of a text that says something new: they were the same as in the text before it, and taken for
   * repeats of these.
   */
  async #beginsAs(group: Group, { part }: Concatenation): Promise<Readonly<Record<string, string>>> {
    if (part === 1) return {};
    const again = await this.#options.context.kv.merge(againKey(group), {}, seconds(FINISHED_MS));
    return Object.fromEntries(Object.entries(again).filter(([place]) => Number(place) < part));
  }

  /**
   * The time of a group is over: the text of what came, saying what is missing; undefined where nothing is left to tell.
   * Asked again after a crash it says the same, whatever came in between.
   */
  async timedOut(group: Group): Promise<PutTogether | undefined> {
    const fields = await this.#options.context.kv.merge(group.key, { [TIMED_OUT]: '1' }, this.#ttl());
    await this.#closed(group);
    return this.#inTime(group, fields);
  }

  /** Text of the parts that came in time. */
  #inTime(group: Group, fields: Readonly<Record<string, string>>): PutTogether | undefined {
    const parts = partsOf(fields, group.total).map((part, index) =>
      fields[lateField(index + 1)] === undefined ? part : undefined,
    );
    return parts.every((part) => part === undefined) ? undefined : this.#textOf(group, parts);
  }

  async #late(group: Group, { part, total }: Concatenation, stored: StoredPart): Promise<Added> {
    await this.#options.context.kv.merge(group.key, { [lateField(part)]: '1' }, this.#ttl());
    const params = { part, total, text: this.#join([stored]) };
    const text = this.#options.context.text({ key: 'sms.inbound.part', params });
    return { kind: 'late', text, dedupe: digest([group.key, saidBy(stored)]) };
  }

  /** Another text under the reference of one that is not whole: that one will not become whole any more. */
  #clash(group: Group, fields: Readonly<Record<string, string>>): Added {
    const left = fields[TIMED_OUT] === undefined ? this.#inTime(group, fields) : undefined;
    const discard = () => this.#discard(group);
    return left === undefined ? { kind: 'clash', discard } : { kind: 'clash', left, discard };
  }

  #textOf(group: Group, parts: readonly (StoredPart | undefined)[]): PutTogether {
    // Neighbours are decoded together: a bad sender may have cut a character in two.
    let text = '';
    let run: StoredPart[] = [];
    for (const [index, part] of parts.entries()) {
      if (part !== undefined) {
        run.push(part);
        continue;
      }
      text += this.#join(run);
      run = [];
      const params = { part: index + 1, total: group.total };
      text += this.#options.context.text({ key: 'sms.inbound.missing', params });
    }
    text += this.#join(run);
    // The time of the first part tells this text from the same one sent again under the same reference.
    const since = Math.min(...parts.flatMap((part) => (part === undefined ? [] : [part.t])));
    const contents = parts.map((part) => (part === undefined ? '' : saidBy(part)));
    return { text, dedupe: digest([group.key, String(since), ...contents]) };
  }

  #group({ source, destination, place }: Part): Group {
    const { width, reference, total } = place;
    const key = `parts:${this.#options.carrier}|${source}|${destination}|${width}|${reference}|${total}`;
    return { key, source, destination, total };
  }

  /** Twice the wait, so that the group is still there when its time is over. */
  #ttl(): number {
    return seconds(this.#options.timeout * 2);
  }

  #waitingTtl(): number {
    return this.#ttl() + seconds(SPARE_MS);
  }

  #openKey(group: Group): string {
    return `open:${this.#options.carrier}|${group.source}`;
  }

  async #opened(group: Group): Promise<number> {
    const { kv, clock } = this.#options.context;
    const now = clock.now();
    const open = await kv.rank(this.#openKey(group), { [group.key]: now }, now - this.#options.timeout, this.#ttl());
    return open.length;
  }

  /** Scored 0, so that it is dropped with what is old. */
  async #closed(group: Group): Promise<void> {
    const { kv } = this.#options.context;
    await kv.rank(this.#openKey(group), { [group.key]: 0 }, 1, this.#ttl());
  }

  async #discard(group: Group): Promise<void> {
    const { kv, later } = this.#options.context;
    await Promise.all([kv.remove(group.key), later.cancel(group.key), this.#closed(group)]);
  }

  async #finish(group: Group, parts: readonly StoredPart[]): Promise<void> {
    const { kv } = this.#options.context;
    await Promise.all(
      parts.map((part, index) => kv.set(finishedKey(group, index + 1, part), '1', seconds(FINISHED_MS))),
    );
    await Promise.all([this.#discard(group), kv.remove(againKey(group))]);
  }

  /** Text of parts that follow each other; those of one coding are decoded as one. */
  #join(parts: readonly StoredPart[]): string {
    const { alphabet, context } = this.#options;
    return runsOf(parts.map(contentOf))
      .map((content) => shownContent(content, alphabet, (ref) => context.text(ref)))
      .join('');
  }
}

function storedPart({ dataCoding, octets, shift, port }: Content, now: number): StoredPart {
  return {
    d: dataCoding,
    o: octets.toString('base64'),
    t: now,
    ...(shift === undefined ? {} : { n: [shift.locking, shift.single] }),
    ...(port === undefined ? {} : { p: port }),
  };
}

function contentOf({ d, o, n, p }: StoredPart): Content {
  return {
    dataCoding: d,
    octets: Buffer.from(o, 'base64'),
    ...(n === undefined ? {} : { shift: { locking: n[0], single: n[1] } }),
    ...(p === undefined ? {} : { port: p }),
  };
}

/** Neighbours of one kind put together: text in one coding and one alphabet, or data for one port. */
function runsOf(contents: readonly Content[]): readonly Content[] {
  const runs: { readonly kind: string; readonly first: Content; readonly octets: Buffer[] }[] = [];
  for (const content of contents) {
    const { dataCoding, shift, port } = content;
    const kind = port === undefined ? `${dataCoding} ${shift?.locking} ${shift?.single}` : `port ${port}`;
    const last = runs.at(-1);
    if (last?.kind === kind) last.octets.push(content.octets);
    else runs.push({ kind, first: content, octets: [content.octets] });
  }
  return runs.map(({ first, octets }) => ({ ...first, octets: Buffer.concat(octets) }));
}

function partsOf(fields: Readonly<Record<string, string>>, total: number): (StoredPart | undefined)[] {
  return Array.from({ length: total }, (_, index) => {
    const field = fields[String(index + 1)];
    return field === undefined ? undefined : (JSON.parse(field) as StoredPart);
  });
}

/** Marks a part that came when the time was over. */
function lateField(part: number): string {
  return `late ${part}`;
}

/** What a part says, whenever it came. */
function saidBy({ d, o }: StoredPart): string {
  return `${d} ${o}`;
}

function digest(values: readonly string[]): string {
  return createHash('sha256').update(values.join('\n')).digest('base64url').slice(0, 22);
}

/** Parts of a delivered text that came again, by their places. */
function againKey(group: Group): string {
  return `again:${group.key}`;
}

function finishedKey(group: Group, place: number, part: StoredPart): string {
  return `finished:${digest([group.key, String(place), saidBy(part)])}`;
}
