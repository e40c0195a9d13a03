import type { IrcSource } from '../wire/message.js';
import type { ChannelView, ListEntry, ListKind, Topic, UserView } from './views.js';

/** `at` in all of them: ms since the epoch, of the server (server-time), else of when the line came. */
interface Happened {
  readonly at: number;
}

interface InChannel extends Happened {
  readonly channel: ChannelView;
}

interface OfMember extends InChannel {
  readonly user: UserView;
  /** It is about ourselves. */
  readonly own: boolean;
}

/** Somebody came. Own joins come also where nobody asked (forced by the server or by services). */
export interface JoinedEvent extends OfMember {
  readonly type: 'joined';
}

/** Somebody left. After an own one the channel is no longer known, its members are gone from it. */
export interface PartedEvent extends OfMember {
  readonly type: 'parted';
  readonly reason: string | undefined;
}

/** Somebody was thrown out. After an own one the channel is no longer known, as with `PartedEvent`. */
export interface KickedEvent extends OfMember {
  readonly type: 'kicked';
  readonly by: IrcSource;
  readonly reason: string | undefined;
}

/** Somebody left the network. */
export interface QuitEvent extends Happened {
  readonly type: 'quit';
  readonly user: UserView;
  readonly own: boolean;
  readonly reason: string | undefined;
  /** The channels where they were. */
  readonly channels: readonly ChannelView[];
}

/** One who was lost in a netsplit or came back, and the channels. */
export interface Carried {
  readonly user: UserView;
  readonly channels: readonly ChannelView[];
}

/** Two servers lost each other, and these people with them. */
export interface NetsplitEvent extends Happened {
  readonly type: 'netsplit';
  readonly servers: readonly [string, string];
  readonly lost: readonly Carried[];
}

/** People who were lost in a netsplit are back. */
export interface NetjoinEvent extends Happened {
  readonly type: 'netjoin';
  readonly servers: readonly [string, string];
  readonly returned: readonly Carried[];
}

/** Somebody has another nick. `user` has the new one already. */
export interface NickEvent extends Happened {
  readonly type: 'nick';
  readonly user: UserView;
  readonly own: boolean;
  readonly from: string;
  readonly to: string;
  readonly channels: readonly ChannelView[];
}

/** The channel has a new name (IRCv3 channel-rename). */
export interface RenamedEvent extends InChannel {
  readonly type: 'renamed';
  readonly from: string;
  readonly to: string;
  readonly by: IrcSource;
  readonly reason: string | undefined;
}

/** The topic of a channel (TOPIC, RPL_TOPIC, RPL_NOTOPIC). */
export interface TopicEvent extends InChannel {
  readonly type: 'topic';
  /** Undefined: there is none (any more). */
  readonly topic: Topic | undefined;
  /** Somebody changed it just now; else the server told what it is. */
  readonly changed: boolean;
  readonly by: IrcSource | undefined;
}

/** A member's prefixes before and after, as signs, highest first. */
export interface MemberModes {
  readonly user: UserView;
  readonly before: string;
  readonly after: string;
}

/** A mode of the channel that is no list and nobody's: set or unset, with its parameter. */
export interface SettingChange {
  readonly mode: string;
  readonly set: boolean;
  readonly param: string | undefined;
}

/** A mask was put on a list of the channel or taken off it. */
export interface ListChange {
  readonly kind: ListKind;
  readonly added: boolean;
  readonly mask: string;
}

/** All that one MODE line changed in a channel. */
export interface ModesEvent extends InChannel {
  readonly type: 'modes';
  readonly by: IrcSource;
  /** As the server wrote it: `+o-v alice bob`; a key is `*`. */
  readonly text: string;
  /** One entry for each member whose prefixes are others now. */
  readonly members: readonly MemberModes[];
  readonly settings: readonly SettingChange[];
  readonly lists: readonly ListChange[];
}

/** The server told all modes of a channel (324), or when it was created (329). */
export interface ChannelModesEvent extends InChannel {
  readonly type: 'channel-modes';
}

/** All members of a channel are known (366). */
export interface NamesEvent extends InChannel {
  readonly type: 'names';
  /** Had been taken for members, and are none. */
  readonly dropped: readonly UserView[];
}

/** A WHO is answered (315). */
export interface WhoEvent extends Happened {
  readonly type: 'who';
  readonly target: string;
  readonly channel: ChannelView | undefined;
  /** Of whom something else is known now (account, host, absence ...). */
  readonly changed: readonly UserView[];
}

/** The server told a whole list of masks. */
export interface MaskListEvent extends Happened {
  readonly type: 'mask-list';
  /** Name of the channel; we need not be in it. */
  readonly channel: string;
  readonly kind: ListKind;
  readonly entries: readonly ListEntry[];
  /** There are more than are kept. */
  readonly truncated: boolean;
}

/** Somebody invites: `own` us, else a third person (IRCv3 invite-notify). */
export interface InviteEvent extends Happened {
  readonly type: 'invite';
  /** We need not be in it. */
  readonly channel: string;
  readonly by: IrcSource;
  readonly nick: string;
  readonly own: boolean;
}

/** Our invitation is on its way (341). */
export interface InvitingEvent extends Happened {
  readonly type: 'inviting';
  readonly channel: string;
  readonly nick: string;
}

/** What happens in channels and to their members. */
export type ChannelEvent =
  | JoinedEvent
  | PartedEvent
  | KickedEvent
  | QuitEvent
  | NetsplitEvent
  | NetjoinEvent
  | NickEvent
  | RenamedEvent
  | TopicEvent
  | ModesEvent
  | ChannelModesEvent
  | NamesEvent
  | WhoEvent
  | MaskListEvent
  | InviteEvent
  | InvitingEvent;
