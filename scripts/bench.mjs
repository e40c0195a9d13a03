// npm run bench -- stream|streams|sms|sms-memory|sms-rate|irc|email|alerts|first|container|soak|tables [--quick] [--profile]
import { main, prepare, run } from './prepare.mjs';

await main(async (args) => {
  const passed = args.filter((arg) => arg !== '--yes');
  await prepare('bench', { yes: args.includes('--yes') });
  return await run(process.execPath, ['--enable-source-maps', 'dist/test/bench/main.js', ...passed]);
});
