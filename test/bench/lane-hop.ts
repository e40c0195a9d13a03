import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/clock.js';
import { ENVELOPE_VERSION, newEnvelopeId } from '../../src/lanes/envelope.js';
import { Lanes } from '../../src/lanes/lanes.js';
import { silentLog } from '../../src/log.js';
import { redisAddress } from '../../src/redis.js';

const LANE = 'bench.0';
const PAUSE_MS = 20;

/**
 * Median milliseconds from adding a lone envelope to a lane until its holder may submit it, with its begin mark written:
 * the part that lane and Redis have in a lone message.
 */
export async function laneHop(redisUrl: string, ms: number): Promise<number> {
  const times: number[] = [];
  let arrived: () => void = () => {};
  const lanes = new Lanes({
    address: redisAddress(redisUrl),
    prefix: 'lane-hop',
    process: 'bench',
    clock: systemClock,
    log: silentLog,
  });
  lanes.work(LANE, 'bench', {
    repeatBegun: false,
    open: async () => ({
      depth: 1,
      free: () => 1,
      submit: (_, settle) => {
        arrived();
        settle({ kind: 'accepted', parts: [] });
      },
      drain: async () => {},
      close: async () => {},
    }),
    effects: async () => {},
    expired: () => ({ kind: 'unknown', maybeSent: true, reason: 'expired' }),
  });
  await lanes.start();
  const end = performance.now() + ms;
  while (performance.now() < end) {
    const there = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const begun = performance.now();
    const added = lanes.add(LANE, {
      v: ENVELOPE_VERSION,
      id: newEnvelopeId(),
      gateway: 'bench',
      account: 'romeo@example.org',
      rev: 1,
      conversation: 'romeo@example.org>+12025550123',
      kind: 'message',
      event: { body: 'x'.repeat(100) },
      at: Date.now(),
    });
    await there;
    times.push(performance.now() - begun);
    await added;
    await delay(PAUSE_MS);
  }
  await lanes.drain(1000);
  await lanes.stop();
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}
