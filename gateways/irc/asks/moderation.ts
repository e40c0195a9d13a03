import { readModeration } from '../../../src/xmpp/moderation.js';
import { isMiddle } from '../wire/serialise.js';
import { type Asking, EMPTY, type Inside, insideOf, notInRoom, type Reply, refused, refusedBy } from './asking.js';

/** A moderator takes back what somebody has said (XEP-0425), where the network can (IRCv3 message-redaction). */
export async function moderation(asking: Asking): Promise<Reply> {
  const read = readModeration(asking.payload);
  if (read === undefined) return refused('cancel', 'feature-not-implemented', 'irc.ask.wrong');
  if (!read.ok) return refused(read.condition === 'bad-request' ? 'modify' : 'cancel', read.condition, 'irc.ask.wrong');
  const inside = insideOf(asking, { joined: true });
  if (inside === undefined) return notInRoom();
  const { session, channel } = inside;
  if (!session.place.caps.has('draft/message-redaction')) {
    return refused('cancel', 'feature-not-implemented', 'irc.room.no-redaction', { network: session.network });
  }
  const { id, reason } = read.request;
  const msgid = await msgidOf(inside, id);
  // An id that no line can hold is none that a server could have given.
  if (msgid === undefined || !isMiddle(msgid)) return refused('cancel', 'item-not-found', 'irc.room.no-message');
  const params = [channel.name, msgid, ...(reason === undefined ? [] : [reason])];
  const problem = await asking.server.perform(session, [{ command: 'REDACT', params }]);
  if (problem !== undefined) return refusedBy(problem);
  tellClients(inside, msgid, reason);
  return EMPTY;
}

/** The network's id of a message, by its stanza id: of those that are remembered, else of those that the user has seen. */
async function msgidOf({ session, room }: Inside, id: string): Promise<string | undefined> {
  const known = session.place.ids.byId(room.shelf, id);
  if (known !== undefined) return known.msgid;
  const found = await session.place.archive.find(room.contact, session.user, { id });
  if (found?.networkId === undefined) return undefined;
  const { networkId: msgid, from: nick = '' } = found;
  session.place.ids.note(room.shelf, { id, msgid, nick, text: '' });
  return msgid;
}

/** Who gives nothing back of what we send does not tell us of our own redactions either. */
function tellClients({ session, channel }: Inside, msgid: string, reason: string | undefined): void {
  if (session.place.caps.has('echo-message')) return;
  session.rooms.get(channel.name)?.talk.redacted({
    type: 'redacted',
    at: session.place.clock.now(),
    from: { nick: session.place.own.user.nick },
    user: session.place.own.user,
    own: true,
    target: { kind: 'channel', name: channel.name, channel, status: undefined },
    msgid,
    reason,
  });
}
