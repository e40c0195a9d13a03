import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { settle } from './drive.js';
import { Meter } from './measure.js';
import type { Report } from './report.js';
import { census } from './soak/census.js';
import { Ears, type Kind, kindsOf } from './soak/kinds.js';
import { Watch } from './soak/watch.js';
import { startWorld, type World } from './soak/world.js';

/** Minutes under load; `ISTHMUS_BENCH_MINUTES=10` is a look only. */
const MINUTES = 120;
/** Of that time, so much does not count: caches fill, code is compiled. */
const WARM = 0.1;
/** Part of what all of it can carry; less by `ISTHMUS_BENCH_LOAD=0.2`. */
const LOAD = Number(process.env.ISTHMUS_BENCH_LOAD ?? 0.5);
const LOOK_MS = 5000;
const SETTLE_MS = 60_000;

/** What may be left of a slope beyond twice its error, an hour. */
const MOST_MB = 5;
const MOST_FILES = 1;
/** Fewer keys are no news. */
const FEW = 10;
/** Keys of one shape that may have come, for ever, for each hour. */
const MOST_KEYS = 100;

/**
 * `npm run bench -- soak`: all gateways in one process, all kinds of traffic at once, at half of what each of them reaches by itself divided
 * by how many there are; whether anything grows that should not.
 */
export async function soakSuite(report: Report): Promise<void> {
  const minutes = report.quick ? 2 : Number(process.env.ISTHMUS_BENCH_MINUTES ?? MINUTES);
  report.note('minutes, and part of the whole load', [minutes, LOAD]);
  const world = await startWorld();
  try {
    let ears: Ears | undefined;
    const kinds = kindsOf(() => {
      ears ??= new Ears(world);
      return ears;
    });
    const rates = await peaks(report, world, kinds);
    ears = new Ears(world);
    await soak(report, world, { kinds, rates, minutes });
  } finally {
    await world.stop();
  }
}

/** Of each kind, how many a second make its share of the load. */
async function peaks(report: Report, world: World, kinds: readonly Kind[]): Promise<readonly number[]> {
  const ms = report.quick ? 2000 : 8000;
  const rates: number[] = [];
  for (const kind of kinds) {
    const run = await kind.peak(world, { warmMs: ms, ms, window: 100 });
    report.add({ name: kind.name, runs: [run] });
    rates.push(Math.floor((run.rate * LOAD) / kinds.length));
  }
  report.note('a second of each in the soak', Object.fromEntries(kinds.map(({ name }, n) => [name, rates[n]])));
  return rates;
}

interface Plan {
  readonly kinds: readonly Kind[];
  readonly rates: readonly number[];
  readonly minutes: number;
}

async function soak(report: Report, world: World, { kinds, rates, minutes }: Plan): Promise<void> {
  const { gateway, redis, smsc, httpPort, pids } = world;
  const wholeMs = minutes * 60_000;
  const going = await Promise.all(kinds.map((kind, n) => kind.begin(world, rates[n] ?? 0)));
  const watch = new Watch(gateway.pid, httpPort, redis.unixUrl.replace('unix://', ''), LOOK_MS);
  const texts = createHistogram();
  const note = setInterval(() => {
    for (const us of smsc.latencies) texts.record(Math.max(1, Math.round(us)));
    smsc.latencies = [];
  }, 1000);
  await delay(wholeMs * WARM);
  texts.reset();
  const before = await census(redis.unixUrl.replace('unix://', ''));
  const meter = new Meter({ ...pids, driver: process.pid });
  const doneBefore = going.map(({ done }) => done());
  const from = performance.now();
  await delay(wholeMs * (1 - WARM));
  const seconds = (performance.now() - from) / 1000;
  const doneAfter = going.map(({ done }) => done());
  const use = meter.read(doneAfter.reduce((sum, count, n) => sum + count - (doneBefore[n] ?? 0), 0));
  for (const one of going) one.stop();
  await settle(() => going.every(({ sent, done }) => done() >= sent()), SETTLE_MS);
  clearInterval(note);
  await watch.stop();

  for (const [n, { name }] of kinds.entries()) {
    const rate = ((doneAfter[n] ?? 0) - (doneBefore[n] ?? 0)) / seconds;
    const one = going[n];
    const [sent, done] = [one?.sent() ?? 0, one?.done() ?? 0];
    report.note(`${name}, in the soak`, `${rate.toFixed(0)}/s, ${sent} sent, ${sent - done} missing`);
    report.target(`${name}: missing`, Math.max(0, sent - done), 'at most', 0);
  }
  report.note('CPU for each message of any kind', use);
  report.target('a text among all of that, XMPP to SMSC: p99', texts.percentile(99) / 1000, 'at most', 20, ' ms');
  report.note('the same: median (ms)', texts.percentile(50) / 1000);
  growth(report, watch, wholeMs * WARM);
  keys(report, before, await census(redis.unixUrl.replace('unix://', '')), seconds / 3600);
}

/** Whether memory, files and delays grow. */
function growth(report: Report, watch: Watch, fromMs: number): void {
  const measures = [
    ['rss', 'resident memory', ' MB', MOST_MB],
    ['heap', 'heap in use', ' MB', MOST_MB],
    ['files', 'open files', '', MOST_FILES],
    ['lag', 'delay of the event loop, p99', ' ms', 1],
    ['redis', 'memory of Redis', ' MB', undefined],
    ['keys', 'keys of Redis', '', undefined],
  ] as const;
  for (const [measure, name, unit, most] of measures) {
    const { mean, perHour, error } = watch.tell(measure, fromMs);
    report.note(name, `${mean.toFixed(1)}${unit}, ${perHour.toFixed(2)} an hour, give or take ${error.toFixed(2)}`);
    if (most !== undefined) {
      report.target(`${name}: growth beyond chance`, Math.max(0, perHour - 2 * error), 'at most', most, `${unit}/h`);
    }
  }
}

type Census = Awaited<ReturnType<typeof census>>;

/** Which keys have come that nobody will ever take away. */
function keys(report: Report, before: Census, after: Census, hours: number): void {
  let worst = 0;
  const rows: Record<string, object> = {};
  for (const [name, { ending, lasting, octets }] of after) {
    const old = before.get(name) ?? { ending: 0, lasting: 0, octets: 0 };
    worst = Math.max(worst, (lasting - old.lasting) / hours);
    if (
      Math.abs(lasting - old.lasting) < FEW &&
      Math.abs(ending - old.ending) < FEW &&
      octets < old.octets * 1.1 + 1000
    ) {
      continue;
    }
    rows[name] = { ending: [old.ending, ending], lasting: [old.lasting, lasting], octets: [old.octets, octets] };
  }
  report.note('keys of Redis by shape, before and after, where that differs', rows);
  report.target('keys without an end, of the shape that grows most', worst, 'at most', MOST_KEYS, '/h');
}
