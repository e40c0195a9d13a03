import { setTimeout as delay } from 'node:timers/promises';
import type { HonestIrcd } from '../../../sandbox/ircd/index.js';
import type { Ngircd } from '../../../sandbox/ngircd.js';
import type { Prosody } from '../../../sandbox/prosody.js';
import type { RedisServer } from '../../../sandbox/redis.js';
import { openComponent } from '../../support/raw-component.js';
import { COMPONENTS } from '../gateway.js';
import type { Report } from '../report.js';
import type { Span } from '../rivals.js';
import { startBareServer } from './bare-server.js';
import { biboumi, type Contender, isthmus, type Networks, type XmppPort } from './contender.js';
import { type Crowd, componentCrowd } from './crowd.js';

/** Names of the networks in JIDs: ngIRCd, and the one that can be filled and pinged. */
export const BENCH = 'bench';
export const FILLED = 'filled';

export const BIBOUMI = 'biboumi';
export const QUIET = 'biboumi without history';
export const OURS = 'Isthmus';

const ONLY = process.env.ISTHMUS_BENCH_ONLY;
/** Who takes part; `ISTHMUS_BENCH_ONLY=rival` leaves our own side out, `ours` the other. */
export const NAMES = ONLY === 'rival' ? [BIBOUMI, QUIET] : ONLY === 'ours' ? [OURS] : [BIBOUMI, QUIET, OURS];

/** Users of one room. */
export const TOGETHER = 20;

/** With a real XMPP server between users and gateway, or with nothing that takes time. */
export type Where = 'Prosody' | 'no server';

/** What all parts of the bench share. */
export interface World {
  readonly report: Report;
  readonly rounds: number;
  readonly span: Span;
  readonly prosody: Prosody;
  readonly redis: RedisServer;
  readonly ngircd: Ngircd;
  readonly filled: HonestIrcd;
  readonly networks: Networks;
}

/** Starts a contender at an XMPP server. */
export async function enter(world: World, name: string, server: XmppPort): Promise<Contender> {
  const { networks, redis } = world;
  return name === OURS ? await isthmus(server, networks, redis) : await biboumi(server, networks, name === BIBOUMI);
}

/** The domain of a contender by its name. */
export function domainOf(name: string): string {
  if (name === OURS) return 'irc.localhost';
  return name === BIBOUMI ? 'biboumi.localhost' : 'quiet.localhost';
}

const LOAD = 'load.localhost';

/** Starts a contender and a crowd for it, and ends both when `run` is over. */
export async function withContender(
  world: World,
  name: string,
  where: Where,
  size: number,
  run: (crowd: Crowd, contender: Contender) => Promise<void>,
): Promise<void> {
  const bare = where === 'Prosody' ? undefined : await startBareServer(domainOf(name));
  const contender = await enter(world, name, bare ?? world.prosody);
  const secret = COMPONENTS[LOAD] ?? '';
  const crowd =
    bare?.crowd(size) ?? componentCrowd(await openComponent(world.prosody.componentPort, LOAD, secret), size);
  try {
    await run(crowd, contender);
  } finally {
    await contender.stop();
    crowd.close();
    await bare?.stop();
    // The IRC server has to see them go before the next take their nicks.
    await delay(1000);
  }
}
