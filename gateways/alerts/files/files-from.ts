import type { FileLink } from '../../gateway.js';
import type { AlertFile } from '../alert.js';
import { cleanLine } from '../render/plain-text.js';
import { LIMITS } from '../sources/limits.js';

/** Letters of a name: more nobody reads. */
const LONGEST_NAME = 120;
/** Addresses that people and programs can use; of `aesgcm:` the gateway itself cannot. */
const ADDRESS = /^(?:https?|aesgcm):\/\/[^\s"<>\\^`{|}]+$/iu;

/** Files of a message as they belong to an alert. What has no usable address and came without its octets is left out. */
export function filesFrom(links: readonly FileLink[]): readonly AlertFile[] {
  return links.flatMap((link) => {
    const { url, name, mediaType, size, hashes, data } = link;
    if (data === undefined && !isAddress(url)) return [];
    return [
      {
        url,
        ...(name !== undefined && { name: nameOf(name) }),
        ...(mediaType !== undefined && { mediaType: cleanLine(mediaType).slice(0, LONGEST_NAME).toLowerCase() }),
        ...(size !== undefined && { size }),
        ...(hashes?.['sha-256'] !== undefined && { hashes: { 'sha-256': hashes['sha-256'].slice(0, LONGEST_NAME) } }),
        ...(data !== undefined && { data }),
      },
    ];
  });
}

/** Files of a text that belongs to no alert, as links. */
export function linksOf(links: readonly FileLink[]): readonly FileLink[] {
  return filesFrom(links).filter(({ data }) => data === undefined);
}

function isAddress(url: string): boolean {
  return url.length <= LIMITS.url && ADDRESS.test(url) && URL.canParse(url);
}

function nameOf(name: string): string {
  const clean = cleanLine(name);
  return clean.length <= LONGEST_NAME ? clean : `${clean.slice(0, LONGEST_NAME - 1).toWellFormed()}…`;
}

/** How a file is called where it has no name: as the end of its address. */
export function shownName({ name, url }: Pick<AlertFile, 'name' | 'url'>): string {
  if (name !== undefined && name !== '') return name;
  const path = url.replace(/[?#].*$/s, '');
  const end = nameOf(path.slice(path.lastIndexOf('/') + 1));
  return end === '' ? 'file' : end;
}
