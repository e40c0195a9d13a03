// Loaded by `npm run coverage` into every process of Node: what Isthmus has run is written while it runs, for a process that
// a test kills writes nothing at its end. All others end by themselves and write then.
import { takeCoverage } from 'node:v8';

const OFTEN_MS = 5_000;

if (process.argv[1]?.endsWith('dist/src/main.js') === true) setInterval(() => takeCoverage(), OFTEN_MS).unref();
