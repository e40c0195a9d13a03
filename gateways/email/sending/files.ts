import type { FetchedFile, FileLink, Media } from '../../gateway.js';
import type { OutgoingFile } from '../compose/outgoing.js';

export interface Attached {
  readonly files: readonly OutgoingFile[];
  /** Those that could not be attached: they stay links in the text. */
  readonly links: readonly FileLink[];
}

/** Gets the files of a message, so that they go with the mail. `most`: octets of all of them together. */
export async function attach(links: readonly FileLink[], media: Media | undefined, most: number): Promise<Attached> {
  const files: OutgoingFile[] = [];
  const left: FileLink[] = [];
  let room = most;
  // One after the other, so that no message takes the memory of many.
  for (const link of links) {
    const content = await contentOf(link, media, room);
    if (content === undefined) {
      left.push(link);
      continue;
    }
    room -= content.octets.length;
    files.push({
      name: link.name ?? content.name,
      mediaType: link.mediaType ?? content.mediaType,
      content: content.octets,
      ...(link.disposition === 'inline' ? { inline: true } : {}),
    });
  }
  return { files, links: left };
}

interface Content {
  readonly octets: Uint8Array;
  readonly name: string;
  readonly mediaType: string;
}

async function contentOf(link: FileLink, media: Media | undefined, most: number): Promise<Content | undefined> {
  const { name = 'file', mediaType = 'application/octet-stream' } = link;
  if (link.data !== undefined) {
    const octets = Buffer.from(link.data, 'base64');
    return octets.length > most ? undefined : { octets, name, mediaType };
  }
  if (media === undefined || most <= 0 || (link.size !== undefined && link.size > most)) return undefined;
  const fetched = await media.fetch(link.url, { size: most });
  return fetched.ok ? await whole(fetched.file) : undefined;
}

async function whole({ content, end, name, mediaType }: FetchedFile): Promise<Content | undefined> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of content) chunks.push(chunk as Uint8Array);
  } catch {
    // Why it broke off stands in `end`.
  }
  return (await end).ok ? { octets: Buffer.concat(chunks), name, mediaType } : undefined;
}
