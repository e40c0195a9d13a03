import { inviteElement } from '../../src/xmpp/invites.js';
import { invitationMessage } from '../../src/xmpp/muc/invitations.js';
import { serialise } from '../../src/xmpp/serialise.js';
import { refusalBy } from './refusals.js';
import { type Place, problemOf } from './rooms/place.js';
import type { Session } from './session.js';
import type { RoomParts } from './session-rooms.js';
import type { HistoryEvent, InviteEvent, IrcEvent, JoinRefusedEvent, MessageEvent } from './state/events.js';
import type { ChannelView, UserView } from './state/views.js';
import { withoutCodes } from './text/mirc.js';
import { whoisText } from './whois-lines.js';

/**
 * Takes what a line of the network means to who is concerned: a room, a private conversation, whoever has asked, or the user.
 * `answered`: a line of ours has had it for its answer already.
 */
export function dispatch(session: Session, event: IrcEvent, answered: boolean): void {
  switch (event.type) {
    case 'joined': {
      if (event.own) {
        ownJoin(session, event.channel);
        return;
      }
      of(session, event.channel)?.people.shown(event.user);
      return;
    }
    case 'names': {
      const parts = of(session, event.channel);
      if (parts === undefined) return;
      const first = parts.room.state !== 'in';
      for (const user of event.dropped) parts.people.left(user, undefined);
      const returning = parts.room.returning;
      parts.room.membersKnown();
      if (first && returning) parts.catchUp.ask();
      if (first) session.rooms.askAbout(parts);
      return;
    }
    case 'parted': {
      const parts = of(session, event.channel);
      if (parts === undefined) return;
      if (!event.own) {
        parts.people.left(event.user, event.reason);
        return;
      }
      // Left before somebody wanted in anew: that JOIN is still to be answered.
      if (parts.room.channel === undefined) return;
      parts.room.ended({ how: 'left', ...(event.reason === undefined ? {} : { text: event.reason }) });
      session.rooms.forget(event.channel.name);
      return;
    }
    case 'kicked': {
      const parts = of(session, event.channel);
      if (parts === undefined) return;
      if (!event.own) {
        parts.people.kicked(event);
        return;
      }
      parts.room.ended(parts.people.leavingOf(event.user, event.by.nick, event.reason));
      session.rooms.forget(event.channel.name);
      return;
    }
    case 'quit':
      if (event.own) return;
      for (const channel of event.channels) of(session, channel)?.people.left(event.user, event.reason);
      return;
    case 'netsplit':
      carried(session, event.lost, (parts, user) => parts.people.left(user, event.servers.join(' ')), {
        key: 'irc.room.netsplit',
        servers: event.servers,
      });
      return;
    case 'netjoin':
      carried(session, event.returned, (parts, user) => parts.people.shown(user), {
        key: 'irc.room.netjoin',
        servers: event.servers,
      });
      return;
    case 'nick':
      for (const channel of event.channels) of(session, channel)?.people.renamed(event.user, event.from, event.own);
      return;
    case 'renamed':
      session.rooms.renamed(event.channel, event.from, event.reason);
      return;
    case 'topic':
      of(session, event.channel)?.people.topic(event);
      return;
    case 'modes':
      of(session, event.channel)?.people.modes(event);
      return;
    case 'channel-modes':
      session.tellAsked(`modes ${session.place.fold(event.channel.name)}`, event.channel);
      return;
    case 'who':
      for (const user of event.changed) shown(session, user);
      return;
    case 'away':
    case 'account':
    case 'host':
      shown(session, event.user);
      return;
    case 'message':
      said(session, event, answered);
      return;
    case 'tag-message':
      if (answered || session.ignored(event)) return;
      if (event.target.kind === 'channel') session.rooms.get(event.target.name)?.talk.tagged(event);
      else if (event.target.kind === 'self') session.people.tagged(event);
      return;
    case 'redacted':
      if (event.target.kind === 'channel') session.rooms.get(event.target.name)?.talk.redacted(event);
      else if (event.target.kind === 'self') session.people.redacted(event);
      return;
    case 'read-marker':
      session.markers.moved(event);
      return;
    case 'history':
      past(session, event);
      return;
    case 'invite':
      invited(session, event);
      return;
    case 'join-refused':
      refused(session, event);
      return;
    case 'mask-list':
      session.tellAsked(`${event.kind} ${session.place.fold(event.channel)}`, event);
      return;
    case 'whois':
      if (!session.tellAsked(`whois ${session.place.fold(event.nick)}`, event) && event.whois !== undefined) {
        session.window.text(whoisText(event.whois, (ref) => session.place.say(ref)));
      }
      return;
    case 'listed':
    case 'list-end':
      session.list.take(event);
      return;
    case 'monitor':
      session.monitored(event);
      return;
    case 'motd':
      if (session.window.listening) session.window.text(event.text);
      return;
    case 'error':
      // What belongs to something that the user did is told there.
      if (answered || session.errors.take(event)) return;
      // Of commands, only what the user wrote can be wrong for the user: the gateway tries what a server may not know.
      if (event.code !== '421' || session.window.listening)
        session.window.text([event.target, ...event.params, event.text].filter(Boolean).join(' '));
      return;
    case 'standard-reply':
      if (!answered && !session.errors.take(event)) {
        session.window.text(`${event.command} ${event.code}: ${event.text}`);
      }
      return;
    case 'away-reply':
      session.window.tell({ key: 'irc.person.away', params: { nick: event.nick, message: event.message } });
      return;
    case 'server-text':
      // RPL_TRYAGAIN: `263 me LIST :Please wait a while and try again`.
      if (event.code === '263' && event.text.startsWith('LIST ') && session.list.busy()) return;
      // What the gateway asked by itself (RPL_USERHOST) is nothing for the user.
      if (event.code === '302' && !session.window.listening) return;
      if (session.window.listening || session.up) session.window.text(event.text);
      return;
    default:
      return;
  }
}

function of(session: Session, channel: ChannelView): RoomParts | undefined {
  return session.rooms.get(channel.name);
}

function ownJoin(session: Session, channel: ChannelView): void {
  if (session.rooms.turnedBack(channel.name)) return;
  const { room, catchUp } = session.rooms.joined(channel.name);
  if (room.returning) catchUp.begin();
  const wanted = room.due || room.wanted;
  room.joined(channel);
  // Services, or a command of the user, have brought us in: the user is told where to find it.
  if (!wanted)
    session.place.outbox.push(room.contact, invitationXml(session.place, channel.name, undefined), [session.user]);
}

function shown(session: Session, user: UserView): void {
  for (const { room, people } of session.rooms) if (room.channel?.members.has(user) === true) people.shown(user);
}

function said(session: Session, event: MessageEvent, answered: boolean): void {
  if (session.ignored(event)) return;
  switch (event.target.kind) {
    case 'channel':
      // Our own line, of which whoever sent it tells.
      if (answered && event.own) {
        session.rooms.get(event.target.name)?.catchUp.note(event);
        return;
      }
      if (session.tookCtcp(event)) return;
      session.rooms.get(event.target.name)?.catchUp.said(event);
      return;
    case 'self':
      if (answered && event.own) return;
      if (session.tookCtcp(event)) return;
      // Servers have notices for everybody; they are no person.
      if (event.from.user === undefined && event.from.host === undefined && event.from.nick.includes('.')) {
        session.window.text(withoutCodes(event.text));
        return;
      }
      session.people.said(event);
      return;
    case 'everyone':
      session.window.text(withoutCodes(event.text));
      return;
    case 'person':
      return;
  }
}

/** Many who go or come at once: each is shown, and one line says what it is. */
function carried(
  session: Session,
  all: readonly { readonly user: UserView; readonly channels: readonly ChannelView[] }[],
  each: (parts: RoomParts, user: UserView) => void,
  note: { readonly key: string; readonly servers: readonly [string, string] },
): void {
  const counts = new Map<RoomParts, number>();
  for (const { user, channels } of all) {
    for (const channel of channels) {
      const parts = of(session, channel);
      if (parts === undefined) continue;
      each(parts, user);
      counts.set(parts, (counts.get(parts) ?? 0) + 1);
    }
  }
  const [one, other] = note.servers;
  for (const [{ room }, count] of counts) {
    room.announce(session.place.say({ key: note.key, params: { count, one, other } }));
  }
}

/** What was said while we were away. */
function past(session: Session, { target, entries }: HistoryEvent): void {
  const catchUp = session.rooms.get(target)?.catchUp;
  if (catchUp?.take(entries) === false) catchUp.unasked(entries);
}

function invited(session: Session, { channel, by, nick, own }: InviteEvent): void {
  if (!own) {
    session.rooms
      .get(channel)
      ?.room.announce(session.place.say({ key: 'irc.room.invited', params: { nick, by: by.nick } }));
    return;
  }
  if (session.ignores.meets(by, (name) => session.place.fold(name))) return;
  const contact = session.names.contact(channel);
  session.place.outbox.push(contact, invitationXml(session.place, channel, by.nick), [session.user]);
}

/** An invitation from the room to the user, by whom it is known. */
function invitationXml({ names }: Pick<Place, 'names'>, channel: string, by: string | undefined): string {
  const room = names.jid(names.contact(channel));
  const from = by === undefined ? room : names.jid(names.contact(by));
  return serialise(invitationMessage({ from: room }, { from }, inviteElement({ room })));
}

function refused(session: Session, { channel, code, text, forwardedTo }: JoinRefusedEvent): void {
  const why = refusalBy(code, text);
  if (forwardedTo === undefined) {
    session.rooms.joinRefused(channel, why, text);
    return;
  }
  const { names } = session;
  const hint = names.jid(names.contact(forwardedTo));
  const problem = { ...problemOf('modify', 'gone', 'irc.room.forwarded', { channel: forwardedTo }), hint };
  session.rooms.joinRefused(channel, problem, text);
  session.rooms.unwanted(forwardedTo);
}
