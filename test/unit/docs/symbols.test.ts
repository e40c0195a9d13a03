import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../../support/repository.js';
import { exportsOf, importsOf, sourcesIn } from './sources.js';

const root = repositoryRoot();

/** Where code is read by people who did not write it. */
const FOLDERS = ['src', 'gateways', 'console', 'sandbox'];
/** Where else something of it may be used. */
const OTHERS = ['test', 'scripts'];

describe('sources', () => {
  it('say of everything that others use what it is for', () => {
    const missing = FOLDERS.flatMap((folder) => sourcesIn(folder))
      .flatMap(exportsOf)
      .filter(({ documented }) => !documented);
    assert.deepEqual(
      missing.map(({ path, name }) => `${path}: ${name}`),
      [],
    );
  });

  it('export only what another file uses', () => {
    const sources = FOLDERS.flatMap((folder) => sourcesIn(folder));
    const { named, whole } = importsOf([...sources, ...OTHERS.flatMap((folder) => sourcesIn(folder))]);
    // Gateways may take anything of the contract, also what none of ours needs.
    const contract = new Set(sourcesIn('gateways', false));
    const lone = sources
      .filter((path) => !contract.has(path) && !whole.has(path))
      .flatMap(exportsOf)
      .map(({ path, name }) => `${path}: ${name}`)
      .filter((one) => !named.has(one));
    assert.deepEqual(lone, []);
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
