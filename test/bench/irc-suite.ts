import { setTimeout as delay } from 'node:timers/promises';
import { type HonestIrcd, startHonestIrcd } from '../../sandbox/ircd/index.js';
import { type Ngircd, startNgircd } from '../../sandbox/ngircd.js';
import { type Prosody, startProsody } from '../../sandbox/prosody.js';
import { type RedisServer, startRedis } from '../../sandbox/redis.js';
import { discard } from './discard.js';
import { COMPONENTS } from './gateway.js';
import { inTurn, rateOf } from './in-turn.js';
import { startBareServer } from './irc/bare-server.js';
import { biboumi, type Contender, isthmus, type Networks, roomOf, type XmppPort } from './irc/contender.js';
import { type Crowd, clientCrowd, componentCrowd } from './irc/crowd.js';
import { syncMs } from './irc/disk.js';
import { join, type Place } from './irc/joining.js';
import { joinIrc, type RawIrc } from './irc/listener.js';
import { ircToXmpp, xmppToIrc } from './irc/loops.js';
import { joinCrowded, manyJoin, pingAll } from './irc/sessions.js';
import { median } from './measure.js';
import { openComponent } from './raw-component.js';
import type { Report, Row } from './report.js';
import type { Span, Timed } from './rivals.js';

const LOAD = 'load.localhost';
/** Users of one room. */
const TOGETHER = 20;
/** Messages that each of them has on the way; fewer, and the rate is that of delayed acknowledgements of TCP. */
const EACH = 5;
/** Names of the networks in JIDs: ngIRCd, and the one that can be filled and pinged. */
const BENCH = 'bench';
const FILLED = 'filled';
/** Members of a crowded channel. */
const CROWDED = 2000;
const BIBOUMI = 'biboumi';
const QUIET = 'biboumi without history';
const OURS = 'Isthmus';

/** Who takes part; `ISTHMUS_BENCH_ONLY=rival` leaves our own side out. */
const NAMES = process.env.ISTHMUS_BENCH_ONLY === 'rival' ? [BIBOUMI, QUIET] : [BIBOUMI, QUIET, OURS];

interface World {
  readonly report: Report;
  readonly rounds: number;
  readonly span: Span;
  readonly prosody: Prosody;
  readonly redis: RedisServer;
  readonly ngircd: Ngircd;
  readonly filled: HonestIrcd;
  readonly networks: Networks;
}

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

/** Starts a contender at an XMPP server. */
async function enter(world: World, name: string, server: XmppPort): Promise<Contender> {
  const { networks, redis } = world;
  return name === OURS ? await isthmus(server, networks, redis) : await biboumi(server, networks, name === BIBOUMI);
}

/** A contender with one user in a channel and all users in another, and somebody on the IRC side in both. */
interface Seated {
  readonly contender: Contender;
  readonly crowd: Crowd;
  readonly pids: Readonly<Record<string, number>>;
  readonly lone: { readonly room: string; readonly irc: RawIrc };
  readonly full: { readonly room: string; readonly channel: string; readonly irc: RawIrc };
}

async function seat(world: World, contender: Contender, crowd: Crowd, at: string): Promise<Seated> {
  const port = world.ngircd.port;
  const [one, many] = [`#one-${contender.letter}-${at}`, `#many-${contender.letter}-${at}`];
  const users = Array.from({ length: TOGETHER }, (_, user) => user);
  await contender.prepare(crowd, users);
  const lone = await joinIrc(port, `${contender.letter}lone${at}`, one);
  const full = await joinIrc(port, `${contender.letter}full${at}`, many);
  await join(crowd, [{ user: 0, contender, network: BENCH, channel: one }]);
  await join(
    crowd,
    users.map((user): Place => ({ user, contender, network: BENCH, channel: many })),
  );
  await delay(500);
  return {
    contender,
    crowd,
    pids: { ...contender.pids, ircd: world.ngircd.pid },
    lone: { room: roomOf(contender, BENCH, one), irc: lone },
    full: { room: roomOf(contender, BENCH, many), channel: many, irc: full },
  };
}

type Kind = 'XMPP to IRC, one user' | 'a lone message' | 'XMPP to IRC, 20 users' | 'IRC to XMPP, 20 users';

const KINDS: readonly Kind[] = [
  'XMPP to IRC, one user',
  'a lone message',
  'XMPP to IRC, 20 users',
  'IRC to XMPP, 20 users',
];

function workOf(kind: Kind, { contender, crowd, lone, full, pids }: Seated, span: Span): () => Promise<Timed> {
  if (kind === 'XMPP to IRC, one user') return () => xmppToIrc(crowd, 1, lone.room, lone.irc, span, pids);
  if (kind === 'a lone message') {
    return () => xmppToIrc(crowd, 1, lone.room, lone.irc, { ...span, ms: Math.min(span.ms, 3000), window: 1 }, pids);
  }
  // With its history it takes seconds over all that has come at once, and what many at a time change is only the rounding.
  const each = contender.name === BIBOUMI ? 1 : EACH;
  const some = { ...span, window: TOGETHER * each };
  if (kind === 'XMPP to IRC, 20 users') return () => xmppToIrc(crowd, TOGETHER, full.room, full.irc, some, pids);
  return () => ircToXmpp(crowd, TOGETHER, full.channel, full.irc, some, pids);
}

/** All kinds of work, each in turn by all contenders. */
async function rates(world: World, seated: readonly Seated[], where: string): Promise<ReadonlyMap<string, Row>> {
  const rows = new Map<string, Row>();
  for (const kind of KINDS) {
    const work = seated.map((each): readonly [string, () => Promise<Timed>] => [
      `${kind}, ${where}: ${each.contender.name}`,
      workOf(kind, each, world.span),
    ]);
    const done = await inTurn(world.report, world.rounds, Object.fromEntries(work));
    for (const [name, row] of done) rows.set(name, row);
  }
  return rows;
}

/** Tells our rate as a multiple of a rival's; NaN where we do not take part. */
function ratio(rows: ReadonlyMap<string, Row>, kind: Kind, where: string, rival: string): number {
  return rateOf(rows, `${kind}, ${where}: ${OURS}`) / rateOf(rows, `${kind}, ${where}: ${rival}`);
}

/** Real clients of a real server. */
async function throughProsody(world: World): Promise<void> {
  const { report, prosody } = world;
  const crowd = await clientCrowd(prosody, TOGETHER);
  const contenders = await enterAll(world, () => prosody);
  const where = 'Prosody';
  try {
    const seated: Seated[] = [];
    for (const contender of contenders) {
      const each = await seat(world, contender, crowd, 'p');
      seated.push({ ...each, pids: { ...each.pids, server: prosody.pid } });
    }
    const rows = await rates(world, seated, where);
    if (!NAMES.includes(OURS)) return;
    const over = (kind: Kind, rival: string) => ratio(rows, kind, where, rival);
    report.target('XMPP to IRC, one user, over biboumi', over('XMPP to IRC, one user', BIBOUMI), 'at least', 5);
    report.target('XMPP to IRC, 20 users, over biboumi', over('XMPP to IRC, 20 users', BIBOUMI), 'at least', 10);
    report.target('the same without its history', over('XMPP to IRC, 20 users', QUIET), 'at least', 0.6);
    report.target(
      'IRC to XMPP, 20 users, over biboumi without history',
      over('IRC to XMPP, 20 users', QUIET),
      'at least',
      0.6,
    );
    report.note('XMPP to IRC, one user, over biboumi without history', over('XMPP to IRC, one user', QUIET).toFixed(2));
    const lone = rows.get(`a lone message, ${where}: ${OURS}`)?.runs.map(({ latency }) => latency.p50) ?? [];
    report.target('a lone message: median', median(lone) / 1000, 'at most', 1.5, ' ms');
    const runs = [...rows].filter(([name]) => name.endsWith(OURS)).flatMap(([, { runs }]) => runs);
    report.target(
      'messages lost in these runs',
      runs.reduce((sum, { lost }) => sum + lost, 0),
      'at most',
      0,
    );
  } finally {
    crowd.close();
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

/** Without the XMPP server, which takes longer over a stanza than gateways do. */
async function alone(world: World): Promise<void> {
  const { report } = world;
  const where = 'no server';
  const seated: Seated[] = [];
  const stops: (() => Promise<void>)[] = [];
  try {
    for (const name of NAMES) {
      const server = await startBareServer(domainOf(name));
      const contender = await enter(world, name, server);
      stops.push(async () => {
        await contender.stop();
        await server.stop();
      });
      seated.push(await seat(world, contender, server.crowd(TOGETHER), 'a'));
    }
    const rows = await rates(world, seated, where);
    if (!NAMES.includes(OURS)) return;
    for (const kind of KINDS) {
      const both = [BIBOUMI, QUIET].map((rival) => [rival, ratio(rows, kind, where, rival).toFixed(2)]);
      report.note(`${kind}, ${where}: over the rival`, Object.fromEntries(both));
    }
  } finally {
    for (const stop of stops) await stop();
  }
}

/** Many sessions that come at once, 20 in a channel. */
async function sessions(world: World): Promise<void> {
  const { report, prosody } = world;
  const count = report.quick ? 200 : 1000;
  for (const name of NAMES) {
    const [seconds, kilobytes]: [number[], number[]] = [[], []];
    for (let round = 0; round < world.rounds; round++) {
      await withContender(world, name, prosody, count, async (crowd, contender) => {
        const cost = await manyJoin(crowd, contender, BENCH, TOGETHER);
        seconds.push(cost.seconds);
        kilobytes.push(cost.kilobytes);
      });
    }
    const told = { seconds: seconds.map((each) => each.toFixed(2)), kB: kilobytes.map((each) => each.toFixed(0)) };
    report.note(`${count} sessions joined, ${TOGETHER} in a channel: ${name}`, told);
    if (name !== OURS) continue;
    report.target(`${count} sessions joined`, median(seconds), 'at most', (3 * count) / 1000, ' s');
    report.target('resident memory a session', median(kilobytes), 'at most', 80, ' kB');
  }
}

/** Many sessions that say nothing, each in a channel of its own, and are pinged all at once. */
async function idle(world: World): Promise<void> {
  const { report, prosody } = world;
  const count = report.quick ? 500 : 5000;
  for (const name of NAMES) {
    await withContender(world, name, prosody, count, async (crowd, contender) => {
      const cost = await manyJoin(crowd, contender, FILLED, 1, 120_000);
      const pings = await pingAll(world.filled);
      const told = { joined: `${cost.seconds.toFixed(2)} s`, kB: cost.kilobytes.toFixed(0), pings };
      report.note(`${count} idle sessions: ${name}`, told);
      if (name === OURS)
        report.target(`${count} idle sessions: the last ping answered`, pings.max, 'at most', 1000, ' ms');
      if (name === OURS) report.target('sessions that were pinged', pings.count, 'at least', count);
    });
  }
}

/** One channel with very many members. */
async function crowded(world: World): Promise<void> {
  const { report, prosody, filled } = world;
  filled.populate('#crowded', CROWDED);
  filled.setTopic('#crowded', 'full');
  for (const name of NAMES) {
    const seconds: number[] = [];
    for (let round = 0; round < world.rounds; round++) {
      await withContender(world, name, prosody, 1, async (crowd, contender) => {
        const joined = await joinCrowded(crowd, contender, FILLED, '#crowded');
        seconds.push(joined.seconds);
        if (round > 0) return;
        const { presences, ordered } = joined;
        report.note(`a channel of ${CROWDED} joined: ${name}`, { presences, ordered });
        if (name === OURS) report.target('presences in order', ordered ? presences : 0, 'at least', CROWDED + 1);
      });
    }
    report.note(`a channel of ${CROWDED} joined (s): ${name}`, seconds.map((each) => each.toFixed(2)).join(' '));
    if (name === OURS) report.target(`a channel of ${CROWDED} joined`, median(seconds), 'at most', 1, ' s');
  }
}

async function enterAll(world: World, server: (name: string) => XmppPort): Promise<Contender[]> {
  const contenders: Contender[] = [];
  for (const name of NAMES) contenders.push(await enter(world, name, server(name)));
  return contenders;
}

/** A fresh contender, and a crowd of a component for it. */
async function withContender(
  world: World,
  name: string,
  server: Prosody,
  size: number,
  run: (crowd: Crowd, contender: Contender) => Promise<void>,
): Promise<void> {
  const contender = await enter(world, name, server);
  const crowd = componentCrowd(await openComponent(server.componentPort, LOAD, COMPONENTS[LOAD] ?? ''), size);
  try {
    await run(crowd, contender);
  } finally {
    await contender.stop();
    crowd.close();
    // The IRC server has to see them go before the next take their nicks.
    await delay(1000);
  }
}

function domainOf(name: string): string {
  if (name === OURS) return 'irc.localhost';
  return name === BIBOUMI ? 'biboumi.localhost' : 'quiet.localhost';
}
