import { startProsody } from '../../sandbox/prosody.js';
import { startRedis } from '../../sandbox/redis.js';
import { fanOut } from './alerts/fan-out.js';
import { queued } from './alerts/queued.js';
import { told } from './alerts/told.js';
import type { World } from './alerts/world.js';
import { discard } from './discard.js';
import { COMPONENTS } from './gateway.js';
import type { Report } from './report.js';

const PARTS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  queued,
  told,
  'fan-out': fanOut,
};

/** `npm run bench -- alerts`; `ISTHMUS_BENCH_ONLY=queued,told` for parts of it. */
export async function alertsSuite(report: Report): Promise<void> {
  const [redis, prosody] = await Promise.all([
    startRedis({ aof: 'everysec' }),
    startProsody({
      components: COMPONENTS,
      users: {},
      logLevel: 'warn',
      extraGlobal: 'modules_disabled = { "s2s", "mam" }',
    }),
  ]);
  const world: World = { report, rounds: report.quick ? 1 : 3, prosody, redis };
  const only = process.env.ISTHMUS_BENCH_ONLY?.split(',') ?? Object.keys(PARTS);
  try {
    for (const [name, part] of Object.entries(PARTS)) if (only.includes(name)) await part(world);
  } finally {
    await Promise.all([prosody, redis].map(discard));
  }
}
