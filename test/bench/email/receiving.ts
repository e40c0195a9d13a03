import { setTimeout as delay } from 'node:timers/promises';
import { Child } from '../../../sandbox/child.js';
import { MarkCounter, openComponent } from '../../support/raw-component.js';
import { settle } from '../drive.js';
import { COMPONENTS, MAIL_DOMAIN } from '../gateway.js';
import { inTurn, rateOf } from '../in-turn.js';
import { type Crowd, componentCrowd } from '../irc/crowd.js';
import { Meter, percentiles } from '../measure.js';
import type { Span, Timed } from '../rivals.js';
import { addressAccount, type MailAccount } from './accounts.js';
import { LmtpLoad } from './lmtp-load.js';
import { commandsOf } from './redis-commands.js';
import { warmUp } from './warm.js';
import { LOAD, type Ours, startAlone, startBeside, startOurs, type World } from './world.js';

/** Octets of the text of each mail. */
const SIZE = 2000;
/** Users to whom mail comes in turn. */
const USERS = 1000;
/** Mails that go to as many users, who had none before. */
const MOST = 50_000;
const SESSIONS = 20;
/** Connections of Postfix to one place, as docs/admin/email.md has them set, and by itself (`default_destination_concurrency_limit`). */
const CONNECTIONS = 50;
const FEW_CONNECTIONS = 20;

interface Way {
  readonly ports: readonly number[];
  readonly pids: Readonly<Record<string, number>>;
  readonly connections: number;
}

/** From a mail server that behaves as Postfix; counted is what users get of it. */
export async function lmtpToXmpp(
  crowd: Crowd,
  { ports, pids, connections }: Way,
  { warmMs, ms }: Span,
): Promise<Timed> {
  const bodies = new MarkCounter('<body>');
  crowd.onData = (chunk) => void bodies.push(chunk);
  const load = new LmtpLoad({ ports, users: USERS, size: SIZE, connections });
  const running = load.run();
  // Looked at in the end; until then it is no loose end.
  running.catch(() => undefined);
  await delay(warmMs);
  const measured = await during(bodies, ms, { ...pids, driver: process.pid });
  load.end();
  await running;
  await settle(() => bodies.count >= load.taken, 10_000);
  return { ...measured, sent: load.taken, lost: Math.max(0, load.taken - bodies.count) };
}

async function during(
  bodies: MarkCounter,
  ms: number,
  pids: Readonly<Record<string, number>>,
): Promise<Pick<Timed, 'latency' | 'rate' | 'use'>> {
  const meter = new Meter(pids);
  const [from, before] = [performance.now(), bodies.count];
  await delay(ms);
  const count = bodies.count - before;
  const rate = (count * 1000) / (performance.now() - from);
  return { rate, use: meter.read(count), latency: percentiles([]) };
}

/** Postfix' test client, which waits for each reply: one mail each to users who have had none, of whom nothing is at hand. */
export async function firstMails(crowd: Crowd, { ports: [port], pids }: Way, { warmMs, ms }: Span): Promise<Timed> {
  const bodies = new MarkCounter('<body>');
  crowd.onData = (chunk) => void bodies.push(chunk);
  let taken = 0;
  const child = await Child.start({
    name: 'smtp-source',
    command: '/usr/sbin/smtp-source',
    args: [
      ...['-L', '-c', '-d', '-N'],
      ...['-s', String(SESSIONS), '-m', String(MOST), '-l', String(SIZE)],
      ...['-f', 'c@example.net', '-t', `u@${MAIL_DOMAIN}`, `127.0.0.1:${port}`],
    ],
    onOutput: (text) => {
      taken = Number(/(\d+)\r[^\r]*$/.exec(text)?.[1] ?? taken);
    },
  });
  await delay(warmMs);
  const measured = await during(bodies, ms, { ...pids, source: child.pid, driver: process.pid });
  if (child.exit !== undefined) throw new Error(`smtp-source ended early\n${child.tail()}`);
  await child.kill();
  await settle(() => bodies.count >= taken, 10_000);
  return { ...measured, sent: taken, lost: Math.max(0, taken - bodies.count) };
}

/** As smtp-source counts them: `1u`, `2u` and so on. */
function* readers(domain: string): Iterable<MailAccount> {
  for (let n = 1; n <= MOST; n++) yield addressAccount(`r${n}@${domain}`, `${n}u`);
}

/** From a mail server to users of a real XMPP server, and to users without one that takes time; there also by two processes. */
export async function receiving(world: World): Promise<void> {
  const { report, prosody, span, rounds, redis } = world;
  const names = {
    prosody: 'LMTP to XMPP, Prosody',
    alone: 'LMTP to XMPP, no server',
    both: 'LMTP to XMPP, no server, two processes',
    few: 'LMTP to XMPP, no server, 20 connections',
    first: 'LMTP to XMPP, no server, first mails',
  };
  const through = await startOurs(world, prosody, readers(LOAD));
  const alone = await startAlone(world, readers(LOAD));
  const second = await startBeside(world, alone.server, alone);
  const load = await openComponent(prosody.componentPort, LOAD, COMPONENTS[LOAD] ?? '');
  const [clients, users] = [componentCrowd(load, 0), alone.server.crowd(0)];
  const [here, there] = [wayTo(alone), wayTo(through)];
  const few: Way = { ...here, connections: FEW_CONNECTIONS };
  const both: Way = {
    ...here,
    ports: [...here.ports, second.mail.lmtpPort],
    pids: { ...here.pids, second: second.gateway.pid },
  };
  let cost: Readonly<Record<string, number>> = {};
  try {
    await warmUp(span, (warm) => lmtpToXmpp(users, both, warm));
    await warmUp(span, (warm) => lmtpToXmpp(clients, there, warm));
    const rows = await inTurn(report, rounds, {
      [names.alone]: async () => {
        const { done, commands } = await commandsOf(redis.unixUrl, () => lmtpToXmpp(users, here, span));
        cost = commands;
        return done;
      },
      [names.both]: () => lmtpToXmpp(users, both, span),
      [names.few]: () => lmtpToXmpp(users, few, span),
      [names.first]: () => firstMails(users, here, span),
      [names.prosody]: () => lmtpToXmpp(clients, there, span),
    });
    report.note('commands of Redis a mail in', cost);
    report.target('LMTP to XMPP', rateOf(rows, names.alone), 'at least', 1500, '/s');
    report.target('the same by two processes', rateOf(rows, names.both), 'at least', 1500, '/s');
    report.target('the same through Prosody', rateOf(rows, names.prosody), 'at least', 1500, '/s');
    const lost = [...rows.values()].flatMap(({ runs }) => runs).reduce((sum, run) => sum + run.lost, 0);
    report.target('incoming mails lost', lost, 'at most', 0);
  } finally {
    clients.close();
    await through.stop();
    await second.stop();
    await alone.stop();
  }
}

function wayTo({ mail, pids }: Ours): Way {
  return { ports: [mail.lmtpPort], pids, connections: CONNECTIONS };
}
