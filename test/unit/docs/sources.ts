import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repositoryRoot } from '../../support/repository.js';

const root = repositoryRoot();

/** Something that a file exports by its name. */
interface Exported {
  readonly path: string;
  readonly name: string;
  /** It says what it is: by a doc comment of its own or that of its group, or because it is derived from what has one. */
  readonly documented: boolean;
}

const EXPORT = /^export (?:declare |abstract |async )*(?:function\*?|class|interface|type|const|let) (\w+)/;
/** One more constant of a group that has one comment, or a constant without. */
const CONSTANT = /^(?:export )?const .*;$/;
/** A type that says no more than the table or schema that it is made of. */
const DERIVED =
  /^export type \w+ = (?:\(typeof (\w+)\)\[(?:number|keyof typeof \w+)\]|keyof typeof \w+|z\.(?:output|infer)<(?:typeof \w+|ReturnType<typeof \w+>)>);$/;
const NAMED = /(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^}]*)\}\s*from\s*'(\.[^']+)'/g;
const WHOLE = /(?:import|export)\s+(?:type\s+)?\*[^']*'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/g;

/** Paths of the files of code below a folder. */
export function sourcesIn(folder: string, recursive = true): readonly string[] {
  return readdirSync(join(root, folder), { recursive })
    .map((name) => `${folder}/${String(name)}`)
    .filter((path) => /\.(?:tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts'));
}

/** What a file exports. The second of two signatures is not told again. */
export function exportsOf(path: string): readonly Exported[] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  const found = new Map<string, Exported>();
  let inGroup = false;
  for (const [index, line] of lines.entries()) {
    const commented = lines[index - 1]?.endsWith('*/') === true;
    inGroup = CONSTANT.test(line) && (inGroup || commented);
    const name = EXPORT.exec(line)?.[1];
    if (name === undefined || found.has(name)) continue;
    found.set(name, { path, name, documented: commented || inGroup || DERIVED.test(line) });
  }
  return [...found.values()];
}

/** What files name of each other: `path: name` of each export, and the files that somebody takes as a whole. */
export function importsOf(paths: readonly string[]): {
  readonly named: ReadonlySet<string>;
  readonly whole: ReadonlySet<string>;
} {
  const known = new Set(paths);
  const named = new Set<string>();
  const whole = new Set<string>();
  for (const path of paths) {
    const text = readFileSync(join(root, path), 'utf8');
    const target = (specifier: string): string | undefined => {
      const file = normalize(join(dirname(path), specifier));
      return [file.replace(/\.js$/, '.ts'), file.replace(/\.js$/, '.tsx'), file].find((one) => known.has(one));
    };
    for (const [, names = '', specifier = ''] of text.matchAll(NAMED)) {
      for (const one of names.split(',')) {
        const name = /^(?:type\s+)?(\w+)/.exec(one.trim())?.[1];
        if (name !== undefined) named.add(`${target(specifier)}: ${name}`);
      }
    }
    for (const [, specifier, other = ''] of text.matchAll(WHOLE)) whole.add(target(specifier ?? other) ?? '');
  }
  return { named, whole };
}
