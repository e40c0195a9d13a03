import { type Element, el } from './element.js';
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
}

/** The files of a message: XEP-0447, then XEP-0066, each address once. */
export function readFiles(message: Element): readonly FileLink[] {
  const found = new Map<string, FileLink>();
  for (const sharing of message.getChildren('file-sharing', NS.sfs)) {
    const url = sharing.getChild('sources')?.getChild('url-data', NS.urlData)?.attrs.target;
    if (url !== undefined && url !== '' && !found.has(url)) found.set(url, { url, ...metadata(sharing) });
  }
  for (const oob of message.getChildren('x', NS.oob)) {
    const url = oob.getChildText('url')?.trim() ?? '';
    const description = oob.getChildText('desc');
    if (url !== '' && !found.has(url)) found.set(url, { url, ...(description === undefined ? {} : { description }) });
  }
  return [...found.values()];
}

function metadata(sharing: Element): Omit<FileLink, 'url'> {
  const file = sharing.getChild('file', NS.fileMetadata);
  const name = file?.getChildText('name');
  const mediaType = file?.getChildText('media-type');
  const size = file?.getChildText('size');
  const description = file?.getChildText('desc');
  return {
    ...(name === undefined ? {} : { name }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(size !== undefined && /^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
    ...(description === undefined ? {} : { description }),
  };
}

/** The elements that send a file: XEP-0066, which clients show inline when the body is the same address, and XEP-0447. */
export function fileElements(file: FileLink): readonly Element[] {
  const { url, name, mediaType, size, description } = file;
  const described = el('file', { xmlns: NS.fileMetadata });
  if (mediaType !== undefined) described.add(el('media-type', {}, mediaType));
  if (name !== undefined) described.add(el('name', {}, name));
  if (size !== undefined) described.add(el('size', {}, String(size)));
  if (description !== undefined) described.add(el('desc', {}, description));
  const sources = el('sources', {}, el('url-data', { xmlns: NS.urlData, target: url }));
  return [
    el('x', { xmlns: NS.oob }, el('url', {}, url)),
    el('file-sharing', { xmlns: NS.sfs, disposition: 'inline' }, described, sources),
    el('fallback', { xmlns: NS.fallback, for: NS.sfs }),
  ];
}
