import { discoInfoQuery, discoItemsQuery } from '../../../src/xmpp/disco.js';
import { type Element, el } from '../../../src/xmpp/element.js';
import { adminList, readAdmin } from '../../../src/xmpp/muc/admin.js';
import { RESERVED_NICK_NODE, type RoomAbility, reservedNickInfo, roomInfo } from '../../../src/xmpp/muc/info.js';
import type { Leaving, Occupant } from '../../../src/xmpp/muc/occupants.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import type { Problem, RoomAsk } from '../../gateway.js';
import { groupName } from '../conversation/groups.js';
import type { Person } from '../conversation/mail-records.js';
import { ROOM_PROBLEMS } from './problems.js';
import type { RoomView } from './room-view.js';
import { isIn, type Room } from './rooms.js';

/** What a request gets. */
type Reply =
  | { readonly kind: 'result'; readonly payload?: Element }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** Somebody is to be taken out of the room; the result is empty. */
  | { readonly kind: 'take-out'; readonly room: Room; readonly person: Person; readonly leaving: Leaving };

type Views = (room: Room, nick?: string) => RoomView;

const ABILITIES: readonly RoomAbility[] = [
  'archive',
  'items',
  'occupant-id',
  'self-ping',
  'stable-id',
  'stanza-id',
  'vcard',
];
const LONGEST_NAME = 200;

/** Answers what is asked of a room and of those in it. `room`: undefined where nobody remembers the conversation. Pure. */
export function answerOf(ask: RoomAsk, room: Room | undefined, views: Views): Reply {
  const payload = parseStanza(ask.payload);
  if (payload === undefined) return refused(ROOM_PROBLEMS.bad);
  if (room === undefined) return refused(ROOM_PROBLEMS.unknown);
  if (ask.nick !== '') return answerOfOccupant(ask, payload, room, views);
  const { node } = payload.attrs;
  switch (payload.ns) {
    case NS.discoInfo:
      return info(room, node);
    case NS.discoItems: {
      const items = isIn(room, ask.from) ? everybody(room, views).map(({ address }) => itemOf(address)) : [];
      return result(discoItemsQuery(items, node));
    }
    case NS.mucAdmin:
      return admin(ask, payload, room, views);
    case NS.mucOwner:
      return refused(ROOM_PROBLEMS.noOwner);
    default:
      return refused(ROOM_PROBLEMS.bad);
  }
}

/** XEP-0045 6.4. */
function info({ face, seats }: Room, node: string | undefined): Reply {
  if (node === RESERVED_NICK_NODE) return result(discoInfoQuery(reservedNickInfo(seats[0]?.nick), node));
  // Everything may be sent through a room that its members understand: nothing is named (XEP-0045 17.1.1).
  if (node === NS.mucTraffic) return result(el('query', { xmlns: NS.discoInfo, node }));
  const people = groupName(face.people).slice(0, LONGEST_NAME).toWellFormed();
  const name = face.subject === '' ? people : face.subject;
  const described = roomInfo({
    name,
    network: 'text',
    moderated: false,
    membersOnly: true,
    passwordProtected: false,
    hidden: true,
    persistent: true,
    nonAnonymous: true,
    can: ABILITIES,
    details: { description: people, subject: face.subject, maySetSubject: true, occupants: face.people.length + 1 },
  });
  return result(discoInfoQuery(described));
}

/** XEP-0045 8 and 9: a kick takes somebody out of the next mails; the rest means nothing by mail. */
function admin({ method, from }: RoomAsk, payload: Element, room: Room, views: Views): Reply {
  if (!isIn(room, from)) return refused(ROOM_PROBLEMS.notIn);
  const read = readAdmin(method, payload);
  if (!read.ok) return refused(ROOM_PROBLEMS.bad);
  const { request } = read;
  if (request.kind === 'list') {
    const found = everybody(room, views).filter((one) =>
      'role' in request ? one.role === request.role : one.affiliation === request.affiliation,
    );
    return result(adminList(found.map(standing)));
  }
  const [change, ...others] = request.changes;
  if (change === undefined || others.length > 0 || !('role' in change) || change.role !== 'none') {
    return refused(ROOM_PROBLEMS.noChange);
  }
  const person = views(room).person(change.nick ?? '');
  if (person === undefined) return refused(ROOM_PROBLEMS.nobody);
  const { reason } = change;
  return { kind: 'take-out', room, person, leaving: { how: 'kicked', ...(reason === undefined ? {} : { reason }) } };
}

/** XEP-0410, and what is known of people; who is not in the room learns from the error that it has to enter. */
function answerOfOccupant({ nick, from }: RoomAsk, payload: Element, room: Room, views: Views): Reply {
  if (!isIn(room, from)) return refused(ROOM_PROBLEMS.notIn);
  const isSelf = room.seats[0]?.nick === nick;
  const person = views(room).person(nick);
  if (!isSelf && person === undefined) return refused(ROOM_PROBLEMS.nobody);
  switch (payload.ns) {
    case NS.ping:
      return isSelf ? { kind: 'result' } : refused(ROOM_PROBLEMS.noAnswer);
    case NS.discoInfo:
      return result(discoInfoQuery({ identities: [{ category: 'client', type: 'pc', name: nick }], features: [] }));
    case NS.discoItems:
      return result(discoItemsQuery([]));
    case NS.vcardTemp:
      return result(cardOf(nick, person));
    default:
      return refused(ROOM_PROBLEMS.noAnswer);
  }
}

function cardOf(nick: string, person: Person | undefined): Element {
  const email = person === undefined ? undefined : el('EMAIL', {}, el('USERID', {}, person.address));
  return el('vCard', { xmlns: NS.vcardTemp }, el('FN', {}, nick), email);
}

function everybody(room: Room, views: Views): readonly Occupant[] {
  const view = views(room);
  return room.seats.length === 0 ? view.others : [...view.others, view.self];
}

function itemOf(address: string): { readonly jid: string; readonly name: string } {
  return { jid: address, name: nickIn(address) };
}

function standing({ address, affiliation, role, jid }: Occupant) {
  return { affiliation, role, nick: nickIn(address), ...(jid === undefined ? {} : { jid }) };
}

function nickIn(address: string): string {
  return address.slice(address.indexOf('/') + 1);
}

function result(payload: Element): Reply {
  return { kind: 'result', payload };
}

function refused(problem: Problem): Reply {
  return { kind: 'refused', problem };
}
