import { type BerElement, is, oidOf, TAG } from './ber.js';
import { oid, sequence } from './der.js';
import { OID } from './oids.js';

/** Capabilities that are read of one certificate's owner. */
const MOST = 64;

/** What we decrypt, the best first (RFC 8551 2.5.2; RFC 5084 for GCM, RFC 5751 for CBC, RFC 4055 for OAEP). */
const OURS = [OID.aes256Gcm, OID.aes128Gcm, OID.aes256Cbc, OID.aes192Cbc, OID.aes128Cbc, OID.rsaOaep];

/** SMIMECapabilities: OIDs of algorithms that somebody's program can decrypt. Undefined where there is no such attribute. */
export function readCapabilities(value: BerElement | undefined): readonly string[] | undefined {
  if (!is(value, TAG.sequence)) return undefined;
  return value.children.slice(0, MOST).flatMap(({ children }) => oidOf(children[0]) ?? []);
}

/** Ours. */
export function writeCapabilities(): Uint8Array {
  return sequence(...OURS.map((id) => sequence(oid(id))));
}

/** Ways to encrypt: `modern` is AES-256-GCM with RSA-OAEP (RFC 8551), `compatible` is AES-256-CBC with RSA v1.5, which all can read. */
export type Suite = 'modern' | 'compatible';

/** The best suite that all recipients said to be able to read; who said nothing gets what everybody reads. */
export function suiteFor(recipients: readonly (readonly string[] | undefined)[]): Suite {
  const modern = recipients.every((said) => said?.includes(OID.aes256Gcm) && said.includes(OID.rsaOaep));
  return modern && recipients.length > 0 ? 'modern' : 'compatible';
}
