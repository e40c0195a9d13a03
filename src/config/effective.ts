import { type Path, pathText, shownValue } from './finding.js';
import type { LoadedConfig } from './load.js';
import { isSecret } from './secret-files.js';
import { type Shape, shapeAt } from './shape.js';

/** One key as it counts. */
export interface EffectiveKey {
  /** `gateways.sms.carriers[0].port` */
  readonly key: string;
  /** As the file, a variable or the schema's default has it. */
  readonly value: unknown;
  readonly from: 'default' | 'file' | 'override';
  /** Line of the file. */
  readonly line?: number;
  /** The variable or option. */
  readonly origin?: string;
  readonly secret: boolean;
  /** Whether a reload takes it over. */
  readonly live: boolean;
}

/** All keys with a value, in the order of the schema: what is given, and the defaults of what is not. */
export function effectiveKeys({ source, shape }: Pick<LoadedConfig, 'source' | 'shape'>): readonly EffectiveKey[] {
  const found: EffectiveKey[] = [];

  function walk(value: unknown, at: Shape | undefined, path: Path, above: { secret: boolean; live: boolean }): void {
    const name = String(path.at(-1) ?? '');
    const marks = {
      secret: above.secret || (typeof path.at(-1) === 'string' && isSecret(name, at)),
      live: above.live || at?.live === true,
    };
    if (isSection(value)) {
      const named = namesOf(at);
      const others = Object.keys(value).filter((key) => !named.includes(key));
      for (const key of [...named, ...others]) {
        walk(Object.hasOwn(value, key) ? value[key] : undefined, shapeAt(at, [key]), [...path, key], marks);
      }
      return;
    }
    // A section that is left out counts with its defaults, unless leaving it out means that there is none.
    if (value === undefined && at?.properties !== undefined) {
      if (at.default !== undefined) walk({}, at, path, above);
      return;
    }
    if (Array.isArray(value) && value.some(isSection)) {
      for (const [index, item] of value.entries()) walk(item, at?.items, [...path, index], marks);
      return;
    }
    const counts = value === undefined ? at?.default : value;
    if (counts === undefined) return;
    const given = value !== undefined;
    const origin = given ? source.origin?.(path) : undefined;
    const line = given && origin === undefined ? source.line(path) : undefined;
    found.push({
      key: pathText(path),
      value: counts,
      from: !given ? 'default' : origin === undefined ? 'file' : 'override',
      ...(line === undefined ? {} : { line }),
      ...(origin === undefined ? {} : { origin }),
      ...marks,
      secret: marks.secret || shownValue(path, 'x') === '(hidden)',
    });
  }

  const { gateways, ...others } = shape.properties ?? {};
  const value = isSection(source.value) ? source.value : {};
  const running = isSection(value.gateways) ? Object.keys(value.gateways) : [];
  const sections = Object.entries(gateways?.properties ?? {}).filter(([name]) => running.includes(name));
  const whole = { ...shape, properties: { ...others, gateways: { properties: Object.fromEntries(sections) } } };
  walk(value, whole, [], { secret: false, live: false });
  return found;
}

/** Keys that differ between two configs. */
interface KeyChanges {
  /** What a reload takes over. */
  readonly live: readonly string[];
  /** What counts after a restart. */
  readonly restart: readonly string[];
}

/** Which keys have another value, or are only in one of the two. */
export function changesOf(before: readonly EffectiveKey[], after: readonly EffectiveKey[]): KeyChanges {
  const text = (one: EffectiveKey | undefined): string | undefined => one && JSON.stringify(one.value);
  const old = new Map(before.map((one) => [one.key, one]));
  const now = new Map(after.map((one) => [one.key, one]));
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => text(old.get(key)) !== text(now.get(key)),
  );
  const isLive = (key: string): boolean => (now.get(key) ?? old.get(key))?.live === true;
  return { live: changed.filter(isLive), restart: changed.filter((key) => !isLive(key)) };
}

function namesOf(shape: Shape | undefined): readonly string[] {
  if (shape === undefined) return [];
  return [...Object.keys(shape.properties ?? {}), ...(shape.anyOf ?? []).flatMap(namesOf)];
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
