import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** Letters and digits that nobody takes for one another: 32, so that a code of 8 has 40 bits. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CODE_LETTERS = 8;

/** What a browser proves itself with: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A code as it is kept and compared. */
export function newCode(): string {
  return Array.from({ length: CODE_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** A code as a person reads it. */
export function spelled(code: string): string {
  return `${code.slice(0, CODE_LETTERS / 2)}-${code.slice(CODE_LETTERS / 2)}`;
}

/** A code as somebody types it. */
export function typedCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '');
}

/**
 * What the page has to send with all that changes something. It derives from the token, which the page itself cannot read, so another
 * page that has the browser send the cookie cannot know it.
 */
export function csrfOf(token: string): string {
  return createHash('sha256').update(`csrf ${token}`).digest('base64url');
}

/** Compares in a time that does not depend on where they differ. */
export function isSame(given: string, right: string): boolean {
  const [a, b] = [given, right].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
