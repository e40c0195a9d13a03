import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../../support/repository.js';

const root = repositoryRoot();
const networks = readdirSync(join(root, 'gateways'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, 'gateways', entry.name, 'module.ts')))
  .map(({ name }) => name);

/** Imports and re-exports that come into memory with the file itself: neither types alone nor `import()`. */
const STATIC = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s+)?'(\.[^']+)'/gm;

/** Paths, from the root, of all files that come into memory with one. */
function loadedWith(entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [resolve(root, entry)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const path = relative(root, file);
    if (seen.has(path)) continue;
    seen.add(path);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(STATIC)) {
      open.push(resolve(dirname(file), name.replace(/\.js$/, '.ts')));
    }
  }
  return seen;
}

/** The networks of whose code something is among some files. */
function networksOf(files: ReadonlySet<string>): readonly string[] {
  return networks.filter((name) => [...files].some((file) => file.startsWith(`gateways/${name}/`)));
}

describe('the code of the networks', () => {
  it('does not come into memory with the program', () => {
    const files = loadedWith('src/main.ts');
    assert.ok(files.has('src/core/host.ts'), 'the core is found');
    assert.deepEqual(networksOf(files), []);
  });

  for (const name of networks) {
    it(`brings that of no other with it: ${name}`, () => {
      const files = loadedWith(`gateways/${name}/module.ts`);
      assert.ok(files.size > 3, 'its files are found');
      assert.deepEqual(networksOf(files), [name]);
    });
  }
});
