/** One person or mailbox as it is named in a header field (RFC 5322 3.4). */
export interface NamedMailbox {
  readonly name?: string;
  /** In the form of `wireForm`: checked, and with A-labels. */
  readonly address: string;
}

/** One body of a mail; `html` says the same as `text`. */
export interface OutgoingBody {
  /** BCP 47. */
  readonly lang?: string;
  /** Lines end with LF. */
  readonly text: string;
  /** A whole document or a part of one. */
  readonly html?: string;
}

/** A file that goes with a mail. */
export interface OutgoingFile {
  readonly name: string;
  /** `image/png`; what is none becomes `application/octet-stream`. */
  readonly mediaType: string;
  readonly content: Uint8Array;
  /** Shown within the text. */
  readonly inline?: boolean;
  /** By which the HTML names it (`cid:`), without angle brackets. */
  readonly contentId?: string;
}

/**
 * A mail to be written. Whatever is in these texts, line breaks and control characters among it, ends up inside its own field and
 * nowhere else.
 */
export interface OutgoingMail {
  readonly from: NamedMailbox;
  /** Who sends it for `from` (RFC 5322 3.6.2). */
  readonly sender?: NamedMailbox;
  readonly replyTo?: NamedMailbox;
  readonly to: readonly NamedMailbox[];
  readonly cc: readonly NamedMailbox[];
  readonly subject: string;
  /** Wall time, ms since the epoch. */
  readonly date: number;
  /** This and the next two without angle brackets. */
  readonly messageId: string;
  readonly inReplyTo?: string;
  /** The oldest first. Long lists lose their middle. */
  readonly references: readonly string[];
  /** The first one is for whoever reads no other language; several become multipart/multilingual (RFC 8255). */
  readonly bodies: readonly OutgoingBody[];
  readonly attachments: readonly OutgoingFile[];
  /** `format=flowed` (RFC 3676), so that other programs may break the lines anew; else lines stay as they are. */
  readonly flowed: boolean;
  /** Fields beside these: Auto-Submitted, Jabber-ID, List-..., Chat-..., Disposition-Notification-To, Content-Language. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** One emoji: the mail is a reaction to `inReplyTo` (RFC 9078); `bodies` say the same in words for those who know none. */
  readonly reaction?: string;
  /** An iTIP object with `METHOD:REPLY` (RFC 5546, RFC 6047). */
  readonly calendarReply?: string;
}
