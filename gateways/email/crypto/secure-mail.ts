import type { Problem } from '../../gateway.js';
import { suiteFor } from './capabilities.js';
import type { Certificate } from './certificate.js';
import type { KnownCertificate } from './certificate-book.js';
import { checkChain } from './chain.js';
import { unite } from './entity.js';
import { canReceive } from './enveloped-data.js';
import { protectHeaders } from './header-protection.js';
import type { Identity } from './identity.js';
import { encryptSmime, signSmime } from './smime.js';

/** A mail that is to be signed, and perhaps encrypted (RFC 8551). */
export interface SecureMail {
  /** A whole message without Bcc; its content safe with all mail servers, as `compose/` makes it. */
  readonly message: Uint8Array;
  /** Signs it. */
  readonly identity: Identity;
  /** Everybody who gets it, also those whom nobody is told of; empty: it is signed and not encrypted. */
  readonly recipients: readonly string[];
  /** What is known of a correspondent. */
  known(address: string): readonly KnownCertificate[];
  /** Who may vouch for certificates that are encrypted with. */
  readonly anchors: readonly Certificate[];
  /** Wall time, ms. */
  readonly at: number;
}

/** The mail as it may go out, or why it may not. */
export type SecuredMail =
  | { readonly ok: true; readonly octets: Uint8Array }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Signs a message, and encrypts it for all of its recipients or for none: where the certificate of one is missing nothing goes
 * out. Its header is protected (RFC 9788), and its sender can read the copy in Sent.
 */
export function secureMail({ message, identity, recipients, known, anchors, at }: SecureMail): SecuredMail {
  const { header, entity } = protectHeaders(message, recipients.length === 0 ? 'clear' : 'cipher');
  const signed = signSmime(entity, identity, at);
  if (signed === undefined) return refuse('email.encrypt.own-key', identity.certificate.owner);
  if (recipients.length === 0) return { ok: true, octets: unite(header, signed) };
  const chosen: KnownCertificate[] = [];
  for (const address of recipients) {
    const all = known(address);
    const others = all.map(({ certificate }) => certificate);
    const found = all.find(({ certificate }) => {
      const isTheirs = certificate.isFor(address) && canReceive(certificate);
      return isTheirs && checkChain(certificate, { anchors, others, at, purpose: 'encrypt' }).ok;
    });
    if (found === undefined) return refuse('email.encrypt.no-certificate', address);
    chosen.push(found);
  }
  const certificates = chosen.map(({ certificate }) => certificate);
  const own = canReceive(identity.certificate) ? [identity.certificate] : [];
  const suite = suiteFor(chosen.map(({ capabilities }) => capabilities));
  const sealed = encryptSmime(signed, [...certificates, ...own], suite);
  if (sealed === undefined) return refuse('email.encrypt.own-key', identity.certificate.owner);
  return { ok: true, octets: unite(header, sealed) };
}

function refuse(key: 'email.encrypt.no-certificate' | 'email.encrypt.own-key', address: string): SecuredMail {
  return { ok: false, problem: { type: 'cancel', condition: 'not-acceptable', text: { key, params: { address } } } };
}
