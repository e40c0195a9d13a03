import { hash } from 'node:crypto';

/** SHA-256 of a token in hex: what the book keeps of it. Looking one up by its hash takes a time that tells nothing of it. */
export function hashOf(token: string): string {
  return hash('sha256', token, 'hex');
}
