import type { MailRef } from '../imap/types.js';

/** The mails of the last table that a user was shown, so that they can be named by their numbers. */
export interface FoundRows {
  readonly rows: readonly { readonly account: string; readonly born: number; readonly ref: MailRef }[];
}

/** How long the numbers of a table mean something, s. */
export const ROWS_SECONDS = 86_400;

/** `user`: bare JID. */
export function rowsKey(user: string): string {
  return `found:${user}`;
}
