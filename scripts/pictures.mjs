// node scripts/pictures.mjs [profanity poezio gajim dino]: makes the pictures of these clients for docs/user anew, from their real screens.
// Look at each afterwards.
import { join } from 'node:path';
import { main, prepare, root, run } from './prepare.mjs';

await main(async (args) => {
  await prepare('pictures', { yes: args.includes('--yes') });
  return await run(process.execPath, ['--enable-source-maps', join(root, 'dist/sandbox/pictures.js'), ...args]);
});
