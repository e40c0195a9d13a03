import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repositoryRoot } from '../../support/repository.js';

describe('getting ready', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'isthmus-prepare-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A copy of the project without its packages, in which `npm` only notes that it was called. */
  function project(name: string): {
    readonly root: string;
    readonly build: () => { status: number | null; said: string };
  } {
    const root = join(folder, name);
    cpSync(join(repositoryRoot(), 'scripts'), join(root, 'scripts'), { recursive: true });
    const lock = { packages: { '': {}, 'node_modules/one': { version: '1.0.0' } } };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
    mkdirSync(join(root, 'bin'));
    writeFileSync(join(root, 'bin/npm'), '#!/bin/sh\necho "npm $1"\nexit 7\n', { mode: 0o755 });
    const build = () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
        cwd: root,
        encoding: 'utf8',
        env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` },
      });
      return { status, said: stdout + stderr };
    };
    return { root, build };
  }

  it('installs no packages through a symbolic link: that would empty the folder it points to', () => {
    const { root, build } = project('linked');
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    writeFileSync(join(shared, 'kept'), 'kept');
    symlinkSync(shared, join(root, 'node_modules'));
    const { status, said } = build();
    assert.equal(status, 1);
    assert.match(said, /node_modules is a symbolic link, .* nothing was installed/);
    assert.doesNotMatch(said, /npm ci\n/);
    assert.equal(readFileSync(join(shared, 'kept'), 'utf8'), 'kept');
  });

  it('installs them where there is no folder of packages yet', () => {
    const { status, said } = project('fresh').build();
    assert.equal(status, 1);
    assert.match(said, /^npm ci$/m);
    assert.match(said, /npm ci failed; see above\./);
  });
});
