import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type ScriptedImap, startScriptedImap } from '../../../../sandbox/imap-script.js';
import { until } from '../../../support/until.js';
import { type TestStore, testStore } from '../../store/support.js';
import { accountAt, JID, openMailboxes } from './support.js';

/** In this time a login follows for which all is there. */
const SETTLED_MS = 200;

describe('the mailboxes of a lane', () => {
  let imap: ScriptedImap;
  let store: TestStore;
  before(async () => {
    [imap, store] = await Promise.all([startScriptedImap(), testStore()]);
  });
  after(async () => {
    await imap.stop();
    await store.close();
  });

  const logins = (): readonly string[] => imap.commands.filter((command) => command.includes('LOGIN'));

  it('are one for each account, however quickly it changes', async (t) => {
    const { context, mailboxes } = openMailboxes(store);
    t.after(() => mailboxes.close());
    const before = logins().length;
    context.pauses.set(1, 200);
    for (const rev of [1, 2]) {
      context.known = [accountAt(imap.port, 'quick', rev)];
      mailboxes.changed([JID]);
      await until(() => context.lookups.includes(rev), `the question for the secrets of revision ${rev}`);
    }
    await until(() => context.lookedUp.length === 2 && logins().length > before, 'a login');
    await delay(SETTLED_MS);
    assert.equal(mailboxes.all().length, 1);
    assert.deepEqual(
      logins()
        .slice(before)
        .map((command) => /password \d/.exec(command)?.[0]),
      ['password 2'],
    );
  });

  it('are none for an account that has ended while its mailbox was opened', async (t) => {
    const { context, mailboxes } = openMailboxes(store);
    t.after(() => mailboxes.close());
    const before = logins().length;
    context.pauses.set(1, 200);
    context.known = [accountAt(imap.port, 'gone', 1)];
    mailboxes.changed([JID]);
    await until(() => context.lookups.length > 0, 'the question for the secrets');
    context.known = [];
    mailboxes.changed([JID]);
    await until(() => context.lookedUp.length > 0, 'the secrets');
    await delay(SETTLED_MS);
    assert.deepEqual(mailboxes.all(), []);
    assert.equal(logins().length, before);
  });

  it('are polled of a user who is absent, and watched again when the user comes', async (t) => {
    const { context, mailboxes } = openMailboxes(store, 30 * 86_400_000);
    t.after(() => mailboxes.close());
    await context.kv.set(`seen:${JID}`, Date.now() - 31 * 86_400_000, 60);
    context.known = [accountAt(imap.port, 'absent', 1)];
    mailboxes.changed([JID]);
    await until(() => mailboxes.stateOf('absent') === 'up', 'the mailbox');
    const tier = () => mailboxes.of('absent')?.mailbox.tier;
    assert.equal(tier(), 'poll');
    await mailboxes.seen(JID, false);
    assert.equal(tier(), 'poll');
    await mailboxes.seen(JID, true);
    assert.equal(tier(), 'idle');
    assert.ok(((await context.kv.get<number>(`seen:${JID}`)) ?? 0) > Date.now() - 60_000);
  });
});
