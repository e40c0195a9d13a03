// npm run faults -- [--minutes 30] [--seed N] [--resume] [--keep] [--no-machines]
// npm run faults -- failover [--rounds 3] [--writers 50] [--lag 5] [--seconds 3]
import { main, prepare, run } from './prepare.mjs';

await main(async (args) => {
  const passed = args.filter((arg) => arg !== '--yes');
  await prepare('faults', { yes: args.includes('--yes') });
  const [what, ...rest] = passed;
  const [folder, options] = what === 'failover' ? ['failover', rest] : ['campaign', passed];
  return await run(process.execPath, ['--enable-source-maps', `dist/test/faults/${folder}/main.js`, ...options]);
});
