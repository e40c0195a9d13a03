// Runs test files in the order given, some side by side, with Node's own runner. It differs from `node --test` in keeping
// that order and in closing with the runner's summary, after the list of what failed.
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec as Spec } from 'node:test/reporters';

const [concurrency, timeoutMs, ...files] = process.argv.slice(2);
const summary = [];
let failed = false;

const withoutSummary = new Transform({
  objectMode: true,
  transform(event, _encoding, next) {
    if (event.type === 'test:fail' && event.data.todo === undefined) failed = true;
    const closing = event.type === 'test:diagnostic' && event.data.nesting === 0 && event.data.file === undefined;
    if (closing) summary.push(`# ${event.data.message}`);
    next(null, closing ? undefined : event);
  },
});

await pipeline(
  run({ files, concurrency: Number(concurrency), timeout: Number(timeoutMs) }),
  withoutSummary,
  new Spec(),
  process.stdout,
  { end: false },
);
console.log(summary.join('\n'));
process.exitCode = failed || summary.length === 0 ? 1 : 0;
