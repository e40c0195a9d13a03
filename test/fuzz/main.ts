import { parseArgs } from 'node:util';
import { toLine } from './corpus.js';
import { TARGETS, targetOf } from './targets.js';
import { watchedCampaign } from './watch.js';

const USUAL_INPUTS = 1_000_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { inputs: { type: 'string', default: String(USUAL_INPUTS) }, seed: { type: 'string', default: '1' } },
});
const [inputs, seed] = [wholeNumber('inputs', values.inputs), wholeNumber('seed', values.seed)];
const targets = positionals.length === 0 ? TARGETS : positionals.map(targetOf);

console.log('| parser | inputs | seed | branches | slowest input, ms | heap grown, MiB | findings |');
console.log('|---|---|---|---|---|---|---|');
let found = 0;
for (const target of targets) {
  const result = await watchedCampaign(target, inputs, seed);
  const { branches, slowestMs, heapGrowth, findings } = result;
  const cells = [target.name, result.inputs, seed, branches, slowestMs.toFixed(1), heapGrowth, findings.length];
  console.log(`| ${cells.join(' | ')} |`);
  for (const { kind, input, what } of findings) console.error(`${target.name}: ${kind}: ${what}\n  ${toLine(input)}\n`);
  found += findings.length;
}
process.exitCode = found === 0 ? 0 : 1;

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`--${name} has to be a whole number above 0, not ${JSON.stringify(text)}.`);
  process.exit(2);
}
