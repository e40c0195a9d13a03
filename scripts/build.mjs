// npm run build: compiles everything into dist/.
import { main, prepare } from './prepare.mjs';

await main(async () => {
  await prepare('build');
  return 0;
});
