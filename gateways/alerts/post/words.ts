import type { Header } from '../../gateway.js';
import type { Alert, AlertFile } from '../alert.js';
import type { Book } from '../book/book.js';
import { isForRoutes } from '../book/make/make-sources.js';
import { isNamed, type Place } from '../book/place.js';
import type { Route } from '../book/route.js';
import type { Source } from '../book/source.js';
import { type ReadText, readText } from '../sources/message.js';
import type { Context, Refusal } from '../sources/source.js';

/** What somebody has said, as sources read it. */
interface Words {
  readonly place: Place;
  /** As its network calls the sender. */
  readonly sender: string;
  readonly id?: string;
  readonly subject?: string;
  readonly body: string;
  readonly headers?: readonly Header[];
  readonly sentAt?: number;
  readonly expiresAt?: number;
  readonly nick?: string;
  readonly files?: readonly AlertFile[];
  readonly automatic?: boolean;
}

/** The source that reads what is written to routes by this medium; undefined: none does. */
export function sourceForRoutes(book: Book, medium: Place['medium']): Source | undefined {
  return book.sources.find((one) => one.enabled && isForRoutes(one) && medium !== 'hook' && one.media.has(medium));
}

/** The sources of a kind that listen at a place; messages of people also by the source of those that are for routes. */
function sourcesFor(book: Book, place: Place): readonly Source[] {
  const listening = book.sourcesAt(place).filter(({ enabled, kind }) => enabled && kind === 'message');
  if (listening.length > 0 || place.kind === 'room' || place.kind === 'channel') return listening;
  const forRoutes = sourceForRoutes(book, place.medium);
  return forRoutes === undefined ? [] : [forRoutes];
}

/** What reads words at a place, and the route at which its alerts begin; undefined: where the source itself does. */
interface Listener {
  readonly source: Source;
  readonly route: string | undefined;
}

/** Everything that listens at a place: its sources, and routes that have it as a destination from which they hear too. */
export function listenersAt(book: Book, place: Place): readonly Listener[] {
  const sources = sourcesFor(book, place).map((source) => ({ source, route: source.route }));
  const forRoutes = sourceForRoutes(book, place.medium);
  const hearing = forRoutes === undefined ? [] : routesHearing(book.routes, place);
  return [
    ...sources,
    ...hearing.flatMap(({ name }) => (forRoutes === undefined ? [] : [{ source: forRoutes, route: name }])),
  ];
}

function routesHearing(routes: readonly Route[], place: Place): readonly Route[] {
  return routes
    .filter(({ enabled }) => enabled)
    .flatMap((route) => [
      ...(route.destinations.some(({ target, direction }) => {
        return direction !== 'out' && !isNamed(target) && target.uri === place.uri;
      })
        ? [route]
        : []),
      ...routesHearing(route.routes, place),
    ]);
}

/** What a source has to know beside what was sent. */
export function contextOf({ name, labels, severity, severityLabel, severities }: Source, receivedAt: number): Context {
  return { source: name, labels, severity, severityLabel, severities, receivedAt };
}

/** Reads what somebody has said by the rules of a source. */
export function readWords({ place, ...words }: Words, source: Source, receivedAt: number): ReadText | Refusal {
  const network = place.medium === 'hook' ? 'xmpp' : place.medium;
  const room = place.kind === 'room' ? place.jid : place.kind === 'channel' ? place.channel : undefined;
  return readText({ ...words, network, ...(room !== undefined && { room }) }, contextOf(source, receivedAt));
}

/** Alerts that a person has written, with where that person hears what becomes of them. Machines are not answered (RFC 3834 2). */
export function answerable({ alerts, automatic }: ReadText, place: string | undefined): readonly Alert[] {
  if (automatic || place === undefined) return alerts;
  return alerts.map((alert) => ({ ...alert, origin: { ...alert.origin, replyTo: place } }));
}
