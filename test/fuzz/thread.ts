import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { Campaign } from './campaign.js';
import { targetOf } from './targets.js';
import type { ThreadOrder } from './watch.js';

const { target, inputs, seed, running, octets } = workerData as ThreadOrder;
const [counts, bytes] = [new Int32Array(running), new Uint8Array(octets)];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const campaign = new Campaign(targetOf(target), {
  inputs,
  seed,
  collect,
  beginning(input) {
    bytes.set(input);
    Atomics.store(counts, 1, input.length);
    Atomics.add(counts, 0, 1);
  },
});
parentPort?.postMessage(campaign.run());
