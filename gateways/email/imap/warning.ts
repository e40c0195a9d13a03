import type { ImapResponse } from 'imapflow';

/** Response codes of warnings that say nothing against the folder that is open (RFC 9051 7.1, RFC 5530). */
const HARMLESS: ReadonlySet<string> = new Set(['ALERT', 'OVERQUOTA', 'PARSE']);

/**
 * Whether a NO that no command asked for (RFC 9051 7.1.2) makes it doubtful that the server tells of news in the folder that is
 * open. When the folder was numbered anew under a connection, Dovecot says `* NO Internal error occurred` to each IDLE and NOOP from then on, and
 * keeps to what it knew before: none of them shows what has come since, nor does FETCH.
 */
export function isDoubtful({ attributes }: ImapResponse): boolean {
  const [first] = attributes ?? [];
  if (typeof first !== 'object' || first === null || !('section' in first)) return true;
  const code = first.section?.[0];
  if (typeof code !== 'object' || code === null || !('value' in code) || typeof code.value !== 'string') return true;
  return !HARMLESS.has(code.value.toUpperCase());
}
