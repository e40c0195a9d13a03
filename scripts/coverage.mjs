// npm run coverage: runs tests with V8's own coverage in every process that they start, and tells by folder which lines of
// src/ and gateways/ were run. `npm run coverage -- unit/lanes e2e/sms` runs a part; what earlier parts have seen of files
// that are the same still is kept in coverage/, so a whole can be put together on a small machine. `-- report` runs nothing.
// Isthmus also writes every few seconds while it runs (seen-now.mjs), so what a process did that is killed counts but for its last seconds.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, prepare, root, run } from './prepare.mjs';
import { MEASURED, Seen } from './seen-code.mjs';

const FOLDER = join(root, 'coverage');
const RAW = join(FOLDER, 'raw');
const ALSO_WHILE_RUNNING = pathToFileURL(join(root, 'scripts/seen-now.mjs')).href;
/** One row for each line that was not run. */
const LINES = join(FOLDER, 'untested.txt');
/** What is written is read and thrown away this often: every process leaves some megabytes. */
const GATHER_EVERY_MS = 15_000;

await main(async (args) => {
  const onlyReport = args[0] === 'report';
  let code = 0;
  if (onlyReport) await prepare('build', { allowTypeErrors: true });
  else {
    mkdirSync(RAW, { recursive: true });
    const seen = new Seen();
    const timer = setInterval(() => {
      // Kept each time: a run that is broken off has not been for nothing.
      if (seen.gather(RAW)) seen.write();
    }, GATHER_EVERY_MS);
    code = await run(process.execPath, ['scripts/test.mjs', ...args], {
      NODE_V8_COVERAGE: RAW,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${ALSO_WHILE_RUNNING}`,
    });
    clearInterval(timer);
    seen.gather(RAW);
    seen.write();
    rmSync(RAW, { recursive: true, force: true });
  }
  report(new Seen());
  return code;
});

/** Prints the share of each folder, and writes every line that nothing ran to a file. */
function report(seen) {
  const folders = new Map();
  const untested = [];
  for (const source of sources()) {
    const lines = linesOf(source, seen);
    const missing = lines.filter(({ ran }) => !ran);
    for (const folder of foldersOf(source)) {
      const sum = folders.get(folder) ?? { files: 0, lines: 0, ran: 0 };
      sum.files += 1;
      sum.lines += lines.length;
      sum.ran += lines.length - missing.length;
      folders.set(folder, sum);
    }
    for (const { number, text } of missing) untested.push(`${source}:${number}: ${text}`);
  }
  writeFileSync(LINES, `${untested.join('\n')}\n`);
  console.log('| Folder | Files | Lines | Run by tests |\n|---|---|---|---|');
  for (const [folder, { files, lines, ran }] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`| \`${folder}/\` | ${files} | ${lines} | ${((100 * ran) / Math.max(lines, 1)).toFixed(1)}% |`);
  console.log(`\n${untested.length} lines were not run: ${LINES}`);
}

function sources() {
  return MEASURED.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => `${folder}/${name}`)
      .sort(),
  );
}

/** The whole, and the first folder below it. */
function foldersOf(source) {
  const [first, second] = source.split('/');
  return source.split('/').length > 2 ? [first, `${first}/${second}`] : [first];
}

/** The lines of a source that hold code, each with whether all that starts in it was run. */
function linesOf(source, seen) {
  const name = source.replace(/\.ts$/, '.js');
  const path = join(root, 'dist', name);
  if (!existsSync(`${path}.map`)) return [];
  const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
  const code = readFileSync(path, 'utf8');
  const ran = seen.ran(name);
  const texts = readFileSync(join(root, source), 'utf8').split('\n');
  const lines = new Map();
  let offset = 0;
  for (const [row, line] of code.split('\n').entries()) {
    for (const { index, 0: word } of line.matchAll(/[^\s{}()[\];,]+/g)) {
      if (line.trimStart().startsWith('//') || line.trimStart().startsWith('*') || word.startsWith('/*')) break;
      const entry = map.findEntry(row, index);
      if (entry.originalLine === undefined) continue;
      const number = entry.originalLine + 1;
      lines.set(number, (lines.get(number) ?? true) && ran?.[offset + index] === 1);
    }
    offset += line.length + 1;
  }
  return [...lines]
    .map(([number, whole]) => ({ number, ran: whole, text: (texts[number - 1] ?? '').trim() }))
    .sort((a, b) => a.number - b.number);
}
