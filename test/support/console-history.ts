import { Redis } from 'ioredis';
import { binOf } from '../../src/core/history.js';
import { HistoryStore } from '../../src/store/history.js';
import type { SharedRedis } from './shared.js';

const STEP_MS = 10_000;
const STEPS = 359;
/** Messages a minute to each network, and how many of a hundred come back. */
const NETWORKS = { sms: { rate: 240, back: 70 }, irc: { rate: 90, back: 160 }, alerts: { rate: 12, back: 50 } };
/** Median times, ms: to acceptance and to the report of delivery. */
const TIMES = { accepted: 60, delivered: 3500 };
const REASONS = {
  'item-not-found 0x0000000b': 0.012,
  'remote-server-timeout': 0.003,
  'not-acceptable 0x00000045': 0.001,
};

/**
 * Writes an hour of messages into the history, as if they had gone through: a curve over the day with some noise, the same in every run.
 */
export async function writeHistory({ url, prefix }: SharedRedis, now: number): Promise<void> {
  const redis = new Redis(url);
  try {
    const store = new HistoryStore(redis, prefix);
    for (let step = STEPS; step > 0; step -= 1) await store.add(now - step * STEP_MS, countsOf(step));
  } finally {
    redis.disconnect();
  }
}

function countsOf(step: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [index, [gateway, { rate, back }]] of Object.entries(NETWORKS).entries()) {
    const curve = 1 + 0.35 * Math.sin(step / 57 + index * 2) + 0.15 * noise(step * 7 + index);
    const sent = Math.round((rate * curve * STEP_MS) / 60_000);
    counts.set(`m ${gateway} out accepted`, sent);
    counts.set(`m ${gateway} out delivered`, Math.round(sent * 0.97));
    counts.set(`m ${gateway} in delivered`, Math.round((sent * back) / 100));
    if (gateway !== 'sms') continue;
    for (const [kind, median] of Object.entries(TIMES)) {
      for (const [times, part] of [
        [0.7, 0.3],
        [1, 0.45],
        [2.4, 0.19],
        [6, 0.06],
      ] as const) {
        counts.set(`t sms ${kind} ${binOf(median * times * (1 + 0.4 * noise(step + times)))}`, Math.ceil(sent * part));
      }
    }
    for (const [reason, part] of Object.entries(REASONS)) {
      const failed = Math.round(sent * part + noise(step * 3));
      if (failed <= 0) continue;
      counts.set(`m sms out failed`, (counts.get(`m sms out failed`) ?? 0) + failed);
      counts.set(`r sms ${reason}`, failed);
    }
  }
  return counts;
}

/** Between -1 and 1, the same for the same number. */
function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898) * 43_758.5453;
  return (value - Math.floor(value)) * 2 - 1;
}
