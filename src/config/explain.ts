import type { z } from 'zod';
import { type Finding, type Path, pathText, shownValue } from './finding.js';
import { nearest } from './nearest.js';
import { keysOf, type Shape, shapeAt } from './shape.js';
import type { Source } from './source.js';

/** What the findings of one schema need to know. */
interface Explaining {
  readonly source: Source;
  readonly shape: Shape;
  /** Where in the file the schema's value stands. */
  readonly base: Path;
  /** That value, as it was checked. */
  readonly value: unknown;
}

/** Each issue that a schema found, in words for the admin. */
export function explain(error: z.ZodError, context: Explaining): Finding[] {
  return error.issues.flatMap((issue) => explainIssue(issue, context));
}

function explainIssue(issue: z.core.$ZodIssue, context: Explaining): Finding[] {
  const inner = issue.path.filter((part) => typeof part !== 'symbol');
  const found = valueAt(context.value, inner);
  const shape = shapeAt(context.shape, inner);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, [...context.base, ...inner], keysOf(shape), context.source));
  }
  const path = [...context.base, ...inner];
  if (issue.code === 'invalid_union' && found !== undefined) {
    // Of several forms the one counts whose kind was written: what is wrong inside of it helps more than that no form fits.
    const meant = issue.errors.find((branch) => branch.length > 0 && !branch.some(isKind));
    if (meant !== undefined) {
      return meant.flatMap((one) => explainIssue({ ...one, path: [...issue.path, ...one.path] }, context));
    }
  }
  if (found === undefined) {
    const name = String(inner.at(-1) ?? '');
    const custom = issue.code === 'custom';
    return [finding(context.source, path, undefined, custom ? issue.message : 'is missing', missingFix(name, shape))];
  }
  const shown = shape?.secret === true ? undefined : found;
  return [finding(context.source, path, shown, message(issue, found), fix(issue, found, shape))];
}

/** A key that nothing knows, with the one that was probably meant. */
export function unknownKey(key: string, parent: Path, known: readonly string[], source: Source): Finding {
  const meant = nearest(key, known);
  const where = parent.length === 0 ? 'the file' : pathText(parent);
  const list = [...known].sort().join(', ');
  const hint = meant === undefined ? `remove it; ${where} may have: ${list}` : `did you mean ${meant}?`;
  // Without its value: what is misspelt may be the name of a secret.
  return finding(source, [...parent, key], undefined, 'is not known', hint);
}

/** Makes an error at a place of the file. */
export function finding(source: Source, path: Path, value: unknown, message: string, fix: string): Finding {
  const line = source.line(path);
  const origin = source.origin?.(path);
  const shown = shownValue(path, value);
  return {
    severity: 'error',
    path: pathText(path),
    ...(line === undefined ? {} : { line }),
    ...(origin === undefined ? {} : { origin }),
    ...(shown === undefined ? {} : { value: shown }),
    message,
    fix,
  };
}

/** Whether an issue says that a value as a whole is of another kind. */
function isKind(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function message(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'invalid_key') return `has a name that cannot be: ${issue.issues[0]?.message ?? issue.message}`;
  if (issue.code === 'invalid_union') {
    const kinds = issue.errors.flat().map((one) => (one.code === 'invalid_type' ? article(one.expected) : fixed(one)));
    const known = [...new Set(kinds.filter((kind) => kind !== undefined))];
    if (known.length > 0) return `must be ${known.join(' or ')}, and is ${kindOf(found)}`;
  }
  if (issue.code === 'invalid_type') {
    return issue.message.startsWith('must')
      ? issue.message
      : `must be ${article(issue.expected)}, and is ${kindOf(found)}`;
  }
  if (issue.code === 'invalid_value') return `must be one of: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unit(issue.origin)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unit(issue.origin)}`;
  return issue.message;
}

/** Values that a form allows alone, such as a word of its own. */
function fixed(issue: z.core.$ZodIssue): string | undefined {
  return issue.code === 'invalid_value' ? issue.values.map(String).join(' or ') : undefined;
}

function fix(issue: z.core.$ZodIssue, found: unknown, shape: Shape | undefined): string {
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    if (issue.message.startsWith('must')) return 'write it with a unit';
    if (typeof found === 'number' || typeof found === 'boolean') return 'put it into quotes, as it was written';
  }
  if (issue.code === 'invalid_key') return 'give it another name';
  if (issue.code === 'invalid_type' && found === null) return 'give it a value, or remove the key';
  if (issue.code === 'invalid_type' && issue.expected === 'array') return 'write a list: [a, b]';
  if (issue.code === 'invalid_type' && issue.expected === 'boolean') return 'write true or false, without quotes';
  if (issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int')) {
    return 'write a number, without quotes or unit';
  }
  if (issue.code === 'invalid_value' && typeof found === 'string') {
    const meant = nearest(found, issue.values.map(String));
    if (meant !== undefined) return `did you mean ${meant}?`;
  }
  return shape?.description === undefined ? 'correct it' : `correct it: ${shape.description}`;
}

function missingFix(name: string, shape: Shape | undefined): string {
  const example = shape?.examples?.[0] ?? shape?.default;
  const line =
    example === undefined
      ? `add ${name}`
      : `add ${name}: ${typeof example === 'string' ? example : JSON.stringify(example)}`;
  return shape?.description === undefined ? line : `${line} (${shape.description})`;
}

/** The value at a path of plain values. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = Reflect.get(current, part);
  }
  return current;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : article(typeof value);
}

function article(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a section with keys',
    record: 'a section with keys',
  };
  return words[kind] ?? kind;
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items' : '';
}
