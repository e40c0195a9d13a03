import type { FileLink, Problem, TextRef } from '../../gateway.js';
import type { OrderWay } from '../../orders.js';
import type { FolderUse, MailboxState, SearchQuery } from '../imap/types.js';

/** Which mail is meant: the newest that has come, the newest with a contact, one of the last table, or that of a Message-ID. */
export type NamedMail =
  | { readonly by: 'last' }
  | { readonly by: 'contact'; readonly contact: string }
  | { readonly by: 'row'; readonly row: number }
  | { readonly by: 'id'; readonly id: string };

/** `account`: id of the account that is meant; missing: whichever of the user's has the mail. */
interface OfMail {
  readonly account?: string;
  readonly mail: NamedMail;
}

/** `account`: id; missing: the first one that is a mailbox of the user's own. */
interface OfMailbox {
  readonly account?: string;
}

/** What a command asks of the process that holds the lane of a user. JSON, since it travels there. */
export type EmailOrder =
  /** `whole`: quotations and signature too. */
  | ({ readonly do: 'text'; readonly whole: boolean } & OfMail)
  | ({ readonly do: 'headers' } & OfMail)
  /** `raw`: the mail as it came; `html`: what its HTML shows, as a page that loads nothing. */
  | ({ readonly do: 'file'; readonly as: 'raw' | 'html' } & OfMail)
  | ({ readonly do: 'folders' } & OfMailbox)
  | ({ readonly do: 'search'; readonly query: SearchQuery } & OfMailbox)
  /** `to`: a use or the path of a folder; the flags are set and cleared before. */
  | ({
      readonly do: 'move';
      readonly to: FolderUse | (string & {});
      readonly add?: readonly string[];
      readonly remove?: readonly string[];
    } & OfMail)
  /** Everybody in a mail, and what an answer to all of them needs. */
  | ({ readonly do: 'people' } & OfMail)
  /** What a mail needs that passes another one on. `quoted`: with its text and its files; else it goes along as it is. */
  | ({ readonly do: 'forward'; readonly quoted: boolean } & OfMail)
  /** Sets a flag or a keyword of a mail, where it lies in a mailbox that keeps them. */
  | ({ readonly do: 'mark'; readonly flag: string } & OfMail)
  /** Puts a mail that is not sent yet among the drafts. */
  | ({ readonly do: 'save-draft'; readonly draft: DraftInfo } & OfMailbox)
  /** What a draft says, for it to be sent. */
  | ({ readonly do: 'open-draft' } & OfMail)
  /** Leaves the list of a mail. */
  | ({ readonly do: 'unsubscribe' } & OfMail)
  /** Invites the user to the room of a mail to several. */
  | ({ readonly do: 'room' } & OfMail)
  /** What answers the invitation in a mail (iTIP). */
  | ({ readonly do: 'invitation'; readonly answer: InvitationAnswer } & OfMail)
  /** The user wants the mail of a contact: what waits of it comes. */
  | { readonly do: 'accept'; readonly contact: string }
  /** Brings people into the user's contacts: of vCards, of a file of these, or those in \Sent. */
  | ({ readonly do: 'import-contacts'; readonly from: ContactSource } & OfMailbox)
  /** Signs in at the provider of a mailbox; `sealed`: what the browser showed at the end, see `copiedOf`. */
  | ({ readonly do: 'sign-in'; readonly sealed?: string } & OfMailbox)
  /** How the user's accounts are. */
  | { readonly do: 'mailboxes' }
  /** Tries again to open a mailbox. */
  | ({ readonly do: 'resume' } & OfMailbox)
  /** The S/MIME key of an account. `sealed`: a `GivenKey`, see `secure/key-order.ts`. */
  | { readonly do: 'key'; readonly account: string; readonly action: 'show' }
  | { readonly do: 'key'; readonly account: string; readonly action: 'remove' }
  | { readonly do: 'key'; readonly account: string; readonly action: 'import'; readonly sealed: string }
  /** For admins: looks which mail servers are paused now. */
  | { readonly do: 'pauses' }
  /** For admins: all mailboxes of the lane. */
  | { readonly do: 'census' };

/** How an invitation is answered (RFC 5545 3.2.12). */
export const INVITATION_ANSWERS = ['accepted', 'declined', 'tentative'] as const;
export type InvitationAnswer = (typeof INVITATION_ANSWERS)[number];

/** From where people come into the contacts: the text of vCards, a file of them, or the mails in \Sent. */
export type ContactSource =
  | { readonly kind: 'vcard'; readonly text: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'sent' };

/** A mail as its author writes it. Contacts are canonical. */
export interface DraftInfo {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Message-ID of the mail that it answers. */
  readonly replyTo?: string;
  readonly files: readonly FileLink[];
}

/** A row of the table that a search gave; it has a number by which other commands take it. */
export interface FoundRow {
  /** From 1 on. */
  readonly row: number;
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  /** Wall time, ms. */
  readonly at?: number;
  readonly unseen: boolean;
}

/** A folder as people choose it. */
interface FolderInfo {
  readonly path: string;
  readonly use?: FolderUse;
}

/** An account as its user sees it. */
export interface AccountInfo {
  readonly account: string;
  readonly label: string;
  readonly address: string;
  readonly kind: 'mailbox' | 'address';
  /** Of a mailbox; missing: it is just being opened, or its admin has paused its provider. */
  readonly state?: MailboxState;
  /** Why it is down or parked. */
  readonly reason?: Problem;
  readonly watch?: 'idle' | 'poll';
  /** Of the inbox, where the server told it. */
  readonly messages?: number;
  readonly unseen?: number;
}

/** Mailboxes at one mail server, as an admin sees them. */
export interface CensusRow {
  readonly host: string;
  readonly up: number;
  readonly down: number;
  readonly parked: number;
  /** Not tried yet, or paused. */
  readonly waiting: number;
}

/** A file that lies where the user can get it. */
export interface FileInfo {
  readonly url: string;
  readonly name: string;
  /** Octets. */
  readonly size: number;
}

/** The text of a mail, or where it lies when it is too long to be said. */
interface TextInfo {
  readonly from: string;
  readonly subject: string;
  /** Wall time, ms. */
  readonly at?: number;
  readonly text?: string;
  /** The text as a file. */
  readonly file?: FileInfo;
  /** Its attachments, as far as they could be kept. */
  readonly files: readonly FileInfo[];
}

type Nothing = Readonly<Record<never, never>>;

/** What comes back of an order that could be followed. */
export interface EmailAnswers {
  readonly text: TextInfo;
  readonly headers: { readonly text: string };
  readonly file: FileInfo;
  readonly folders: { readonly folders: readonly FolderInfo[] };
  readonly search: { readonly rows: readonly FoundRow[] };
  readonly move: { readonly folder: string; readonly subject: string };
  /** Contacts. `account`: whose mail it is; `id`: its Message-ID. */
  readonly people: {
    readonly account: string;
    readonly id: string;
    readonly thread: string;
    readonly to: readonly string[];
    readonly cc: readonly string[];
  };
  readonly forward: {
    readonly account: string;
    readonly id: string;
    readonly subject: string;
    /** Who wrote it, when, and what, with a line for each; empty where the mail itself goes along. */
    readonly text: string;
    readonly files: readonly FileLink[];
  };
  /** False: it was not kept. */
  readonly mark: { readonly kept: boolean };
  readonly 'save-draft': { readonly folder: string };
  /** `id`: its Message-ID, where it has one. */
  readonly 'open-draft': { readonly account: string; readonly draft: DraftInfo; readonly id?: string };
  readonly unsubscribe:
    | { readonly kind: 'done'; readonly list: string }
    | {
        readonly kind: 'mail';
        readonly list: string;
        readonly account: string;
        readonly to: string;
        readonly subject: string;
        readonly body: string;
      }
    | { readonly kind: 'page'; readonly list: string; readonly url: string };
  readonly invitation: {
    readonly account: string;
    readonly id: string;
    /** Contact of who has invited. */
    readonly to: string;
    readonly title: string;
    /** The iCalendar object that answers. */
    readonly reply: string;
  };
  /** How many were brought in, of so many with an address: more than some hundreds are too many at once. */
  readonly 'import-contacts': { readonly added: number; readonly found: number };
  readonly mailboxes: { readonly accounts: readonly AccountInfo[] };
  readonly accept: Nothing;
  /** JID of the room. */
  readonly room: { readonly room: string };
  readonly resume: Nothing;
  /** What the user is to do, or that it is done. */
  readonly 'sign-in': { readonly text: TextRef };
  /** What is said of it. */
  readonly key: { readonly text: TextRef };
  readonly pauses: Nothing;
  readonly census: {
    readonly hosts: readonly CensusRow[];
    /** Whose mailboxes are parked, and why; never at which address. */
    readonly parked: readonly { readonly jid: string; readonly host: string; readonly reason?: Problem }[];
  };
}

/** The way of the orders above to whoever holds the user's lane. */
export type Orders = OrderWay<EmailAnswers, EmailOrder>;
