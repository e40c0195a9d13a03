import { parseJid } from '../../../src/xmpp/jid.js';
import type { Written } from '../acks/answer.js';
import type { Book } from '../book/book.js';
import type { Person } from '../book/person.js';
import type { NickPlace, Place } from '../book/place.js';
import { type GatewayDomains, placeOfJid } from '../book/place-jid.js';
import type { Answerer } from '../engine/event.js';

/** Who has written to the agent. */
export interface Sender {
  /** Bare JID. */
  readonly jid: string;
  readonly place: Place;
  readonly person?: Person;
  /** In a room: the nick, and the bare JID behind it where the room tells it. */
  readonly nick?: string;
  readonly realJid?: string;
  readonly medium: Written['medium'];
  /** Nothing but the words says who it is: the address of a mail that nobody has proven, or a nick without an account. */
  readonly doubtful?: true;
}

const MEDIA: Readonly<Partial<Record<Place['kind'], Written['medium']>>> = {
  chat: 'xmpp',
  room: 'xmpp-room',
  phone: 'sms',
  mail: 'email',
  nick: 'irc',
  channel: 'irc-channel',
};

/** What is known of somebody beside the address. */
export interface Known {
  /** Real JID of an occupant, where the room tells it. */
  readonly jid?: string;
  /** Account that the services of the IRC network know. */
  readonly account?: string;
  /** The address of a mail was proven. */
  readonly proven?: boolean;
}

/** Who stands behind a full JID; `room`: it was said in a room. Undefined: nobody whom anything could be told. */
export function senderOf(
  from: string,
  room: boolean,
  domains: GatewayDomains,
  book: Book,
  known: Known = {},
): Sender | undefined {
  const jid = parseJid(from);
  const place = placeOfJid(from, domains, room);
  const medium = place === undefined ? undefined : MEDIA[place.kind];
  if (jid === undefined || place === undefined || medium === undefined) return undefined;
  const onIrc = place.medium === 'irc';
  const realJid = room && !onIrc && known.jid !== undefined ? parseJid(known.jid)?.bare : undefined;
  const person = personOf(place, room, domains, book, onIrc ? { account: known.account } : { jid: realJid });
  const doubtful = onIrc ? known.account === undefined : place.kind === 'mail' && known.proven !== true;
  return {
    jid: jid.bare,
    place: (person && ownNick(place, person, known)) ?? place,
    medium,
    ...(person !== undefined && { person }),
    ...(room && jid.resource !== '' && { nick: jid.resource }),
    ...(realJid !== undefined && { realJid }),
    ...(doubtful && { doubtful }),
  };
}

/** The place at which the person is told of alerts under that account, whatever nick was taken just now. */
function ownNick(place: Place, person: Person, { account = '' }: Known): NickPlace | undefined {
  if (place.kind !== 'nick') return undefined;
  const nicks = person.places.filter((one): one is NickPlace => one.kind === 'nick' && one.network === place.network);
  const small = account.toLowerCase();
  return nicks.find((one) => one.nick === place.nick) ?? nicks.find((one) => one.account?.toLowerCase() === small);
}

/** Nicks are anybody's: on IRC the account of services counts, in rooms the JID behind the nick. */
function personOf(
  place: Place,
  room: boolean,
  domains: GatewayDomains,
  book: Book,
  { jid, account }: { readonly jid?: string | undefined; readonly account?: string | undefined },
): Person | undefined {
  if (place.kind === 'nick' || place.kind === 'channel') {
    return account === undefined ? undefined : book.personByAccount(place.network, account);
  }
  if (!room) return book.personAt(place);
  const behind = jid === undefined ? undefined : placeOfJid(jid, domains);
  return behind === undefined ? undefined : book.personAt(behind);
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
