import { setTimeout as delay } from 'node:timers/promises';
import { inTurn, rateOf } from '../in-turn.js';
import { median } from '../measure.js';
import type { Row } from '../report.js';
import type { Span, Timed } from '../rivals.js';
import { startBareServer } from './bare-server.js';
import { type Contender, roomOf } from './contender.js';
import { type Crowd, clientCrowd } from './crowd.js';
import { join, type Place } from './joining.js';
import { joinIrc, type RawIrc } from './listener.js';
import { ircToXmpp, xmppToIrc } from './loops.js';
import { BENCH, BIBOUMI, domainOf, enter, NAMES, OURS, QUIET, TOGETHER, type Where, type World } from './world.js';

/** Messages that each user of a full room has on the way; fewer, and the rate is that of delayed acknowledgements of TCP. */
const EACH = 5;

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
async function rates(world: World, seated: readonly Seated[], where: Where): Promise<ReadonlyMap<string, Row>> {
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
function ratio(rows: ReadonlyMap<string, Row>, kind: Kind, where: Where, rival: string): number {
  return rateOf(rows, `${kind}, ${where}: ${OURS}`) / rateOf(rows, `${kind}, ${where}: ${rival}`);
}

/** Real clients of a real server. */
export async function throughProsody(world: World): Promise<void> {
  const { report, prosody } = world;
  const crowd = await clientCrowd(prosody, TOGETHER);
  const contenders: Contender[] = [];
  const where = 'Prosody';
  try {
    for (const name of NAMES) contenders.push(await enter(world, name, prosody));
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
export async function alone(world: World): Promise<void> {
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
