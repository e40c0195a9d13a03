import type { Clock, FetchedFile, FileLink, Media, Problem } from '../../gateway.js';
import type { OutgoingFile } from '../compose/outgoing.js';
import type { EmailConfig } from '../config.js';
import type { OctetBudget } from '../reader/octet-budget.js';

interface Attached {
  readonly files: readonly OutgoingFile[];
  /** Those that could not be attached: they stay links in the text. */
  readonly links: readonly FileLink[];
  /** One of them is the answer to an invitation (iTIP, RFC 5546), which is another form of the text. */
  readonly calendarReply?: string;
}

/** Where the contents of files come from. */
export interface Contents {
  readonly clock: Clock;
  readonly media: Media | undefined;
  /** A mail of the user, by its Message-ID, or why it cannot be had (`mid:`, RFC 2392). */
  readonly original: (messageId: string) => Promise<Uint8Array | Problem>;
}

/** What MIME adds to a file: base64, and line breaks. */
const GROWTH = 0.72;
/**
 * For all that the files of a message are fetched from the web, ms: as long as one of them may take by itself (`FetchLimits`). Its
 * mail has memory and a place of its lane for as long.
 */
const FETCHING_MS = 300_000;
/** How long a message keeps a place of its lane while other mails have the memory for its files, ms; others have need of that too. */
const MEMORY_WAIT_MS = 30_000;

/** Octets that the files of a mail may have, all together. */
export function mostOfFiles({ sizes }: Pick<EmailConfig, 'sizes'>): number {
  return Math.floor(sizes.outgoing * GROWTH);
}

/**
 * Takes memory for the files of a message: all that they may need, before the first of them, so that no message has a part and waits
 * for more. Undefined: there is none for now; else what gives it back, to be called once.
 */
export async function memoryFor(
  links: readonly FileLink[],
  most: number,
  memory: OctetBudget,
  clock: Clock,
): Promise<(() => void) | undefined> {
  // What comes with its message is there already.
  const isFetched = links.some(({ data }) => data === undefined);
  return isFetched ? await memory.takeWithin(most, MEMORY_WAIT_MS, clock) : () => undefined;
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
  const until = contents.clock.monotonic() + FETCHING_MS;
  // One after the other, so that no message takes the memory of many.
  for (const link of links) {
    const content = link.url.startsWith(MID)
      ? await originalOf(link, contents, room, most)
      : await contentOf(link, contents, room, until);
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

async function contentOf(
  link: FileLink,
  { media, clock }: Contents,
  most: number,
  until: number,
): Promise<Content | undefined> {
  const { name = 'file', mediaType = 'application/octet-stream' } = link;
  if (link.data !== undefined) {
    const octets = Buffer.from(link.data, 'base64');
    return octets.length > most ? undefined : { octets, name, mediaType };
  }
  if (media === undefined || most <= 0 || (link.size !== undefined && link.size > most)) return undefined;
  const time = until - clock.monotonic();
  if (time <= 0) return undefined;
  const fetched = await media.fetch(link.url, { size: most, time });
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
