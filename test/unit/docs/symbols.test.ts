import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../../support/repository.js';

const root = repositoryRoot();

/** The contract between core and gateways: the files beside `gateways/gateway.ts`. */
const CONTRACT = 'gateways';
/** Where functions and classes are read by people who did not write them. */
const FOLDERS = ['src', 'gateways', 'sandbox'];

/** What a file exports without a doc comment, as `path: name`. The second of two signatures needs none. */
function undocumented(path: string, kinds: string): readonly string[] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  const names: string[] = [];
  const explained = new Set<string>();
  const pattern = new RegExp(`^export (?:abstract |async )?(?:${kinds}) (\\w+)`);
  for (const [index, line] of lines.entries()) {
    const name = pattern.exec(line)?.[1];
    if (name === undefined || explained.has(name)) continue;
    if (lines[index - 1]?.endsWith('*/')) explained.add(name);
    else names.push(`${path}: ${name}`);
  }
  return names;
}

function sourcesIn(folder: string, recursive: boolean): readonly string[] {
  return readdirSync(join(root, folder), { recursive })
    .map((name) => `${folder}/${String(name)}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
}

describe('sources', () => {
  it('say of each function and class that others use what it is for', () => {
    const missing = FOLDERS.flatMap((folder) =>
      sourcesIn(folder, true).flatMap((path) => undocumented(path, 'function|class')),
    );
    assert.deepEqual(missing, []);
  });

  it('say of everything in the contract of gateways what it is for', () => {
    const missing = sourcesIn(CONTRACT, false).flatMap((path) =>
      undocumented(path, 'function|class|interface|type|const'),
    );
    assert.deepEqual(missing, []);
  });

  it('lie in folders that the page on the architecture explains', () => {
    const page = readFileSync(join(root, 'docs/developer/architecture.md'), 'utf8');
    const folders = ['src', 'gateways'].flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}/${name}/`),
    );
    for (const folder of [...folders, 'console/', 'sandbox/', 'test/', 'scripts/', 'config/', 'docs/'])
      assert.ok(page.includes(`\`${folder}\``), `${folder} is not in the table of folders`);
  });
});
