import type { Book } from '../book/book.js';
import { whoIs } from '../people/calendar/who.js';
import { nextHandovers, onCallAt } from '../people/on-call.js';
import { openSchedule } from '../people/open-schedule.js';
import type { Duty, Schedule } from '../people/schedule.js';

/** Who is on call, of one book; calendars are read when they are first asked for. */
export class Rota {
  readonly #book: Book;
  readonly #schedules = new Map<string, Schedule>();

  constructor(book: Book) {
    this.#book = book;
  }

  /** `Surroundings.onCall`: names of people; empty: nobody, or no such rotation. */
  onCall(rotation: string, now: number): readonly string[] {
    return this.duty(rotation, now)?.people ?? [];
  }

  /** Who is on call at a time, and what says so. */
  duty(rotation: string, now: number): Duty | undefined {
    const schedule = this.#schedule(rotation);
    return schedule === undefined ? undefined : onCallAt(schedule, now);
  }

  /** Who is on call at a time, until that changes; `from` is that time. */
  current(rotation: string, now: number): Duty | undefined {
    const duty = this.duty(rotation, now);
    if (duty === undefined) return undefined;
    return { ...duty, from: now, to: this.next(rotation, now)?.from ?? duty.to };
  }

  /** The next change. */
  next(rotation: string, now: number): Duty | undefined {
    const schedule = this.#schedule(rotation);
    return schedule === undefined ? undefined : nextHandovers(schedule, now, 1)[0];
  }

  /** The next `count` changes. */
  following(rotation: string, now: number, count: number): readonly Duty[] {
    const schedule = this.#schedule(rotation);
    return schedule === undefined ? [] : nextHandovers(schedule, now, count);
  }

  #schedule(name: string): Schedule | undefined {
    const known = this.#schedules.get(name);
    const rotation = known === undefined ? this.#book.rotation(name) : undefined;
    if (rotation === undefined) return known;
    const { schedule } = openSchedule(rotation, whoIs(this.#book.people));
    this.#schedules.set(name, schedule);
    return schedule;
  }
}
