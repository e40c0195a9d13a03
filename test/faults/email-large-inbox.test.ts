import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MailFaults } from './support/mail-faults.js';
import { reckon, until } from './support/reckoning.js';

const MAILS = 10_000;
const FRIENDS = 20;
/** Most memory that the process may take while it works through them, MiB. */
const MOST_MIB = 450;
const PATIENCE_MS = 240_000;

test(`${MAILS} mails that came while nobody watched come once each, and in order`, async (t) => {
  const world = await MailFaults.make({
    kind: 'mailbox',
    users: 1,
    friends: FRIENDS,
    seed: 51,
    // Nothing happens to Redis, and a disk or a machine that is busy must not look as if something did.
    redis: { aof: 'no' },
    config: { lanes: { lease: '30s' } },
    // They are put there in one piece, in their order; and to read along would take longer than the mails.
    tap: false,
  });
  t.after(() => world.stop());
  await world.run('xmpp', 'email');
  await world.meet();
  // The mailbox is watched, and has a place from which to go on.
  await world.phones[0]?.one();
  assert.ok(await until(() => world.answers.complete, 60_000), 'the mailbox is not watched');
  await world.gateway.kill('email');

  const mails: string[] = [];
  while (mails.length < MAILS) {
    for (const friend of world.phones) {
      const { key, octets } = friend.letter();
      world.answers.wrote(key);
      world.answers.answered(key);
      mails.push(octets);
    }
  }
  await world.dovecot?.seed(world.loginOf(0), mails);

  const begun = performance.now();
  await world.gateway.start('email');
  const pid = world.gateway.pid('email');
  let most = 0;
  const all = () => {
    most = Math.max(most, residentMib(pid));
    return world.answers.reachedCount === MAILS + 1;
  };
  assert.ok(await until(all, PATIENCE_MS), `${world.answers.reachedCount} of ${MAILS} have come`);
  const seconds = (performance.now() - begun) / 1000;
  t.diagnostic(
    `${MAILS} mails in ${seconds.toFixed(1)} s, ${Math.round(MAILS / seconds)} a second, ${most} MiB at most`,
  );
  const { back } = await reckon(t, world);
  assert.deepEqual([back.shown, back.duplicates], [MAILS + 1, 0]);
  assert.ok(most < MOST_MIB, `${most} MiB`);
});

function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}
