import { fileNameOf, specialOf } from './attachments.js';
import type { Part } from './part.js';
import { readReaction } from './reaction.js';

/** One place of a mail with text for people: the same words as plain text, as HTML, or as both. */
export interface BodySection {
  readonly plain: readonly Part[];
  readonly html: readonly Part[];
}

/** A part that is a file, or is read in its own way. */
export interface FilePart {
  readonly part: Part;
  /** It belongs to an HTML text (RFC 2387). */
  readonly related: boolean;
}

/** The leaves of a mail by what they are for. */
export interface BodyParts {
  readonly sections: readonly BodySection[];
  readonly files: readonly FilePart[];
  /** The parts of a multipart/multilingual (RFC 8255) that are translations; `sections` holds none of them. */
  readonly translations: readonly Part[];
}

interface Collected {
  readonly sections: BodySection[];
  readonly files: FilePart[];
  readonly translations: Part[];
}

/** A larger text is a file. */
const TEXT_OCTETS = 4 * 1024 * 1024;
/** Types of text that are read as plain text where they come without a name. */
const PLAIN: ReadonlySet<string> = new Set([
  'text/plain',
  'text/markdown',
  'text/x-markdown',
  'text/x-diff',
  'text/x-patch',
  'text/x-amp-text',
]);
/** Types with tags. */
const HTML: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml', 'text/enriched', 'text/richtext']);
/** Other forms of the same words, which only some programs know. */
const OTHER_FORMS: ReadonlySet<string> = new Set(['text/x-amp-html', 'text/watch-html', 'text/rtf', 'application/rtf']);
/** What programs put between other parts and nobody needs. */
const CONTROL: ReadonlySet<string> = new Set([
  'application/pgp-encrypted',
  'application/applefile',
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/global-disposition-notification',
  // The header of a mail that is reported on, or a repetition of the mail's own (the draft before RFC 9788).
  'text/rfc822-headers',
  'message/global-headers',
]);

/** Sorts the parts of a mail into what is read and what is a file. The depth of the tree bounds the recursion. */
export function collectBodyParts(root: Part): BodyParts {
  const found = collect(root);
  const [first, ...others] = found.files;
  // Some programs give even the one text of a mail the name of a file.
  if (found.sections.length > 0 || first === undefined || !isNamedText(first.part)) return found;
  const isHtml = HTML.has(first.part.type);
  const section = isHtml ? { plain: [], html: [first.part] } : { plain: [first.part], html: [] };
  return { ...found, sections: [section], files: others };
}

/** A text that is to be shown in its place, and has the name of a file. */
function isNamedText(part: Part): boolean {
  const isText = part.type === 'text/plain' || part.type === 'text/html';
  return (
    isText && part.disposition?.kind === 'inline' && part.raw.length <= TEXT_OCTETS && specialOf(part) === undefined
  );
}

function collect(part: Part): Collected {
  if (part.opaque) return file(part, false);
  switch (part.type) {
    case 'multipart/alternative':
      return alternative(part);
    case 'multipart/related':
      return related(part);
    case 'multipart/multilingual':
      return multilingual(part);
    case 'multipart/encrypted':
      return all(part.children.filter((child) => !CONTROL.has(child.type)));
    default:
      if (part.type.startsWith('multipart/')) return all(part.children);
      return leaf(part);
  }
}

function all(parts: readonly Part[]): Collected {
  const into = nothing();
  for (const part of parts) {
    // A text with a name that follows a text is a file; the first one is the text itself, since some programs name all parts.
    const isFile = into.sections.length > 0 && isNamedAlone(part);
    append(into, isFile ? file(part, false) : collect(part));
  }
  return into;
}

function isNamedAlone(part: Part): boolean {
  return part.type.startsWith('text/') && part.disposition === undefined && part.params.name !== undefined;
}

/**
 * RFC 2046 5.1.4: the same in several forms. The plain ones and those in HTML become one section; files in any of them are
 * kept, forms that are not known are left out where there is one that is.
 */
function alternative(part: Part): Collected {
  const plain: Part[] = [];
  const html: Part[] = [];
  const into = nothing();
  for (const child of part.children) {
    if (OTHER_FORMS.has(child.type) && part.children.length > 1) continue;
    const found = collect(child);
    // Programs that make two plain forms mean the first one; of two in HTML, too.
    const plains = found.sections.flatMap((section) => section.plain);
    const htmls = found.sections.flatMap((section) => section.html);
    if (plain.length === 0) plain.push(...plains);
    if (html.length === 0) html.push(...htmls);
    into.files.push(...found.files);
    into.translations.push(...found.translations);
  }
  if (plain.length + html.length > 0) into.sections.push({ plain, html });
  return into;
}

/** RFC 2387: a root, which `start` may name, and what it shows. */
function related(part: Part): Collected {
  const start = part.params.start?.replace(/[<>\s]/g, '');
  const root = part.children.find((child) => start !== undefined && child.contentId === start) ?? part.children[0];
  const into = nothing();
  for (const child of part.children) {
    if (child === root) append(into, collect(child));
    else if (child.type.startsWith('multipart/')) append(into, collect(child));
    else append(into, CONTROL.has(child.type) ? nothing() : file(child, true));
  }
  return into;
}

/** RFC 8255 3: a preface, one message in each language, and perhaps a last part for all (`zxx`). */
function multilingual(part: Part): Collected {
  const into = nothing();
  const translations = part.children.filter(
    (child) => child.children.length === 1 && child.headers.has('content-language'),
  );
  if (translations.length === 0) return all(part.children);
  for (const child of part.children) {
    if (!translations.includes(child)) {
      // The preface says only that the same follows in several languages.
      if (child !== part.children[0]) append(into, collect(child));
    } else if (/^\s*zxx\b/i.test(child.headers.first('content-language') ?? '')) {
      append(into, all(child.children));
    } else into.translations.push(child);
  }
  return into;
}

function leaf(part: Part): Collected {
  if (CONTROL.has(part.type)) return nothing();
  const form = PLAIN.has(part.type) ? 'plain' : HTML.has(part.type) ? 'html' : undefined;
  if (form === undefined || !isBody(part) || readReaction(part) !== undefined) return file(part, false);
  const into = nothing();
  into.sections.push(form === 'plain' ? { plain: [part], html: [] } : { plain: [], html: [part] });
  return into;
}

/** A text that is shown and is no file. A name in Content-Type alone does not make it one: some programs name every part. */
function isBody(part: Part): boolean {
  const kind = part.disposition?.kind;
  if (kind === 'attachment' || part.raw.length > TEXT_OCTETS) return false;
  if (specialOf(part) !== undefined) return false;
  return kind === undefined ? !isNamedFile(part) : part.disposition?.params.filename === undefined;
}

/** `name="patch.diff"` on text that is not plain text or HTML: the sender means a file. */
function isNamedFile(part: Part): boolean {
  return fileNameOf(part) !== undefined && part.type !== 'text/plain' && part.type !== 'text/html';
}

function file(part: Part, isRelated: boolean): Collected {
  const into = nothing();
  into.files.push({ part, related: isRelated });
  return into;
}

function nothing(): Collected {
  return { sections: [], files: [], translations: [] };
}

function append(into: Collected, from: Collected): void {
  for (const section of from.sections) into.sections.push(section);
  for (const found of from.files) into.files.push(found);
  for (const translation of from.translations) into.translations.push(translation);
}
