import { Worker } from 'node:worker_threads';
import type { CampaignResult } from './campaign.js';
import type { Finding } from './finding.js';
import type { FuzzTarget } from './target.js';

/** An input that is not through after this time never ends, as far as anybody would wait. */
const HUNG_MS = 10_000;
/** MiB of a thread's heap: far more than any parser needs for the inputs here. */
const HEAP_MIB = 400;
/** Campaigns that are begun again after one has hung or run out of memory. */
const MOST_RESTARTS = 5;

/** What a thread is told, as it begins. `running`: number and length of the input that it reads now; `octets`: the input. */
export interface ThreadOrder {
  readonly target: string;
  readonly inputs: number;
  readonly seed: number;
  readonly running: SharedArrayBuffer;
  readonly octets: SharedArrayBuffer;
}

/** A campaign in a thread of its own, so that an input that never ends, or takes all memory, is a finding like others. */
export async function watchedCampaign(target: FuzzTarget, inputs: number, seed: number): Promise<CampaignResult> {
  const lost: Finding[] = [];
  let done = 0;
  for (let turn = 0; ; turn += 1) {
    const end = await oneThread(target, { target: target.name, inputs: inputs - done, seed: seed + turn });
    if ('result' in end) {
      const { result } = end;
      return { ...result, inputs: done + result.inputs, findings: [...lost, ...result.findings] };
    }
    lost.push(end.lost);
    done += end.done;
    if (turn === MOST_RESTARTS || done >= inputs) {
      return { inputs: done, slowestMs: HUNG_MS, branches: 0, kept: 0, heapGrowth: 0, findings: lost };
    }
  }
}

type ThreadEnd = { readonly result: CampaignResult } | { readonly lost: Finding; readonly done: number };

function oneThread(target: FuzzTarget, order: Omit<ThreadOrder, 'running' | 'octets'>): Promise<ThreadEnd> {
  const running = new SharedArrayBuffer(8);
  const octets = new SharedArrayBuffer(target.longest + 1);
  const [counts, bytes] = [new Int32Array(running), new Uint8Array(octets)];
  const current = (): Buffer => Buffer.from(bytes.slice(0, Atomics.load(counts, 1)));
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { ...order, running, octets } satisfies ThreadOrder,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  return new Promise((resolve, reject) => {
    let seen = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(counts, 0);
      if (now !== seen) {
        seen = now;
        return;
      }
      const input = current();
      void worker.terminate();
      finish({ lost: { kind: 'hung', input, what: `not through after ${HUNG_MS / 1000} s` }, done: now });
    }, HUNG_MS);
    const finish = (end: ThreadEnd): void => {
      clearInterval(watch);
      resolve(end);
    };
    worker.on('message', (result: CampaignResult) => {
      // Buffers come out of a thread as plain octets.
      const findings = result.findings.map((finding) => ({ ...finding, input: Buffer.from(finding.input) }));
      finish({ result: { ...result, findings } });
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        const lost = { kind: 'memory', input: current(), what: `the heap of ${HEAP_MIB} MiB is full` } as const;
        finish({ lost, done: Atomics.load(counts, 0) });
        return;
      }
      clearInterval(watch);
      reject(error);
    });
  });
}
