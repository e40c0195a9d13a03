import { hash } from 'node:crypto';
import { isOneLine } from './clean.js';
import { LIMITS } from './limits.js';

/** 128 bits, in hexadecimal. */
const DIGITS = 32;

/** Names an alert by its labels: the same for the same names and values in any order. 32 hexadecimal digits. */
export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return digest(JSON.stringify(pairs));
}

/** Names by several texts in order, so that none can be moved from one to the next. 32 hexadecimal digits. */
export function fingerprintOfParts(...parts: readonly string[]): string {
  return digest(JSON.stringify(parts));
}

/** An id as it was given, or its hash where it is over long or could not be shown in one line. */
export function usableId(id: string): string {
  return id.length <= LIMITS.id && isOneLine(id) ? id : digest(id);
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, DIGITS);
}
