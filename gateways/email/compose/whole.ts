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
