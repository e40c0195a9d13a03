// npm start: the tour on loopback (`-- --once` ends after it), or with `-- --config FILE` a real installation.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure, main, prepare, run } from './prepare.mjs';

const USAGE = `npm start                       a tour: a real Prosody, a simulated phone network and Isthmus, all on loopback
npm start -- --once             the same, ends after the tour; exit code 0 only if every step happened
npm start -- --config FILE      runs a real installation
npm start -- --yes              installs missing Debian packages without asking`;

await main(async (args) => {
  const options = readOptions(args);
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const real = options.config !== undefined;
  await prepare(real ? 'build' : 'start', { yes: options.yes });
  if (real) {
    // npm runs scripts in the package's folder; the path is meant from where the person is.
    const config = resolve(process.env.INIT_CWD ?? '.', options.config);
    return await run(process.execPath, ['--enable-source-maps', 'dist/src/main.js', 'run', '--config', config]);
  }
  return await run(process.execPath, [
    '--enable-source-maps',
    'dist/sandbox/tour.js',
    ...(options.once ? ['--once'] : []),
  ]);
});

function readOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        once: { type: 'boolean', default: false },
        yes: { type: 'boolean', short: 'y', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        config: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new Failure(`${error.message}\n\n${USAGE}`);
  }
}
