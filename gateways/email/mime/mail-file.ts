import type { ReadAttachment } from './mail.js';

/** A whole mail, octet by octet, as the file `name`. */
export function mailFile(name: string, octets: Uint8Array): ReadAttachment {
  return {
    name,
    mediaType: 'message/rfc822',
    size: octets.length,
    content: octets,
    disposition: 'attachment',
    related: false,
    special: 'message',
  };
}
