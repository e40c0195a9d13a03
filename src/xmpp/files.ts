import { readBits } from './bits-of-binary.js';
import { type Element, el } from './element.js';
import { fallbackFor } from './fallback.js';
import { NS } from './namespaces.js';

/** A file that a message points to. */
export interface FileLink {
  readonly url: string;
  readonly name?: string;
  /** MIME type. */
  readonly mediaType?: string;
  /** Octets. */
  readonly size?: number;
  readonly description?: string;
  /** Whether it is to be shown by itself, or only offered (XEP-0447 4.2). */
  readonly disposition?: 'inline' | 'attachment';
  /** Hashes of its octets, in base64, by the name of the algorithm (XEP-0300), e.g. `sha-256`. */
  readonly hashes?: Readonly<Record<string, string>>;
  /** Its octets in base64, where the message brings them along under a `cid:` address (XEP-0231). */
  readonly data?: string;
}

/** Versions of XEP-0385. */
const SIMS = /^urn:xmpp:sims:\d+$/;

/** Files that one message may have; what is more is left to its text. */
const MOST = 32;

/** Namespaces of the elements that bring files. */
export const FILE_NAMESPACES: readonly string[] = [NS.sfs, NS.reference, NS.oob];

/** The files of a message: XEP-0447, then XEP-0385, then XEP-0066, each address once. */
export function readFiles(message: Element): readonly FileLink[] {
  const found = new Map<string, FileLink>();
  const add = (file: FileLink): void => {
    if (!found.has(file.url) && found.size < MOST) found.set(file.url, file);
  };
  for (const sharing of message.getChildren('file-sharing', NS.sfs)) {
    const sources = sharing.getChild('sources')?.getChildren('url-data', NS.urlData) ?? [];
    const url = sources.map(({ attrs }) => attrs.target).find(filled);
    if (url === undefined) continue;
    const { disposition } = sharing.attrs;
    add({
      url,
      ...metadata(sharing.getChild('file', NS.fileMetadata)),
      ...(disposition === 'inline' || disposition === 'attachment' ? { disposition } : {}),
    });
  }
  for (const reference of message.getChildren('reference', NS.reference)) {
    const sharing = reference.elements().find(({ name, ns }) => name === 'media-sharing' && SIMS.test(ns));
    const sources = sharing?.getChild('sources')?.getChildren('reference', NS.reference) ?? [];
    const url = sources.map(({ attrs }) => attrs.uri).find((uri) => filled(uri) && !uri.startsWith('xmpp:'));
    const file = sharing?.elements().find(({ name }) => name === 'file');
    if (url !== undefined) add({ url, ...metadata(file) });
  }
  for (const oob of message.getChildren('x', NS.oob)) {
    const url = oob.getChildText('url')?.trim() ?? '';
    const description = oob.getChildText('desc');
    if (url !== '') add({ url, ...(description === undefined ? {} : { description }) });
  }
  return withBits([...found.values()], message);
}

/** Puts the octets beside `cid:` addresses; what nobody could fetch is left out. */
function withBits(files: readonly FileLink[], message: Element): readonly FileLink[] {
  if (!files.some(({ url }) => url.startsWith('cid:'))) return files;
  const bits = readBits(message);
  return files.flatMap((file) => {
    if (!file.url.startsWith('cid:')) return [file];
    const found = bits.get(file.url.slice('cid:'.length));
    if (found === undefined) return [];
    const data = Buffer.from(found.octets).toString('base64');
    return [{ mediaType: found.mediaType, ...file, size: found.octets.length, data }];
  });
}

function metadata(file: Element | undefined): Omit<FileLink, 'url'> {
  if (file === undefined) return {};
  const name = file.getChildText('name');
  const mediaType = file.getChildText('media-type');
  const size = file.getChildText('size');
  const description = file.getChildText('desc');
  const hashes = file.getChildren('hash', NS.hashes).flatMap((hash) => {
    const value = hash.getText().trim();
    return filled(hash.attrs.algo) && value !== '' ? [[hash.attrs.algo, value] as const] : [];
  });
  return {
    ...(name === undefined ? {} : { name }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(size !== undefined && /^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
    ...(description === undefined ? {} : { description }),
    ...(hashes.length === 0 ? {} : { hashes: Object.fromEntries(hashes) }),
  };
}

function filled(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/**
 * The elements that send a file: XEP-0066, which clients show inline when the body is the same address, and XEP-0447
 * with the body marked as standing for it.
 */
export function fileElements(file: FileLink): readonly Element[] {
  const { url, name, mediaType, size, description, disposition = 'inline', hashes = {} } = file;
  const described = el('file', { xmlns: NS.fileMetadata });
  if (mediaType !== undefined) described.add(el('media-type', {}, mediaType));
  if (name !== undefined) described.add(el('name', {}, name));
  if (size !== undefined) described.add(el('size', {}, String(size)));
  for (const [algo, hash] of Object.entries(hashes)) described.add(el('hash', { xmlns: NS.hashes, algo }, hash));
  if (description !== undefined) described.add(el('desc', {}, description));
  const sources = el('sources', {}, el('url-data', { xmlns: NS.urlData, target: url }));
  return [
    el('x', { xmlns: NS.oob }, el('url', {}, url)),
    el('file-sharing', { xmlns: NS.sfs, disposition }, described, sources),
    fallbackFor(NS.sfs),
  ];
}
