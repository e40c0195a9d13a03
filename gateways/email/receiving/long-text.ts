import type { ReadAttachment, ReadMail } from '../mime/mail.js';

/** Octets of a character in the XML of a stanza, where that is not those of UTF-8 (`&amp;`, `&lt;`, `&gt;`). */
const ESCAPED: Readonly<Record<string, number>> = { '&': 5, '<': 4, '>': 4 };

/**
 * A mail whose text goes into one stanza of `most` octets: of a longer one the beginning, with all of it as a file. Nobody takes
 * a stanza that is too large, so that its mail would be lost. Pure.
 */
export function withShortText(mail: ReadMail, most: number): ReadMail {
  const { body } = mail.text;
  const end = endWithin(body, most);
  if (end === body.length) return mail;
  const { full = body } = mail.text;
  return {
    ...mail,
    text: { ...mail.text, body: body.slice(0, end).trimEnd(), cut: true, full },
    attachments: [...mail.attachments, asFile(body)],
  };
}

/** Where the text has to end, never within a character. */
function endWithin(text: string, most: number): number {
  // No character takes more than five octets for each of its units.
  if (text.length * 5 <= most) return text.length;
  let octets = 0;
  let end = 0;
  for (const character of text) {
    octets += ESCAPED[character] ?? Buffer.byteLength(character);
    if (octets > most) return end;
    end += character.length;
  }
  return end;
}

function asFile(text: string): ReadAttachment {
  const content = Buffer.from(text);
  return {
    name: 'text.txt',
    mediaType: 'text/plain',
    size: content.length,
    content,
    disposition: 'attachment',
    related: false,
  };
}
