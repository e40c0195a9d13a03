import { HeaderFields } from '../mime/header-fields.js';
import { readMessageIds } from '../mime/message-ids.js';
import type { Part } from '../mime/part.js';

/** Traces of the mail that a report is about. */
interface OriginalMail {
  readonly messageId?: string;
  /** Its References and In-Reply-To. */
  readonly references: readonly string[];
}

const HEADER_TYPES: ReadonlySet<string> = new Set(['text/rfc822-headers', 'message/global-headers', 'text/rfc822']);
/** A Message-ID field at the beginning of a line of a text for people. */
const ID_LINE = /^[> \t]{0,8}message-id:[ \t]{0,8}(<[^<>\s]{1,998}>)/im;

/** The mail that a report returns, whole or only its header section (RFC 6522 4, RFC 3464 2). */
export function originalMail(root: Part): OriginalMail | undefined {
  for (const part of root.children.flatMap((child) =>
    child.type.startsWith('multipart/') ? child.children : [child],
  )) {
    const headers = HEADER_TYPES.has(part.type) ? HeaderFields.parse(part.content()) : part.children[0]?.headers;
    if (headers === undefined) continue;
    const messageId = idsOf(headers, 'message-id')[0] ?? idsOf(headers, 'x-microsoft-original-message-id')[0];
    const references = [...new Set([...idsOf(headers, 'references'), ...idsOf(headers, 'in-reply-to')])];
    return { references, ...(messageId === undefined ? {} : { messageId }) };
  }
  return undefined;
}

/** The Message-ID in a mail that is returned within a text. */
export function messageIdInText(text: string): string | undefined {
  const field = ID_LINE.exec(text)?.[1];
  return field === undefined ? undefined : readMessageIds(field)[0];
}

function idsOf(headers: HeaderFields, name: string): readonly string[] {
  const field = headers.last(name);
  return field === undefined ? [] : readMessageIds(field);
}
