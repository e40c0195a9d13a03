// node scripts/pictures.mjs: makes the pictures of a client in a terminal for docs/user anew, from its real screen. Look at each afterwards.
import { join } from 'node:path';
import { main, prepare, root, run } from './prepare.mjs';

await main(async (args) => {
  await prepare('pictures', { yes: args.includes('--yes') });
  return await run(process.execPath, ['--enable-source-maps', join(root, 'dist/sandbox/pictures.js')]);
});
