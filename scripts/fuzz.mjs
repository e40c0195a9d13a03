// npm run fuzz -- [parser ...] [--inputs 1000000] [--seed 1]
import { main, prepare, run } from './prepare.mjs';

await main(async (args) => {
  const passed = args.filter((arg) => arg !== '--yes');
  await prepare('fuzz', { yes: args.includes('--yes') });
  return await run(process.execPath, ['--enable-source-maps', 'dist/test/fuzz/main.js', ...passed]);
});
