import { setTimeout as delay } from 'node:timers/promises';
import { Child } from '../../../sandbox/child.js';
import { settle } from '../drive.js';
import { COMPONENTS, MAIL_DOMAIN } from '../gateway.js';
import { inTurn, rateOf } from '../in-turn.js';
import { type Crowd, componentCrowd } from '../irc/crowd.js';
import { Meter, percentiles } from '../measure.js';
import { MarkCounter, openComponent } from '../raw-component.js';
import type { Span, Timed } from '../rivals.js';
import { addressAccount, type MailAccount } from './accounts.js';
import { commandsOf } from './redis-commands.js';
import { warmUp } from './warm.js';
import { LOAD, startAlone, startOurs, type World } from './world.js';

/** Mails that Postfix would hand over at once, and octets of the text of each. */
const SESSIONS = 20;
const SIZE = 2000;
/** More mails than a run can bring: they go to one user after another, from the first one on. */
const MOST = 50_000;

/** Postfix' test client speaks LMTP (RFC 2033) to the gateway; counted is what users get of it. */
export async function lmtpToXmpp(
  crowd: Crowd,
  port: number,
  { warmMs, ms }: Span,
  pids: Readonly<Record<string, number>>,
): Promise<Timed> {
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
  const meter = new Meter({ ...pids, source: child.pid, driver: process.pid });
  const [from, before] = [performance.now(), bodies.count];
  await delay(ms);
  const count = bodies.count - before;
  const rate = (count * 1000) / (performance.now() - from);
  const use = meter.read(count);
  if (child.exit !== undefined) throw new Error(`smtp-source ended early\n${child.tail()}`);
  await child.kill();
  await settle(() => bodies.count >= taken, 10_000);
  return { rate, sent: taken, lost: Math.max(0, taken - bodies.count), use, latency: percentiles([]) };
}

/** As smtp-source counts them: `1u`, `2u` and so on. */
function* readers(domain: string): Iterable<MailAccount> {
  for (let n = 1; n <= MOST; n++) yield addressAccount(`r${n}@${domain}`, `${n}u`);
}

/** From a mail server to users of a real XMPP server, and to users without one that takes time. */
export async function receiving(world: World): Promise<void> {
  const { report, prosody, span, rounds, redis } = world;
  const names = { prosody: 'LMTP to XMPP, Prosody', alone: 'LMTP to XMPP, no server' };
  const through = await startOurs(world, prosody, readers(LOAD));
  const alone = await startAlone(world, readers(LOAD));
  const load = await openComponent(prosody.componentPort, LOAD, COMPONENTS[LOAD] ?? '');
  const [clients, users] = [componentCrowd(load, 0), alone.server.crowd(0)];
  let cost: Readonly<Record<string, number>> = {};
  try {
    await warmUp(span, (warm) => lmtpToXmpp(users, alone.mail.lmtpPort, warm, alone.pids));
    await warmUp(span, (warm) => lmtpToXmpp(clients, through.mail.lmtpPort, warm, through.pids));
    const rows = await inTurn(report, rounds, {
      [names.alone]: async () => {
        const run = () => lmtpToXmpp(users, alone.mail.lmtpPort, span, alone.pids);
        const { done, commands } = await commandsOf(redis.unixUrl, run);
        cost = commands;
        return done;
      },
      [names.prosody]: () => lmtpToXmpp(clients, through.mail.lmtpPort, span, through.pids),
    });
    report.note('commands of Redis a mail in', cost);
    report.target('LMTP to XMPP', rateOf(rows, names.alone), 'at least', 1500, '/s');
    report.target('the same through Prosody', rateOf(rows, names.prosody), 'at least', 1500, '/s');
    const lost = [...rows.values()].flatMap(({ runs }) => runs).reduce((sum, run) => sum + run.lost, 0);
    report.target('incoming mails lost', lost, 'at most', 0);
  } finally {
    clients.close();
    await through.stop();
    await alone.stop();
  }
}
