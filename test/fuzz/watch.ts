import { Worker } from 'node:worker_threads';
import type { CampaignResult } from './campaign.js';
import { corpusOf } from './corpus.js';
import type { Finding } from './finding.js';
import type { FuzzTarget } from './target.js';
import { fileOf } from './targets.js';

/** An input that is not through after this time never ends, as far as anybody would wait. */
const HUNG_MS = 60_000;
/** MiB of a thread's heap: far more than any parser needs for the inputs here. */
const HEAP_MIB = 400;
/** Threads that are begun again after one has hung or run out of memory. */
const MOST_RESTARTS = 5;
/** Inputs that are led by the branches that they run. The others are made of those that found something, at full speed. */
const EXPLORING = 5_000;

/** What a thread is told. `file`: which of `targets/` has the target; `running`: number and length of the input that it reads now; `octets`: the input itself. */
export interface ThreadOrder {
  readonly file: string;
  readonly target: string;
  readonly inputs: number;
  readonly seed: number;
  readonly pool: readonly Uint8Array[];
  readonly exploring: boolean;
  readonly running: SharedArrayBuffer;
  readonly octets: SharedArrayBuffer;
}

/** What a thread tells when it is through. `branches`: see `Coverage`; none where it did not explore. */
export interface ThreadReport extends CampaignResult {
  readonly branches: number;
}

type Work = Pick<ThreadOrder, 'inputs' | 'seed' | 'pool' | 'exploring'>;

/** Explores, then goes on at full speed, each in a thread of its own: an input that never ends is a finding like others. */
export async function watchedCampaign(target: FuzzTarget, inputs: number, seed: number): Promise<ThreadReport> {
  const corpus = corpusOf(target);
  const first = Math.min(EXPLORING, Math.ceil(inputs / 10));
  const explored = await untilDone(target, { inputs: first, seed, pool: corpus, exploring: true });
  const { pool, branches } = explored;
  const rest = await untilDone(target, { inputs: inputs - first, seed: seed + 1_000, pool, exploring: false });
  return {
    ...rest,
    inputs: explored.inputs + rest.inputs,
    branches,
    findings: [...explored.findings, ...rest.findings],
  };
}

async function untilDone(target: FuzzTarget, work: Work): Promise<ThreadReport> {
  const lost: Finding[] = [];
  let done = 0;
  for (let turn = 0; ; turn += 1) {
    const end = await oneThread(target, { ...work, inputs: work.inputs - done, seed: work.seed + turn });
    if ('report' in end) {
      const { report } = end;
      return { ...report, inputs: done + report.inputs, findings: [...lost, ...report.findings] };
    }
    lost.push(end.lost);
    done += end.done;
    if (turn === MOST_RESTARTS || done >= work.inputs) {
      const pool = work.pool.map((input) => Buffer.from(input));
      return { inputs: done, slowestMs: HUNG_MS, branches: 0, heapGrowth: 0, findings: lost, pool };
    }
  }
}

type ThreadEnd = { readonly report: ThreadReport } | { readonly lost: Finding; readonly done: number };

function oneThread(target: FuzzTarget, work: Work): Promise<ThreadEnd> {
  const running = new SharedArrayBuffer(8);
  const octets = new SharedArrayBuffer(target.longest + 1);
  const [counts, bytes] = [new Int32Array(running), new Uint8Array(octets)];
  const current = (): Buffer => Buffer.from(bytes.slice(0, Atomics.load(counts, 1)));
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { ...work, file: fileOf(target), target: target.name, running, octets } satisfies ThreadOrder,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  return new Promise((resolve, reject) => {
    let seen = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(counts, 0);
      // Nothing is read while the thread loads its code.
      if (now !== seen || now === 0) {
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
    worker.on('message', (report: ThreadReport) => {
      // Buffers come out of a thread as plain octets.
      const findings = report.findings.map((finding) => ({ ...finding, input: Buffer.from(finding.input) }));
      finish({ report: { ...report, findings, pool: report.pool.map((input) => Buffer.from(input)) } });
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
