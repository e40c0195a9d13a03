import { base64Lines } from './base64.js';
import { type Entity, mimeField } from './entity.js';
import { isMessageId } from './fields.js';
import { attachmentName } from './file-names.js';
import type { OutgoingFile } from './outgoing.js';

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,64}\/[a-z0-9!#$&^_.+-]{1,64}$/;
const CHARSET = /;\s{0,8}charset=\s{0,8}"?([A-Za-z0-9._-]{1,40})/i;
/** Octets of a line (RFC 5322 2.1.1). */
const LONGEST_LINE = 998;

/** Base64 of the contents of files that was made before. */
export type EncodedFiles = ReadonlyMap<OutgoingFile, string>;

/** A file as an entity. A whole mail among them stays one (message/rfc822), where it can go as it is. */
export function fileEntity(file: OutgoingFile, encoded?: EncodedFiles): Entity {
  const name = attachmentName(file.name);
  const type = mediaTypeOf(file);
  const charset = type.startsWith('text/') ? CHARSET.exec(file.mediaType.slice(0, 300))?.[1] : undefined;
  const parameters: (readonly [string, string])[] = charset === undefined ? [] : [['charset', charset]];
  const disposition = mimeField('Content-Disposition', file.inline === true ? 'inline' : 'attachment', [
    ['filename', name],
  ]);
  const id = file.contentId !== undefined && isMessageId(file.contentId) ? `Content-ID: <${file.contentId}>\r\n` : '';
  // Programs of old look for the name here; what is not ASCII they would not understand anyway.
  if (/^[ -~]{1,60}$/.test(name)) parameters.push(['name', name]);
  const fields = mimeField('Content-Type', type, parameters) + disposition + id;
  if (type === 'message/rfc822')
    return { fields, body: withoutLastBreak(Buffer.from(file.content).toString('latin1')) };
  return {
    fields: `${fields}Content-Transfer-Encoding: base64\r\n`,
    body: encoded?.get(file) ?? base64Lines(file.content),
  };
}

/** Types of several parts may not be encoded (RFC 2045 6.4), so that a file of such a type is one of no known type. */
function mediaTypeOf({ mediaType, content }: OutgoingFile): string {
  const type = (mediaType.slice(0, 200).split(';', 1)[0] ?? '').trim().toLowerCase();
  if (type === 'message/rfc822' && isSevenBit(content)) return type;
  const composite = type.startsWith('multipart/') || type.startsWith('message/');
  return MEDIA_TYPE.test(type) && !composite ? type : 'application/octet-stream';
}

/** Lines with CRLF, none too long, ASCII without NUL (RFC 2045 2.7). */
function isSevenBit(octets: Uint8Array): boolean {
  let column = 0;
  let before = 0;
  for (const octet of octets) {
    if (octet === 0 || octet > 127 || (octet === 10) !== (before === 13)) return false;
    column = octet === 10 || octet === 13 ? 0 : column + 1;
    if (column > LONGEST_LINE) return false;
    before = octet;
  }
  return before !== 13;
}

function withoutLastBreak(text: string): string {
  return text.endsWith('\r\n') ? text.slice(0, -2) : text;
}
