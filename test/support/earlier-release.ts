import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../../sandbox/temp-dir.js';
import { repositoryRoot } from './repository.js';

/** The state that upgrades are tried from. With each release this becomes the commit of the one before. */
const EARLIER = '8914c265';

/** Builds an earlier release of Isthmus from the history, and returns its program. Removed when this process ends. */
export async function earlierRelease(): Promise<string> {
  const root = repositoryRoot();
  const dir = await tempDir('earlier');
  const sources = join(dir, 'sources');
  mkdirSync(sources);
  const archive = execFileSync(
    'git',
    ['-C', root, 'archive', EARLIER, 'src', 'gateways', 'package.json', 'tsconfig.json'],
    {
      maxBuffer: 2 ** 28,
    },
  );
  execFileSync('tar', ['-x', '-C', sources], { input: archive });
  symlinkSync(join(root, 'node_modules'), join(sources, 'node_modules'));
  // It was checked when it was made.
  const config = {
    extends: './tsconfig.json',
    include: ['src', 'gateways'],
    compilerOptions: { noCheck: true, rootDir: '.' },
  };
  writeFileSync(join(sources, 'tsconfig.earlier.json'), JSON.stringify(config));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.earlier.json'], {
    cwd: sources,
  });
  const main = join(sources, 'dist/src/main.js');
  if (!existsSync(main)) throw new Error(`the build of ${EARLIER} made no ${main}`);
  return main;
}
