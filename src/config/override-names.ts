import type { Path } from './finding.js';
import { keysOf, type Shape } from './shape.js';

/** What the name of each variable begins with that overrides a key. */
const PREFIX = 'ISTHMUS_';

/** Variables with that beginning that are no keys: of other commands, of tests, and what Kubernetes sets for a service of this name. */
const OTHERS =
  /^ISTHMUS_(CONFIG|SOCKET|KEYS|URL|TOKEN|TOKEN_FILE|(TEST|BENCH|FAULT)_.*|SERVICE_(HOST|PORT(_.*)?)|PORT(_\d+_(TCP|UDP|SCTP)(_.*)?)?)$/;

/** Whether a variable of the environment means a key of the config. */
export function isOverride(name: string): boolean {
  return name.startsWith(PREFIX) && name.length > PREFIX.length && !OTHERS.test(name);
}

/** `messageTtl` as it stands in the name of a variable: `MESSAGE_TTL`; what is no letter or digit becomes `_`. */
function word(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]/g, '_')
    .toUpperCase();
}

/** The variable that overrides a key: `['limits', 'messageTtl']` is `ISTHMUS_LIMITS_MESSAGE_TTL`. */
export function variableOf(path: Path): string {
  return PREFIX + path.map((part) => word(String(part))).join('_');
}

/**
 * The key that a variable means, by what the schema knows and, for names that the admin gives (networks, codes), by what the file
 * has; a new name is written in small letters and without `_`. Undefined where it means none.
 */
export function pathOf(variable: string, shape: Shape, value: unknown): Path | undefined {
  return find(variable.slice(PREFIX.length), shape, value);
}

function find(rest: string, shape: Shape | undefined, value: unknown): Path | undefined {
  for (const [key, child] of steps(rest, shape, value)) {
    const own = word(String(key));
    if (rest === own) return [key];
    if (!rest.startsWith(`${own}_`)) continue;
    const inner = find(rest.slice(own.length + 1), child, valueIn(value, key));
    if (inner !== undefined) return [key, ...inner];
  }
  return undefined;
}

/** Keys that the next words may mean, with what is known of them; what the schema names comes first. */
function* steps(
  rest: string,
  shape: Shape | undefined,
  value: unknown,
): Iterable<[string | number, Shape | undefined]> {
  if (shape === undefined) return;
  yield* Object.entries(shape.properties ?? {});
  const more = shape.additionalProperties;
  if (typeof more === 'object') {
    for (const key of namesIn(value)) yield [key, more];
    const [first = ''] = /^[A-Z][A-Z0-9]*/.exec(rest) ?? [];
    if (first !== '') yield [first.toLowerCase(), more];
  }
  const [index] = /^\d{1,3}(?=_|$)/.exec(rest) ?? [];
  if (index !== undefined && shape.items !== undefined) yield [Number(index), shape.items];
  for (const option of shape.anyOf ?? []) yield* steps(rest, option, value);
}

function namesIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function valueIn(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** The variables of all keys that have a fixed name. */
export function variables(shape: Shape, base: Path = []): string[] {
  const own = Object.entries(shape.properties ?? {}).flatMap(([key, child]) => {
    const path = [...base, key];
    const inner = variables(child, path);
    return inner.length > 0 && keysOf(child).length > 0 ? inner : [variableOf(path)];
  });
  return [...own, ...(shape.anyOf ?? []).flatMap((option) => variables(option, base))];
}
