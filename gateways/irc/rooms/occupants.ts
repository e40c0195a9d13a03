import type { Hat } from '../../../src/xmpp/hats.js';
import { accountHat } from '../../../src/xmpp/irc-accounts.js';
import type { Occupant, OccupantDetails } from '../../../src/xmpp/muc/occupants.js';
import { occupantIdentity } from '../state/identity.js';
import type { ChannelView, UserView } from '../state/views.js';
import type { Place } from './place.js';
import { standingOf } from './roles.js';

/** A hat of people (XEP-0317) by what the network says of them. */
const BOT_HAT = 'urn:isthmus:irc:bot';

/** A room as its occupants are shown in it. */
export interface RoomFace {
  readonly jid: string;
  readonly contact: string;
}

/** Somebody in a channel as an occupant of its room. `signs`: of their prefixes, highest first. */
export function occupantOf(
  place: Place,
  room: RoomFace,
  channel: ChannelView,
  user: UserView,
  signs: string,
): Occupant {
  const { affiliation, role } = standingOf(signs, { prefix: place.isupport.prefix, moderated: channel.modes.has('m') });
  return {
    address: place.names.occupant(room.jid, user.nick),
    affiliation,
    // Whoever is there has a role.
    role: role === 'none' ? 'visitor' : role,
    jid: place.names.real(user.nick, user.user, user.host),
    occupantId: idIn(place, room, user),
  };
}

/** XEP-0421: the same for one person in one room, whatever the nick. */
export function idIn(
  { occupantIds }: Pick<Place, 'occupantIds'>,
  room: RoomFace,
  user: Parameters<typeof occupantIdentity>[0],
): string {
  return occupantIds.idOf(room.contact, occupantIdentity(user));
}

/** What else is known of somebody: absence, and what the network says of them. */
export function detailsOf(place: Place, { away, account, bot }: UserView): OccupantDetails {
  const hats: Hat[] = [];
  if (typeof account === 'string') {
    hats.push({ uri: accountHat(account), title: place.say({ key: 'irc.hat.account', params: { account } }) });
  }
  if (bot) hats.push({ uri: BOT_HAT, title: place.say({ key: 'irc.hat.bot' }) });
  return {
    ...(away === undefined ? {} : { show: 'away', ...(away === '' ? {} : { status: away }) }),
    ...(hats.length === 0 ? {} : { hats }),
  };
}
