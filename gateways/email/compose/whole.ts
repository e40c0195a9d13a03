import { Boundaries, multipart } from './entity.js';
import { type MailFields, mailFields } from './mail-fields.js';

/**
 * A mail around a whole MIME entity (its own Content-... fields, an empty line, its body) that goes as it is, octet for octet: what is
 * signed or encrypted must not be changed. Lines of `entity` end with CRLF.
 */
export function wrapWhole(mail: MailFields, entity: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(mailFields(mail)), entity]);
}

/** A whole mail as an entity of type message/rfc822, so that a signature or encryption covers its header too (RFC 8551 3.1). */
export function wrapMessage(octets: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('Content-Type: message/rfc822\r\n\r\n'), octets]);
}

/**
 * Two entities as the one that PGP/MIME and S/MIME put around what is signed or encrypted (RFC 1847): `subtype` is `signed` or
 * `encrypted`. Both stay as they are.
 */
export function wrapSecured(
  subtype: 'signed' | 'encrypted',
  parameters: readonly (readonly [string, string])[],
  parts: readonly [Uint8Array, Uint8Array],
  seed: string,
): Uint8Array {
  const entities = parts.map((octets) => {
    const text = Buffer.from(octets).toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    const fields = end === -1 ? '' : text.slice(0, end + 2);
    return { fields, body: end === -1 ? text : text.slice(end + 4) };
  });
  const { fields, body } = multipart(subtype, entities, new Boundaries(seed), parameters);
  return Buffer.from(`${fields}\r\n${body}\r\n`, 'latin1');
}
