import type { Problem } from '../../gateway.js';
import type { SearchQuery } from '../imap/types.js';
import { wrong } from './parts.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST = 500;

type Query = { -readonly [K in keyof SearchQuery]: SearchQuery[K] };

/**
 * Reads what somebody looks for, as people write it to other programs of mail: words, and `from:alice`, `to:`, `subject:"next week"`,
 * `body:`, `since:2026-01-31`, `before:`, `in:archive`, `is:unread`, `is:flagged`. Pure; linear.
 */
export function readQuery(text: string): SearchQuery | { readonly problem: Problem } {
  const query: Query = {};
  const words: string[] = [];
  for (const { name, value } of terms(text.slice(0, LONGEST))) {
    if (value === '') continue;
    switch (name) {
      case 'from':
      case 'to':
      case 'subject':
      case 'body':
        query[name] = value;
        break;
      case 'since':
      case 'before': {
        const day = dayOf(value);
        if (day === undefined) return { problem: wrong('email.command.search.day', { value: value.slice(0, 40) }) };
        query[name] = day;
        break;
      }
      case 'in':
        query.folder = value;
        break;
      case 'is':
        if (value === 'unread') query.unseen = true;
        else if (value === 'read') query.unseen = false;
        else if (value === 'flagged') query.flagged = true;
        else return { problem: wrong('email.command.search.is', { value: value.slice(0, 40) }) };
        break;
      default:
        words.push(value);
    }
  }
  return words.length === 0 ? query : { ...query, text: words.join(' ') };
}

/** A day as ms since the epoch; undefined where there is no such day. */
function dayOf(value: string): number | undefined {
  if (!DAY.test(value)) return undefined;
  const at = Date.parse(`${value}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(value) ? at : undefined;
}

const NAMES = new Set(['from', 'to', 'subject', 'body', 'since', 'before', 'in', 'is']);

interface Term {
  /** Empty: a word. */
  readonly name: string;
  readonly value: string;
}

/** Words between blanks; what stands in quotes is one. */
function terms(text: string): readonly Term[] {
  const found: Term[] = [];
  let name = '';
  let value = '';
  let quoted = false;
  const end = (): void => {
    found.push({ name, value });
    name = '';
    value = '';
  };
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(char)) end();
    else if (!quoted && char === ':' && name === '' && NAMES.has(value.toLowerCase())) {
      name = value.toLowerCase();
      value = '';
    } else value += char;
  }
  end();
  return found;
}
