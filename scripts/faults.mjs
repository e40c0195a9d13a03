// npm run faults -- [--minutes 30] [--seed N] [--resume] [--keep] [--no-machines]
import { main, prepare, run } from './prepare.mjs';

await main(async (args) => {
  const passed = args.filter((arg) => arg !== '--yes');
  await prepare('faults', { yes: args.includes('--yes') });
  return await run(process.execPath, ['--enable-source-maps', 'dist/test/faults/campaign/main.js', ...passed]);
});
