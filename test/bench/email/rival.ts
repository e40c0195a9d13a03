import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Child } from '../../../sandbox/child.js';
import { type SmtpSink, smtpSource } from '../../../sandbox/smtp-sink.js';
import { Meter, percentiles } from '../measure.js';
import type { Span, Timed } from '../rivals.js';
import { WARM_MS } from './warm.js';

export const CONNECTIONS = 10;

/** A bare pool of nodemailer in a process of its own, which has nothing else to do. */
export async function bareNodemailer(sink: SmtpSink, { warmMs, ms }: Span): Promise<Timed> {
  const script = fileURLToPath(new URL('./nodemailer-main.js', import.meta.url));
  const child = await Child.start({
    name: 'bare nodemailer',
    command: process.execPath,
    args: [script, ...[sink.port, CONNECTIONS, warmMs, ms].map(String)],
  });
  const before = sink.mails;
  await child.waitForLog(/warm/, 2 * WARM_MS);
  const [counted, meter] = [sink.mails, new Meter({ nodemailer: child.pid, sink: sink.pid, driver: process.pid })];
  await delay(ms);
  const use = meter.read(sink.mails - counted);
  const [, rate] = await child.waitForLog(/rate=([\d.]+)/, 20_000);
  const exit = await child.exited;
  if (exit.code !== 0) throw new Error(`nodemailer failed\n${child.tail()}`);
  return { rate: Number(rate), sent: sink.mails - before, lost: 0, use, latency: percentiles([]) };
}

/** What the sink itself can take: Postfix' test client, which repeats one prepared mail. */
export async function bareSource(sink: SmtpSink, { ms }: Span): Promise<Timed> {
  const load = { port: sink.port, sessions: CONNECTIONS, size: 300, from: 'u@mail.example.org', to: 'c@example.net' };
  const guess = await smtpSource({ ...load, mails: 2000 });
  const mails = Math.round((guess * ms) / 1000);
  const meter = new Meter({ sink: sink.pid, driver: process.pid });
  const rate = await smtpSource({ ...load, mails });
  return { rate, sent: mails, lost: 0, use: meter.read(mails), latency: percentiles([]) };
}
