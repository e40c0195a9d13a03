import { type Finding, type Path, pathText } from './finding.js';
import { nearest } from './nearest.js';
import { isOverride, pathOf, variables } from './override-names.js';
import { readValue } from './override-values.js';
import { type Shape, shapeAt } from './shape.js';
import type { Source } from './source.js';

/** What goes over a config file. The later of two wins: the file, the environment, options of the command. */
export interface Layers {
  /** Variables `ISTHMUS_...` override keys; `CREDENTIALS_DIRECTORY` has credentials of systemd. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** `path=value` of each `--set`. */
  readonly settings?: readonly string[];
}

interface Override {
  /** The variable, or the option as it was given without its value. */
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
}

/** Lays variables and options over what a file says. What they say wrong is among the findings of the source. */
export function overlaid(source: Source, shape: Shape, { environment = {}, settings = [] }: Layers): Source {
  const findings: Finding[] = [...source.findings];
  const origins = new Map<string, string>();
  let value = source.value;

  function take({ name, path, value: given }: Override): void {
    const changed = withValue(value, path, given);
    if (changed === undefined) {
      findings.push(
        wrong(
          name,
          path,
          'is inside of a value that the file writes in short, or behind the end of a list',
          'write that as a section; items of a list count from 0',
        ),
      );
      return;
    }
    value = changed;
    origins.set(pathText(path), name);
  }

  for (const [name, text] of Object.entries(environment)) {
    // Compose files and the like hand over empty variables for what nobody has set.
    if (text === undefined || text === '' || !isOverride(name)) continue;
    const path = pathOf(name, shape, value);
    if (path === undefined) findings.push(unknownVariable(name, shape));
    else read(name, path, text);
  }
  for (const setting of settings) {
    const [, key, text = ''] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
    const path = key === undefined ? undefined : pathFrom(key);
    const name = `--set ${(key ?? setting).slice(0, 80)}`;
    if (path === undefined) findings.push(wrong(name, [], 'names no key', 'write it like --set log.level=debug'));
    else if (shapeAt(shape, path) === undefined) {
      findings.push(wrong(name, path, 'is not known', 'take the name of a key from `isthmus sample`'));
    } else read(name, path, text);
  }

  function read(name: string, path: Path, text: string): void {
    const result = readValue(text, shapeAt(shape, path));
    if (result.ok) take({ name, path, value: result.value });
    else findings.push(wrong(name, path, result.message, 'write a list as [a, b] or a, b, a section as {key: value}'));
  }

  if (origins.size === 0 && findings.length === source.findings.length) return source;
  const origin = (path: Path): string | undefined => {
    for (let end = path.length; end > 0; end--) {
      const found = origins.get(pathText(path.slice(0, end)));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return { value, findings, origin, line: (path) => (origin(path) === undefined ? source.line(path) : undefined) };
}

function unknownVariable(name: string, shape: Shape): Finding {
  const meant = nearest(name, variables(shape));
  return {
    severity: 'error',
    path: '',
    origin: name,
    message: 'overrides no key of the config file',
    fix:
      meant === undefined ? 'unset it; docs/admin/configuration.md tells how they are named' : `did you mean ${meant}?`,
  };
}

function wrong(name: string, path: Path, message: string, fix: string): Finding {
  return { severity: 'error', path: pathText(path), origin: name, message, fix };
}

/** `gateways.sms.carriers[0].host` or `gateways.sms.carriers.0.host`; a part with dots stands in double quotes. */
function pathFrom(text: string): Path | undefined {
  const parts = [...text.matchAll(/\.?(?:"([^"]+)"|\[(\d{1,3})\]|([^.[\]"]+))/gy)];
  if (parts.map(([all]) => all).join('') !== text || parts.length === 0) return undefined;
  return parts.map(([, quoted, index, plain = '']) =>
    quoted !== undefined
      ? quoted
      : index !== undefined
        ? Number(index)
        : /^\d{1,3}$/.test(plain)
          ? Number(plain)
          : plain,
  );
}

/**
 * A copy with another value at a path; sections on the way are made where they are missing. A secret and its file go one for the
 * other. Undefined where something on the way is no section.
 */
function withValue(current: unknown, path: Path, value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const list = current === undefined || current === null ? [] : current;
    // A hole in a list would be an item that nobody has written.
    if (!Array.isArray(list) || part > list.length) return undefined;
    const item = withValue(list[part], rest, value);
    return item === undefined ? undefined : [...list.slice(0, part), item, ...list.slice(part + 1)];
  }
  const section = current === undefined || current === null ? {} : current;
  if (typeof section !== 'object' || Array.isArray(section)) return undefined;
  const inner = withValue(Object.hasOwn(section, part) ? Reflect.get(section, part) : undefined, rest, value);
  if (inner === undefined) return undefined;
  const twin = part.endsWith('File') ? part.slice(0, -'File'.length) : `${part}File`;
  const kept = Object.entries(section).filter(([key]) => rest.length > 0 || key !== twin);
  const entries = kept.map(([key, item]) => [key, key === part ? inner : item] as const);
  return Object.fromEntries(Object.hasOwn(section, part) ? entries : [...entries, [part, inner]]);
}
