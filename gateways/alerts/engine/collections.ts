import { type Clock, type KeyValue, type Later, Recent } from '../../gateway.js';
import type { Book } from '../book/book.js';
import { heldUntil } from '../people/quiet-hours.js';
import type { Agenda } from './agenda.js';
import { type CollectedItem, CollectedItems, type KeptGroups, noGroups } from './collected-items.js';
import { CollectedSent, type Inside } from './collected-sent.js';
import { CollectedTeller, type CollectionWait, personOf } from './collected-teller.js';
import { rankOf, together } from './collected-view.js';
import type { Collected } from './effect.js';
import type { ReportEvent } from './event.js';
import type { Gate } from './gate.js';
import { letters } from './ids.js';
import type { Ports, Surroundings } from './ports.js';
import { FRESH_MS } from './silences.js';

/** While a flood goes on its summary waits: so often it is looked whether it does, and so long at most. */
const LOOK_MS = 10_000;
const LONGEST_MS = 600_000;
/** A round that was closed takes what other lanes still put in for so long, until it is told. */
const CLOSING_MS = 3 * FRESH_MS;
/** Rounds that are remembered. */
const MOST_ROUNDS = 5000;
/** Longer than any digest and the quiet hours behind it together (`LONGEST_HOLD`), seconds. */
const KEPT_S = 30 * 86_400;
/** Groups of a message about many that hear who was told by it. */
const MOST_INCLUDED = 200;
/** What was put in is known so long, seconds: longer than a process that has died is away. */
const KNOWN_S = 3600;
/** Writes of one thing that take so long that its round may have been told meanwhile. */
const MOST_ATTEMPTS = 3;

interface Round {
  readonly lane: string;
  readonly from: number;
  readonly until: number;
}

/** A round as this lane knows it. */
interface KnownRound {
  readonly round: Round;
  /** Monotonic, ms; the round was there then. */
  readonly readAt: number;
  readonly kept: KeptGroups;
}

interface CollectionsOptions {
  readonly lane: string;
  readonly kv: KeyValue;
  readonly later: Later;
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly gate: Gate;
  readonly ports: Pick<Ports, 'tell' | 'audit' | 'include'>;
  readonly surroundings: Surroundings;
  readonly book: () => Book;
}

/**
 * What is told to a destination later and all at once: what flood control held back (`summary`), and what was collected for a digest or
 * until somebody's quiet hours end (`digest`). All lanes put into the same round; the lane that began it tells it, once.
 */
export class Collections {
  readonly #options: CollectionsOptions;
  readonly #items: CollectedItems;
  readonly #sent: CollectedSent<CollectionWait>;
  readonly #teller: CollectedTeller;
  readonly #rounds = new Recent<string, KnownRound>(MOST_ROUNDS);

  constructor(options: CollectionsOptions) {
    this.#options = options;
    this.#items = new CollectedItems(options.kv, KEPT_S);
    this.#sent = new CollectedSent(options.kv);
    this.#teller = new CollectedTeller({ ...options, sent: this.#sent });
  }

  /**
   * Puts something in. Resolves when it is kept, and the time is arranged at which it is told. Putting the same in again changes nothing,
   * also after its round was told.
   */
  async add(collected: Collected): Promise<void> {
    const { clock, kv } = this.#options;
    const name = nameOf(collected);
    const known = `put:${name}:${collected.id}`;
    if ((await kv.get(known)) !== undefined) return;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const { round, readAt, kept } = await this.#round(name, collected);
      await this.#items.put(roundOf(name, round.from), collected, kept);
      // Later than that the round may be closed and told: twice is better than not at all.
      if (clock.monotonic() - readAt < CLOSING_MS) {
        await kv.set(known, true, KNOWN_S);
        return;
      }
      this.#rounds.delete(name);
    }
    throw new Error('the store is too slow to collect anything');
  }

  async #round(name: string, { how, destination, template, until }: Collected): Promise<KnownRound> {
    const { kv, clock, lane } = this.#options;
    const known = this.#rounds.get(name);
    const readAt = clock.monotonic();
    if (known !== undefined && readAt - known.readAt < FRESH_MS) return known;
    const now = clock.now();
    const fresh: Round = { lane, from: now, until: Math.max(until, now) };
    let round: Round | undefined;
    for (let attempt = 0; round === undefined && attempt < 5; attempt++) {
      round = (await kv.add(roundKey(name), fresh, KEPT_S)) ? fresh : await kv.get<Round>(roundKey(name));
    }
    if (round === undefined) throw new Error('no round of a collection can be begun');
    if (round.lane === lane) {
      const of = { how, destination, ...(template !== undefined && { template }) };
      await this.#wait(name, { type: 'collection', ...of, from: round.from, stage: 'close', seen: 0 }, round.until);
    }
    const kept = known?.round.from === round.from ? known.kept : noGroups();
    const found = { round, readAt, kept };
    this.#rounds.set(name, found);
    return found;
  }

  async #wait(name: string, wait: CollectionWait, at: number): Promise<void> {
    const { later, clock, agenda } = this.#options;
    const key = `collection:${name}:${wait.from}`;
    // The agenda first: what stands there and was never arranged is found by the auditor.
    await agenda.put(key, at, wait);
    await later.schedule(key, Math.max(0, at - clock.now()), wait);
  }

  /** A wait of a collection has ended. Doing it again tells nothing twice. */
  async due(wait: CollectionWait): Promise<void> {
    const name = nameOf(wait);
    if (wait.stage === 'close') await this.#close(name, wait);
    else await this.#tell(name, wait);
  }

  async #close(name: string, wait: CollectionWait): Promise<void> {
    const { kv, clock } = this.#options;
    const now = clock.now();
    const seen = await this.#items.count(roundOf(name, wait.from));
    if (wait.how === 'summary' && seen > wait.seen && now - wait.from < LONGEST_MS) {
      await this.#wait(name, { ...wait, seen }, now + LOOK_MS);
      return;
    }
    const held = await this.#heldUntil(name, wait);
    if (held !== undefined) {
      await this.#wait(name, { ...wait, seen }, held);
      return;
    }
    const round = await kv.get<Round>(roundKey(name));
    if (round?.from === wait.from) await kv.remove(roundKey(name));
    this.#rounds.delete(name);
    await this.#wait(name, { ...wait, stage: 'tell' }, now + CLOSING_MS);
  }

  /** Until when somebody is left alone who is to be told now, for what is in the round. */
  async #heldUntil(name: string, wait: CollectionWait): Promise<number | undefined> {
    const now = this.#options.clock.now();
    const person = this.#options.book().person(personOf(wait) ?? '');
    if (person === undefined || heldUntil(person, 'info', now, wait.from) === undefined) return undefined;
    const worst = await this.#items.worst(roundOf(name, wait.from));
    return worst && heldUntil(person, worst, now, wait.from);
  }

  async #tell(name: string, wait: CollectionWait): Promise<void> {
    const { agenda, surroundings } = this.#options;
    const { items, alerts, others } = await this.#items.read(roundOf(name, wait.from));
    if (items.length > 0) {
      await surroundings.fresh();
      const sorted = [...items].sort((a, b) => rankOf(b.view) - rankOf(a.view));
      const views = sorted.map(({ view }) => view);
      const view = together(views, others, wait.how === 'summary' ? alerts : undefined);
      await this.#teller.tell(name, wait, { view, inside: insideOf(sorted), tried: new Set() });
    }
    await this.#items.remove(roundOf(name, wait.from));
    await agenda.remove(`collection:${name}:${wait.from}`);
  }

  /** Takes that a message failed: it is told at the next address of its person. */
  async report(report: Omit<ReportEvent, 'type'>): Promise<void> {
    const sent = await this.#sent.failed(report);
    if (sent === undefined) return;
    const { wait, view, inside, tried } = sent;
    await this.#options.surroundings.fresh();
    await this.#teller.tell(nameOf(wait), wait, { view, inside, tried: new Set(tried) });
    await this.#sent.done(report.id);
  }
}

function insideOf(items: readonly CollectedItem[]): readonly Inside[] {
  return items
    .filter(({ view }) => view.state !== 'resolved')
    .slice(0, MOST_INCLUDED)
    .map(({ group, incident, view }) => ({ group, incident, knows: view.by !== undefined }));
}

/** Names what is collected for one destination, as a group is named. */
function nameOf({ how, destination, template = '' }: Pick<Collected, 'how' | 'destination' | 'template'>): string {
  return letters(20, ['collection', how, destination, template]);
}

const roundKey = (name: string) => `round:${name}`;
const roundOf = (name: string, from: number) => `${name}:${from}`;
