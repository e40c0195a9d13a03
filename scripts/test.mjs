// npm test: lint, types, then every test, against real servers that are started once. `npm test -- unit/lanes e2e/sms`
// runs only the test files whose path contains one of the words, without lint and in spite of type errors elsewhere.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, main, prepare, root, run } from './prepare.mjs';

/** In this order: what fails fastest first. Each with how many files run side by side on two cores. */
const GROUPS = ['unit', 'conformance', 'e2e', 'faults'];
const SIDE_BY_SIDE = 2;
/** A test file that takes longer than this hangs. */
const TEST_TIMEOUT_MS = 600_000;

await main(async (args) => {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const unknown = args.filter((arg) => arg.startsWith('-') && arg !== '--yes');
  if (unknown.length > 0)
    throw new Failure(`Unknown option ${unknown[0]}. Usage: npm test -- [--yes] [part of a path ...]`);
  await prepare('test', { yes: args.includes('--yes'), allowTypeErrors: words.length > 0 });
  if (words.length === 0) await lint();

  const files = testFiles().filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  if (files.length === 0) throw new Failure(`No test file matches ${words.join(', ')}.`);
  const { startShared } = await import(pathToFileURL(join(root, 'dist/test/support/shared.js')).href);
  const shared = await startShared();
  try {
    return await run(
      process.execPath,
      ['--enable-source-maps', 'scripts/run-tests.mjs', String(SIDE_BY_SIDE), String(TEST_TIMEOUT_MS), ...files],
      shared.env,
    );
  } finally {
    await shared.stop();
  }
});

async function lint() {
  console.log('Lint and format (biome ci .) ...');
  const code = await run(join(root, 'node_modules/.bin/biome'), ['ci', '.']);
  if (code !== 0) throw new Failure('Lint failed; see above.');
}

/** The compiled test files whose sources still exist, group by group. */
function testFiles() {
  return GROUPS.flatMap((group) => {
    const folder = join(root, 'test', group);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.test.ts'))
      .sort()
      .map((name) => `dist/test/${group}/${name.replace(/\.ts$/, '.js')}`);
  });
}
