/** The media on which people are reached, in the order in which they are tried where nobody says otherwise. */
export const MEDIA = ['xmpp', 'irc', 'email', 'sms'] as const;

export type Medium = (typeof MEDIA)[number];

interface Common {
  /** The place in its one canonical form: a key for maps, states and ids of messages. Two places are one where these are the same. */
  readonly uri: string;
}

/** A person or bot with a JID. Written `xmpp:alice@example.org`. */
interface ChatPlace extends Common {
  readonly kind: 'chat';
  readonly medium: 'xmpp';
  /** Bare. */
  readonly jid: string;
}

/** A room of XMPP (XEP-0045), which the alert agent joins. Written `xmpp:ops@rooms.example.org?join`. */
export interface RoomPlace extends Common {
  readonly kind: 'room';
  readonly medium: 'xmpp';
  /** Bare. */
  readonly jid: string;
}

/** A node of PubSub (XEP-0060). Written `pubsub:pubsub.example.org/alerts`. */
export interface NodePlace extends Common {
  readonly kind: 'node';
  readonly medium: 'xmpp';
  /** JID of the service. */
  readonly service: string;
  readonly node: string;
}

/** A phone. Written `sms:+33612345678`. */
interface PhonePlace extends Common {
  readonly kind: 'phone';
  readonly medium: 'sms';
  /** E.164, with its plus sign. */
  readonly number: string;
}

/** A mailbox. Written `mailto:alice@example.net`. */
export interface MailPlace extends Common {
  readonly kind: 'mail';
  readonly medium: 'email';
  readonly address: string;
}

/** A channel of IRC. Written `irc://libera/#ops`. */
export interface ChannelPlace extends Common {
  readonly kind: 'channel';
  readonly medium: 'irc';
  /** As the IRC gateway calls the network: a name of its config or a host. */
  readonly network: string;
  /** With its sign, in small letters. */
  readonly channel: string;
}

/** A nick of IRC. Written `irc://libera/alice`, with the account of services by which an answer counts `irc://libera/alice?account=alice`. */
export interface NickPlace extends Common {
  readonly kind: 'nick';
  readonly medium: 'irc';
  readonly network: string;
  /** In small letters. */
  readonly nick: string;
  /** Whom the network's services must know the sender as; without it nobody is believed by nick alone. */
  readonly account?: string;
}

/** A web server that takes each notification as JSON. Written `hook:https://example.net/alerts`. */
interface HookPlace extends Common {
  readonly kind: 'hook';
  readonly medium: 'hook';
  /** `https:`. */
  readonly url: string;
}

/** Nowhere: what would be sent is only written down. Written `sink:NAME`. */
interface SinkPlace extends Common {
  readonly kind: 'sink';
  /** As what is for programs. */
  readonly medium: 'hook';
  readonly name: string;
}

/** Where a message can go. */
export type Place =
  | ChatPlace
  | RoomPlace
  | NodePlace
  | PhonePlace
  | MailPlace
  | ChannelPlace
  | NickPlace
  | HookPlace
  | SinkPlace;

/** What stands in the book under a name and means places that are found out when they are needed. */
export interface NamedTarget {
  readonly kind: 'person' | 'list' | 'rotation' | 'route';
  readonly name: string;
}

/** Whom or what to tell: a place, or a name of the book. */
export type Target = Place | NamedTarget;

/** Whether a target is a name of the book. */
export function isNamed(target: Target): target is NamedTarget {
  return target.kind === 'person' || target.kind === 'list' || target.kind === 'rotation' || target.kind === 'route';
}

/** A target in one canonical text: `person:alice`, or the URI of a place. */
export function targetKey(target: Target): string {
  return isNamed(target) ? `${target.kind}:${target.name}` : target.uri;
}

/** Which way messages go between this installation and a place, seen from us: `in` only listens. */
export type Direction = 'in' | 'out' | 'inout';
