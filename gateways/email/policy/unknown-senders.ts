import type { Settings } from '../accounts/settings.js';
import type { Acquaintance } from './known-senders.js';

/** What is known of a mail and its sender when it is decided whether it comes. */
export interface SenderFacts {
  readonly known: Acquaintance;
  /** The sender is among `Settings.important`. */
  readonly listedImportant: boolean;
  /** It answers something that the user sent: by a token, or a Message-ID of ours. */
  readonly answers: boolean;
  /** It reports on a mail that the user sent (DSN, MDN). */
  readonly reports: boolean;
  /** False: it is known not to be from whom it names, so that what the user thinks of them counts nothing in its favour. */
  readonly authentic: boolean;
}

/** What becomes of a mail by who sent it. */
type SenderDecision =
  | { readonly action: 'deliver'; readonly important: boolean }
  /** The user is asked for a subscription by the contact, and the mail waits (`HeldMails`). */
  | { readonly action: 'ask' }
  /** It stays in the mailbox, unseen; where there is none, it is dropped. */
  | { readonly action: 'leave' }
  /** The user has blocked the sender: as `leave`, and an address of ours refuses it. */
  | { readonly action: 'block' };

/**
 * Decides by the sender. Reports come whoever is blocked: they are about what the user did. The rest goes by the most personal thing that is
 * known: blocked, then accepted, written to or answering, then the user's wish for strangers.
 */
export function decideOnSender(facts: SenderFacts, strangers: Settings['unknownSenders']): SenderDecision {
  const { known, listedImportant, answers, reports, authentic } = facts;
  if (reports) return { action: 'deliver', important: false };
  if (known.blocked !== undefined) return { action: 'block' };
  const important = authentic && (listedImportant || known.important !== undefined);
  const friend = authentic && (known.accepted !== undefined || known.written !== undefined);
  if (important || friend || answers || strangers === 'deliver') return { action: 'deliver', important };
  return { action: strangers };
}
