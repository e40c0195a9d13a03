import type { Clock } from '../../gateway.js';
import type { Severity } from '../alert.js';
import type { Book } from '../book/book.js';
import type { Place } from '../book/place.js';
import { nextPlaces } from '../escalation/reach.js';
import type { GroupView } from '../render/view.js';
import type { CollectedSent, Inside } from './collected-sent.js';
import type { Collected, Cost, Telling } from './effect.js';
import type { Gate } from './gate.js';
import { auditIdOf, messageIdOf } from './ids.js';
import type { Ports, Surroundings } from './ports.js';
import type { WhyNot } from './reasons.js';
import { placeOf } from './recipients.js';

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

interface CollectedTellerParts {
  readonly gate: Pick<Gate, 'pay'>;
  readonly ports: Pick<Ports, 'tell' | 'audit' | 'include'>;
  readonly surroundings: Surroundings;
  readonly book: () => Book;
  readonly clock: Clock;
  readonly sent: Pick<CollectedSent<CollectionWait>, 'keep'>;
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

/** Tells what was collected at the places of its destination, pays for it, and notes what went where. */
export class CollectedTeller {
  readonly #parts: CollectedTellerParts;

  constructor(parts: CollectedTellerParts) {
    this.#parts = parts;
  }

  /** Tells it at the first places that may be used and were not tried. `name`: of the collection. */
  async tell(name: string, wait: CollectionWait, what: Told): Promise<void> {
    const { ports, clock, book } = this.#parts;
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
        await this.#parts.ports.include(group, { ...to, incident, knows });
      }),
    );
  }

  /** At the first places of the destination that may be used; gives the messages, none where there is no such place, and what was paid for. */
  async #send(name: string, wait: CollectionWait, { view, inside, tried }: Told): Promise<SentCollection> {
    const { gate, ports, book } = this.#parts;
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
        if (person !== undefined) await this.#parts.sent.keep(telling.id, sent);
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
    const { book, surroundings } = this.#parts;
    if (person === undefined) {
      const place = placeOf(destination);
      return place === undefined ? [] : [place];
    }
    const known = book().person(person);
    return (known && nextPlaces(known, severity, [], tried, surroundings)?.places) ?? [];
  }
}

/** All of it is in the currency of the book. */
function sum(before: Cost | undefined, more: Cost | undefined): Cost | undefined {
  return before === undefined || more === undefined
    ? (more ?? before)
    : { ...more, amount: before.amount + more.amount };
}

/** Name of the person for whom something is collected; undefined: it is for a place. */
export function personOf({ destination }: Pick<CollectionWait, 'destination'>): string | undefined {
  return destination.startsWith('person:') ? destination.slice('person:'.length) : undefined;
}
