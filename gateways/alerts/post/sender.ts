import { parseJid } from '../../../src/xmpp/jid.js';
import type { Written } from '../acks/answer.js';
import type { Book } from '../book/book.js';
import type { Person } from '../book/person.js';
import type { Place } from '../book/place.js';
import { type GatewayDomains, placeOfJid } from '../book/place-jid.js';
import type { Answerer } from '../engine/event.js';

/** Who has written to the agent. */
export interface Sender {
  /** Bare JID. */
  readonly jid: string;
  readonly place: Place;
  readonly person?: Person;
  /** In a room: the nick. */
  readonly nick?: string;
  readonly medium: Written['medium'];
}

const MEDIA: Readonly<Partial<Record<Place['kind'], Written['medium']>>> = {
  chat: 'xmpp',
  room: 'xmpp-room',
  phone: 'sms',
  mail: 'email',
  nick: 'irc',
  channel: 'irc-channel',
};

/** Who stands behind a full JID; `room`: it was said in a room. Undefined: nobody whom anything could be told. */
export function senderOf(from: string, room: boolean, domains: GatewayDomains, book: Book): Sender | undefined {
  const jid = parseJid(from);
  const place = placeOfJid(from, domains, room);
  const medium = place === undefined ? undefined : MEDIA[place.kind];
  if (jid === undefined || place === undefined || medium === undefined) return undefined;
  // Who is behind a nick of a room nobody knows; behind the address of a place the book says it.
  const person = room ? undefined : book.personAt(place);
  return {
    jid: jid.bare,
    place,
    medium,
    ...(person !== undefined && { person }),
    ...(room && jid.resource !== '' && { nick: jid.resource }),
  };
}

/** How a sender is called to others. */
export function answererOf({ person, place, nick, jid }: Sender): Answerer {
  const title = person?.title ?? nick ?? shown(place) ?? jid;
  return { title, place: place.uri, ...(person !== undefined && { person: person.name }) };
}

function shown(place: Place): string | undefined {
  switch (place.kind) {
    case 'phone':
      return place.number;
    case 'mail':
      return place.address;
    case 'nick':
      return place.nick;
    default:
      return undefined;
  }
}
