import { type Clock, type KeyValue, type Later, Recent } from '../../gateway.js';
import type { Severity } from '../alert.js';
import type { Book } from '../book/book.js';
import type { Place } from '../book/place.js';
import { nextPlaces } from '../escalation/reach.js';
import { heldUntil } from '../people/quiet-hours.js';
import type { GroupView } from '../render/view.js';
import type { Agenda } from './agenda.js';
import { type CollectedItem, CollectedItems, type KeptGroups, noGroups } from './collected-items.js';
import { CollectedSent, type Inside } from './collected-sent.js';
import { rankOf, together } from './collected-view.js';
import type { Collected, Cost, Telling } from './effect.js';
import type { ReportEvent } from './event.js';
import type { Gate } from './gate.js';
import { auditIdOf, letters, messageIdOf } from './ids.js';
import type { Ports, Surroundings } from './ports.js';
import type { WhyNot } from './reasons.js';
import { placeOf } from './recipients.js';
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

/** A wait of a collection, as it comes back from `Later`. */
export interface CollectionWait {
  readonly type: 'collection';
  readonly how: Collected['how'];
  readonly destination: string;
  readonly template?: string;
  /** When the round began: names it. */
  readonly from: number;
  readonly stage: 'close' | 'tell';
  /** How much was in it at the last look. */
  readonly seen: number;
}

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

export interface CollectionsOptions {
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
  readonly #rounds = new Recent<string, KnownRound>(MOST_ROUNDS);

  constructor(options: CollectionsOptions) {
    this.#options = options;
    this.#items = new CollectedItems(options.kv, KEPT_S);
    this.#sent = new CollectedSent(options.kv);
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
      await this.#tellAll(name, wait, { view, inside: insideOf(sorted), tried: new Set() });
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
    await this.#tellAll(nameOf(wait), wait, { view, inside, tried: new Set(tried) });
    await this.#sent.done(report.id);
  }

  async #tellAll(name: string, wait: CollectionWait, what: Told): Promise<void> {
    const { ports, clock, book } = this.#options;
    const { view, inside, tried } = what;
    const before = [...tried];
    const { tellings, segments, cost, why } = await this.#send(name, wait, what);
    for (const one of tellings) await this.#include(inside, wait, one);
    const told = tellings.length > 0;
    const reason = told ? wait.how : why;
    await ports.audit({
      id: auditIdOf(name, String(wait.from), wait.how, ...before),
      at: clock.now(),
      action: told ? 'told' : 'not-told',
      route: view.route,
      object: wait.destination,
      reason,
      ...(segments > 0 && { segments }),
      ...(cost !== undefined && { cost }),
      book: book().version,
    });
  }

  /** Whoever hears of an incident so hears afterwards what people do about it. */
  async #include(
    inside: readonly Inside[],
    { destination }: CollectionWait,
    { id, place, person }: Telling,
  ): Promise<void> {
    const to = { id, destination, place: place.uri, ...(person !== undefined && { person }) };
    await Promise.all(
      inside.map(async ({ group, incident, knows }) => {
        await this.#options.ports.include(group, { ...to, incident, knows });
      }),
    );
  }

  /** At the first places of the destination that may be used; gives the messages, none where there is no such place, and what was paid for. */
  async #send(name: string, wait: CollectionWait, { view, inside, tried }: Told): Promise<SentCollection> {
    const { gate, ports, book } = this.#options;
    const person = personOf(wait);
    let segments = 0;
    let cost: Cost | undefined;
    let why: SentCollection['why'] = 'nobody';
    for (;;) {
      const places = this.#placesOf(wait.destination, person, view.severity, tried);
      if (places.length === 0) return { tellings: [], segments, why };
      const told: Telling[] = [];
      for (const { uri } of places) tried.add(uri);
      for (const place of places) {
        const telling = this.#telling(name, wait, view, place, person);
        const verdict = await gate.pay(telling, book());
        if (!verdict.goes) {
          why = verdict.why;
          continue;
        }
        told.push(telling);
        segments += verdict.segments ?? 0;
        cost = sum(cost, verdict.cost);
      }
      const ids = told.map(({ id }) => id);
      for (const telling of told) {
        const sent = { wait, view, inside, place: telling.place.uri, ids, tried: [...tried] };
        if (person !== undefined) await this.#sent.keep(telling.id, sent);
        await ports.tell(telling);
      }
      if (told.length > 0 || person === undefined) {
        return { tellings: told, segments, why, ...(cost !== undefined && { cost }) };
      }
    }
  }

  #telling(name: string, wait: CollectionWait, view: GroupView, place: Place, person: string | undefined): Telling {
    const id = messageIdOf(name, wait.from, place.uri);
    return {
      id,
      countedAs: id,
      reason: wait.how,
      place,
      ...(person !== undefined && { person }),
      ...(wait.template !== undefined && { template: wait.template }),
      thread: messageIdOf(name, 'thread'),
      view,
      severity: view.severity,
    };
  }

  #placesOf(
    destination: string,
    person: string | undefined,
    severity: Severity,
    tried: ReadonlySet<string>,
  ): readonly Place[] {
    const { book, surroundings } = this.#options;
    if (person === undefined) {
      const place = placeOf(destination);
      return place === undefined ? [] : [place];
    }
    const known = book().person(person);
    return (known && nextPlaces(known, severity, [], tried, surroundings)?.places) ?? [];
  }
}

/** What is told, and where it was tried already. */
interface Told {
  readonly view: GroupView;
  readonly inside: readonly Inside[];
  /** URIs; grows. */
  readonly tried: Set<string>;
}

interface SentCollection {
  readonly tellings: readonly Telling[];
  readonly segments: number;
  readonly cost?: Cost;
  /** Why it went nowhere, where that is so. */
  readonly why: WhyNot;
}

function insideOf(items: readonly CollectedItem[]): readonly Inside[] {
  return items
    .filter(({ view }) => view.state !== 'resolved')
    .slice(0, MOST_INCLUDED)
    .map(({ group, incident, view }) => ({ group, incident, knows: view.by !== undefined }));
}

/** All of it is in the currency of the book. */
function sum(before: Cost | undefined, more: Cost | undefined): Cost | undefined {
  return before === undefined || more === undefined
    ? (more ?? before)
    : { ...more, amount: before.amount + more.amount };
}

/** Names what is collected for one destination, as a group is named. */
function nameOf({ how, destination, template = '' }: Pick<Collected, 'how' | 'destination' | 'template'>): string {
  return letters(20, ['collection', how, destination, template]);
}

const roundKey = (name: string) => `round:${name}`;
const roundOf = (name: string, from: number) => `${name}:${from}`;

/** Name of the person for whom something is collected; undefined: it is for a place. */
function personOf({ destination }: Pick<CollectionWait, 'destination'>): string | undefined {
  return destination.startsWith('person:') ? destination.slice('person:'.length) : undefined;
}
