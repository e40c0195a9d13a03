import type { Element } from '../../../src/xmpp/element.js';
import type { HoldContext, Problem, RoomAsk, TextRef } from '../../gateway.js';
import type { IrcAddresses } from '../addresses.js';
import { problemOf } from '../rooms/place.js';
import type { Room } from '../rooms/room.js';
import type { Session } from '../session.js';
import type { ChannelView, UserView } from '../state/views.js';
import type { Server } from './server.js';

/** What answering needs besides the request. */
export interface AsksParts {
  readonly context: HoldContext;
  /** Domain of the gateway. */
  readonly domain: string;
  readonly addresses: IrcAddresses;
  /** The version that is told to those who ask us by CTCP. */
  readonly version: string;
  /** The session of a user (bare JID) on a network, as it stands in addresses. */
  readonly session: (user: string, network: string) => Session | undefined;
  /** The same, made where there is none; why there may be none otherwise. */
  readonly open: (user: string, network: string, account: string) => Promise<Session | Problem>;
}

/** A request with all that is known of it. */
export interface Asking {
  readonly parts: AsksParts;
  readonly server: Server;
  /** Bare JID. */
  readonly user: string;
  readonly account: string;
  readonly ask: RoomAsk;
  readonly payload: Element;
  /** Of the channel or of the person, in small letters; empty for a network. */
  readonly name: string;
  /** As it stands in the address. */
  readonly network: string;
  readonly session: Session | undefined;
}

/** What a request gets. */
export type Reply =
  | { readonly kind: 'result'; readonly payload?: Element }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Never rejects but for bugs and where the store is away. */
export type Handler = (asking: Asking) => Reply | Promise<Reply>;

/** The result that says only that it is done. */
export const EMPTY: Reply = { kind: 'result' };

/** A result with a payload. */
export function result(payload: Element): Reply {
  return { kind: 'result', payload };
}

/** An error with the sentence of `key`. */
export function refused(
  type: Problem['type'],
  condition: Problem['condition'],
  key: string,
  params?: TextRef['params'],
): Reply {
  return refusedBy(problemOf(type, condition, key, params));
}

/** An error for a problem that was found. */
export function refusedBy(problem: Problem): Reply {
  return { kind: 'refused', problem };
}

/** The user has to be in the room for that, and is not. */
export function notInRoom(): Reply {
  return refused('cancel', 'not-acceptable', 'irc.room.not-in');
}

/** There is no connection that could be asked. */
export function notConnected(): Reply {
  return refused('wait', 'recipient-unavailable', 'irc.ask.not-connected');
}

/** An error: nobody has that nick, or nobody in that room. */
export function nobody(nick: string): Reply {
  return refusedBy(nobodyIs(nick));
}

/** Nobody has that nick, or nobody in that room. */
export function nobodyIs(nick: string): Problem {
  return problemOf('cancel', 'item-not-found', 'irc.person.nobody', { nick: nick.slice(0, 100) });
}

/** A text for whoever asked. */
export function said({ parts, ask }: Pick<Asking, 'parts' | 'ask'>, ref: TextRef): string {
  return parts.context.text(ref, ask.lang);
}

/** A room that the user is in. */
export interface Inside {
  readonly session: Session;
  readonly room: Room;
  readonly channel: ChannelView;
}

/** The room that is asked, where the user is in its channel; `joined`: with the very client that asks. */
export function insideOf({ session, name, ask }: Asking, { joined }: { readonly joined: boolean }): Inside | undefined {
  const room = session?.rooms.get(name)?.room;
  if (session === undefined || room?.channel === undefined || room.state !== 'in') return undefined;
  return joined && !room.audience.has(ask.from) ? undefined : { session, room, channel: room.channel };
}

/** Somebody in a channel, by nick. */
export function memberOf({ session, channel }: Inside, nick: string): UserView | undefined {
  const user = session.state?.user(nick);
  return user !== undefined && channel.members.has(user) ? user : undefined;
}

/** Whether a text can be the nick of one person, and not the name of many (RFC 2812 2.3.1, and what services are called). */
export function isNick(text: string): boolean {
  return /^[^\s\p{Cc},:*?!@#&+$~%][^\s\p{Cc},*?!]*$/u.test(text);
}
