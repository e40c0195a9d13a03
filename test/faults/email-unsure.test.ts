import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Rule } from '../../sandbox/smtp-peer/index.js';
import { MailFaults } from './support/mail-faults.js';
import { reckon, until } from './support/reckoning.js';

const USERS = 5;
const ROUND_MS = 60_000;
/** A mail that is sent again is sent within this. */
const AGAIN_MS = 4000;

/** Each user sends three mails; of the second the mail server never says whether it took it. */
async function unsure(kind: 'address' | 'mailbox', seed: number, rule: Rule, taken: boolean, hold: string) {
  const world = await MailFaults.make({ kind, users: USERS, seed, fields: { 'x-hold': hold } });
  try {
    await world.run('all');
    await world.meet();
    const rounds: readonly (readonly Rule[])[] = [[], [{ ...rule, times: USERS }], []];
    for (const rules of rounds) {
      world.peer.setRules(...rules);
      await Promise.all(world.writers.map((writer) => writer.burst(1)));
      const ended = () => world.texts.complete && world.texts.endedCount === world.texts.safe;
      assert.ok(await until(ended, ROUND_MS), world.texts.openOnes.join('\n'));
    }
    await delay(AGAIN_MS);
    assert.equal(world.peer.mails.length, USERS * (taken ? 3 : 2));
    return world;
  } catch (error) {
    await world.stop();
    throw error;
  }
}

describe('a mail server that goes away after the end of a mail', { concurrency: true }, () => {
  const gone: readonly (readonly [string, Rule, boolean])[] = [
    ['it has taken the mail', { at: 'dot', do: { close: true } }, true],
    ['it never read the mail', { at: 'body', do: { reset: true } }, false],
  ];
  for (const [index, [what, rule, taken]] of gone.entries()) {
    for (const kind of ['address', 'mailbox'] as const) {
      test(`${kind}: ${what}: told as unknown, and not sent again`, async (t) => {
        const world = await unsure(kind, 20 + index, rule, taken, '0');
        t.after(() => world.stop());
        const { out } = await reckon(t, world);
        assert.deepEqual([out.unknown, out.refused, out.repeatedTellings], [USERS, 0, 0]);
      });
    }
  }

  test('also of a mail that was held back before it went out', async (t) => {
    const world = await unsure('address', 25, { at: 'dot', do: { close: true } }, true, '1');
    t.after(() => world.stop());
    const { out } = await reckon(t, world);
    assert.deepEqual([out.unknown, out.refused, out.repeatedTellings], [USERS, 0, 0]);
  });
});
