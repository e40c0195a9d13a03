import { inviteElement } from '../../src/xmpp/invites.js';
import { invitationMessage } from '../../src/xmpp/muc/invitations.js';
import { serialise } from '../../src/xmpp/serialise.js';
import { refusalBy } from './refusals.js';
import { problemOf } from './rooms/place.js';
import type { RoomParts, Session } from './session.js';
import type { HistoryEvent, InviteEvent, IrcEvent, JoinRefusedEvent, MessageEvent, Whois } from './state/events.js';
import type { ChannelView, UserView } from './state/views.js';
import { withoutCodes } from './text/mirc.js';

/**
 * Takes what a line of the network means to who is concerned: a room, a private conversation, whoever has asked, or the user.
 * `answered`: a line of ours has had it for its answer already.
 */
export function dispatch(session: Session, event: IrcEvent, answered: boolean): void {
  switch (event.type) {
    case 'joined': {
      if (event.own) return ownJoin(session, event.channel);
      return of(session, event.channel)?.people.shown(event.user);
    }
    case 'names': {
      const parts = of(session, event.channel);
      if (parts === undefined) return;
      const first = parts.room.state !== 'in';
      for (const user of event.dropped) parts.people.left(user, undefined);
      parts.room.membersKnown();
      if (first) session.askAbout(parts);
      return;
    }
    case 'parted': {
      const parts = of(session, event.channel);
      if (parts === undefined) return;
      if (!event.own) return parts.people.left(event.user, event.reason);
      parts.room.ended({ how: 'left', ...(event.reason === undefined ? {} : { text: event.reason }) });
      return session.forget(event.channel.name);
    }
    case 'kicked': {
      const parts = of(session, event.channel);
      if (parts === undefined) return;
      if (!event.own) return parts.people.kicked(event);
      parts.room.ended(parts.people.leavingOf(event.user, event.by.nick, event.reason));
      return session.forget(event.channel.name);
    }
    case 'quit':
      if (event.own) return;
      for (const channel of event.channels) of(session, channel)?.people.left(event.user, event.reason);
      return;
    case 'netsplit':
      return carried(session, event.lost, (parts, user) => parts.people.left(user, event.servers.join(' ')), {
        key: 'irc.room.netsplit',
        servers: event.servers,
      });
    case 'netjoin':
      return carried(session, event.returned, (parts, user) => parts.people.shown(user), {
        key: 'irc.room.netjoin',
        servers: event.servers,
      });
    case 'nick':
      for (const channel of event.channels) of(session, channel)?.people.renamed(event.user, event.from, event.own);
      return;
    case 'renamed':
      return session.renamed(event.channel, event.from, event.reason);
    case 'topic':
      return of(session, event.channel)?.people.topic(event);
    case 'modes':
      return of(session, event.channel)?.people.modes(event);
    case 'channel-modes':
      session.tellAsked(`modes ${session.fold(event.channel.name)}`, event.channel);
      return;
    case 'who':
      for (const user of event.changed) shown(session, user);
      return;
    case 'away':
    case 'account':
    case 'host':
    case 'realname':
      return shown(session, event.user);
    case 'message':
      return said(session, event, answered);
    case 'tag-message':
      if (answered) return;
      if (event.target.kind === 'channel') return session.room(event.target.name)?.talk.tagged(event);
      return event.target.kind === 'self' ? session.people.tagged(event) : undefined;
    case 'redacted':
      return event.target.kind === 'channel' ? session.room(event.target.name)?.talk.redacted(event) : undefined;
    case 'history':
      return past(session, event);
    case 'invite':
      return invited(session, event);
    case 'join-refused':
      return refused(session, event);
    case 'mask-list':
      session.tellAsked(`${event.kind} ${session.fold(event.channel)}`, event);
      return;
    case 'whois':
      if (!session.tellAsked(`whois ${session.fold(event.nick)}`, event) && event.whois !== undefined) {
        session.window.text(whoisText(event.whois));
      }
      return;
    case 'listed':
    case 'list-end':
      return session.listing(event);
    case 'monitor':
      return session.monitored(event);
    case 'motd':
      return session.window.listening ? session.window.text(event.text) : undefined;
    case 'error':
      // What belongs to something that the user did is told there.
      if (!answered) session.window.text([event.target, ...event.params, event.text].filter(Boolean).join(' '));
      return;
    case 'standard-reply':
      if (!answered) session.window.text(`${event.command} ${event.code}: ${event.text}`);
      return;
    case 'away-reply':
      return session.window.tell({ key: 'irc.person.away', params: { nick: event.nick, message: event.message } });
    case 'server-text':
      return session.window.listening || session.up ? session.window.text(event.text) : undefined;
    default:
      return undefined;
  }
}

function of(session: Session, channel: ChannelView): RoomParts | undefined {
  return session.room(channel.name);
}

function ownJoin(session: Session, channel: ChannelView): void {
  const { room } = session.joined(channel.name);
  const wanted = room.due || room.wanted;
  room.joined(channel);
  // Services, or a command of the user, have brought us in: the user is told where to find it.
  if (!wanted) session.outbox.push(room.contact, invitationXml(session, channel.name, undefined), [session.user]);
}

function shown(session: Session, user: UserView): void {
  for (const { room, people } of session.rooms) if (room.channel?.members.has(user) === true) people.shown(user);
}

function said(session: Session, event: MessageEvent, answered: boolean): void {
  switch (event.target.kind) {
    case 'channel':
      // Our own line, of which whoever sent it tells.
      if (answered && event.own) return;
      if (session.tookCtcp(event)) return;
      return session.room(event.target.name)?.talk.said(event);
    case 'self':
      if (answered && event.own) return;
      if (session.tookCtcp(event)) return;
      // Servers have notices for everybody; they are no person.
      if (event.from.user === undefined && event.from.host === undefined && event.from.nick.includes('.')) {
        return session.window.text(withoutCodes(event.text));
      }
      return session.people.said(event);
    case 'everyone':
      return session.window.text(withoutCodes(event.text));
    case 'person':
      return undefined;
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
    room.announce(session.say({ key: note.key, params: { count, one, other } }));
  }
}

/** What was said while we were away: only what is not known yet. */
function past(session: Session, { target, entries }: HistoryEvent): void {
  const parts = session.room(target);
  if (parts === undefined) return;
  for (const entry of entries) {
    if (entry.type !== 'message') continue;
    const { msgid } = entry.annotations;
    if (msgid !== undefined && session.ids.byMsgid(parts.room.contact, msgid) !== undefined) continue;
    parts.talk.said(entry);
  }
}

function invited(session: Session, { channel, by, nick, own }: InviteEvent): void {
  if (!own) {
    session.room(channel)?.room.announce(session.say({ key: 'irc.room.invited', params: { nick, by: by.nick } }));
    return;
  }
  const contact = session.names.contact(channel);
  session.outbox.push(contact, invitationXml(session, channel, by.nick), [session.user]);
}

/** An invitation from the room to the user, by whom it is known. */
function invitationXml(session: Session, channel: string, by: string | undefined): string {
  const { names } = session;
  const room = names.jid(names.contact(channel));
  const from = by === undefined ? room : names.jid(names.contact(by));
  return serialise(invitationMessage({ from: room }, { from }, inviteElement({ room })));
}

function refused(session: Session, { channel, code, text, forwardedTo }: JoinRefusedEvent): void {
  const why = refusalBy(code, text);
  if (forwardedTo === undefined) return session.joinRefused(channel, why, text);
  const { names } = session;
  const hint = names.jid(names.contact(forwardedTo));
  const problem = { ...problemOf('modify', 'gone', 'irc.room.forwarded', { channel: forwardedTo }), hint };
  session.joinRefused(channel, problem, text);
  session.unwanted(forwardedTo);
}

function whoisText(whois: Whois): string {
  return Object.entries(whois)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : String(value)}`)
    .join('\n');
}
