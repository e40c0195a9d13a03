import type { Alert } from '../alert.js';
import type { BookText } from './book-file.js';
import { type ExplainOptions, explain } from './explain.js';
import { explanationLines } from './explain-text.js';
import type { Parsed } from './parsed.js';
import { parseAlerts } from './payload.js';
import { type ReadOptions, readBook } from './read-book.js';
import type { BookFinding } from './report.js';
import type { Source } from './source.js';

/** Reads a request as a source does: its alerts, or what is wrong with it. */
export type Decode = (source: Source, payload: string) => Parsed<readonly Alert[]>;

export interface RouteTestOptions extends ReadOptions, Pick<ExplainOptions, 'to'> {
  /** Name of the source from which the payload comes. */
  readonly source?: string;
  /** Reads payloads in the form of that source; missing: they are alerts in the normalised form. */
  readonly decode?: Decode;
}

/** What `isthmus route test` says. */
export interface RouteTest {
  /** False where the book or the payload cannot be used. */
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** Tells what the files of a book would make of a payload, without sending anything; alerts of one payload may mute each other. */
export function testRoute(texts: readonly BookText[], payload: string, options: RouteTestOptions): RouteTest {
  const { source = '', to, decode } = options;
  const result = readBook(texts, options);
  const told = result.findings.map(findingText);
  if (!result.ok) return { ok: false, lines: told };
  const { book } = result;
  const sender = book.source(source);
  if (source !== '' && sender === undefined) {
    const known = book.sources.map(({ name }) => name).join(', ');
    return { ok: false, lines: [...told, `there is no source ${source}; there are: ${known}`] };
  }
  if (to !== undefined && book.route(to) === undefined)
    return { ok: false, lines: [...told, `there is no route ${to}`] };
  const alerts =
    sender !== undefined && decode !== undefined ? decode(sender, payload) : parseAlerts(payload, source, options.now);
  if (!alerts.ok) return { ok: false, lines: [...told, `the payload ${alerts.message}: ${alerts.fix}`] };
  const firing = alerts.value.filter(({ status }) => status === 'firing');
  const lines = alerts.value.flatMap((alert, index) => [
    ...(index === 0 ? [] : ['']),
    ...explanationLines(explain(book, alert, options.now, { firing, ...(to !== undefined && { to }) }), book),
  ]);
  return { ok: true, lines: [...told, ...lines] };
}

/** A finding in one line: `routes.yaml:12: error: routes[0].to[1] ...`. */
export function findingText({ file, line, severity, path, value, message, fix }: BookFinding): string {
  const where = [file, ...(line === undefined ? [] : [line])].join(':');
  const shown = value === undefined ? '' : ` (${value})`;
  return `${where}: ${severity}: ${path === '' ? 'the file' : path}${shown} ${message}: ${fix}`;
}
