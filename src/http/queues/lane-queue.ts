import { createHash } from 'node:crypto';
import type { BaseAdapter } from '@bull-board/api/dist/queueAdapters/base.js';
import type { JobCounts, JobStatus, QueueJob, QueueJobJson, QueueWorker, Status } from '@bull-board/api/typings/app';
import type { BatchLook, JobState, LaneJob } from '../../lanes/jobs.js';
import type { Lanes } from '../../lanes/lanes.js';

/** What bull-board calls what a lane has; parked conversations and waits both come at their time. */
const STATES: Readonly<Partial<Record<JobStatus, readonly JobState[]>>> = {
  active: ['active'],
  waiting: ['waiting'],
  delayed: ['parked', 'delayed'],
};
const NONE: JobCounts = {
  active: 0,
  completed: 0,
  delayed: 0,
  failed: 0,
  paused: 0,
  prioritized: 0,
  waiting: 0,
  'waiting-children': 0,
};
/** So many conversations and waits of a lane are looked through for the one whose name was given. */
const LOOKED_THROUGH = 200;

type Reading = Pick<Lanes, 'jobs' | 'batch' | 'statusNow' | 'look'>;

/** Makes the queue of one lane, as bull-board shows it. */
export type LaneQueueMaker = (lane: string) => BaseAdapter;

/**
 * A lane as a queue of bull-board. It is read by the lanes themselves, never by BullMQ's `Job`, so that no body and no address comes
 * out of Redis; and nothing in it can be changed, whoever asks. `base`: bull-board's own class, which is loaded when it is needed.
 */
export function laneQueues(base: typeof BaseAdapter, lanes: Reading): LaneQueueMaker {
  class LaneQueue extends base {
    readonly #lane: string;
    #description = '';

    constructor(lane: string) {
      super('bullmq', {
        readOnlyMode: true,
        allowRetries: false,
        externalJobUrl: () => ({ displayText: lane, href: `/console/#/lanes/${encodeURIComponent(lane)}` }),
      });
      this.#lane = lane;
    }

    getName(): string {
      return this.#lane;
    }

    /** How the lane was when it was asked last. */
    override getDescription(): string {
      return this.#description;
    }

    async getJobCounts(): Promise<JobCounts> {
      const [{ counts }, status] = await Promise.all([
        lanes.jobs(this.#lane, undefined, { from: 0, most: 0 }),
        lanes.statusNow(this.#lane),
      ]);
      this.#description = status.held
        ? [status.state, status.reason].filter((text) => text !== '').join(': ')
        : 'no holder';
      const { active, waiting, delayed, parked } = counts;
      return { ...NONE, active, waiting, delayed: delayed + parked };
    }

    /** `start` and `end` are places in each state, both included. */
    async getJobs(wanted: JobStatus[], start = 0, end = start + 9): Promise<QueueJob[]> {
      const found = await Promise.all(
        wanted.map((status) => this.#stretch(STATES[status] ?? [], start, end - start + 1)),
      );
      return found.flat();
    }

    async getJob(id: string): Promise<QueueJob | undefined> {
      const batch = await lanes.batch(this.#lane, id);
      if (batch !== undefined) return jobOf(this.#lane, batch);
      for (const state of STATES.delayed ?? []) {
        const { jobs } = await lanes.jobs(this.#lane, state, { from: 0, most: LOOKED_THROUGH });
        const found = jobs.map((job) => jobOf(this.#lane, job)).find((job) => job.toJSON().id === id);
        if (found !== undefined) return found;
      }
      return undefined;
    }

    async isPaused(): Promise<boolean> {
      return (await lanes.statusNow(this.#lane)).paused !== undefined;
    }

    /** The process that holds the lane. */
    override async getWorkers(): Promise<QueueWorker[]> {
      const { holder } = await lanes.look(this.#lane);
      return holder === undefined ? [] : [{ id: holder, name: holder, addr: '', age: 0 }];
    }

    getStatuses(): Status[] {
      return ['latest', 'active', 'waiting', 'delayed'];
    }

    getJobStatuses(): JobStatus[] {
      return ['active', 'waiting', 'delayed'];
    }

    getJobLogs = async (): Promise<string[]> => [];
    getMetrics = async (): ReturnType<BaseAdapter['getMetrics']> => ({
      meta: { count: 0, prevTS: 0, prevCount: 0 },
      data: [],
      count: 0,
    });
    getRedisInfo = async (): Promise<null> => null;
    getJobSchedulers = async (): ReturnType<BaseAdapter['getJobSchedulers']> => [];
    getJobSchedulersCount = async (): Promise<number> => 0;
    getGlobalConcurrency = async (): Promise<null> => null;
    getQueueQualifiedName = (): string => this.#lane;
    getFlowProducer = async (): Promise<null> => null;

    addJob = readOnly;
    clean = readOnly;
    empty = readOnly;
    obliterate = readOnly;
    pause = readOnly;
    promoteAll = readOnly;
    removeJobScheduler = readOnly;
    resume = readOnly;
    runJobSchedulerNow = readOnly;
    setGlobalConcurrency = readOnly;
    updateJobScheduler = readOnly;

    /** Places go on from the first state into the next. */
    async #stretch(states: readonly JobState[], from: number, most: number): Promise<readonly QueueJob[]> {
      const found: QueueJob[] = [];
      let before = 0;
      for (const state of states) {
        const rest = most - found.length;
        const { counts, jobs } = await lanes.jobs(this.#lane, state, { from: Math.max(0, from - before), most: rest });
        if (rest > 0) found.push(...jobs.map((job) => jobOf(this.#lane, job)));
        before += counts[state];
      }
      return found;
    }
  }
  return (lane) => new LaneQueue(lane);
}

async function readOnly(): Promise<never> {
  throw new Error('nothing can be changed here: the console and the commands pause lanes, and retry and drop letters');
}

/** What is shown of a job: how many and how large, and never what. */
function jobOf(lane: string, job: LaneJob | BatchLook): QueueJob {
  const { state, at, envelopes, due, octets } = job;
  const names = { active: 'batch', waiting: 'batch', parked: 'parked conversation', delayed: 'wait' } as const;
  const json: QueueJobJson = {
    id: shownId(lane, job),
    name: names[state],
    timestamp: at,
    ...(due === undefined ? {} : { delay: Math.max(0, due - at) }),
    data: {
      ...(state === 'delayed' ? {} : { envelopes }),
      ...(octets === undefined ? {} : { octets }),
      ...('kinds' in job ? { kinds: job.kinds, begun: job.begun, ended: job.ended } : {}),
    },
    opts: {},
    attemptsMade: 0,
    progress: 0,
    failedReason: '',
    stacktrace: [],
    returnvalue: null,
  };
  return {
    opts: {},
    toJSON: () => json,
    getState: async () => (state === 'parked' ? 'delayed' : state),
    promote: readOnly,
    remove: readOnly,
    retry: readOnly,
  };
}

/** Conversations and waits are named by who speaks to whom: they get names that say nothing. */
function shownId(lane: string, { id, state }: LaneJob): string {
  if (state === 'active' || state === 'waiting') return id;
  const hash = createHash('sha256').update(`${lane}\n${state}\n${id}`).digest('base64url');
  return `${state}-${hash.slice(0, 12)}`;
}
