import type { FetchedFile, FileLink, Media, Problem } from '../../gateway.js';
import type { OutgoingFile } from '../compose/outgoing.js';

interface Attached {
  readonly files: readonly OutgoingFile[];
  /** Those that could not be attached: they stay links in the text. */
  readonly links: readonly FileLink[];
  /** One of them is the answer to an invitation (iTIP, RFC 5546), which is another form of the text. */
  readonly calendarReply?: string;
}

/** Where the contents of files come from. */
export interface Contents {
  readonly media: Media | undefined;
  /** A mail of the user, by its Message-ID, or why it cannot be had (`mid:`, RFC 2392). */
  readonly original: (messageId: string) => Promise<Uint8Array | Problem>;
}

/**
 * Gets the files of a message, so that they go with the mail. `most`: octets of all of them together. A problem where a mail of the
 * user's own that is to be passed on cannot be had, or is too large: a link to it would be of no use to others.
 */
export async function attach(
  links: readonly FileLink[],
  contents: Contents,
  most: number,
): Promise<Attached | Problem> {
  const files: OutgoingFile[] = [];
  const left: FileLink[] = [];
  let calendarReply: string | undefined;
  let room = most;
  // One after the other, so that no message takes the memory of many.
  for (const link of links) {
    const content = link.url.startsWith(MID)
      ? await originalOf(link, contents, room, most)
      : await contentOf(link, contents, room);
    if (content !== undefined && 'condition' in content) return content;
    if (content === undefined) {
      left.push(link);
      continue;
    }
    room -= content.octets.length;
    const mediaType = link.mediaType ?? content.mediaType;
    if (CALENDAR_REPLY.test(mediaType) && link.data !== undefined) {
      calendarReply = Buffer.from(content.octets).toString('utf8');
      continue;
    }
    files.push({
      name: link.name ?? content.name,
      mediaType,
      content: content.octets,
      ...(link.disposition === 'inline' ? { inline: true } : {}),
    });
  }
  return { files, links: left, ...(calendarReply === undefined ? {} : { calendarReply }) };
}

const MID = 'mid:';
const MEBIOCTETS = 1024 * 1024;

/** The Message-ID of a mail that is to be passed on (RFC 2392); undefined: the URL is one of something else. */
export function messageIdOfUrl(url: string): string | undefined {
  return url.startsWith(MID) ? decoded(url.slice(MID.length)) : undefined;
}

const CALENDAR_REPLY = /^text\/calendar; ?method=reply$/i;

async function originalOf(
  { url, name = 'mail.eml' }: FileLink,
  { original }: Contents,
  room: number,
  most: number,
): Promise<Content | Problem> {
  const octets = await original(decoded(url.slice(MID.length)));
  if (!('condition' in octets) && octets.length > room) return tooLarge(most);
  return 'condition' in octets ? octets : { octets, name, mediaType: 'message/rfc822' };
}

/** A mail is larger than may be sent. `most`: octets. */
export function tooLarge(most: number): Problem {
  const text = { key: 'email.too-large', params: { most: Math.floor(most / MEBIOCTETS) } };
  return { type: 'modify', condition: 'not-acceptable', text };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface Content {
  readonly octets: Uint8Array;
  readonly name: string;
  readonly mediaType: string;
}

async function contentOf(link: FileLink, { media }: Contents, most: number): Promise<Content | undefined> {
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
