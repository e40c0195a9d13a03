/** One body part of type text/plain, decoded by its charset. */
export interface PlainPart {
  readonly text: string;
  /** The part is format=flowed (RFC 3676); `delSp` where it says DelSp=yes. */
  readonly flowed?: { readonly delSp: boolean };
}

/** What a mail has for people to read: the body parts only, attachments are apart. */
export interface BodySource {
  /** The body parts of type text/plain, in order. */
  readonly plain: readonly PlainPart[];
  /** The body parts of type text/html, in order. Where `plain` has the same in another form, both are given. */
  readonly html: readonly string[];
  /** Decoded. A mail whose subject says that it was forwarded keeps everything. */
  readonly subject?: string;
  /** False: quotations and signatures stay. By default they go where the rest says enough. */
  readonly strip?: boolean;
  /** Emphasis of the HTML form becomes message styling (XEP-0393). */
  readonly styled?: boolean;
  /** The name to show for an image that belongs to the mail, by its Content-ID without `<>`. */
  readonly imageName?: (contentId: string) => string | undefined;
}

/** The text of a mail, as a conversation shows it. */
export interface ChosenBody {
  /** What the sender wrote; lines end with LF, no character that XML 1.0 forbids. Empty where the mail has no text. */
  readonly body: string;
  /** Which of the two forms it was read from. */
  readonly kind: 'plain' | 'html' | 'none';
  /** Something was left out of `body`: a quotation, a signature, or what was above the limits. */
  readonly cut?: boolean;
  /** Where `cut`: the text with all that was left out, up to four times the limit of `body`; beyond that only the mail has it. */
  readonly full?: string;
  /** `body` has marks of message styling that stand for emphasis: true only where `styled` was asked for. */
  readonly styled?: boolean;
  /** The text of the quotation at the top or the bottom that was left out, without its marks. */
  readonly quote?: string;
}

/** Decides on the text of a mail. Never throws; the work grows with the length of what it is given. */
export type ChooseText = (source: BodySource) => ChosenBody;
