// node scripts/docs.mjs: writes the generated tables of the documentation anew. A test says when that is needed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, prepare, root } from './prepare.mjs';

await main(async () => {
  await prepare('build', { allowTypeErrors: true });
  const { generatedFiles, generatedParts, withGenerated } = await import('../dist/test/unit/docs/tables.js');
  const { readPages } = await import('../dist/test/unit/docs/pages.js');
  const parts = generatedParts();
  for (const { path } of readPages()) {
    const before = readFileSync(join(root, path), 'utf8');
    const after = withGenerated(before, parts);
    if (after === before) continue;
    writeFileSync(join(root, path), after);
    console.log(`written: ${path}`);
  }
  for (const [path, text] of generatedFiles()) {
    if (existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8') === text) continue;
    writeFileSync(join(root, path), text);
    console.log(`written: ${path}`);
  }
  return 0;
});
