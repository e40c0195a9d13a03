/**
 * Whole objects between stanzas and mails. Nothing of an object is changed: what it is in a stanza is only another way to write
 * the same octets.
 */
import { createHash } from 'node:crypto';
import type { WholeObject } from '../../gateway.js';
import { pgpMimeOf } from './openpgp-parts.js';

/** Line ends of text in XML are line feeds (XML 1.0 2.11), those of MIME are CRLF. */
const LINE_END = /\r\n|\n/g;
/** What XML 1.0 cannot say, and CR, which it turns into a line feed. */
const ILLEGAL = /[^\t\n -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * The MIME entity of an object in a stanza; undefined for one that lies elsewhere (fetch it, and compare its hash), and where
 * there is none. Of RFC 3923 the wrapper goes and nothing else: line ends become what they were, and line feeds before the
 * first field belong to the wrapper.
 */
export function entityOf(object: WholeObject): Uint8Array | undefined {
  if (!('content' in object)) return undefined;
  if (object.kind === 'e2e')
    return Buffer.from(object.content.replace(/^[\r\n]+/, '').replace(LINE_END, '\r\n'), 'utf8');
  const octets = Buffer.from(object.content, 'base64');
  return object.kind === 'openpgp' ? pgpMimeOf(octets) : octets;
}

/**
 * An S/MIME entity as an object of RFC 3923. Undefined where a stanza cannot carry its octets: it is no UTF-8, has what XML
 * cannot say, or lines that end in more ways than one. Then it goes as `mimeObject`.
 */
export function e2eObject(entity: Uint8Array): WholeObject | undefined {
  const text = Buffer.from(entity).toString('utf8');
  const content = text.replaceAll('\r\n', '\n');
  const object: WholeObject = { kind: 'e2e', content };
  const again = entityOf(object);
  const isSame = again !== undefined && Buffer.compare(again, entity) === 0;
  return isSame && !ILLEGAL.test(content) && content.trim() !== '' ? object : undefined;
}

/** Any entity as an object in a stanza. `MOST_INLINE_OCTETS` of `src/xmpp/objects.ts` says which are too large for one. */
export function mimeObject(entity: Uint8Array): WholeObject {
  return { kind: 'mime', content: Buffer.from(entity).toString('base64') };
}

/** Whether octets that were fetched are those that the sender of an object put there. */
export function isWhole(object: WholeObject, octets: Uint8Array): boolean {
  return 'url' in object && createHash('sha256').update(octets).digest('base64') === object.sha256;
}
