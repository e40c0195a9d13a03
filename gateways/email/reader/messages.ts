import type { ReadMail } from '../mime/mail.js';

/** How a mail is to be read; plain data, for it may be read in another thread. */
export interface MailOptions {
  /** Also gives the HTML (`ReadMail.html`): as it came, or as a page that people can open (see `safeHtml`). */
  readonly html?: boolean | 'safe';
  /** False: quotations and signatures stay in the text. */
  readonly strip?: boolean;
  /** Emphasis becomes message styling (XEP-0393). */
  readonly styled?: boolean;
  /** Languages that the reader prefers (BCP 47), best first: for mails in several (RFC 8255). */
  readonly languages?: readonly string[];
  /** What was found in the mail when it was decrypted, or is what its signature covers (`ReadOptions.unwrapped`). */
  readonly unwrapped?: Uint8Array;
}

/** What a thread is given: one mail. */
export interface MailJob {
  readonly octets: Uint8Array;
  /** Wall time in ms. */
  readonly now: number;
  readonly options: MailOptions;
}

/** What a thread answers. */
export type MailAnswer = { readonly mail: ReadMail } | { readonly error: string };
