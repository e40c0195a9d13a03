import type { Book } from './book/book.js';
import { whoIs } from './people/calendar/who.js';
import { onCallAt } from './people/on-call.js';
import { openSchedule } from './people/open-schedule.js';
import type { Schedule } from './people/schedule.js';

/** Who is on call by the book that counts; calendars are read once for each book. */
export class Rotas {
  readonly #book: () => Book;
  #of: Book | undefined;
  #schedules: ReadonlyMap<string, Schedule> = new Map();

  constructor(book: () => Book) {
    this.#book = book;
  }

  /** The schedule of a rotation; undefined: there is no such rotation. */
  schedule(rotation: string): Schedule | undefined {
    const book = this.#book();
    if (book !== this.#of) {
      const who = whoIs(book.people);
      this.#schedules = new Map(book.rotations.map((one) => [one.name, openSchedule(one, who).schedule]));
      this.#of = book;
    }
    return this.#schedules.get(rotation);
  }

  /** Names of the people who are on call at a wall time; none: nobody, or no such rotation. */
  onCall(rotation: string, now: number): readonly string[] {
    const schedule = this.schedule(rotation);
    return schedule === undefined ? [] : onCallAt(schedule, now).people;
  }
}
