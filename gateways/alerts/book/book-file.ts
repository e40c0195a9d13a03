import { explain } from '../../../src/config/explain.js';
import { resolveSecrets } from '../../../src/config/secret-files.js';
import { shapeOf } from '../../../src/config/shape.js';
import { parseSource } from '../../../src/config/source.js';
import { below, type Report, type Spot } from './report.js';
import { bookSchema, type RawBook } from './schema/book-schema.js';
import { type RawRoute, routeSchema } from './schema/route-schema.js';

/** A file of the book as it was read. */
export interface BookText {
  /** As it is told in findings. */
  readonly file: string;
  readonly text: string;
  /** Where relative paths in it begin. */
  readonly folder: string;
  /** Whether every user of the machine can read it. */
  readonly shared?: boolean;
}

/** A route with those below it, still as it is written. */
export interface RouteEntry {
  readonly name: string;
  readonly raw: RawRoute;
  readonly spot: Spot;
  readonly routes: readonly RouteEntry[];
}

/** What one file says, each key checked by itself. */
export interface BookPart {
  readonly raw: RawBook;
  readonly routes: readonly RouteEntry[];
  /** The file as a whole. */
  readonly spot: Spot;
  readonly folder: string;
}

const DEEPEST = 8;
const BOOK_SHAPE = shapeOf(bookSchema);
const ROUTE_SHAPE = shapeOf(routeSchema);

/** Reads one file and checks its keys and values, not yet what they mean together. Undefined where there are errors. */
export function parseBookFile({ file, text, folder, shared }: BookText, report: Report): BookPart | undefined {
  const source = parseSource(text);
  report.add(file, source.findings);
  if (source.findings.length > 0) return undefined;
  const spot: Spot = { file, source, path: [] };
  // A file that is empty, or has only comments, says nothing.
  const value = source.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    report.error(spot, undefined, 'holds no sections', 'begin with routes: and sources:');
    return undefined;
  }
  const secrets = resolveSecrets(value, BOOK_SHAPE, [], source, {
    config: folder,
    credentials: process.env.CREDENTIALS_DIRECTORY,
  });
  report.add(file, secrets.findings);
  for (const one of secrets.files) report.names(one);
  if (secrets.inline && shared === true) {
    const message = 'holds secrets and can be read by every user of this machine';
    report.warning(spot, undefined, message, `run: chmod 600 ${file}`);
  }
  const result = bookSchema.safeParse(secrets.value, { reportInput: false });
  if (!result.success) {
    report.add(file, explain(result.error, { source, shape: BOOK_SHAPE, base: [], value: secrets.value }));
  }
  const given = result.data?.routes ?? Reflect.get(value, 'routes');
  const routes = parseRoutes(Array.isArray(given) ? given : [], below(spot, 'routes'), report, 1);
  if (!result.success || routes === undefined) return undefined;
  return { raw: result.data, routes, spot, folder };
}

function parseRoutes(
  values: readonly unknown[],
  spot: Spot,
  report: Report,
  depth: number,
): readonly RouteEntry[] | undefined {
  if (depth > DEEPEST && values.length > 0) {
    report.error(spot, undefined, `is more than ${DEEPEST} routes deep`, 'put the matchers of two routes into one');
    return undefined;
  }
  const entries = values.map((value, index) => parseRoute(value, below(spot, index), report, depth));
  const good = entries.filter((entry) => entry !== undefined);
  return good.length === entries.length ? good : undefined;
}

function parseRoute(value: unknown, spot: Spot, report: Report, depth: number): RouteEntry | undefined {
  const result = routeSchema.safeParse(value, { reportInput: false });
  if (!result.success) {
    const base = spot.path;
    report.add(spot.file, explain(result.error, { source: spot.source, shape: ROUTE_SHAPE, base, value }));
    return undefined;
  }
  const routes = parseRoutes(result.data.routes, below(spot, 'routes'), report, depth + 1);
  return routes === undefined ? undefined : { name: result.data.name, raw: result.data, spot, routes };
}
