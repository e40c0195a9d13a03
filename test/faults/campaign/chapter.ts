import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../support/random.js';
import type { InboundSums } from '../support/inbound-ledger.js';
import { Load } from '../support/load.js';
import type { OutboundSums } from '../support/outbound-ledger.js';
import { until } from '../support/reckoning.js';
import { CampaignWorld, type Setting } from './campaign-world.js';
import { type Fault, faultsOf } from './faults.js';

export interface ChapterPlan {
  readonly setting: Setting;
  readonly seed: number;
  readonly seconds: number;
  /** Share of the usual number of messages; default 1. */
  readonly load?: number;
  /** Where the logs go; default nowhere. */
  readonly logs?: string;
  /** Told of each fault as it begins, and of what else may be of interest to who looks on. */
  readonly say: (line: string) => void;
}

/** What came of a chapter. */
export interface ChapterResult {
  readonly setting: Setting;
  readonly seed: number;
  readonly seconds: number;
  /** How often each thing went wrong. */
  readonly faults: Readonly<Record<string, number>>;
  readonly out: Readonly<Record<string, OutboundSums>>;
  readonly back: Readonly<Record<string, InboundSums>>;
  /** Why messages of users were refused, how often. */
  readonly refusals: Readonly<Record<string, number>>;
  /** What no ledger allows, one line each. */
  readonly wrong: readonly string[];
  /** Warnings and errors that were logged, how often. */
  readonly complaints: Readonly<Record<string, number>>;
}

/** Things that are wrong at one time. */
const TOGETHER = 2;
/** From one fault to the next, ms. */
const LEAST_MS = 1500;
const MOST_MS = 5000;
/** How long everything may take to have its end when nothing is wrong any more, ms. */
const SETTLE_MS = 600_000;
/** Stragglers that would be a repeat of something have this long to show, ms. */
const AFTERWARDS_MS = 2000;

/** Has everybody write while one thing after the other goes wrong, waits until every message has its end, and adds up. */
export async function runChapter(plan: ChapterPlan): Promise<ChapterResult> {
  const { setting, seed, seconds, load: share = 1, say } = plan;
  const world = await CampaignWorld.start(setting, seed);
  try {
    const loads = world.fronts.map(
      ({ writers, phones, rate, texts }) =>
        new Load({ writers: texts === undefined ? [] : writers, phones }, rate * share),
    );
    const faults = await misfortunes(faultsOf(world), plan);
    world.installation.links?.mend();
    say('everything is mended; waiting for what is under way');
    const ended = await Promise.all(loads.map((load) => load.end(SETTLE_MS)));
    if (!(await until(() => world.complete, SETTLE_MS)))
      for (const line of world.hosts.wire.unproved) say(`a connection to the XMPP server: ${line}`);
    await delay(AFTERWARDS_MS);
    return reckon(world, { setting, seed, seconds, faults }, ended.every(Boolean));
  } finally {
    if (plan.logs !== undefined) await world.installation.keepLogs(plan.logs);
    await world.stop();
  }
}

/** Lets things go wrong until the time is over and all is over; tells how often each did. The seed says which comes when. */
async function misfortunes(
  all: readonly Fault[],
  { seed, seconds, say }: ChapterPlan,
): Promise<Readonly<Record<string, number>>> {
  const random = new Random(seed);
  const counts: Record<string, number> = {};
  const busy = new Set<string>();
  const open = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let order: Fault[] = [];
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1000 && failures.length === 0) {
    await delay(random.between(LEAST_MS, MOST_MS));
    if (order.length === 0) order = shuffled(all, random);
    if (open.size >= TOGETHER) await Promise.race(open);
    const index = order.findIndex(({ victims }) => !victims.some((victim) => busy.has(victim)));
    const [fault] = index < 0 ? [] : order.splice(index, 1);
    if (fault === undefined) continue;
    counts[fault.name] = (counts[fault.name] ?? 0) + 1;
    say(
      `${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${fault.name} (${fault.victims.join(', ')})`,
    );
    for (const victim of fault.victims) busy.add(victim);
    const own = new Random(random.between(0, 2 ** 31));
    const running = fault
      .run(own)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        for (const victim of fault.victims) busy.delete(victim);
        open.delete(running);
      });
    open.add(running);
  }
  await Promise.all(open);
  if (failures.length > 0) throw failures[0];
  return counts;
}

function shuffled(all: readonly Fault[], random: Random): Fault[] {
  return all
    .map((fault) => [random.next(), fault] as const)
    .sort(([one], [other]) => one - other)
    .map(([, fault]) => fault);
}

function reckon(
  world: CampaignWorld,
  told: Pick<ChapterResult, 'setting' | 'seed' | 'seconds' | 'faults'>,
  ended: boolean,
): ChapterResult {
  const { fronts, installation } = world;
  const out: Record<string, OutboundSums> = {};
  const back: Record<string, InboundSums> = {};
  const refusals: Record<string, number> = {};
  const wrong: string[] = [...installation.deaths];
  if (!ended) wrong.push('somebody still writes');
  for (const { name, texts, answers, writers, phones } of fronts) {
    const say = (what: string): void => void wrong.push(`${name}: ${what}`);
    if (texts !== undefined) {
      out[name] = texts.sums();
      for (const line of [...texts.wrong, ...texts.openOnes.map((one) => `without an end: ${one}`)]) say(line);
      for (const [why, times] of Object.entries(texts.refusals)) refusals[why] = (refusals[why] ?? 0) + times;
    }
    if (answers !== undefined) {
      back[name] = answers.sums();
      for (const line of [...answers.wrong, ...answers.openOnes.map((one) => `without an end: ${one}`)]) say(line);
    }
    const hung = writers.reduce((sum, writer) => sum + writer.hung, 0);
    if (hung > 0) say(`${hung} requests that nobody answered`);
    for (const { refused } of phones) for (const what of refused) say(`refused for good: ${what}`);
  }
  return { ...told, out, back, refusals, wrong, complaints: installation.complaints };
}
