import { setTimeout as delay } from 'node:timers/promises';
import { startDovecot } from '../../../sandbox/dovecot.js';
import { MarkCounter } from '../../support/raw-component.js';
import { discard } from '../discard.js';
import { settle } from '../drive.js';
import { percentiles } from '../measure.js';
import { stampUs, TEXT } from '../rivals.js';
import { mailboxAccount } from './accounts.js';
import { ImapTap } from './imap-tap.js';
import { opened } from './opened.js';
import { LOAD, startAlone, type World } from './world.js';

const USER = 'watched@example.org';
/** Time between two mails, ms: Dovecot waits for half a second whether there are more. */
const PAUSE_MS = 900;

/** From Dovecot's word that there is a new mail to the stanza at the XMPP server. */
export async function watching(world: World): Promise<void> {
  const { report, sink } = world;
  const dovecot = await startDovecot();
  const tap = await ImapTap.open(dovecot.port);
  const servers = { imapPort: tap.port, smtpPort: sink.port, password: dovecot.password };
  const ours = await startAlone(world, [mailboxAccount(`w@${LOAD}`, USER, servers)]);
  const users = ours.server.crowd(1);
  try {
    await opened(ours.mail.httpPort, 1, 20_000);
    const bodies = new MarkCounter('<body>');
    const came: number[] = [];
    users.onData = (chunk) => {
      const now = stampUs();
      for (let found = bodies.push(chunk); found > 0; found--) came.push(now);
    };
    const sent: number[] = [];
    const mails = report.quick ? 15 : 60;
    for (let n = 0; n < mails; n++) {
      sent.push(stampUs());
      await dovecot.deliver(
        USER,
        `From: c@example.net\nTo: ${USER}\nSubject: Mail ${n}\nMessage-ID: <w${n}@example.net>\nDate: Mon, 5 Jan 2026 10:00:00 +0000\n\n${n} ${TEXT}\n`,
      );
      await delay(PAUSE_MS);
    }
    await settle(() => came.length >= mails, 10_000);
    const after = (from: readonly number[]) =>
      percentiles(came.map((at, n) => (at - (from[n] ?? Number.NaN)) / 1000).filter((ms) => !Number.isNaN(ms)));
    // The first word after each delivery: what the gateway asks then makes the server repeat it.
    const told = sent.map((from) => tap.told.find((at) => at > from) ?? Number.NaN);
    const behind = after(told);
    report.note('new mail, after Dovecot has told of it (ms)', behind);
    report.note('new mail, after it was handed to Dovecot (ms)', after(sent));
    report.target('new mail in Dovecot to stanza, after its notification: median', behind.p50, 'at most', 100, ' ms');
    report.target('new mails that never came', mails - came.length, 'at most', 0);
    report.target('notifications that were seen', told.filter((at) => !Number.isNaN(at)).length, 'at least', mails);
  } finally {
    await ours.stop();
    tap.close();
    await discard(dovecot);
  }
}
