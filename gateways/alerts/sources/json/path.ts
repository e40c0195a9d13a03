import { isObject, own } from '../values.js';

/** Where a value is in a JSON document. */
export interface Path {
  /** Whether it begins at the whole document (`$`), and not at the alert that is read. */
  readonly fromRoot: boolean;
  /** Names of objects, indexes of lists; negative ones count from the end. */
  readonly steps: readonly (string | number)[];
}

/** Steps of one path. */
export const DEEPEST = 16;

const STEP = /\.?([^.[\]{}|\s'"$]{1,128})|\[(-?\d{1,6})\]|\[([^\]{}|'"]{1,128})\]/uy;

/**
 * Reads a path: `host.name`, `tags[0]`, `values[-1]`, `labels[app.kubernetes.io/name]` for names with dots, `$.commit.id` from the
 * beginning of the document, `.` for the alert itself. Undefined where it is none.
 */
export function readPath(text: string): Path | undefined {
  if (text === '.') return { fromRoot: false, steps: [] };
  const fromRoot = text.startsWith('$');
  let at = fromRoot ? 1 : 0;
  if (!fromRoot && (text === '' || text.startsWith('.'))) return undefined;
  const steps: (string | number)[] = [];
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) return undefined;
    const [whole, name, index, quoted] = match;
    // Two names need a dot between them, which the pattern leaves open for the first.
    if (name !== undefined && at > 0 && !whole.startsWith('.')) return undefined;
    steps.push(name ?? quoted ?? Number(index));
    at += whole.length;
  }
  return { fromRoot, steps };
}

/** What is at the path; undefined where nothing is. */
export function lookUp({ fromRoot, steps }: Path, item: unknown, root: unknown): unknown {
  let value = fromRoot ? root : item;
  for (const step of steps) {
    if (Array.isArray(value)) value = value.at(indexOf(step));
    else if (isObject(value)) value = own(value, String(step));
    else return undefined;
  }
  return value;
}

/** Far from every list for what is no index. */
function indexOf(step: string | number): number {
  if (typeof step === 'number') return step;
  return /^\d{1,6}$/.test(step) ? Number(step) : Number.MAX_SAFE_INTEGER;
}
