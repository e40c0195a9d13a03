import { type DiscoInfo, type DiscoItem, discoInfoQuery, discoItemsQuery } from '../../../src/xmpp/disco.js';
import { el } from '../../../src/xmpp/element.js';
import {
  RESERVED_NICK_NODE,
  type RoomAbility,
  type RoomDetails,
  reservedNickInfo,
  roomInfo,
} from '../../../src/xmpp/muc/info.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { roomKind } from '../rooms/room-modes.js';
import { withoutCodes } from '../text/mirc.js';
import { type Asking, type Inside, insideOf, memberOf, nobody, type Reply, refused, result } from './asking.js';

/** What every room can do, whoever is in it. */
const ABILITIES: readonly RoomAbility[] = [
  'archive',
  'hats',
  'items',
  'occupant-id',
  'ping',
  'self-ping',
  'stable-id',
  'stanza-id',
  'time',
  'vcard',
  'version',
];
/** Occupants of one answer: a larger one may be more than a stanza may hold, and then there would be none. */
const MOST_ITEMS = 1000;
/** What an occupant answers. */
const OF_OCCUPANTS = [NS.discoItems, NS.last, NS.ping, NS.time, NS.vcardTemp, NS.version];

/** What a room is (XEP-0045 6.4); of one that the user is not in only what holds for every room. */
export function info(asking: Asking): Reply {
  const { payload, session } = asking;
  const { node } = payload.attrs;
  if (node === RESERVED_NICK_NODE) {
    // One nick counts on the whole network, whatever room it is.
    return result(
      discoInfoQuery(reservedNickInfo(session?.up === true ? session.place.own.user.nick : undefined), node),
    );
  }
  // Everything may be sent through a room that its members understand: nothing is named (XEP-0045 17.1.1).
  if (node === NS.mucTraffic) return result(el('query', { xmlns: NS.discoInfo, node }));
  if (node !== undefined && node !== '') return noNode();
  return result(discoInfoQuery(describe(asking), node));
}

function describe(asking: Asking): DiscoInfo {
  const inside = insideOf(asking, { joined: false });
  const { name, session } = asking;
  if (inside === undefined) return roomInfo({ name, network: 'irc', nonAnonymous: true, can: ABILITIES });
  const { channel } = inside;
  return roomInfo({
    name: channel.name,
    network: 'irc',
    ...(channel.modesKnown && session !== undefined
      ? roomKind(channel, session.place.isupport)
      : { nonAnonymous: true }),
    can: session?.place.caps.has('draft/message-redaction') === true ? [...ABILITIES, 'moderation'] : ABILITIES,
    details: detailsOf(inside),
  });
}

function detailsOf({ channel }: Inside): RoomDetails {
  const topic = channel.topic === undefined ? '' : withoutCodes(channel.topic.text);
  return {
    description: topic,
    subject: topic,
    occupants: channel.members.size,
    ...(channel.modesKnown ? { maySetSubject: !channel.modes.has('t') } : {}),
  };
}

/** The occupants of a room (XEP-0045 6.5); nobody is told of those of a room that the user is not in. */
export function items(asking: Asking): Reply {
  const { node } = asking.payload.attrs;
  if (node !== undefined && node !== '') return noNode();
  const inside = insideOf(asking, { joined: false });
  if (inside === undefined) return result(discoItemsQuery([], node));
  const { session, room, channel } = inside;
  const people: DiscoItem[] = [];
  for (const { nick } of channel.members.keys()) {
    if (people.length >= MOST_ITEMS) break;
    people.push({ jid: session.names.occupant(room.jid, nick), name: nick });
  }
  return result(discoItemsQuery(people, node));
}

/** What somebody in a room is (XEP-0045 6.6). */
export function occupantInfo(asking: Asking): Reply {
  const { node } = asking.payload.attrs;
  const found = occupantIn(asking);
  if ('kind' in found) return found;
  if (node !== undefined && node !== '') return noNode();
  const identity = { category: 'client', type: found.bot ? 'bot' : 'pc', name: found.nick };
  return result(discoInfoQuery({ identities: [identity], features: OF_OCCUPANTS }, node));
}

/** Nothing is below somebody in a room. */
export function occupantItems(asking: Asking): Reply {
  const { node } = asking.payload.attrs;
  const found = occupantIn(asking);
  if ('kind' in found) return found;
  return node !== undefined && node !== '' ? noNode() : result(discoItemsQuery([], node));
}

function occupantIn(asking: Asking): { readonly nick: string; readonly bot: boolean } | Reply {
  const { nick } = asking.ask;
  const inside = insideOf(asking, { joined: true });
  // Not `not-acceptable`: XEP-0045 6.6 wants this one.
  if (inside === undefined) return refused('modify', 'bad-request', 'irc.room.not-in');
  return memberOf(inside, nick) ?? nobody(nick);
}

function noNode(): Reply {
  return refused('cancel', 'item-not-found', 'irc.ask.no-node');
}
