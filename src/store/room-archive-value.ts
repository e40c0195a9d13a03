import type { ArchivedEntry } from './room-archive-entries.js';

/** How an id of a network or a nick is kept: neither has line breaks, unless somebody means ill. */
export function oneLine(text: string): string {
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
}

/** The value of an entry in its stream: a line each for id, time, id in the network and from, then the stanza. */
export function writeEntry({ id, at, xml, networkId = '', from = '' }: ArchivedEntry): string {
  return `${id}\n${at}\n${oneLine(networkId)}\n${oneLine(from)}\n${xml}`;
}

/** Reads what `writeEntry` wrote; `text` stands in the place of its stanza. */
export function readEntry(value: string, text?: string): ArchivedEntry {
  const lines = value.split('\n', 4);
  const [id = '', at = '', networkId = '', from = ''] = lines;
  const xml = text ?? value.slice(lines.join('\n').length + 1);
  return {
    id,
    at: Number(at),
    xml,
    ...(networkId === '' ? {} : { networkId }),
    ...(from === '' ? {} : { from }),
  };
}
