import type { AlertFile, RefusedFile } from '../alert.js';
import { shownName } from '../files/files-from.js';
import { parsedTemplate } from './parsed-templates.js';
import { cleanLine } from './plain-text.js';
import { renderTemplate } from './template/render-template.js';
import type { GroupView, Words } from './view.js';

/** Files of one message, and of those that are refused. */
const MOST = 10;
const MOST_REFUSED = 5;

/** The files that go with a message: of what is news, not of what somebody has done about it, and not of what is over. */
export function filesOf({ state, deed, alerts }: GroupView): readonly AlertFile[] {
  if (state !== 'firing' || deed !== undefined) return [];
  const found = new Map<string, AlertFile>();
  for (const { status, files = [] } of alerts) {
    if (status === 'firing') for (const file of files) if (!found.has(file.url)) found.set(file.url, file);
  }
  return [...found.values()].slice(0, MOST);
}

/** The files that do not go along, each with why, in words. */
export function refusedLines(view: GroupView, words: Words): readonly string[] {
  if (view.state !== 'firing' || view.deed !== undefined) return [];
  const all = view.alerts.flatMap(({ status, refusedFiles = [] }) => (status === 'firing' ? refusedFiles : []));
  const lines = all.slice(0, MOST_REFUSED).map((one) => refusedLine(one, words));
  const more = all.length - lines.length;
  return more === 0 ? lines : [...lines, cleanLine(said(words, 'alerts.render.files-more', { more }))];
}

function refusedLine({ name, why }: RefusedFile, words: Words): string {
  return cleanLine(said(words, 'alerts.render.file-refused', { name, text: words(`alerts.render.file-${why}`) }));
}

function said(words: Words, key: string, data: object): string {
  return renderTemplate(parsedTemplate(words(key)), data);
}

/** A file in a line: what it is called, how large it is, and where. */
export function fileLine(file: AlertFile): string {
  const { size, url } = file;
  const about = size === undefined ? '' : ` (${sizeText(size)})`;
  return `📎 ${cleanLine(shownName(file))}${about}: ${url}`;
}

function sizeText(octets: number): string {
  if (octets < 1024) return `${octets} B`;
  const [value, unit] = octets < 1024 * 1024 ? [octets / 1024, 'KiB'] : [octets / 1024 / 1024, 'MiB'];
  return `${value.toFixed(1)} ${unit}`;
}
