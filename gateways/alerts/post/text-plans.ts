import type { Book } from '../book/book.js';
import type { Member, Person } from '../book/person.js';
import { isNamed, type Medium, type Place } from '../book/place.js';
import { type Presence, planReach } from '../people/ways-to-reach.js';
import type { DirectText } from './direct-text.js';

/** What is known of people at the moment when they are to be reached. */
export interface TextPlansParts {
  readonly book: () => Book;
  readonly onCall: (rotation: string) => readonly string[];
  readonly presence: (place: Place) => Presence;
}

/** How one of those who are meant is reached. */
export interface TextPlan {
  /** Whose places these are, where they are somebody's. */
  readonly person?: Person;
  /** The places that are tried at once, then those after them. */
  readonly steps: readonly (readonly Place[])[];
}

type How = Pick<DirectText, 'severity' | 'past'>;

/** Who is meant by those to whom a text is sent, and where they are told. */
export class TextPlans {
  readonly #parts: TextPlansParts;

  constructor(parts: TextPlansParts) {
    this.#parts = parts;
  }

  /** For each who is meant now; none: nobody is, or they have no address. */
  of(member: Member, how: How): readonly TextPlan[] {
    const { book, onCall, presence } = this.#parts;
    if (!isNamed(member)) return [{ steps: [[member]] }];
    if (member.kind === 'route') return this.#ofRoute(member.name, how);
    const names = member.kind === 'rotation' ? onCall(member.name) : [member.name];
    return names.flatMap((name) => {
      const person = book().person(name);
      if (person === undefined) return [];
      const { steps } = planReach<Place>({ person, severity: how.severity, presence });
      const places = steps.map((step) => step.places);
      return places.length === 0 ? [] : [{ person, steps: past(places, how.past) }];
    });
  }

  /** Whoever the route tells now; alerts go on from one route to another, texts do not. */
  #ofRoute(name: string, how: How): readonly TextPlan[] {
    const { book } = this.#parts;
    const told =
      book()
        .route(name)
        ?.destinations.filter(({ direction }) => direction !== 'in') ?? [];
    const members = book().members(told.map(({ target }) => target));
    return members.flatMap((one) => (one.kind === 'route' ? [] : this.of(one, how)));
  }
}

/** What lies on a network that does not work comes last. */
function past(steps: readonly (readonly Place[])[], medium: Medium | undefined): readonly (readonly Place[])[] {
  if (medium === undefined) return steps;
  const others = steps.map((places) => places.filter((place) => place.medium !== medium));
  const there = steps.map((places) => places.filter((place) => place.medium === medium));
  return [...others, ...there].filter((places) => places.length > 0);
}
