import type { Problem } from '../../gateway.js';
import type { MailPlace } from '../conversation/mail-records.js';

/** How a mail came to us. */
export interface Source {
  readonly via: 'imap' | 'lmtp';
  /** Must end before the mail is read, which has its place in the order all the same. A rejection is one of taking the mail. */
  readonly ready?: Promise<void>;
  /** Where it lies in the user's own mailbox. */
  readonly place?: MailPlace;
  /** What stood behind the `+` of the address that it came to, or the token of a return path. */
  readonly token?: string;
  /** Return path as the transport told it; empty for `<>`. */
  readonly returnPath?: string;
  /** Wall time at which it was received, ms. */
  readonly receivedAt?: number;
  /**
   * It has waited and comes now. `listed`: the user has read of it in a digest, so that no notice of it is needed; a mail that
   * comes with its text comes.
   */
  readonly released?: 'alone' | 'listed';
}

/** What became of a mail. */
export type Taken =
  /** It is in a lane. */
  | { readonly kind: 'delivered'; readonly contact: string }
  /** The user has it already, or it told something about a mail of the user. */
  | { readonly kind: 'known' }
  /** It waits, and comes when the user lets it. */
  | { readonly kind: 'held' }
  /** It would wait, and there is no room for more. */
  | { readonly kind: 'full' }
  /** It goes in circles, or is not wanted. */
  | { readonly kind: 'refused'; readonly problem: Problem };
