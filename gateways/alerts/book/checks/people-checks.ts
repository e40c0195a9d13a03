import type { Book } from '../book.js';
import type { Person } from '../person.js';
import { below, type Report, type Spot } from '../report.js';
import type { Sections } from '../sections.js';
import { nextOpening } from '../window.js';

/** Addresses of two people, of which an answer could be either's, and quiet hours that never end. */
export function checkPeople(book: Book, sections: Sections, report: Report, now: number): void {
  const spots = new Map(sections.people.map(({ name, spot }) => [name, spot]));
  for (const person of book.people) {
    const spot = spots.get(person.name);
    if (spot === undefined) continue;
    checkAddresses(person, book, spot, report);
    const { quiet, zone } = person;
    if (quiet === undefined || nextOpening({ active: [], mute: quiet.windows, zone }, now) !== undefined) continue;
    const message = 'never end: what is held for this person is held for ever';
    report.warning(below(spot, 'quiet'), undefined, message, 'leave out a window, or add times to it');
  }
}

function checkAddresses(person: Person, book: Book, spot: Spot, report: Report): void {
  for (const place of person.places) {
    // Nicks are nobody's: their accounts are.
    const holder =
      place.kind !== 'nick'
        ? book.personAt(place)
        : place.account !== undefined && book.personByAccount(place.network, place.account);
    if (holder === undefined || holder === false || holder === person) continue;
    const message = `has the address ${place.uri}, which ${holder.name} has too`;
    report.error(spot, undefined, message, 'give it to one of them, or put it into a list');
  }
}
