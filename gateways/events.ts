/** What XMPP users do, as a gateway gets it; part of the contract in gateway.ts, which every gateway imports instead. */
import type { ExtendedAddress } from '../src/xmpp/extended-addresses.js';
import type { FileLink } from '../src/xmpp/files.js';
import type { Header } from '../src/xmpp/headers.js';
import type { Invite } from '../src/xmpp/invites.js';
import type { ChatState, Hint } from '../src/xmpp/messages.js';
import type { WholeObject } from '../src/xmpp/objects.js';

export type { ChatState, ExtendedAddress, FileLink, Header, Hint, Invite, WholeObject };

/**
 * What a network can carry of its own. For what is missing the core finds words, leaves out what people would not miss
 * (the second column of docs/developer/features.md), or answers with an error.
 */
export type Feature =
  /** It tells when a message was delivered (`HoldContext.report`); XEP-0184. */
  | 'receipts'
  /** It tells and is told who has read how far; XEP-0333. Needs `Hold.signal`. */
  | 'markers'
  /** It tells and is told who is typing; XEP-0085. Needs `Hold.signal`. */
  | 'chat-states'
  | 'corrections'
  | 'retractions'
  | 'reactions'
  | 'replies'
  | 'files'
  | 'subjects'
  | 'threads'
  /** Marks of XEP-0393 stay in the text: people read them there, or the gateway turns them into its own. */
  | 'styling'
  /** The text once more as HTML; XEP-0481. */
  | 'html'
  /** The same text in several languages. */
  | 'languages'
  /** Named metadata such as mail headers; XEP-0131. */
  | 'headers'
  /** One message to several contacts at once; XEP-0033. */
  | 'addresses'
  /** Whole objects that only their receiver reads: RFC 3923, XEP-0373, MIME entities of any type. */
  | 'objects'
  /** Rooms, so that an invitation to one means something; XEP-0249. */
  | 'rooms';

/** An earlier message that an event speaks of. */
export interface MessageRef {
  /** Id of its stanza. */
  readonly id: string;
  /**
   * The ids by which the network knows it, in order: those of `Outcome.accepted` or of `Incoming.id`. The core fills them
   * in before the event is submitted. What speaks of a message that nobody remembers is put into words instead.
   */
  readonly networkIds?: readonly string[];
  /** Who wrote it. */
  readonly by?: 'user' | 'contact';
}

/** One recipient of a message to several. */
export interface Recipient {
  readonly type: 'to' | 'cc' | 'bcc';
  /** Canonical network address. */
  readonly contact: string;
  /** JID that stands for it. */
  readonly jid: string;
  /** It is nobody of this network: `contact` is what `Gateway.elsewhere` has made of its address. */
  readonly elsewhere?: true;
}

/** A text message of an XMPP user, already reduced to what the network can carry (see `Feature`). */
export interface MessageEvent {
  readonly type: 'message';
  /** Full JID that sent the stanza; the core answers it, a gateway does not need it. */
  readonly from: string;
  /** The JID that was written to, as the user wrote it (normalised). */
  readonly to: string;
  /** The contact: canonical network address, as `AddressCodec.parse` returned it. */
  readonly contact: string;
  /** Id of the stanza, where it had one. */
  readonly stanzaId?: string;
  /** The id that its client gave it (XEP-0359), where that is another one. */
  readonly originId?: string;
  /** Text to carry, fallback text of the core included; empty only where there are `files` or an `object`. */
  readonly body: string;
  /** Of the body. */
  readonly lang?: string;
  /** The sender asked for an XEP-0184 receipt. */
  readonly receipt: boolean;
  /** The sender wants to know when it was read (XEP-0333). */
  readonly markable?: true;
  /** Wall time at which it was written, where it was kept since (XEP-0203), ms since the epoch. */
  readonly sentAt?: number;
  /** Wall time after which its sender does not want it delivered any more (XEP-0079), ms since the epoch. */
  readonly expiresAt?: number;
  /** What of the account's registration counts for it, by `Gateway.settingsOf`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What its sender wants to be called (XEP-0172). */
  readonly nick?: string;
  /**
   * It is about a room, `contact`, for gateways with `Gateway.rooms`: everybody in it (`to: 'all'`) or the one of that nick.
   * What it says of earlier messages is not looked up: the ids are those that the room gave. `subject`: the room's new one.
   */
  readonly room?: { readonly to: 'all' } | { readonly to: 'one'; readonly nick: string };
  /** XEP-0334: whether it may be kept. */
  readonly hints?: readonly Hint[];
  /** The body has no styling, whatever it looks like (XEP-0393). */
  readonly unstyled?: true;

  // What follows is set only where the gateway declares the feature; otherwise the core has put it into words in `body`.
  readonly subject?: string;
  readonly thread?: string;
  /** This text takes the place of an earlier one of the user. */
  readonly replaces?: MessageRef;
  /** `quote`: what of that message the user repeated, without `> `; `to`: JID of its author, as the client wrote it. */
  readonly reply?: MessageRef & { readonly to?: string; readonly quote?: string };
  /** `emojis`: all that the user has at that message now. `body` says the same in words. */
  readonly reactions?: MessageRef & {
    readonly emojis: readonly string[];
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  /** An earlier message of the user is taken back. `body` says the same in words. */
  readonly retracts?: MessageRef;
  readonly files?: readonly FileLink[];
  /** Says the same as `body`, as its sender wrote it: whatever may be in it. Never where `body` is one of several, or has words of the core. */
  readonly html?: string;
  /** All languages, where there are several; `body` is one of them. */
  readonly bodies?: readonly { readonly lang?: string; readonly text: string }[];
  readonly headers?: readonly Header[];
  readonly invite?: Invite;
  /** Stands in the place of a text and is carried byte for byte, or not at all. */
  readonly object?: WholeObject;
  /**
   * Everybody that this one envelope is for, `contact` the first of them. Those of type `bcc` are told to nobody else.
   * Whom the network refuses is named in `Outcome.accepted.refused`.
   */
  readonly recipients?: readonly Recipient[];
  /** Others that its sender names: who got it elsewhere, who is to be answered. Never `bcc`, and nobody to deliver to. */
  readonly addresses?: readonly ExtendedAddress[];
}

/**
 * A message that the gateway itself sends to its network and no XMPP user wrote (a question, a notice). It is carried in
 * the order of its conversation and nobody is told of its outcome.
 */
export interface NoticeEvent {
  readonly type: 'notice';
  readonly contact: string;
  readonly body: string;
  /** Our own address that it goes out from, where the network has several; missing: as the gateway likes. */
  readonly from?: string;
}

/** Something small that a user's client tells beside messages. It is never a text, costs nothing and may be lost. */
export type SignalEvent =
  | {
      readonly type: 'marker';
      readonly contact: string;
      /** `delivered`: a client of the user has the message (asked for by `Incoming.asks`); `displayed`: all up to it was read. */
      readonly state: 'delivered' | 'displayed';
      readonly about: MessageRef;
      /** It is about a room, see `MessageEvent.room`; `nick`: about what was said between the user and that one in it. */
      readonly room?: true;
      readonly nick?: string;
    }
  | {
      readonly type: 'chat-state';
      readonly contact: string;
      readonly state: Exclude<ChatState, 'gone'>;
      readonly room?: true;
    };

/** What goes through a lane as a submit of its own. */
export type GatewayEvent = MessageEvent | NoticeEvent;
