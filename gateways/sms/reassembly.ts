import { createHash } from 'node:crypto';
import type { HoldContext } from '../gateway.js';
import { seconds } from './senders.js';
import type { DefaultAlphabet } from './text/choose.js';
import { charsetOf, decodeText } from './text/dcs.js';
import type { Concatenation } from './text/udh.js';

/** Groups of one sender that may be open at once; more are refused for now, so that nobody fills the store. */
const MOST_OPEN = 20;
/** How long a finished group is remembered, so that a part that the carrier repeats is not taken for a new one. */
const FINISHED_MS = 15 * 60 * 1000;
/** Field of a group beside its parts: what it had was delivered when its time was over. */
const TIMED_OUT = 'late';

export interface Part {
  /** Canonical address of the sender. */
  readonly source: string;
  /** Our number, by its key. */
  readonly destination: string;
  readonly place: Concatenation;
  readonly dataCoding: number;
  /** Text of this part, header taken off. */
  readonly octets: Buffer;
}

/** A group as it stands in the payload of its wait. */
export interface Group {
  readonly key: string;
  readonly source: string;
  readonly destination: string;
  readonly total: number;
}

export type Added =
  /** It is kept; more parts are to come. */
  | { readonly kind: 'kept' }
  /** All are here. Call `finish` once the text is delivered. */
  | { readonly kind: 'whole'; readonly text: string; readonly dedupe: string; readonly finish: () => Promise<void> }
  /** The others were delivered already when it came; this one goes alone, saying its place. */
  | { readonly kind: 'late'; readonly text: string; readonly dedupe: string }
  /** A repeat of a part of a message that was delivered. */
  | { readonly kind: 'repeat' }
  /** The sender has too many open messages. */
  | { readonly kind: 'refused' };

interface StoredPart {
  readonly d: number;
  readonly o: string;
}

export interface ReassemblyOptions {
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
    const { kv, later } = this.#options.context;
    const { place } = part;
    const group = this.#group(part);
    const stored = JSON.stringify({ d: part.dataCoding, o: part.octets.toString('base64') } satisfies StoredPart);
    if ((await kv.get<string>(finishedKey(group, stored))) !== undefined) return { kind: 'repeat' };
    const fields = await kv.merge(group.key, { [place.part]: stored }, this.#ttl());
    if (fields[TIMED_OUT] !== undefined) {
      const text = this.#placed(place.part, place.total, this.#join([stored]));
      return { kind: 'late', text, dedupe: digest([group.key, stored]) };
    }
    const parts = partsOf(fields, place.total);
    if (parts.every((one) => one !== undefined)) {
      const whole = parts.filter((one) => one !== undefined);
      return {
        kind: 'whole',
        text: this.#join(whole),
        dedupe: digest([group.key, ...whole]),
        finish: () => this.#finish(group, whole),
      };
    }
    if (parts.filter((one) => one !== undefined).length === 1 && (await this.#opened(group)) > MOST_OPEN) {
      await kv.remove(group.key);
      await this.#closed(group);
      return { kind: 'refused' };
    }
    await later.schedule(group.key, this.#options.timeout, { kind: 'parts', group });
    return { kind: 'kept' };
  }

  /** The time of a group is over: the text of what came, saying what is missing; undefined where nothing is left to tell. */
  async timedOut(group: Group): Promise<{ readonly text: string; readonly dedupe: string } | undefined> {
    const { kv, context } = { kv: this.#options.context.kv, context: this.#options.context };
    const fields = await kv.merge(group.key, { [TIMED_OUT]: '1' }, this.#ttl());
    await this.#closed(group);
    const parts = partsOf(fields, group.total);
    if (parts.every((part) => part === undefined) || parts.every((part) => part !== undefined)) return undefined;
    // Neighbours are decoded together: a bad sender may have cut a character in two.
    let text = '';
    let run: string[] = [];
    for (const [index, part] of parts.entries()) {
      if (part !== undefined) {
        run.push(part);
        continue;
      }
      text += this.#join(run);
      run = [];
      text += context.text({ key: 'sms.inbound.missing', params: { part: index + 1, total: group.total } });
    }
    text += this.#join(run);
    return { text, dedupe: digest([group.key, ...parts.map((part) => part ?? '')]) };
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

  async #finish(group: Group, parts: readonly string[]): Promise<void> {
    const { kv, later } = this.#options.context;
    await Promise.all(parts.map((part) => kv.set(finishedKey(group, part), '1', seconds(FINISHED_MS))));
    await Promise.all([kv.remove(group.key), later.cancel(group.key), this.#closed(group)]);
  }

  #placed(part: number, total: number, text: string): string {
    return this.#options.context.text({ key: 'sms.inbound.part', params: { part, total, text } });
  }

  /** Text of parts that follow each other; those of one coding are decoded as one. */
  #join(parts: readonly string[]): string {
    let text = '';
    let octets: Buffer[] = [];
    let coding: number | undefined;
    const flush = () => {
      if (coding === undefined) return;
      const all = Buffer.concat(octets);
      text +=
        decodeText(all, charsetOf(coding), this.#options.alphabet) ??
        this.#options.context.text({ key: 'sms.inbound.binary', params: { octets: all.length } });
      octets = [];
    };
    for (const part of parts) {
      const { d, o } = JSON.parse(part) as StoredPart;
      if (coding !== undefined && d !== coding) flush();
      coding = d;
      octets.push(Buffer.from(o, 'base64'));
    }
    flush();
    return text;
  }
}

function partsOf(fields: Readonly<Record<string, string>>, total: number): (string | undefined)[] {
  return Array.from({ length: total }, (_, index) => fields[String(index + 1)]);
}

function digest(values: readonly string[]): string {
  return createHash('sha256').update(values.join('\n')).digest('base64url').slice(0, 22);
}

function finishedKey(group: Group, part: string): string {
  return `finished:${digest([group.key, part])}`;
}
