import type { IrcSource } from '../wire/message.js';
import type { ChannelView, UserView } from './views.js';

/** Where a message went. */
export type MessageTarget =
  /** To a channel. `channel` is missing where we are not in it. `status`: only to those with this prefix sign or a higher. */
  | {
      readonly kind: 'channel';
      readonly name: string;
      readonly channel: ChannelView | undefined;
      readonly status: string | undefined;
    }
  /** To us. */
  | { readonly kind: 'self' }
  /** From us to somebody else: an echo, or another client behind the same bouncer. */
  | { readonly kind: 'person'; readonly nick: string }
  /** To a mask of servers or hosts (`$*`), or to nobody yet (`*` before registration). */
  | { readonly kind: 'everyone'; readonly mask: string };

/** IRCv3 typing: still writing, stopped for now, gave up. */
export type Typing = 'active' | 'paused' | 'done';

/** IRCv3 react and unreact: `text` is an emoji or a word. */
export interface Reaction {
  readonly text: string;
  readonly removed: boolean;
}

/** What the tags of a message say. A field is undefined where its tag is missing. */
export interface Annotations {
  /** The server's id of it. */
  readonly msgid: string | undefined;
  /** Services account of its author (IRCv3 account-tag). */
  readonly account: string | undefined;
  /** msgid of the message that it answers or reacts to (`+reply`, `+draft/reply`). */
  readonly replyTo: string | undefined;
  /** Channel that a private message belongs to (`+channel-context`). */
  readonly context: string | undefined;
  readonly reaction: Reaction | undefined;
  readonly typing: Typing | undefined;
  /** The author is a machine. */
  readonly bot: boolean;
  /** Of the line of ours that it answers (IRCv3 labeled-response). */
  readonly label: string | undefined;
}

interface FromSomebody {
  /** When it was sent, ms since the epoch: what the server says (server-time), else when it came. */
  readonly at: number;
  /** The server told the time. */
  readonly timed: boolean;
  readonly from: IrcSource;
  /** Its author as we know them; undefined for servers, and for those of whom nothing more is known. */
  readonly user: UserView | undefined;
  /** We ourselves sent it: an echo. */
  readonly own: boolean;
  readonly target: MessageTarget;
  readonly annotations: Annotations;
}

/** What a PRIVMSG or NOTICE is. CTCP requests and replies have their command and the text behind it. */
export type MessageForm = 'message' | 'notice' | 'action' | 'ctcp-request' | 'ctcp-reply';

/** PRIVMSG or NOTICE, also a whole multiline batch. */
export interface MessageEvent extends FromSomebody {
  readonly type: 'message';
  readonly form: MessageForm;
  /** In capitals, of CTCP requests and replies. */
  readonly ctcp: string | undefined;
  /** With its mIRC formatting. Lines of a multiline message are parted by LF. */
  readonly text: string;
}

/** TAGMSG: only annotations. */
export interface TagMessageEvent extends FromSomebody {
  readonly type: 'tag-message';
}

/** A message was taken back (IRCv3 message-redaction), by its author or by an operator. */
export interface RedactedEvent {
  readonly type: 'redacted';
  readonly at: number;
  readonly from: IrcSource;
  readonly user: UserView | undefined;
  readonly own: boolean;
  readonly target: MessageTarget;
  /** Id of what was taken back. */
  readonly msgid: string;
  readonly reason: string | undefined;
}

/** IRCv3 read-marker: up to when a conversation was read, ms since the epoch; undefined: nothing is known. */
export interface ReadMarkerEvent {
  readonly type: 'read-marker';
  readonly target: string;
  readonly until: number | undefined;
}

/** What happened before (IRCv3 chathistory, or the playback of a bouncer). It changes nothing of what is known now. */
export interface HistoryEvent {
  readonly type: 'history';
  /** Channel or nick. */
  readonly target: string;
  /** Oldest first. */
  readonly entries: readonly (MessageEvent | TagMessageEvent | RedactedEvent)[];
}

/** Conversations in which something was said within the time asked for (CHATHISTORY TARGETS). */
export interface HistoryTargetsEvent {
  readonly type: 'history-targets';
  /** Channel or nick, and when something was said there last, ms since the epoch. */
  readonly targets: readonly { readonly name: string; readonly at: number }[];
}
