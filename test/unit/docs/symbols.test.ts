import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

  it('are found from a line about their folder, which names the file to begin with', () => {
    const page = readFileSync(join(root, 'docs/developer/folders.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([^`]+)\/` \| [^|]+ \| `([^`]+)` \|$/gm)];
    const folders = new Set(FOLDERS.flatMap((folder) => sourcesIn(folder)).map((path) => dirname(path)));
    assert.deepEqual(
      [...rows.map(([, folder]) => folder)].sort(),
      [...folders, 'console/styles'].sort(),
      'each folder has one line',
    );
    const lost = rows.map(([, folder, file]) => `${folder}/${file}`).filter((path) => !existsSync(join(root, path)));
    assert.deepEqual(lost, []);
  });
});
