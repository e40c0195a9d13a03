import { legalLine } from './legal-text.js';

/** RFC 5322 2.1.1: no line is longer. */
const ID_LENGTH = 998;
/** Of longer lists the first one and the last ones are kept, as a reply keeps them. */
const MOST_IDS = 200;

/**
 * Reads Message-ID, In-Reply-To or References (RFC 5322 3.6.4): the ids in their order without angle brackets, each once.
 * Commas, comments, text between ids, ids that are glued together and such without brackets are understood.
 */
export function readMessageIds(field: string): readonly string[] {
  const bracketed = inBrackets(field);
  const ids = [...new Set(bracketed.length > 0 ? bracketed : bare(field))];
  return ids.length <= MOST_IDS ? ids : [...ids.slice(0, 1), ...ids.slice(1 - MOST_IDS)];
}

function inBrackets(field: string): string[] {
  const ids: string[] = [];
  for (let start = field.indexOf('<'); start !== -1; start = field.indexOf('<', start + 1)) {
    const end = field.indexOf('>', start);
    if (end === -1) break;
    // `<<a@b>` and `<a@b <c@d>`: the id begins at the last bracket before its end.
    start = field.lastIndexOf('<', end);
    const id = cleanId(field.slice(start + 1, end));
    if (id !== undefined) ids.push(id);
    start = end;
  }
  return ids;
}

/** Without any brackets: words that have an `@`, comments left out. */
function bare(field: string): string[] {
  const ids: string[] = [];
  for (const word of field.replace(/\([^()]*\)/g, ' ').split(/[\s,;<>]+/)) {
    const id = word.includes('@') ? cleanId(word) : undefined;
    if (id !== undefined) ids.push(id);
  }
  // A Message-ID alone may even have no `@`.
  const only = cleanId(field);
  return ids.length === 0 && only !== undefined && !/[\s()<>]/.test(field.trim()) ? [only] : ids;
}

function cleanId(text: string): string | undefined {
  if (text.length > ID_LENGTH) return undefined;
  const id = legalLine(text).replace(/\s+/g, '');
  return id === '' ? undefined : id;
}
