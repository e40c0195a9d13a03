import { FILTERS } from './filters.js';
import type { FilterCall, ValuePath } from './tree.js';

/** What a tag says. */
export type Tag =
  | { readonly kind: 'value'; readonly path: ValuePath; readonly filters: readonly FilterCall[] }
  | { readonly kind: 'open'; readonly path: ValuePath; readonly inverted: boolean; readonly most: number }
  | { readonly kind: 'close'; readonly path: ValuePath }
  | { readonly kind: 'else' | 'comment' }
  | { readonly kind: 'wrong'; readonly message: string };

/** Items of a list that a section shows where it does not say how many, and the most that it can say. */
const USUAL_ITEMS = 20;
const MOST_ITEMS = 100;
const MOST_FILTERS = 8;
const DEEPEST_PATH = 8;

/** `a.b`, `labels."kube.io/name"`, `alerts.0.title`. */
const STEP = /^(?:[A-Za-z0-9_-]{1,64}|"[^"]{1,128}"|'[^']{1,128}')$/;
/** Words, texts in quotes and pipes; a path may have quotes within. */
const WORD = /\s*(\||"[^"]*"|'[^']*'|(?:[^\s|"']|"[^"]*"|'[^']*')+)/y;

/** Reads what stands between `{{` and `}}`. */
export function parseTag(text: string): Tag {
  const content = text.trim();
  const sign = content.charAt(0);
  if (sign === '!') return { kind: 'comment' };
  if (content === 'else') return { kind: 'else' };
  if (sign === '#' || sign === '^') return parseOpen(content.slice(1), sign === '^');
  if (sign === '/') {
    const path = parsePath(content.slice(1).trim());
    return path === undefined ? wrongPath(content.slice(1)) : { kind: 'close', path };
  }
  return parseValue(content);
}

function parseOpen(content: string, inverted: boolean): Tag {
  const [name = '', bound, ...more] = content.trim().split(/\s+/);
  const path = parsePath(name);
  if (path === undefined) return wrongPath(name);
  const most = bound === undefined ? USUAL_ITEMS : Number(bound);
  if (more.length > 0 || !Number.isInteger(most) || most < 1 || most > MOST_ITEMS) {
    return wrong(`a section takes at most a number of items from 1 to ${MOST_ITEMS}: write {{#${name} 10}}`);
  }
  return { kind: 'open', path, inverted, most };
}

function parseValue(content: string): Tag {
  const words = wordsOf(content);
  if (words === undefined) return wrong('a text in quotes is not closed: write the quote behind it too');
  const [name = '', ...rest] = words;
  const path = parsePath(name);
  if (path === undefined) return wrongPath(name);
  const filters: FilterCall[] = [];
  let at = 0;
  while (at < rest.length) {
    if (rest[at] !== '|') return wrong(`write | before a filter: {{${name} | ${rest[at]}}}`);
    const end = rest.indexOf('|', at + 1);
    const [filter = '', ...args] = rest.slice(at + 1, end === -1 ? undefined : end);
    const call = { name: filter, args: args.map(unquoted) };
    const message = filterProblem(call);
    if (message !== undefined) return wrong(message);
    filters.push(call);
    at = end === -1 ? rest.length : end;
  }
  if (filters.length > MOST_FILTERS) return wrong(`at most ${MOST_FILTERS} filters can follow one another`);
  return { kind: 'value', path, filters };
}

function filterProblem({ name, args }: FilterCall): string | undefined {
  if (name === '') return 'write a filter behind the |';
  const filter = FILTERS.get(name);
  if (filter === undefined) return `there is no filter ${name}: write one of ${[...FILTERS.keys()].join(', ')}`;
  const { least, most, form, usage } = filter;
  const right = args.length >= least && args.length <= most && args.every((arg) => form?.test(arg) ?? true);
  return right ? undefined : `the filter ${name} is written ${usage}`;
}

function wordsOf(content: string): readonly string[] | undefined {
  const words: string[] = [];
  WORD.lastIndex = 0;
  for (let at = 0; at < content.length; at = WORD.lastIndex) {
    const found = WORD.exec(content);
    if (found === null) return undefined;
    words.push(found[1] ?? '');
  }
  return words;
}

/** Undefined where it is none. `.` is the path of no steps. */
function parsePath(written: string): ValuePath | undefined {
  if (written === '.') return [];
  const steps = written.match(/[^."']+|"[^"]*"|'[^']*'/g) ?? [];
  if (steps.length === 0 || steps.length > DEEPEST_PATH || steps.join('.') !== written) return undefined;
  return steps.every((step) => STEP.test(step)) ? steps.map(unquoted) : undefined;
}

function unquoted(word: string): string {
  return /^["']/.test(word) ? word.slice(1, -1) : word;
}

function wrongPath(name: string): Tag {
  const shown = name.slice(0, 40);
  if (shown === '') return wrong('nothing stands in the braces: write the name of a value, such as {{title}}');
  return wrong(
    `${shown} is no name of a value: write names with dots, such as labels.instance or labels."kube.io/name"`,
  );
}

function wrong(message: string): Tag {
  return { kind: 'wrong', message };
}
