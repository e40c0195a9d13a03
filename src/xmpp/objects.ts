import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/**
 * A whole object that stands in the place of a text and means nothing to who only passes it on. It is carried as it is, byte
 * for byte.
 */
export type WholeObject =
  | {
      /** RFC 3923: a signed or encrypted S/MIME entity, headers included. */
      readonly kind: 'e2e';
      /** The text in `<e2e/>`. XML turns each CRLF into a line feed on the way; nothing else of it is ever changed. */
      readonly content: string;
    }
  | {
      /** XEP-0373: an OpenPGP message, binary. */
      readonly kind: 'openpgp';
      /** Its octets in base64 (RFC 4648 4), without white space. */
      readonly content: string;
    }
  | {
      /** A MIME entity of any type, headers included (`urn:isthmus:mime:0`, docs/developer/features.md). */
      readonly kind: 'mime';
      /** Its octets in base64 (RFC 4648 4), without white space. */
      readonly content: string;
    }
  | {
      readonly kind: 'mime';
      /** Where the entity lies, because it is too large for a stanza (see `MOST_INLINE_OCTETS`). */
      readonly url: string;
      /** Octets. */
      readonly size?: number;
      /** SHA-256 of the octets in base64, by which it is known that what lies there is what was sent. */
      readonly sha256: string;
    };

/** Largest entity, in octets, that goes into a stanza: in base64 it fits into those that every server takes (64 KiB). */
export const MOST_INLINE_OCTETS = 32_768;

/** Base64 of a SHA-256. */
const SHA256 = /^[A-Za-z0-9+/]{43}=$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The element of each kind, by namespace. */
const NAMES = new Map<string, WholeObject['kind']>([
  [NS.e2e, 'e2e'],
  [NS.openpgp, 'openpgp'],
  [NS.mimeObject, 'mime'],
]);

/** Whether an element is one that holds a whole object, well formed or not. */
export function isObject({ name, ns }: Element): boolean {
  return NAMES.get(ns) === name;
}

/** Reads an element of which `isObject` is true; undefined where what is in it cannot be what it says. */
export function readObject(element: Element): WholeObject | undefined {
  const kind = NAMES.get(element.ns);
  if (kind === 'e2e') {
    const content = element.getText();
    return content.trim() === '' ? undefined : { kind, content };
  }
  if (kind === 'openpgp') {
    const content = base64(element.getText());
    return content === undefined ? undefined : { kind, content };
  }
  const data = element.getChild('data');
  if (data === undefined) return linked(element);
  const content = base64(data.getText());
  return content === undefined ? undefined : { kind: 'mime', content };
}

function linked(element: Element): WholeObject | undefined {
  const url = element.getChildText('url')?.trim();
  const hash = element.getChildren('hash', NS.hashes).find(({ attrs }) => attrs.algo === 'sha-256');
  const sha256 = hash?.getText().trim() ?? '';
  if (url === undefined || url === '' || !SHA256.test(sha256)) return undefined;
  const { size = '' } = element.attrs;
  return { kind: 'mime', url, ...(/^\d{1,15}$/.test(size) ? { size: Number(size) } : {}), sha256 };
}

/** Base64 without its white space; undefined where it is none, or of nothing. */
function base64(text: string): string | undefined {
  const bare = text.replace(/\s+/g, '');
  return bare !== '' && bare.length % 4 === 0 && BASE64.test(bare) ? bare : undefined;
}

/** The elements that send an object: its own, and the hint that it is encrypted (XEP-0380) where clients may expect one. */
export function objectElements(object: WholeObject): readonly Element[] {
  if (object.kind === 'e2e') return [el('e2e', { xmlns: NS.e2e }, object.content)];
  if (object.kind === 'openpgp') {
    const hint = el('encryption', { xmlns: NS.encryption, namespace: NS.openpgp, name: 'OpenPGP' });
    return [el('openpgp', { xmlns: NS.openpgp }, object.content), hint];
  }
  if ('content' in object) return [el('mime', { xmlns: NS.mimeObject }, el('data', {}, object.content))];
  const hash = el('hash', { xmlns: NS.hashes, algo: 'sha-256' }, object.sha256);
  return [el('mime', { xmlns: NS.mimeObject, size: object.size }, el('url', {}, object.url), hash)];
}

/** The namespace of the element that holds an object. */
export function namespaceOf({ kind }: WholeObject): string {
  return { e2e: NS.e2e, openpgp: NS.openpgp, mime: NS.mimeObject }[kind];
}
