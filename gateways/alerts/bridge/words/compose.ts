import type { Element } from '../../../../src/xmpp/element.js';
import { fallbackFor } from '../../../../src/xmpp/fallback.js';
import { type FileLink, fileElements } from '../../../../src/xmpp/files.js';
import { NS } from '../../../../src/xmpp/namespaces.js';
import type { Label } from './speaker-label.js';

/** Something that somebody said, ready for an end. */
export interface Speech {
  readonly label: Label;
  readonly text: string;
  /** `/me`. */
  readonly action: boolean;
  /** What it answers. */
  readonly quote?: { readonly nick: string; readonly text: string };
  readonly files: readonly FileLink[];
  /** Words that stand before the text, such as that it is a correction. */
  readonly mark?: string;
}

interface Composed {
  readonly body: string;
  /** Fallback marks and files (XEP-0428, XEP-0066, XEP-0447). */
  readonly parts: readonly Element[];
}

const LONGEST_BODY = 16_000;
const LONGEST_QUOTE = 80;

/** For clients of XMPP: quote and links are marked, so that those who show replies and files do not show them twice. */
export function composeForXmpp(speech: Speech, repliesByElement: boolean): Composed {
  const quote = quoteOf(speech);
  const head = quote === '' ? '' : `${quote}\n`;
  const said = spoken(speech, speech.text);
  const links = speech.files.map(({ url }) => url).filter((url) => !speech.text.includes(url));
  const text = [said, ...links].join(links.length === 1 && speech.text === '' ? ' ' : '\n');
  const parts: Element[] = [];
  if (quote !== '' && repliesByElement) parts.push(fallbackFor(NS.reply, 0, length(head)));
  const [file] = speech.files;
  const [link] = links;
  if (file !== undefined && link !== undefined && speech.files.length === 1) {
    const [oob, sharing] = fileElements(file);
    const end = length(head + text);
    if (oob !== undefined) parts.push(oob);
    if (sharing !== undefined) parts.push(sharing, fallbackFor(NS.sfs, end - length(link), end));
  } else {
    for (const one of speech.files) parts.push(...fileElements(one).slice(0, 1));
  }
  return { body: cut(head + text), parts };
}

/** For IRC, where each line is a message: every one says whose it is. */
export function composeForLines(speech: Speech): Composed {
  const quote = quoteOf(speech);
  const files = speech.files
    .filter(({ url }) => !speech.text.includes(url))
    .map(({ url, name }) => (name === undefined ? url : `${name} ${url}`));
  const own = [...speech.text.split('\n'), ...files].filter((line) => line.trim() !== '');
  const lines = [
    ...(quote === '' ? [] : [spoken({ ...speech, action: false, mark: '' }, quote)]),
    ...own.map((line, at) => spoken(at === 0 ? speech : { ...speech, action: false, mark: '' }, line)),
  ];
  return { body: cut(lines.join('\n')), parts: [] };
}

/** The beginning of a text on one line. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const points = [...line.slice(0, 4 * LONGEST_QUOTE)];
  return points.length > LONGEST_QUOTE ? `${points.slice(0, LONGEST_QUOTE - 1).join('')}…` : line;
}

function spoken({ label, action, mark = '' }: Speech, text: string): string {
  const words = mark === '' ? text : `${mark} ${text}`;
  return (action ? `* ${label.bare} ${words}` : `${label.before} ${words}`).trimEnd();
}

function quoteOf({ quote }: Speech): string {
  if (quote === undefined) return '';
  return quote.nick === '' ? `> ${excerpt(quote.text)}` : `> ${quote.nick}: ${excerpt(quote.text)}`;
}

function cut(text: string): string {
  return text.length <= LONGEST_BODY ? text : `${[...text.slice(0, LONGEST_BODY)].slice(0, -1).join('')}…`;
}

/** In code points (XEP-0426). */
function length(text: string): number {
  return [...text].length;
}
