import type { Book } from '../book.js';
import { allRoutes } from '../made-book.js';
import { isNamed, type Place, type Target, targetKey } from '../place.js';
import { below, type Report, type Spot } from '../report.js';
import { flat, type Sections } from '../sections.js';
import { circles } from './circles.js';

const MOST_TOLD = 20;

/** Something that takes messages at some places and tells them at others. */
interface Carrier {
  readonly name: string;
  readonly spot: Spot;
  readonly hears: ReadonlySet<string>;
  readonly tells: ReadonlySet<string>;
}

/** A message that a carrier has just put into a place. */
interface Step {
  readonly carrier: Carrier;
  readonly place: string;
}

/**
 * Circles in which a message would go round over bridges and routes. They are stopped when they run (origin, hops, own identity), but
 * one who wrote them down hardly meant it. `domain`: that of the gateway, at which routes have addresses.
 */
export function checkLoops(book: Book, sections: Sections, report: Report, domain: string | undefined): void {
  const carriers = [...bridgesOf(book, sections), ...routesOf(book, sections, domain)];
  const steps = new Map<string, Step>();
  for (const carrier of carriers)
    for (const place of carrier.tells) steps.set(keyOf(carrier, place), { carrier, place });
  const heardAt = new Map<string, Carrier[]>();
  for (const carrier of carriers) {
    for (const place of carrier.hears) heardAt.set(place, [...(heardAt.get(place) ?? []), carrier]);
  }
  // No carrier takes what it said itself, and none says it again where it heard it.
  const next = ({ carrier, place }: Step): readonly Step[] =>
    (heardAt.get(place) ?? []).flatMap((other) =>
      other === carrier
        ? []
        : [...other.tells].flatMap((to) => (to === place ? [] : (steps.get(keyOf(other, to)) ?? []))),
    );
  const told = new Set<string>();
  for (const circle of circles([...steps.values()], next, MOST_TOLD)) {
    const [first] = circle;
    // The same circle the other way round is no news.
    const members = [...new Set(circle.map(({ carrier }) => carrier.name))].sort().join();
    if (first === undefined || told.has(members)) continue;
    told.add(members);
    const way = [...circle.map(({ carrier, place }) => `${carrier.name} > ${place}`), first.carrier.name].join(' > ');
    const message = `is part of a circle: ${way}`;
    report.warning(
      first.carrier.spot,
      undefined,
      message,
      'take one place out, or set direction: in or out at one end',
    );
  }
}

function keyOf(carrier: Carrier, place: string): string {
  return `${carrier.name}\n${place}`;
}

function bridgesOf(book: Book, sections: Sections): readonly Carrier[] {
  return book.bridges.flatMap(({ name, enabled, ends }) => {
    const spot = sections.bridges.find((entry) => entry.name === name)?.spot;
    if (!enabled || spot === undefined) return [];
    return {
      name: `bridge ${name}`,
      spot: below(spot, 'ends'),
      hears: new Set(ends.filter(({ direction }) => direction !== 'out').map(({ target }) => targetKey(target))),
      tells: placesOf(
        book,
        ends.filter(({ direction }) => direction !== 'in').map(({ target }) => target),
      ),
    };
  });
}

function routesOf(book: Book, sections: Sections, domain: string | undefined): readonly Carrier[] {
  const heard = new Map<string, Set<string>>();
  const hear = (route: string, place: Place) => heard.set(route, (heard.get(route) ?? new Set()).add(place.uri));
  const routes = allRoutes(book.routes).filter(({ enabled }) => enabled);
  // What a source hears at a place goes to its route, or to whichever matches: then to each may be.
  for (const { enabled, places, route } of book.sources) {
    if (!enabled) continue;
    const named = route === undefined ? undefined : book.route(route);
    const entries = named === undefined ? book.routes : [named];
    for (const place of places) for (const one of allRoutes(entries)) hear(one.name, place);
  }
  const entries = new Map(flat(sections.routes).map((entry) => [entry.name, entry]));
  return routes.flatMap(({ name, destinations, address }) => {
    const spot = entries.get(name)?.spot;
    if (spot === undefined) return [];
    const own = [`route:${name}`, ...(domain !== undefined && address ? [`xmpp:${name}@${domain}`] : [])];
    const listening = destinations
      .filter(({ direction }) => direction !== 'out')
      .map(({ target }) => targetKey(target));
    return {
      name: `route ${name}`,
      spot: below(spot, 'to'),
      hears: new Set([...own, ...listening, ...(heard.get(name) ?? [])]),
      tells: placesOf(
        book,
        destinations.filter(({ direction }) => direction !== 'in').map(({ target }) => target),
      ),
    };
  });
}

/** Where targets are told; people do not pass on by themselves. */
function placesOf(book: Book, targets: readonly Target[]): ReadonlySet<string> {
  const members = book.members(targets);
  return new Set(members.filter((one) => !isNamed(one) || one.kind === 'route').map(targetKey));
}
