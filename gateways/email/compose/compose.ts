import { base64InTurns } from './base64.js';
import { Boundaries, type Entity, multipart, textEntity } from './entity.js';
import { textField } from './fields.js';
import { type EncodedFiles, fileEntity } from './file-entity.js';
import { bodyText, fieldText, isAscii } from './legal.js';
import { mailFields } from './mail-fields.js';
import type { OutgoingBody, OutgoingFile, OutgoingMail } from './outgoing.js';
import { TURN_OCTETS } from './turns.js';

/**
 * The octets of a mail, lines with CRLF. Its header is ASCII unless an address in it is not; its body always is (7bit), so that any
 * server can carry it and a signature holds.
 */
export function compose(mail: OutgoingMail): Uint8Array {
  return composed(mail);
}

/** The same, in turns with whatever else there is to do where the files are large. */
export async function composeInTurns(mail: OutgoingMail): Promise<Uint8Array> {
  const encoded = new Map<OutgoingFile, string>();
  for (const file of mail.attachments) {
    if (file.content.length > TURN_OCTETS) encoded.set(file, await base64InTurns(file.content));
  }
  return composed(mail, encoded);
}

function composed(mail: OutgoingMail, encoded?: EncodedFiles): Uint8Array {
  return written(mailFields(mail), content(mail, { boundaries: new Boundaries(mail.messageId), encoded }));
}

interface Means {
  readonly boundaries: Boundaries;
  readonly encoded: EncodedFiles | undefined;
}

/** The octets of a mail of fields, each with its CRLF, and an entity. */
export function written(fields: string, entity: Entity): Uint8Array {
  const header = `${fields}${entity.fields}\r\n`;
  if (isAsciiHeader(header)) return Buffer.from(`${header}${entity.body}\r\n`, 'latin1');
  return Buffer.concat([Buffer.from(header), Buffer.from(`${entity.body}\r\n`, 'latin1')]);
}

function isAsciiHeader(header: string): boolean {
  return /^[\r\n -~]*$/.test(header);
}

function content(mail: OutgoingMail, means: Means): Entity {
  const { boundaries, encoded } = means;
  const text = withReaction(mail, textOf(mail, means), boundaries);
  const related = hasHtml(mail);
  const files = mail.attachments.filter((file) => !(related && isRelated(file)));
  return files.length === 0
    ? text
    : multipart('mixed', [text, ...files.map((file) => fileEntity(file, encoded))], boundaries);
}

function hasHtml(mail: OutgoingMail): boolean {
  return mail.bodies.length === 1 && mail.bodies[0]?.html !== undefined;
}

/** Shown by the HTML itself, so that it belongs to it (RFC 2387). */
function isRelated(file: OutgoingMail['attachments'][number]): boolean {
  return file.inline === true && file.contentId !== undefined;
}

function textOf(mail: OutgoingMail, means: Means): Entity {
  const { bodies, flowed } = mail;
  const { boundaries } = means;
  if (bodies.length > 1) return multilingual(mail, boundaries);
  const body = bodies[0] ?? { text: '' };
  const plain = textEntity(body.text, { subtype: 'plain', flowed, fields: bodyLanguage(mail, body) });
  const choices = [plain, ...htmlOf(mail, body, means), ...calendarOf(mail)];
  return choices.length === 1 ? plain : multipart('alternative', choices, boundaries);
}

function htmlOf(mail: OutgoingMail, body: OutgoingBody, { boundaries, encoded }: Means): readonly Entity[] {
  if (body.html === undefined) return [];
  const html = textEntity(body.html, { subtype: 'html' });
  const images = mail.attachments.filter(isRelated);
  if (images.length === 0) return [html];
  return [multipart('related', [html, ...images.map((file) => fileEntity(file, encoded))], boundaries)];
}

/** The answer to an invitation is one more form of the text (RFC 6047 2.4). */
function calendarOf({ calendarReply }: OutgoingMail): readonly Entity[] {
  if (calendarReply === undefined) return [];
  return [textEntity(calendarReply, { subtype: 'calendar', parameters: [['method', 'REPLY']] })];
}

/**
 * The same in several languages (RFC 8255). Programs that do not know this form show the first part, so that all the text stands there;
 * the others choose one of the mails behind it.
 */
function multilingual({ bodies, from, subject, flowed }: OutgoingMail, boundaries: Boundaries): Entity {
  const all = bodies.map(({ lang, text }) => (lang === undefined ? text : `[${lang}]\n${text}`)).join('\n\n');
  const inner = bodies.map((body) => {
    const text = textEntity(body.text, { subtype: 'plain', flowed });
    const html = body.html === undefined ? [] : [textEntity(body.html, { subtype: 'html' })];
    const said = html.length === 0 ? text : multipart('alternative', [text, ...html], boundaries);
    const address = isAscii(from.address) ? `From: ${fieldText(from.address)}\r\n` : '';
    const mail = `${address}${textField('Subject', subject)}MIME-Version: 1.0\r\n${said.fields}\r\n${said.body}`;
    return { fields: `Content-Type: message/rfc822\r\n${languageField(body.lang)}`, body: mail };
  });
  return multipart('multilingual', [textEntity(all, { subtype: 'plain', flowed }), ...inner], boundaries);
}

/** Of the one body, unless the header tells it already. */
function bodyLanguage({ headers }: OutgoingMail, { lang }: OutgoingBody): string {
  return headers.some(({ name }) => name.toLowerCase() === 'content-language') ? '' : languageField(lang);
}

function languageField(lang: string | undefined): string {
  return lang !== undefined && /^[A-Za-z0-9-]{1,60}$/.test(lang) ? `Content-Language: ${lang}\r\n` : '';
}

/** RFC 9078: a part of its own, which programs that do not know it show as text; alone where there is nothing else to say. */
function withReaction(mail: OutgoingMail, text: Entity, boundaries: Boundaries): Entity {
  const { reaction, bodies } = mail;
  if (reaction === undefined) return text;
  const part = textEntity(reaction, { subtype: 'plain', fields: 'Content-Disposition: reaction\r\n' });
  const said = bodies.some((body) => bodyText(body.text).trim() !== '' && body.text.trim() !== reaction);
  return said ? multipart('mixed', [text, part], boundaries) : part;
}
