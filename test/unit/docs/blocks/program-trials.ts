import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { repositoryRoot } from '../../../support/repository.js';
import type { Block } from './block.js';

const root = repositoryRoot();
const dir = mkdtempSync(join(tmpdir(), 'isthmus-blocks-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** What stands around a snippet so that it is a whole file: what it takes for granted. */
const AROUND: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'docs/developer/adding-a-command.md': [
    `import { firstOf } from '${root}/src/core/commands/check-fields.js';\nimport type { Command } from '${root}/src/core/commands/command.js';`,
    'export { echo };',
  ],
  'docs/developer/testing.md': [
    `import { after } from 'node:test';\nimport { startProsody } from '${root}/sandbox/prosody.js';`,
    'export {};',
  ],
  'docs/admin/monitoring.md': [
    `import type { Readiness } from '${root}/src/core/readiness.js';\nexport const answer: Readiness =`,
    ';',
  ],
};

/** The compiler takes it, with the types that we have. */
export function checkTypes({ page, text }: Block): void {
  const [before, behind] = AROUND[page] ?? [];
  assert.ok(before !== undefined, `say in AROUND what stands around the snippets of ${page}`);
  writeFileSync(join(dir, 'snippet.ts'), `${before}\n${text}\n${behind}\n`);
  const compilerOptions = {
    noEmit: true,
    incremental: false,
    typeRoots: [join(root, 'node_modules/@types')],
    rootDir: '/',
  };
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files: ['snippet.ts'] };
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(config));
  const { stdout, status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', dir], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
}

/** Commands that give this machine another network: in a network of their own, where there is nobody else. */
export function runInOwnNetwork({ text }: Block): void {
  const script = `ip link set lo up\n${text}`;
  const { status, stderr } = spawnSync('unshare', ['-n', 'bash', '-euc', script], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

/** The shell can read it, and the files, scripts, suites and stages that it names are there. */
export function checkInstallation({ text }: Block): void {
  execFileSync('bash', ['-n'], { input: text });
  const { scripts }: { readonly scripts: object } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const commands = text.replace(/ +#.*$/gm, '');
  for (const [, word = ''] of commands.matchAll(/\bnpm (start|test)\b/g)) assert.ok(Object.hasOwn(scripts, word));
  for (const [, name = ''] of commands.matchAll(/npm run ([\w-]+)/g)) assert.ok(Object.hasOwn(scripts, name), name);
  for (const [, words = ''] of commands.matchAll(/npm test -- (.+)$/gm)) {
    for (const word of words.split(' ')) assert.ok(isInPathOfTest(word), `no test file has ${word} in its path`);
  }
  const suites = readFileSync(join(root, 'test/bench/main.ts'), 'utf8');
  for (const [, suite = ''] of commands.matchAll(/npm run bench -- ([\w-]+)/g)) {
    assert.match(suites, new RegExp(`^  '?${suite}'?: \\w+,$`, 'm'), `there is no suite ${suite}`);
  }
  const [, stage] = /docker build --target (\S+)/.exec(commands) ?? [];
  if (stage !== undefined)
    assert.match(readFileSync(join(root, 'Dockerfile'), 'utf8'), new RegExp(`^FROM .* AS ${stage}$`, 'm'));
  for (const [, file = ''] of commands.matchAll(/(?:\/opt\/isthmus|node)[ /]((?:config|scripts)\/[\w./-]+)/g)) {
    assert.ok(existsSync(join(root, file)), file);
  }
}

function isInPathOfTest(word: string): boolean {
  const found = execFileSync('git', ['ls-files', 'test'], { cwd: root, encoding: 'utf8' }).split('\n');
  return found.some((path) => path.endsWith('.test.ts') && path.includes(word));
}
