import type { Book } from '../book/book.js';
import { readFiles } from '../book/book-keeper.js';
import { type Matcher, parseMatcher } from '../book/matcher.js';
import { findingText, type RouteTest, type RouteTestOptions, testRoute } from '../book/route-test.js';
import { bookOptions, type Surrounding } from '../book-options.js';
import { Rota } from '../own/rota.js';
import { alertsTexts } from '../texts.js';
import { decodePayload, type TriedPayload } from './decode.js';
import { messageLines } from './messages.js';

/** A payload that is tried against files of a book, and nobody is told. */
export interface Trial {
  /** Paths of the files of the book. */
  readonly files: readonly string[];
  /** What is left out is not checked. */
  readonly surrounding: Surrounding;
  readonly payload: TriedPayload;
  /** Name of the source from which it comes. */
  readonly source?: string;
  /** Name of the route to whose address it is written. */
  readonly to?: string;
  /** Silences that hold, each as its matchers with white space between them. */
  readonly silences: readonly string[];
}

/**
 * Tells what a book makes of a payload, and which texts people would get, without sending anything: presences, silences and what people
 * have set are not looked at.
 */
export async function tryFiles({ files, surrounding, payload, source, to, silences }: Trial): Promise<RouteTest> {
  const { texts, findings } = await readFiles(files);
  if (findings.length > 0) return { ok: false, lines: findings.map(findingText) };
  const read = silences.map(silenceOf);
  const wrong = read.flatMap((one) => (typeof one === 'string' ? [one] : []));
  if (wrong.length > 0) return { ok: false, lines: wrong };
  const { now } = surrounding;
  return testRoute(texts, new TextDecoder().decode(payload.octets), {
    ...bookOptions(surrounding),
    ...(source !== undefined && { source }),
    ...(to !== undefined && { to }),
    silences: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    onCall: (book) => {
      const rota = new Rota(book);
      return (rotation) => rota.onCall(rotation, now);
    },
    decode: (sender, _, book) => decodePayload(sender, payload, { book, now }),
    after: (explanations, book: Book) => messageLines(explanations, { book, now, text: sayIn }),
  });
}

/** A silence from its matchers, `team=db severity>=error`, where a value with white space stands in quotation marks; or what is wrong. */
function silenceOf(text: string): NonNullable<RouteTestOptions['silences']>[number] | string {
  const written = text.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  if (written.length === 0) return `the silence ${JSON.stringify(text)} has no matchers: write team=db`;
  const matchers: Matcher[] = [];
  for (const one of written) {
    const matcher = parseMatcher(one);
    if (!matcher.ok) return `the silence ${text}: ${one} ${matcher.message}: ${matcher.fix}`;
    matchers.push(matcher.value);
  }
  return { text, matchers };
}

/** A sentence of the gateway, in a language or else in English. */
function sayIn({ key, params = {} }: { readonly key: string; readonly params?: object }, lang = 'en'): string {
  const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = alertsTexts;
  const [base = 'en'] = lang.toLowerCase().split('-');
  const found = tables[base]?.[key] ?? tables.en?.[key] ?? key;
  const values = new Map<string, unknown>(Object.entries(params));
  return found.replace(/\{(\w+)\}/g, (place, name: string) => String(values.get(name) ?? place));
}
