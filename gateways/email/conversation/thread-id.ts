import { createHash } from 'node:crypto';
import { base32 } from './base32.js';

/** Letters and digits of a thread that is named after a mail: 80 bits. */
const LETTERS = 16;

/**
 * The thread in XMPP (XEP-0201) of a mail that began one: the same whenever and wherever it is made, so that two mails that
 * answer one which we have never seen are in one thread.
 */
export function threadOf(rootMessageId: string): string {
  return base32(createHash('sha256').update(rootMessageId).digest()).slice(0, LETTERS);
}

/** The mail that began the thread of another: the first of its references (RFC 5322 3.6.4), what it answers, or itself. */
export function rootOf(mail: {
  readonly messageId?: string | undefined;
  readonly references: readonly string[];
  readonly inReplyTo: readonly string[];
}): string | undefined {
  return mail.references[0] ?? mail.inReplyTo[0] ?? mail.messageId;
}

/** References that are kept: a header line may have 998 octets, and programs look at the first and the last ones. */
const MOST = 20;

/** The Message-ID by which others know a mail: a server may have given it another one than we did. */
export function outsideId({ id, outside }: { readonly id: string; readonly outside?: string }): string {
  return outside ?? id;
}

/** `References` of an answer to a mail (RFC 5322 3.6.4); of a long list the first and the last ones. */
export function referencesTo(parent: {
  readonly id: string;
  readonly outside?: string;
  readonly references: readonly string[];
}): readonly string[] {
  const last = outsideId(parent);
  const all = [...parent.references.filter((id) => id !== last), last];
  return all.length <= MOST ? all : [...all.slice(0, 1), ...all.slice(1 - MOST)];
}
