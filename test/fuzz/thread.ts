import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './coverage.js';
import type { FuzzTarget } from './target.js';
import type { ThreadOrder, ThreadReport } from './watch.js';

const { file, target: name, inputs, seed, pool, exploring, running, octets } = workerData as ThreadOrder;
const [counts, bytes] = [new Int32Array(running), new Uint8Array(octets)];
const coverage = exploring ? new Coverage() : undefined;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

// Not before the coverage has begun: branches are counted in code that is loaded after it.
const { Campaign } = await import('./campaign.js');
// No other file of targets is loaded: what a look at the branches takes grows with the code that is there.
const { targets } = (await import(`./targets/${file}.js`)) as { readonly targets: readonly FuzzTarget[] };
const target = targets.find((each) => each.name === name);
if (target === undefined) throw new Error(`${file} has no target ${name}`);

const campaign = new Campaign(target, {
  inputs,
  seed,
  pool: pool.map((input) => Buffer.from(input)),
  news: coverage === undefined ? undefined : () => coverage.news(),
  collect,
  beginning(input) {
    bytes.set(input);
    Atomics.store(counts, 1, input.length);
    Atomics.add(counts, 0, 1);
  },
});
parentPort?.postMessage({ ...campaign.run(), branches: coverage?.size ?? 0 } satisfies ThreadReport);
