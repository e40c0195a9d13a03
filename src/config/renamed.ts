import { finding, valueAt } from './explain.js';
import { type Finding, type Path, pathText } from './finding.js';
import type { Source } from './source.js';

/** A key that had another name in an earlier release. */
export interface RenamedKey {
  /** `*` stands for each item of a list, and for each name that the admin gives. */
  readonly old: Path;
  /** As many `*`, which stand for the same; only the last part may be another one behind the last of them. */
  readonly now: Path;
}

/** Keys that are accepted under their old names, with a warning, until the next major version. */
const RENAMED: readonly RenamedKey[] = [];

/** The source with old names replaced by new ones; each is a warning, or an error where both are given. */
export function withNewNames(
  source: Source,
  renamed: readonly RenamedKey[] = RENAMED,
): { readonly source: Source; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const moved = new Map<string, Path>();
  let value = source.value;
  for (const { old, now } of renamed) {
    for (const path of placesOf(value, old)) {
      const names = path.filter((_, index) => old[index] === '*');
      const target = now.map((part) => (part === '*' ? (names.shift() ?? part) : part));
      const given = valueAt(value, path);
      const said = finding(
        source,
        path,
        undefined,
        `is called ${pathText(target)} now`,
        `rename it to ${target.at(-1)}`,
      );
      if (valueAt(value, target) !== undefined) {
        findings.push({
          ...said,
          message: `and ${pathText(target)}, its new name, are both given`,
          fix: 'keep the new one',
        });
        continue;
      }
      findings.push({ ...said, severity: 'warning' });
      moved.set(pathText(target), path);
      value = placed(without(value, path), target, given);
    }
  }
  if (findings.length === 0) return { source, findings };
  // What is said of a value tells the line at which it stands.
  const from = (path: Path): Path => {
    for (let end = path.length; end > 0; end--) {
      const old = moved.get(pathText(path.slice(0, end)));
      if (old !== undefined) return [...old, ...path.slice(end)];
    }
    return path;
  };
  const { origin } = source;
  return {
    source: {
      value,
      findings: source.findings,
      line: (path) => source.line(from(path)),
      ...(origin === undefined ? {} : { origin: (path: Path) => origin(from(path)) }),
    },
    findings,
  };
}

/** The paths that fit a pattern and have a value. */
function placesOf(value: unknown, pattern: Path, base: Path = []): Path[] {
  const [part, ...rest] = pattern;
  if (part === undefined) return value === undefined ? [] : [base];
  if (typeof value !== 'object' || value === null) return [];
  const keys = part !== '*' ? [part] : Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) =>
    Object.hasOwn(value, key) ? placesOf(Reflect.get(value, key), rest, [...base, key]) : [],
  );
}

function without(value: unknown, path: Path): unknown {
  const [part, ...rest] = path;
  if (part === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => (index === part ? without(item, rest) : item));
  const entries = Object.entries(value).filter(([key]) => rest.length > 0 || key !== part);
  return Object.fromEntries(entries.map(([key, item]) => [key, key === part ? without(item, rest) : item]));
}

function placed(value: unknown, path: Path, given: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return given;
  if (Array.isArray(value)) return value.map((item, index) => (index === part ? placed(item, rest, given) : item));
  const section = typeof value === 'object' && value !== null ? value : {};
  return { ...section, [part]: placed(valueAt(section, [part]), rest, given) };
}
