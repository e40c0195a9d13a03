import { startHonestIrcd } from '../../sandbox/ircd/index.js';
import { startNgircd } from '../../sandbox/ngircd.js';
import { startProsody } from '../../sandbox/prosody.js';
import { startRedis } from '../../sandbox/redis.js';
import { discard } from './discard.js';
import { COMPONENTS } from './gateway.js';
import { syncMs } from './irc/disk.js';
import { crowded, idle, sessions } from './irc/mass.js';
import { alone, throughProsody } from './irc/rates.js';
import { BENCH, FILLED, TOGETHER, type World } from './irc/world.js';
import type { Report } from './report.js';

/** `npm run bench -- irc`. */
export async function ircSuite(report: Report): Promise<void> {
  const { quick } = report;
  const users = Object.fromEntries(Array.from({ length: TOGETHER }, (_, n) => [`u${n}`, `u${n}`]));
  const [redis, prosody, ngircd, filled] = await Promise.all([
    startRedis({ aof: 'everysec' }),
    startProsody({
      components: COMPONENTS,
      users,
      logLevel: 'warn',
      // What is measured is the gateway: with its archive in files, the server alone takes 0.3 ms a message to a client.
      extraGlobal: 'modules_disabled = { "s2s", "mam" }',
    }),
    startNgircd(),
    startHonestIrcd({ caps: {} }),
  ]);
  const world: World = {
    report,
    rounds: quick ? 1 : 3,
    span: { warmMs: quick ? 300 : 2000, ms: quick ? 3000 : 10_000, window: 50 },
    prosody,
    redis,
    ngircd,
    filled,
    networks: { [BENCH]: ngircd.port, [FILLED]: filled.port },
  };
  try {
    const before = await syncMs();
    await throughProsody(world);
    await alone(world);
    // biboumi writes its history with four of them a message and user, so that its rate is that of the disk.
    report.note('fdatasync of 4 KiB (ms, median), before and after', [before, await syncMs()]);
    await sessions(world);
    await idle(world);
    await crowded(world);
  } finally {
    await Promise.all([prosody, redis, ngircd].map(discard));
    await filled.stop();
  }
}
