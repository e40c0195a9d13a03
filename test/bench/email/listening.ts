import { smtpSource } from '../../../sandbox/smtp-sink.js';
import { LmtpWorld } from '../../unit/email/lmtp/support/lmtp-world.js';
import type { World } from './world.js';

/** Mails of one size, how many of them, and the most processor time that one may take, us. */
const KINDS = [
  { name: '2 kB', size: 2000, mails: 10_000, most: 400 },
  { name: '1 MB', size: 1_000_000, mails: 100, most: 10_000 },
];

/** The LMTP server by itself, in this process, with nothing behind it: what it costs to listen. */
export async function listening({ report, rounds }: World): Promise<void> {
  for (const { name, size, mails, most } of KINDS) {
    const costs: number[] = [];
    // The first round is there for the code to be compiled.
    for (let round = 0; round <= rounds; round++) costs.push(await costOf(size, mails));
    report.target(`the LMTP server alone, a mail of ${name}`, Math.min(...costs.slice(1)), 'at most', most, ' us');
  }
}

/** Processor time of one mail, us. */
async function costOf(size: number, mails: number): Promise<number> {
  const world = await LmtpWorld.start({ limits: { mail: 2_000_000 } });
  try {
    const began = process.cpuUsage();
    const load = { sessions: 10, mails, size, from: 'a@example.net', to: 'romeo@mail.example.org' };
    await smtpSource({ port: world.port, lmtp: true, ...load });
    const { user, system } = process.cpuUsage(began);
    return (user + system) / mails;
  } finally {
    await world.stop();
  }
}
