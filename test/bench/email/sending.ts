import { MarkCounter } from '../../support/raw-component.js';
import { drive } from '../drive.js';
import { inTurn, rateOf } from '../in-turn.js';
import type { Crowd } from '../irc/crowd.js';
import { clientCrowd } from '../irc/crowd.js';
import { percentiles } from '../measure.js';
import { type Span, stampUs, TEXT, type Timed } from '../rivals.js';
import { addressAccount, type MailAccount } from './accounts.js';
import { commandsOf } from './redis-commands.js';
import { bareNodemailer, bareSource } from './rival.js';
import { warmUp } from './warm.js';
import { contactJid, LOAD, startAlone, startOurs, type World } from './world.js';

/** Users who write, and how many contacts they write to in all. */
const WRITERS = 20;
const CONTACTS = 1000;
/** Mails between their sending and their arrival. */
const WINDOW = 100;

const OVER = 'a bare nodemailer pool of 10';

/** Users write to many contacts, and ask for receipts. Done is what the sink has taken, or what came back as an error. */
export async function xmppToSmtp(
  crowd: Crowd,
  { sink }: Pick<World, 'sink'>,
  span: Span,
  pids: Readonly<Record<string, number>>,
): Promise<Timed & { readonly errors: number }> {
  const errors = new Map<number | undefined, MarkCounter>();
  let failed = 0;
  const before = sink.mails;
  const done = () => sink.mails - before + failed;
  // Nobody says which mail it was that arrived: in the mean it is as if they did so in order.
  const times: number[] = [];
  let arrived = 0;
  let latencies: number[] = [];
  const figures = await drive({
    ...span,
    window: WINDOW,
    pids: { ...pids, sink: sink.pid },
    send: (n) => {
      times.push(stampUs());
      crowd.send(
        n % WRITERS,
        `<message to='${contactJid(`c${n % CONTACTS}@example.net`)}' type='chat' id='m${n}'>` +
          `<body>${n} ${TEXT}</body><request xmlns='urn:xmpp:receipts'/></message>`,
      );
    },
    done,
    onProgress: (pump) => {
      const progress = () => {
        const now = stampUs();
        for (; arrived < done(); arrived++) latencies.push(now - (times[arrived] ?? now));
        pump();
      };
      sink.onMails = progress;
      crowd.onData = (chunk, n) => {
        const counter = errors.get(n) ?? new MarkCounter('<error');
        errors.set(n, counter);
        const found = counter.push(chunk);
        failed += found;
        if (found > 0) progress();
      };
    },
    onMeasure: () => {
      latencies = [];
    },
  });
  sink.onMails = () => {};
  return { ...figures, latency: percentiles(latencies), errors: failed };
}

function writers(domain: string): readonly MailAccount[] {
  return Array.from({ length: WRITERS }, (_, n) => addressAccount(`u${n}@${domain}`, `u${n}`));
}

/** Clients of a real server, and users without a server that takes time, each beside the rival at the same sink. */
export async function sending(world: World): Promise<void> {
  const { report, prosody, sink, span, rounds } = world;
  const through = await startOurs(world, prosody, writers(prosody.domain));
  const alone = await startAlone(world, writers(LOAD));
  const clients = await clientCrowd(prosody, WRITERS);
  const users = alone.server.crowd(WRITERS);
  const names = {
    source: 'smtp-source with one prepared mail',
    rival: OVER,
    prosody: 'XMPP to SMTP, Prosody',
    alone: 'XMPP to SMTP, no server',
  };
  let failed = 0;
  let cost: Readonly<Record<string, number>> = {};
  const ours = async (crowd: Crowd, pids: Readonly<Record<string, number>>) => {
    const { done, commands } = await commandsOf(world.redis.unixUrl, () => xmppToSmtp(crowd, world, span, pids));
    failed += done.errors;
    cost = commands;
    return done;
  };
  try {
    await warmUp(span, (warm) => xmppToSmtp(users, world, warm, alone.pids));
    await warmUp(span, (warm) => xmppToSmtp(clients, world, warm, through.pids));
    const rows = await inTurn(report, rounds, {
      [names.source]: () => bareSource(sink, span),
      [names.rival]: () => bareNodemailer(sink, span),
      [names.alone]: () => ours(users, alone.pids),
      [names.prosody]: () => ours(clients, through.pids),
    });
    report.note('commands of Redis a mail out', cost);
    const rival = rateOf(rows, names.rival);
    report.target(`XMPP to SMTP over ${OVER}`, rateOf(rows, names.alone) / rival, 'at least', 0.6);
    report.target('the same through Prosody', rateOf(rows, names.prosody) / rival, 'at least', 0.6);
    const runs = [names.alone, names.prosody].flatMap((name) => rows.get(name)?.runs ?? []);
    report.target(
      'mails lost in these runs',
      runs.reduce((sum, { lost }) => sum + lost, 0),
      'at most',
      0,
    );
    report.target('mails refused in these runs', failed, 'at most', 0);
  } finally {
    clients.close();
    await through.stop();
    await alone.stop();
  }
}
