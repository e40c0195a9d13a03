// What a release consists of, for the tests of packages and the Debian package. No dependencies.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Failure } from './prepare.mjs';

/** Paths of the files that `npm pack` takes, from the root of the package. */
export function packedFiles(root) {
  const [packed] = JSON.parse(npm(root, ['pack', '--dry-run', '--json', '--ignore-scripts']));
  return packed.files.map(({ path }) => path);
}

/** Folders of the packages that the program needs when it runs, from the root: `node_modules/x`. */
export function productionPackages(root) {
  const folders = npm(root, ['ls', '--omit=dev', '--all', '--parseable']).trim().split('\n');
  const paths = folders.map((folder) => folder.slice(folder.indexOf('node_modules')));
  // One inside of another comes along with it.
  return paths.filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path));
}

/** Copies the program as it runs in production: what is packed and what it needs. */
export function copyProduction(root, to, { wants = () => true } = {}) {
  for (const path of [...packedFiles(root).filter(wants), ...productionPackages(root)]) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(root, path), join(to, path), { recursive: true, dereference: true, filter: isNeeded });
  }

  /** Packages bring much that nobody runs. */
  function isNeeded(file) {
    const path = relative(root, file);
    return !/\/(\.github|\.vscode|coverage)$|\.(ts|mts|cts)\.map$|\.musl\.node$/.test(path);
  }
}

function npm(root, args) {
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  // Optional packages for other machines are missing here, which `npm ls` complains of.
  if (stdout === '' || (status !== 0 && args[0] !== 'ls')) throw new Failure(`npm ${args[0]} failed:\n${stderr}`);
  return stdout;
}
