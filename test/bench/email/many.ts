import { setTimeout as delay } from 'node:timers/promises';
import { startDovecot } from '../../../sandbox/dovecot.js';
import { rssMb } from '../../support/process-use.js';
import { discard } from '../discard.js';
import { mailboxAccount } from './accounts.js';
import { opened } from './opened.js';
import { LOAD, startAlone, type World } from './world.js';

const ACCOUNTS = 1000;
/** After which memory is looked at: what opening took is given back by then. */
const SETTLE_MS = 5000;
const PATIENCE_MS = 120_000;

/** A thousand users with mailboxes of their own, all watched by one process. */
export async function many(world: World): Promise<void> {
  const { report, sink } = world;
  const dovecot = await startDovecot({ connectionsPerProcess: 100 });
  const servers = { imapPort: dovecot.port, smtpPort: sink.port, password: dovecot.password };
  const accounts = Array.from({ length: ACCOUNTS }, (_, n) =>
    mailboxAccount(`m${n}@${LOAD}`, `m${n}@example.org`, servers),
  );
  // Folders are made at the first login of each user, which takes the server longer than all else.
  const first = await startAlone(world, accounts);
  await opened(first.mail.httpPort, ACCOUNTS, PATIENCE_MS);
  await first.halt();
  const from = performance.now();
  const toldReady = await first.gateway.start();
  try {
    await opened(first.mail.httpPort, ACCOUNTS, PATIENCE_MS);
    const seconds = (performance.now() - from) / 1000;
    const atOnce = rssMb(first.gateway.pid);
    await delay(SETTLE_MS);
    const settled = rssMb(first.gateway.pid);
    report.note('1,000 mailboxes: start to ready (ms), RSS when all are open and later (MB)', [
      Math.round(toldReady),
      Math.round(atOnce),
      Math.round(settled),
    ]);
    report.target('1,000 mailboxes watched by one process: opened, with its start, in', seconds, 'at most', 20, ' s');
    report.target('the same: RSS', Math.max(atOnce, settled), 'at most', 200, ' MB');
  } finally {
    await first.stop();
    await discard(dovecot);
  }
}
