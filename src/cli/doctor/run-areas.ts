import { dirname, resolve } from 'node:path';
import type { ExamFinding, Examination, Examined, GatewayModule } from '../../../gateways/gateway.js';
import { ExamReport } from '../../../gateways/gateway.js';
import { silentLog } from '../../log.js';
import type { CoreArea, CoreExam } from './area.js';
import { portState } from './ports.js';

/** What is told of an area that failed itself. */
export const unfinished = {
  'examination-unfinished': {
    severity: 'warning',
    title: 'a part could not be examined to its end',
    why: 'What is behind it is not known to be right.',
  },
} as const;

/** What was found in one area. */
export interface AreaResult extends Examined {
  readonly area: string;
}

/** An area with what it takes to run it. */
interface Job {
  readonly name: string;
  run(): Promise<Examined>;
}

/** All areas of the core, and one for each gateway that the config names. */
export async function runAreas(
  exam: CoreExam,
  areas: readonly CoreArea[],
  modules: readonly GatewayModule[],
  { only, limit }: { readonly only: readonly string[]; readonly limit: number },
): Promise<readonly AreaResult[]> {
  const wanted = (name: string) => only.length === 0 || only.includes(name);
  const core = areas.filter(({ name }) => wanted(name)).map(({ name, run }) => ({ name, run: () => run(exam) }));
  const own = exam.config.gateways.filter(({ name }) => wanted(name));
  const gateways = await Promise.all(own.map(({ name, config }) => gatewayJob(exam, modules, name, config)));
  const jobs: readonly Job[] = [...core, ...gateways.filter((job) => job !== undefined)];
  return await Promise.all(jobs.map((job) => inTime(job, limit)));
}

async function gatewayJob(
  exam: CoreExam,
  modules: readonly GatewayModule[],
  name: string,
  section: unknown,
): Promise<Job | undefined> {
  const examination: Examination<unknown> | undefined = await modules.find((one) => one.name === name)?.examination?.();
  if (examination === undefined) return undefined;
  const { clock, config, dns, file, patience, running } = exam;
  const publicUrl = config.http?.publicUrl;
  const context = {
    clock,
    log: silentLog,
    folder: dirname(resolve(file)),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    serverDomain: config.xmpp.domain,
    patience,
    dns,
    running: running.any,
    lane: (lane: string) => running.lane(lane),
    port: portState,
  };
  return { name, run: () => examination.run(section, context) };
}

/** What is not ready in time, or fails for a reason that nobody thought of, is a finding too. */
async function inTime({ name, run }: Job, limit: number): Promise<AreaResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Examined>((resolve) => {
    // Not of the clock: this one has to keep the process alive until all is told.
    timer = setTimeout(() => resolve(unfinishedBy(name, `It took more than ${Math.round(limit / 1000)} s.`)), limit);
  });
  const done = run().catch((error: unknown) =>
    unfinishedBy(name, error instanceof Error ? error.message : String(error)),
  );
  const result = await Promise.race([done, late]);
  clearTimeout(timer);
  return { area: name, ...result };
}

function unfinishedBy(name: string, found: string): Examined {
  const report = new ExamReport(unfinished);
  report.tell('examination-unfinished', {
    subject: name,
    found,
    write: `isthmus doctor --config FILE --only ${name}`,
    where: 'this machine, again; with what it says',
  });
  return { findings: report.findings satisfies readonly ExamFinding[], well: [] };
}
