import type { Problem } from '../../gateway.js';

/** How the connection to a server is protected: TLS from the first octet, STARTTLS (RFC 9051 6.2.1), or not at all. */
type ImapSecurity = 'tls' | 'starttls' | 'none';

/** How a user proves who he is: a password, or a token of OAuth 2 (XOAUTH2, OAUTHBEARER of RFC 7628). */
export type ImapAuth =
  | { readonly user: string; readonly password: string }
  | {
      readonly user: string;
      /**
       * The token that counts now; `renew`: the server has refused that one. Rejecting with {@link SignInLost} parks the
       * mailbox, any other rejection is tried again later.
       */
      readonly accessToken: (renew: boolean) => Promise<string>;
    };

/** The grant behind a token is gone; only the user can mend that. */
export class SignInLost extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.text.key);
    this.name = 'SignInLost';
    this.problem = problem;
  }
}

/** Where a mailbox is, and how to come in. */
export interface ImapServer {
  readonly host: string;
  readonly port: number;
  readonly security: ImapSecurity;
  readonly auth: ImapAuth;
  /** Whether addresses that are not of the public Internet may be connected to; a predicate for those that the admin allows. */
  readonly allowPrivate: boolean | ((address: string) => boolean);
  /** Authorities (PEM) in place of those of the system. */
  readonly ca?: string | Buffer;
  /** Name that the certificate has to be for; default `host`. */
  readonly tlsName?: string;
}

/**
 * How far a folder has been handed over. JSON-able, 2 kB at most.
 *
 * `recent` are the last mails of the folder that were handed over or were there before: when the server numbers the folder
 * anew (UIDVALIDITY), they tell what is known already.
 */
export interface Cursor {
  readonly uidValidity: string;
  /** All mails up to this UID have been handed over, or were there at the beginning. */
  readonly lastUid: number;
  /** HIGHESTMODSEQ (RFC 7162) up to which changes of flags were told. */
  readonly highestModSeq?: string;
  /** One word a mail, oldest first: {@link recentWord}. */
  readonly recent: readonly string[];
}

/** Keeps the cursor of one mailbox. */
export interface CursorStore {
  load(): Promise<Cursor | undefined>;
  save(cursor: Cursor): Promise<void>;
}

/** One mail as it lies on the server. */
export interface FetchedMail {
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
  /** The mail as it came, or that it is over the limit: then `header` has its head, and `structure` says what it holds. */
  readonly octets: Uint8Array | 'too-large';
  /** Octets, as the server counts them (RFC822.SIZE). */
  readonly size: number;
  readonly flags: readonly string[];
  /** When the server received it, ms since the epoch. */
  readonly internalDate?: number;
  /** Without angle brackets, as it stands in the header. */
  readonly envelope: { readonly messageId?: string };
  /**
   * The same for copies of one mail, another for different mails with the same Message-ID: a key to recognise repeats by, 64
   * hex digits. A mail without a Message-ID has one by what is in it.
   */
  readonly identity: string;
  /** For mails over the limit. */
  readonly truncated?: true;
  /** The head of a mail over the limit, with the empty line. */
  readonly header?: Uint8Array;
  /** The parts of a mail over the limit. */
  readonly structure?: readonly PartOutline[];
  /** Brings the whole of a mail over the limit, up to `most` octets; rejects when it is larger still. */
  readonly fetchRest?: (most: number) => Promise<Uint8Array>;
}

/** One leaf of a mail's structure (BODYSTRUCTURE, RFC 9051 7.5.2). */
export interface PartOutline {
  /** Section number: `1.2`. */
  readonly section: string;
  /** Media type in small letters. */
  readonly type: string;
  readonly name?: string;
  /** Octets as they are encoded in the mail. */
  readonly size: number;
  readonly disposition?: string;
}

/** Whether a mailbox is watched; `parked`: not any more, until its owner does something. */
export type MailboxState = 'up' | 'down' | 'parked';

/** What a mailbox tells. None of these may throw; `mail` may reject. */
export interface MailboxEvents {
  /**
   * A new mail. Resolves when it is in a lane: then the cursor moves over it. Rejects: the mail comes again later, and those
   * behind it may. Called in the order of UIDs, for up to `window` mails at once.
   */
  mail(mail: FetchedMail): Promise<void>;
  /**
   * Only changes are told. `parked`: the server does not let the user in, and nothing is tried any more until
   * `Mailbox.resume`.
   */
  state(state: MailboxState, reason?: Problem): void;
  /** The flags of a mail in the inbox were changed by somebody else. */
  flags?(uid: number, flags: readonly string[]): void;
  /** A mail is no longer in the inbox. */
  gone?(uid: number): void;
}

/** A folder of the mailbox. */
export interface Folder {
  /** Its name as people read it, with `delimiter` between the levels. */
  readonly path: string;
  readonly delimiter?: string;
  /** What it is for: by SPECIAL-USE (RFC 6154), else by its name in one of many languages. */
  readonly use?: FolderUse;
  readonly selectable: boolean;
}

/** What a folder is for (RFC 6154 2), beside INBOX. */
export type FolderUse = 'inbox' | 'sent' | 'drafts' | 'junk' | 'trash' | 'archive' | 'all' | 'flagged';

/** What to look for; all that is given must hold. */
export interface SearchQuery {
  readonly text?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly body?: string;
  /** Wall time, ms; the server compares days. */
  readonly since?: number;
  readonly before?: number;
  readonly unseen?: boolean;
  readonly flagged?: boolean;
  /** Default: the inbox. */
  readonly folder?: string;
  /** Default 50, the newest. */
  readonly limit?: number;
}

/** A mail in a list, without its content. */
export interface MailSummary {
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
  readonly flags: readonly string[];
  readonly size: number;
  readonly internalDate?: number;
  readonly messageId?: string;
  /** Fields of the header as they stand there, unfolded; encoded words are not decoded. */
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly date?: string;
}

/** Counts of a folder (STATUS, RFC 9051 6.3.11). */
export interface FolderStatus {
  readonly messages: number;
  readonly unseen: number;
}

/** What a server can do that matters outside of this folder. */
export interface MailboxAbilities {
  readonly idle: boolean;
  readonly move: boolean;
  readonly uidPlus: boolean;
  readonly condStore: boolean;
  readonly qresync: boolean;
  /** Mails that are submitted are put into \Sent by the server itself. */
  readonly savesSent: boolean;
  /** Largest mail that may be appended (RFC 7889), octets. */
  readonly appendLimit?: number;
}

/**
 * A mail that something is to be done with. By UID only where the folder still has that UIDVALIDITY; else, and without a UID, by
 * its Message-ID, which may be of several mails.
 */
export interface MailRef {
  /** Default: the inbox. */
  readonly folder?: string;
  readonly uidValidity?: string;
  readonly uid?: number;
  readonly messageId?: string;
}

/** Where a mail is after it was moved or appended; without a UID where the server does not tell it. */
export interface Placed {
  readonly folder: string;
  readonly uid?: number;
  /** Nothing was appended: the mail was there already, or the server puts it there by itself. */
  readonly already?: true;
}
