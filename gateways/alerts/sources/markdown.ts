import { LIMITS } from './limits.js';

const FENCE = /^\s{0,3}(?:```|~~~)/;

/**
 * A text with marks of Markdown as people read it who see no marks: links and pictures have their addresses beside them, headings and
 * emphasis lose their signs, code stays as it is. Only the beginning is read, of twice the length that an alert can have.
 */
export function plainOfMarkdown(text: string): string {
  let inCode = false;
  const lines: string[] = [];
  for (const line of text.slice(0, 2 * LIMITS.text).split('\n')) {
    if (FENCE.test(line)) inCode = !inCode;
    else lines.push(inCode ? line : plainLine(line));
  }
  return lines.join('\n');
}

function plainLine(line: string): string {
  const said = line.replace(/^\s{0,3}#{1,6}\s+(.{0,1000}?)(?:\s+#{1,6})?\s*$/, '$1');
  // What stands in code has no marks; pieces at odd places are what was within.
  return said
    .split('`')
    .map((piece, index) => (index % 2 === 0 ? plainPiece(piece) : piece))
    .join('');
}

function plainPiece(text: string): string {
  return text
    .replace(
      /!?\[([^[\]]{0,500})\]\(<?([^()\s<>]{1,2048})>?(?:\s+"[^"]{0,200}")?\)/g,
      (_, said: string, url: string) => (said === '' || said === url ? url : `${said} (${url})`),
    )
    .replace(/<(https?:\/\/[^\s<>]{1,2048})>/g, '$1')
    .replace(/(\*\*|~~|(?<!\w)__)(?=\S)([^*~_]{1,1000})\1/g, '$2')
    .replace(/(?<![\w*\\])\*(?=[^\s*])([^*]{1,1000})\*(?![\w*])/g, '$1')
    .replace(/(?<![\w\\])_(?=[^\s_])([^_]{1,1000})_(?!\w)/g, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
