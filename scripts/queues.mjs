// Puts bull-board into dist/console/queues/: its pages as they are published, an entry page that fetches nothing from elsewhere, and
// what answers them, bundled. So a release needs none of its packages when it runs.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const API = `export { createBullBoard } from '@bull-board/api';
export { BaseAdapter } from '@bull-board/api/dist/queueAdapters/base.js';`;
const PAGES = '@bull-board/ui';

/** Rejects where it cannot be bundled. */
export async function buildQueues(root) {
  const to = join(root, 'dist/console/queues');
  const ui = join(root, 'node_modules', PAGES);
  // Names have a hash of the content in them: what an earlier version had would stay.
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  // Not known before npm has installed it.
  const { build } = await import('esbuild');
  const { metafile } = await build({
    stdin: { contents: API, resolveDir: root },
    outfile: join(to, 'board.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['bullmq', 'bull'],
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  cpSync(join(ui, 'dist/static'), join(to, 'static'), { recursive: true });
  writeFileSync(join(to, 'index.html'), entryPage(readFileSync(join(ui, 'dist/index.ejs'), 'utf8')));
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  writeFileSync(join(to, 'LICENCES.txt'), licences(root, [...new Set([...packages, PAGES])].sort()));
}

/** bull-board's own entry page loads fonts from elsewhere and has styles in it, which the console's policy refuses. */
function entryPage(theirs) {
  const styles = all(theirs, /<link href="(static\/[^"]+\.css)" rel="stylesheet">/g);
  const scripts = all(theirs, /<script defer src="(static\/[^"]+\.js)">/g);
  if (styles.length === 0 || scripts.length === 0) throw new Error('the entry page of bull-board is not as it was');
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<base href="{{base}}">
<title>{{title}}</title>
<link rel="icon" type="image/svg+xml" id="fav-logo" href="{{icon}}">
${styles.map((path) => `<link href="${path}" rel="stylesheet">`).join('\n')}
</head>
<body class="preload">
<script id="__UI_CONFIG__" type="application/json">{{config}}</script>
<div id="root"></div>
${scripts.map((path) => `<script defer src="${path}"></script>`).join('\n')}
</body>
</html>
`;
}

function all(text, pattern) {
  return Array.from(text.matchAll(pattern), ([, found]) => found);
}

/** What their licences ask for: name, authors and text, wherever the package goes. */
function licences(root, packages) {
  const texts = packages.map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const who = typeof author === 'string' ? author : (author?.name ?? '');
    const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
    return `${name} ${version}: ${license}${who === '' ? '' : `, by ${who}`}${text}`;
  });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
