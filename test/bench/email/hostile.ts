import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SmtpPeer } from '../../../sandbox/smtp-peer/index.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { MAIL_DOMAIN } from '../gateway.js';
import { median } from '../measure.js';
import { addressAccount } from './accounts.js';
import { hostileMail } from './hostile-mail.js';
import { type Lone, LoneMessages } from './lone.js';
import { LOAD, startAlone, type World } from './world.js';

/** Longer than it takes to read the mail. */
const SPAN_MS = 4000;
const WARM_MS = 4000;

/** What a mail that is made to take time takes of the time of others, who exchange lone messages meanwhile. */
export async function hostile(world: World): Promise<void> {
  const { report } = world;
  const rounds = report.quick ? 3 : 7;
  const dir = await tempDir('bench-hostile');
  const peer = await SmtpPeer.start();
  const accounts = ['writer', 'reader', 'victim'].map((name, n) => addressAccount(`u${n}@${LOAD}`, name));
  const ours = await startAlone(world, accounts, peer.port);
  const messages = await LoneMessages.begin(ours.server.crowd(3), peer, ours.mail.lmtpPort, 'reader');
  try {
    await delay(WARM_MS);
    const [calm, held]: [Lone[], Lone[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const file = join(dir, `${round}.eml`);
      await writeFile(file, hostileMail(round));
      calm.push(await messages.during(SPAN_MS));
      const [during] = await Promise.all([messages.during(SPAN_MS), bring(file, ours.mail.lmtpPort)]);
      held.push(during);
      await delay(1000);
    }
    for (const [name, direction] of [['XMPP to SMTP', 'out'] as const, ['LMTP to XMPP', 'in'] as const]) {
      const worst = (spans: readonly Lone[]) => spans.map((span) => span[direction].max / 1000);
      const added = median(
        held.map((span, round) => (span[direction].max - (calm[round]?.[direction].max ?? 0)) / 1000),
      );
      report.note(`a lone message, ${name}: worst of each span without and with a hostile mail (ms)`, {
        without: worst(calm).map((ms) => Number(ms.toFixed(1))),
        with: worst(held).map((ms) => Number(ms.toFixed(1))),
        'median without and with': [calm, held].map((spans) =>
          Number((median(spans.map((span) => span[direction].p50)) / 1000).toFixed(2)),
        ),
      });
      report.target(`a hostile mail beside a lone message, ${name}: worst added delay`, added, 'at most', 50, ' ms');
    }
  } finally {
    messages.close();
    await ours.stop();
    await peer.close();
    await removeTempDir(dir);
  }
}

/** In a process of its own, so that what measures has nothing to do with it. */
async function bring(file: string, port: number): Promise<void> {
  const args = ['-L', '-F', file, '-f', 'mallory@example.net', '-t', `victim@${MAIL_DOMAIN}`, `127.0.0.1:${port}`];
  await promisify(execFile)('/usr/sbin/smtp-source', args);
}
