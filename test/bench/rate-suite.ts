import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Child } from '../../sandbox/child.js';
import { startRedis } from '../../sandbox/redis.js';
import { ID, inOrder, RawCarrier, raw, type Script } from '../unit/sms/support/raw-carrier.js';
import { discard } from './discard.js';
import type { Report } from './report.js';

const CARRIERS = 4;
const BINDS = 16;
const SHARES = 6;
const PROCESSES = 3;
/** Segments a second of each carrier, over all processes. */
const RATE = 100;
const BURST = 10;
const ANSWER_MS = 20;
/** What one more carrier allows, segments a second, while its config says `RATE`; and what of that is to be used at least. */
const STRICT = 50;
const STRICT_PART = 0.6;
/** ESME_RTHROTTLED. */
const THROTTLED = 0x58;
/** What was sent a second apart may arrive by so many ms closer together, which is no fault of the sender. */
const JITTER_MS = 20;

interface Timed {
  readonly carrier: RawCarrier;
  /** When each submit came, ms; those that were refused apart. */
  readonly times: number[];
  readonly refused: number[];
}

/** A carrier that notes when each submit came, answers a little later, and refuses what is above the rate that it allows. */
async function timedCarrier(allowed: number): Promise<Timed> {
  const times: number[] = [];
  const refused: number[] = [];
  let tokens = allowed / 10;
  let at = performance.now();
  const script: Script = (pdu, connection, it) => {
    if (pdu.id !== ID.submit) return inOrder(pdu, connection, it);
    const now = performance.now();
    if (Number.isFinite(allowed)) tokens = Math.min(allowed / 10, tokens + ((now - at) / 1000) * allowed);
    at = now;
    const takes = tokens >= 1;
    if (takes) tokens -= 1;
    (takes ? times : refused).push(now);
    setTimeout(() => {
      if (takes) inOrder(pdu, connection, it);
      else connection.send(raw(ID.submitAnswer, THROTTLED, pdu.sequence));
    }, ANSWER_MS);
  };
  return { carrier: await RawCarrier.start(script), times, refused };
}

/** The most that came within any time of `ms`. */
function mostWithin(times: readonly number[], ms: number): number {
  let most = 0;
  let first = 0;
  for (const [last, time] of times.entries()) {
    while ((times[first] ?? time) <= time - ms) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** `npm run bench -- sms-rate`: does the rate of a carrier hold over processes that share it, and is all of it used? */
export async function rateSuite(report: Report): Promise<void> {
  const ms = report.quick ? 5000 : 20_000;
  const redis = await startRedis({ aof: 'everysec' });
  const carriers = await Promise.all([
    ...Array.from({ length: CARRIERS }, () => timedCarrier(Number.POSITIVE_INFINITY)),
    timedCarrier(STRICT),
  ]);
  const config = JSON.stringify({
    domain: 'sms.localhost',
    numbers: { shared: ['+15550001111'] },
    carriers: carriers.map(({ carrier }, index) => ({
      name: `c${index}`,
      host: '127.0.0.1',
      port: carrier.port,
      systemId: 'esme',
      password: 'secret',
      binds: BINDS,
      shares: SHARES,
      rate: RATE,
      burst: BURST,
    })),
  });
  const lanes = carriers.flatMap((_, index) => Array.from({ length: SHARES }, (_, share) => `sms.c${index}.${share}`));
  const worker = fileURLToPath(new URL('./rate-worker.js', import.meta.url));
  const children: Child[] = [];
  try {
    for (let number = 0; number < PROCESSES; number += 1) {
      const own = lanes.filter((_, index) => index % PROCESSES === number);
      const args = [worker, redis.unixUrl, 'bench-rate', config, ...own];
      children.push(await Child.start({ name: `worker ${number}`, command: process.execPath, args }));
    }
    await delay(report.quick ? 2000 : 4000);
    for (const { times, refused } of carriers) {
      times.length = 0;
      refused.length = 0;
    }
    await delay(ms);
    const counted = carriers.slice(0, CARRIERS).map(({ times }) => [...times]);
    const strict = carriers[CARRIERS];
    const [taken, refused] = [strict?.times.length ?? 0, strict?.refused.length ?? 0];
    for (const [index, times] of counted.entries()) {
      const perSecond = (times.length * 1000) / ms;
      report.note(`carrier ${index}`, `${perSecond.toFixed(2)}/s, at most ${mostWithin(times, 1000)} in a second`);
      report.target(`carrier ${index}: of its rate`, perSecond, 'at least', RATE * 0.99, '/s');
      report.target(`carrier ${index}: no more than its rate`, perSecond, 'at most', RATE * 1.01, '/s');
      const most = mostWithin(times, 1000 - JITTER_MS);
      report.target(`carrier ${index}: most in one second`, most, 'at most', RATE + BURST);
    }
    const used = (taken * 1000) / ms;
    report.note(
      `a carrier that allows ${STRICT}/s, and is said to allow ${RATE}`,
      `${used.toFixed(1)}/s, ${refused} refused`,
    );
    report.target('strict carrier: of what it allows', used, 'at least', STRICT * STRICT_PART, '/s');
  } finally {
    await Promise.all(children.map((child) => child.kill()));
    await Promise.all(carriers.map(({ carrier }) => carrier.close()));
    await discard(redis);
  }
}
