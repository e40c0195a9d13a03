import type { IrcSource } from '../wire/message.js';
import type { ChannelEvent } from './channel-events.js';
import type {
  HistoryEvent,
  HistoryTargetsEvent,
  MessageEvent,
  ReadMarkerEvent,
  RedactedEvent,
  TagMessageEvent,
} from './message-events.js';
import type { UserView } from './views.js';

export type * from './channel-events.js';
export type * from './message-events.js';

interface OfUser {
  readonly at: number;
  readonly user: UserView;
  readonly own: boolean;
}

/** Somebody went away or came back (IRCv3 away-notify). `user.away` tells. */
interface AwayEvent extends OfUser {
  readonly type: 'away';
}

/** Somebody logged in to or out of the services. `user.account` tells. */
interface AccountEvent extends OfUser {
  readonly type: 'account';
}

/** User name or host changed (IRCv3 chghost). */
interface HostEvent extends OfUser {
  readonly type: 'host';
  readonly before: { readonly user: string | undefined; readonly host: string | undefined };
}

/** IRCv3 setname. */
interface RealnameEvent extends OfUser {
  readonly type: 'realname';
}

/** Our own user modes (221, or MODE of our nick). */
interface OwnModesEvent {
  readonly type: 'own-modes';
  /** Letters that are set, sorted. */
  readonly modes: string;
}

/** We are marked as away now (306), or no longer (305). */
interface OwnAwayEvent {
  readonly type: 'own-away';
  readonly away: boolean;
}

/** Whom we wrote to is away (301). */
interface AwayReplyEvent {
  readonly type: 'away-reply';
  readonly nick: string;
  readonly message: string;
}

/** MONITOR: people who came online, or went. */
export interface MonitorEvent {
  readonly type: 'monitor';
  readonly online: readonly IrcSource[];
  readonly offline: readonly string[];
}

/** MONITOR takes no more names (734). */
interface MonitorFullEvent {
  readonly type: 'monitor-full';
  readonly limit: number | undefined;
  /** Those that were not taken. */
  readonly nicks: readonly string[];
}

/** What WHOIS or WHOWAS told of one person. */
export interface Whois {
  readonly nick: string;
  readonly user?: string;
  readonly host?: string;
  readonly realname?: string;
  readonly server?: string;
  readonly serverInfo?: string;
  readonly account?: string;
  readonly away?: string;
  readonly operator?: boolean;
  readonly secure?: boolean;
  readonly bot?: boolean;
  readonly certificate?: string;
  /** Seconds since they last did something. */
  readonly idle?: number;
  /** When they connected, ms since the epoch. */
  readonly since?: number;
  /** With the signs that they have there. */
  readonly channels: readonly string[];
  /** Whatever else the server says, line by line. */
  readonly notes: readonly string[];
}

/** The answer to WHOIS is complete. */
export interface WhoisEvent {
  readonly type: 'whois';
  readonly nick: string;
  /** Undefined: nobody has that nick. */
  readonly whois: Whois | undefined;
}

/** The answer to WHOWAS is complete. */
interface WhowasEvent {
  readonly type: 'whowas';
  readonly nick: string;
  /** Newest first; empty: the server remembers nobody. */
  readonly entries: readonly Whois[];
}

/** One channel of a LIST. */
export interface ListedEvent {
  readonly type: 'listed';
  readonly channel: string;
  readonly members: number;
  readonly topic: string;
}

/** All channels of the list have been told (RPL_LISTEND). */
export interface ListEndEvent {
  readonly type: 'list-end';
}

/** Why the server did not let us into a channel, over the numerics of all servers. */
export type JoinRefusal =
  | 'no-such-channel'
  | 'too-many-channels'
  | 'unavailable'
  | 'forwarded'
  | 'full'
  | 'invite-only'
  | 'banned'
  | 'bad-key'
  | 'bad-name'
  | 'registered-only'
  | 'secure-only'
  | 'operators-only'
  | 'throttled'
  | 'forbidden';

/**
 * We cannot join. Comes only for channels that we are not in; where no join is under way, it is the answer to something
 * else that we sent there (403 and 477 also refuse messages).
 */
export interface JoinRefusedEvent {
  readonly type: 'join-refused';
  readonly channel: string;
  readonly reason: JoinRefusal;
  /** Where the server takes us instead; the own join there follows. */
  readonly forwardedTo: string | undefined;
  readonly code: string;
  readonly text: string;
  readonly label: string | undefined;
}

/** Any other error of the server (4xx and 5xx). */
export interface ErrorEvent {
  readonly type: 'error';
  /** Three digits. */
  readonly code: string;
  /** Nick, channel or command that it is about: the first parameter behind our nick, where there is one. */
  readonly target: string | undefined;
  /** What stands between the target and the text. */
  readonly params: readonly string[];
  readonly text: string;
  readonly label: string | undefined;
}

/** IRCv3 standard-replies. */
export interface StandardReplyEvent {
  readonly type: 'standard-reply';
  readonly kind: 'fail' | 'warn' | 'note';
  /** The command of ours that it is about, `*` for none. */
  readonly command: string;
  readonly code: string;
  readonly context: readonly string[];
  readonly text: string;
  readonly label: string | undefined;
}

/** The server ends the connection (ERROR). */
interface ClosingEvent {
  readonly type: 'closing';
  readonly text: string;
}

/** The message of the day, whole. */
interface MotdEvent {
  readonly type: 'motd';
  readonly text: string;
}

/** Whatever else a server says, readable. */
interface ServerTextEvent {
  readonly type: 'server-text';
  readonly at: number;
  readonly from: string | undefined;
  /** Command or numeric. */
  readonly code: string;
  readonly text: string;
}

/** All that the state of a connection tells. */
export type IrcEvent =
  | ChannelEvent
  | MessageEvent
  | TagMessageEvent
  | RedactedEvent
  | ReadMarkerEvent
  | HistoryEvent
  | HistoryTargetsEvent
  | AwayEvent
  | AccountEvent
  | HostEvent
  | RealnameEvent
  | OwnModesEvent
  | OwnAwayEvent
  | AwayReplyEvent
  | MonitorEvent
  | MonitorFullEvent
  | WhoisEvent
  | WhowasEvent
  | ListedEvent
  | ListEndEvent
  | JoinRefusedEvent
  | ErrorEvent
  | StandardReplyEvent
  | ClosingEvent
  | MotdEvent
  | ServerTextEvent;
