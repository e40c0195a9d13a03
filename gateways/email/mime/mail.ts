import type { Report } from '../reports/report.js';
import type { ChooseText, ChosenBody } from '../text/body.js';
import type { CalendarEvent } from './calendar.js';
import type { Mailbox } from './mailboxes.js';

/** A field of the header, for whoever decides by it. */
export interface MailHeader {
  /** In small letters. */
  readonly name: string;
  /** Unfolded and decoded; only what XML 1.0 can carry. */
  readonly value: string;
}

/** What an attachment is besides a file. `signature` and `key` are those of OpenPGP and S/MIME. */
export type SpecialAttachment = 'calendar' | 'vcard' | 'message' | 'tnef' | 'signature' | 'key' | 'reaction';

/** A file that came with a mail. */
export interface ReadAttachment {
  /** A safe name of a file, never empty; made from the type where the mail gives none. */
  readonly name: string;
  readonly mediaType: string;
  /** Octets of the content. */
  readonly size: number;
  readonly content: Uint8Array;
  readonly disposition: 'attachment' | 'inline';
  readonly contentId?: string;
  /** Content-Description. */
  readonly description?: string;
  /** It belongs to an HTML text (multipart/related), which may show it in its place. */
  readonly related: boolean;
  readonly special?: SpecialAttachment;
}

/** An event of a text/calendar part (RFC 5545), for people. */
export interface CalendarInfo {
  /** iTIP method in capitals, e.g. `REQUEST` (RFC 5546). */
  readonly method?: string;
  /** Lines that tell what, when (with its time zone), where and who. */
  readonly summary: string;
  readonly uid?: string;
  readonly event: CalendarEvent;
}

/** How a mail is protected: by OpenPGP (RFC 3156) or S/MIME (RFC 8551). */
export type ProtectionKind = 'pgp-encrypted' | 'pgp-signed' | 'smime-encrypted' | 'smime-signed';

/** The outermost cryptographic layer of a mail. */
export interface Protection {
  readonly kind: ProtectionKind;
  /** The protected entity with its header section, as it came. */
  readonly entity: Uint8Array;
  /** Of a multipart/signed: the exact octets that the signature covers, with CRLF ends as they came. */
  readonly signed?: Uint8Array;
  /** Of a multipart/signed: the detached signature, decoded. Else the decoded CMS object or OpenPGP message. */
  readonly object?: Uint8Array;
  /** `micalg` of multipart/signed. */
  readonly digest?: string;
  /** OpenPGP text that stands in a text part and not in PGP/MIME. */
  readonly inline?: true;
  /** PGP/MIME that an Exchange server turned into multipart/mixed. */
  readonly mixedUp?: true;
}

/** Marks of chat programs that use mail (Chat-Version and others). */
export interface ChatMarks {
  /** Message-ID of the mail that this one takes the place of (Chat-Edit). */
  readonly edits?: string;
  /** Message-ID of the mail that is taken back (Chat-Delete). */
  readonly deletes?: string;
  readonly version?: boolean;
}

/** A mail as it was read: plain data that a worker thread can hand over. All texts hold only what XML 1.0 can carry. */
export interface ReadMail {
  /** Octets of the mail. */
  readonly size: number;
  /** Without angle brackets, as all ids here. */
  readonly messageId?: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly from: readonly Mailbox[];
  readonly sender?: Mailbox;
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject?: string;
  /** Wall time in ms; never later than when the mail was read. */
  readonly date?: number;
  /** Content-Language: a well-formed tag of BCP 47. */
  readonly lang?: string;
  /** Return-Path; the empty text is `<>`. */
  readonly returnPath?: string;
  /** All fields in their order, at most 500 of them and 256 KiB. */
  readonly headers: readonly MailHeader[];
  readonly text: ChosenBody;
  /** The languages of a multipart/multilingual (RFC 8255), the preferred one first. */
  readonly bodies?: readonly { readonly lang?: string; readonly subject?: string; readonly text: string }[];
  /** The HTML as it came, where that was asked for; not sanitised. */
  readonly html?: string;
  readonly attachments: readonly ReadAttachment[];
  readonly calendar?: CalendarInfo;
  /** RFC 9078, or the JSON of Gmail; what it is to stands in `inReplyTo`. */
  readonly reaction?: { readonly emojis: readonly string[] };
  readonly report?: Report;
  readonly protection?: Protection;
  /** The Message/CPIM object (RFC 3862) of the mail. */
  readonly cpim?: Uint8Array;
  readonly chat: ChatMarks;
  /** True where a limit left parts of the mail unread. */
  readonly incomplete?: true;
}

/** How a mail is read. */
export interface ReadOptions {
  /** Wall time in ms: a date later than this is taken for this. */
  readonly now: number;
  readonly chooseText: ChooseText;
  /** Also gives `ReadMail.html`. */
  readonly html?: boolean;
  /** Tags of BCP 47, the dearest first: which text of a mail in several languages is shown. */
  readonly languages?: readonly string[];
  /**
   * The entity that decrypting the mail gave, header section and body: texts and files are read from it, and the subject
   * where it protects that (RFC 9788). All else is read from the mail.
   */
  readonly unwrapped?: Uint8Array;
}
