import { readLocalPart } from './local-part.js';
import { readMailDomain } from './mail-domain.js';

/** A mail address taken apart, in the form in which it is sent (RFC 5321 4.1.2 Mailbox, RFC 6531 3.3). */
export interface MailAddress {
  /** Its case is kept: only its own server knows whether case counts. Quoted where it cannot stand unquoted. */
  readonly local: string;
  /** For people: small letters, U-labels. */
  readonly domain: string;
  /** The domain for SMTP: small letters, A-labels. */
  readonly ascii: string;
  /** The local part is not ASCII, so that only a server with SMTPUTF8 can carry it. */
  readonly needsUtf8: boolean;
}

/** Why a text is no mail address. */
export type NoMailAddress = 'empty' | 'no-at' | 'local-empty' | 'local' | 'comment' | 'domain' | 'too-long';

type MailAddressResult =
  | { readonly ok: true; readonly address: MailAddress }
  | { readonly ok: false; readonly why: NoMailAddress };

/** Octets of a path is 256 with its angle brackets (RFC 5321 4.5.3.1.3). */
const LONGEST_OCTETS = 254;
/** Nothing longer is looked at. */
const LONGEST_TEXT = 1024;

/**
 * Reads one mail address alone: no display name, no angle brackets, no comments, no routes, no blanks around it. Takes the dots that
 * some carriers give out against the grammar (`a..b@`), and quotes them. Never throws.
 */
export function parseMailAddress(text: string): MailAddressResult {
  if (text === '') return { ok: false, why: 'empty' };
  if (text.length > LONGEST_TEXT) return { ok: false, why: 'too-long' };
  // A quoted local part may hold an at sign, a domain never does.
  const at = text.lastIndexOf('@');
  if (at === -1) return { ok: false, why: 'no-at' };
  const local = readLocalPart(text.slice(0, at));
  if (!local.ok) return local;
  const domain = readMailDomain(text.slice(at + 1));
  if (domain === undefined) return { ok: false, why: /[()]/.test(text.slice(at)) ? 'comment' : 'domain' };
  if (Buffer.byteLength(local.local) + 1 + domain.ascii.length > LONGEST_OCTETS) return { ok: false, why: 'too-long' };
  return { ok: true, address: { local: local.local, needsUtf8: local.needsUtf8, ...domain } };
}

/** As it stands in SMTP commands and in header fields: `local@a-labels`. */
export function wireForm({ local, ascii }: MailAddress): string {
  return `${local}@${ascii}`;
}

/** By which addresses are compared, and the canonical address of a contact: small letters, U-labels. */
export function contactForm({ local, domain }: MailAddress): string {
  return `${local.toLowerCase().normalize('NFC')}@${domain}`;
}
