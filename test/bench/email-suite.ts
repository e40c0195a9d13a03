import { startProsody } from '../../sandbox/prosody.js';
import { startRedis } from '../../sandbox/redis.js';
import { startSmtpSink } from '../../sandbox/smtp-sink.js';
import { discard } from './discard.js';
import { hostile } from './email/hostile.js';
import { listening } from './email/listening.js';
import { many } from './email/many.js';
import { receiving } from './email/receiving.js';
import { sending } from './email/sending.js';
import { watching } from './email/watching.js';
import type { World } from './email/world.js';
import { COMPONENTS } from './gateway.js';
import type { Report } from './report.js';

/** Accounts of the XMPP server. */
const USERS = 20;

const PARTS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  listening,
  sending,
  receiving,
  watching,
  many,
  hostile,
};

/** `npm run bench -- email`; `ISTHMUS_BENCH_ONLY=sending,many` for parts of it. */
export async function emailSuite(report: Report): Promise<void> {
  const { quick } = report;
  const users = Object.fromEntries(Array.from({ length: USERS }, (_, n) => [`u${n}`, `u${n}`]));
  const [redis, prosody, sink] = await Promise.all([
    startRedis({ aof: 'everysec' }),
    startProsody({
      components: COMPONENTS,
      users,
      logLevel: 'warn',
      // What is measured is the gateway: with its archive in files, the server alone takes 0.3 ms a message to a client.
      extraGlobal: 'modules_disabled = { "s2s", "mam" }',
    }),
    startSmtpSink(),
  ]);
  const world: World = {
    report,
    rounds: quick ? 1 : 3,
    span: { warmMs: quick ? 2000 : 2000, ms: quick ? 4000 : 10_000, window: 100 },
    prosody,
    redis,
    sink,
  };
  const only = process.env.ISTHMUS_BENCH_ONLY?.split(',') ?? Object.keys(PARTS);
  try {
    for (const [name, part] of Object.entries(PARTS)) if (only.includes(name)) await part(world);
  } finally {
    await Promise.all([prosody, redis, sink].map(discard));
  }
}
