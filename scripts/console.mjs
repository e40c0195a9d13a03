// Makes the console's browser side: checks its types and bundles it into dist/console/. Whoever installs a packed release has that
// folder already and needs none of this.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const FILES = ['index.html', 'icon.svg'];

/** True when the types are right too; rejects where it cannot be bundled. */
export async function buildConsole(root, { checkTypes }) {
  const from = join(root, 'console');
  const to = join(root, 'dist/console');
  const rightTypes = !checkTypes || hasRightTypes(root, from);
  // Not known before npm has installed it.
  const { build } = await import('esbuild');
  mkdirSync(to, { recursive: true });
  await build({
    entryPoints: { app: join(from, 'main.tsx') },
    outdir: to,
    bundle: true,
    minify: true,
    sourcemap: false,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  await build({
    entryPoints: { app: join(from, 'styles/app.css') },
    outdir: to,
    bundle: true,
    minify: true,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    logLevel: 'warning',
  });
  for (const file of FILES) cpSync(join(from, file), join(to, file));
  return rightTypes;
}

function hasRightTypes(root, folder) {
  const compiler = [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder];
  return spawnSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' }).status === 0;
}
