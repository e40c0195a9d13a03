import type { Alert } from '../alert.js';
import type { Book } from './book.js';
import type { BookText } from './book-file.js';
import { type ExplainOptions, type Explanation, explain } from './explain.js';
import { explanationLines } from './explain-text.js';
import type { Parsed } from './parsed.js';
import { parseAlerts } from './payload.js';
import { type ReadOptions, readBook } from './read-book.js';
import type { BookFinding } from './report.js';
import type { Source } from './source.js';
import { transformed } from './transform.js';

/** Reads a payload as its source does: its alerts, or what is wrong with it; undefined: it is in the normalised form. */
export type Decode = (source: Source | undefined, payload: string, book: Book) => Parsed<readonly Alert[]> | undefined;

/** From where a payload that is tried comes, and how it is read. */
export interface RouteTestOptions extends ReadOptions, Pick<ExplainOptions, 'to' | 'silences'> {
  /** Name of the source from which the payload comes. */
  readonly source?: string;
  /** Missing: all payloads are in the normalised form. */
  readonly decode?: Decode;
  /** Who is on call by a book. */
  readonly onCall?: (book: Book) => NonNullable<ExplainOptions['onCall']>;
  /** What else there is to say. */
  readonly after?: (explanations: readonly Explanation[], book: Book) => readonly string[];
}

/** What `isthmus route test` says. */
export interface RouteTest {
  /** False where the book or the payload cannot be used. */
  readonly ok: boolean;
  readonly lines: readonly string[];
  /** What was read of the payload. */
  readonly alerts?: readonly Alert[];
}

/** Tells what the files of a book would make of a payload, without sending anything; alerts of one payload may mute each other. */
export function testRoute(texts: readonly BookText[], payload: string, options: RouteTestOptions): RouteTest {
  const { source = '', to, decode, silences, after } = options;
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
  const alerts = decode?.(sender, payload, book) ?? parseAlerts(payload, source, options.now);
  if (!alerts.ok) return { ok: false, lines: [...told, `the payload ${alerts.message}: ${alerts.fix}`] };
  const firing = alerts.value.flatMap((alert) => (alert.status === 'firing' ? asTold(book, alert, to) : []));
  if (alerts.value.length === 0) return { ok: true, lines: [...told, 'there is no alert in it: nothing happens'] };
  const onCall = options.onCall?.(book);
  const more = { firing, ...(to !== undefined && { to }), ...(silences && { silences }), ...(onCall && { onCall }) };
  const explanations = alerts.value.map((alert) => explain(book, alert, options.now, more));
  const lines = explanations.flatMap((explanation, index) => [
    ...(index === 0 ? [] : ['']),
    ...explanationLines(explanation, book),
  ]);
  return { ok: true, lines: [...told, ...lines, ...(after?.(explanations, book) ?? [])], alerts: alerts.value };
}

/** An alert as each route that keeps it has it: so it may mute others. */
function asTold(book: Book, alert: Alert, to: string | undefined): readonly Alert[] {
  const route = to === undefined ? undefined : book.route(to);
  const routes = route === undefined ? book.routesFor(alert) : book.routesBelow(route, alert);
  return routes.length === 0 ? [alert] : [...new Set(routes.map(({ transform }) => transformed(transform, alert)))];
}

/** A finding in one line: `routes.yaml:12: error: routes[0].to[1] ...`. */
export function findingText({ file, line, severity, path, value, message, fix }: BookFinding): string {
  const where = [file, ...(line === undefined ? [] : [line])].join(':');
  const shown = value === undefined ? '' : ` (${value})`;
  return `${where}: ${severity}: ${path === '' ? 'the file' : path}${shown} ${message}: ${fix}`;
}
