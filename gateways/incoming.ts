/** What a network brings for XMPP users; part of the contract in gateway.ts, which every gateway imports instead. */
import type { ExtendedAddress } from '../src/xmpp/extended-addresses.js';
import type { FileLink } from '../src/xmpp/files.js';
import type { Header } from '../src/xmpp/headers.js';
import type { Invite } from '../src/xmpp/invites.js';
import type { ChatState } from '../src/xmpp/messages.js';
import type { WholeObject } from '../src/xmpp/objects.js';

/**
 * A message from the network to XMPP users, or what stands in the place of one. At least one of `body`, `files`,
 * `object`, `reactions`, `retracts`, `invite`, `displayed` and `chatState` is there.
 *
 * Ids of other messages are those of the network: what `Outcome.accepted` gave for messages of the user, and `id` for
 * messages of the contact. Where nobody remembers the message any more, the core says in words what is meant.
 */
export interface Incoming {
  /**
   * Key of the network's own by which a repeat of the same message is recognised for 24 h (a carrier that repeats an
   * unanswered `deliver_sm`); undefined where the network has none: then a repeat is a second message. The id of the
   * stanza derives from it, so that a repeat after a crash is recognised by clients too.
   */
  readonly dedupe?: string;
  /** The gateway keeps by itself what it has delivered, and has looked: of `dedupe` only the id is made. */
  readonly isNew?: true;
  /** Id of the account that it is for. The core sends it to the account's owner. */
  readonly account: string;
  /**
   * `born` of the account, where the gateway knows which one is meant. It is dropped (and counted) where there is no such
   * account any more: ask `HoldContext.account` before, where the network can be told.
   */
  readonly born?: number;
  /** Canonical network address of the sender. */
  readonly contact: string;
  /** The network's id of this message, where others may speak of it later. */
  readonly id?: string;
  readonly body?: string;
  /** Default `chat`. `normal`: not part of a chat (a mail); `headline`: worth nothing to who is offline (RFC 6121 5.2.2). */
  readonly kind?: 'chat' | 'normal' | 'headline';
  readonly subject?: string;
  readonly thread?: string;
  /** Name of the sender, where the network tells one (XEP-0172 nick in the stanza). */
  readonly nick?: string;
  /** Wall time at which the network took it, where that is more than 10 s ago (XEP-0203). */
  readonly sentAt?: number;
  readonly lang?: string;
  /** The text is written with the marks of XEP-0393; else it is shown as it is. */
  readonly styled?: boolean;
  /** Addresses that clients of the user can fetch. Each becomes a stanza of its own: clients show them only so. */
  readonly files?: readonly FileLink[];
  /**
   * A whole object in the place of a text, told in a stanza of its own. `body`: what people see whose client does not know it
   * (default: words of the core). Its `content` is at most `MOST_INLINE_OCTETS` of `src/xmpp/objects.ts`: larger ones go by URL.
   */
  readonly object?: WholeObject;
  /** Whether archives shall keep it (XEP-0334); default: as they do by themselves. */
  readonly keep?: 'store' | 'no-store';
  /** What the network wants to know of the user (needs the feature `markers`): arrives at `Hold.signal`. */
  readonly asks?: { readonly delivered?: boolean; readonly displayed?: boolean };
  /** A message of the same contact that this text takes the place of (XEP-0308). */
  readonly replaces?: string;
  /** A message of the same contact that is taken back (XEP-0424). */
  readonly retracts?: string;
  /** All emojis that the contact has at that message now; none takes them back (XEP-0444). */
  readonly reactions?: { readonly to: string; readonly emojis: readonly string[] };
  /** The message that this one answers (XEP-0461); `quote`: its text, for clients that do not show it. */
  readonly reply?: { readonly to: string; readonly quote?: string };
  /** The contact has read all up to this message of the user (XEP-0333). Going back is ignored. */
  readonly displayed?: string;
  /** XEP-0085. Told only while it is true, never kept. */
  readonly chatState?: Exclude<ChatState, 'gone'>;
  /** XEP-0131. */
  readonly headers?: readonly Header[];
  /** To whom else it went, and whom to answer (XEP-0033). */
  readonly addresses?: readonly ExtendedAddress[];
  /** XEP-0249. */
  readonly invite?: Invite;
  /**
   * The address of the sender is no invention of somebody else's (a mail with an aligned signature or path, RFC 7489 3.1). Told to agents
   * of the installation alone, who act on what is said.
   */
  readonly proven?: true;
}
