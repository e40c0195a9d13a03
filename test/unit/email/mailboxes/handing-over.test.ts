import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type ScriptedImap, startScriptedImap } from '../../../../sandbox/imap-script.js';
import { until } from '../../../support/until.js';
import { type TestStore, testStore } from '../../store/support.js';
import { accountAt, JID, openMailboxes } from './support.js';

/** How long the server takes to say that a password is wrong. */
const SLOW_MS = 300;
/** How long the lane may take to be given back. */
const DRAIN_MS = 5000;
/** In this time a login follows for which all is there. */
const SETTLED_MS = 500;

describe('a lane that is handed over while its mailboxes are being signed in to', () => {
  let imap: ScriptedImap;
  let store: TestStore;
  before(async () => {
    [imap, store] = await Promise.all([startScriptedImap(), testStore()]);
    imap.script = ({ tag, verb, client }) => {
      if (verb !== 'LOGIN') return undefined;
      setTimeout(() => client.send(`${tag} NO [AUTHENTICATIONFAILED] Wrong password`), SLOW_MS);
      return [];
    };
  });
  after(async () => {
    await imap.stop();
    await store.close();
  });

  const logins = (): number => imap.commands.filter((command) => command.includes('LOGIN')).length;

  const bothAt = (id: string, t: TestContext) => {
    const [former, next] = [openMailboxes(store), openMailboxes(store)];
    t.after(() => {
      former.mailboxes.close();
      next.mailboxes.close();
    });
    for (const { context } of [former, next]) context.known = [accountAt(imap.port, id, 1)];
    return { former, next, told: () => [former, next].flatMap(({ context }) => context.told.map(({ key }) => key)) };
  };

  it('has a wrong password tried once and told once', async (t) => {
    const { former, next, told } = bothAt('given back', t);
    const before = logins();
    former.mailboxes.changed([JID]);
    await until(() => logins() > before, 'a login');
    await former.mailboxes.drain(DRAIN_MS);
    former.mailboxes.close();
    next.mailboxes.changed([JID]);
    await until(() => next.mailboxes.stateOf('given back') === 'parked', 'it is parked');
    await delay(SETTLED_MS);
    assert.equal(logins(), before + 1);
    assert.deepEqual(told(), ['email.mailbox.parked']);
  });

  it('has it tried once also where the lane was lost, and the next holder comes when the server has answered', async (t) => {
    const { former, next, told } = bothAt('lost', t);
    const before = logins();
    former.mailboxes.changed([JID]);
    await until(() => logins() > before, 'a login');
    former.mailboxes.close();
    await delay(2 * SLOW_MS);
    next.mailboxes.changed([JID]);
    await until(() => next.mailboxes.stateOf('lost') === 'parked', 'it is parked');
    await delay(SETTLED_MS);
    assert.equal(logins(), before + 1);
    assert.deepEqual(told(), ['email.mailbox.parked']);
  });

  it('has no mailbox opened any more', async (t) => {
    const { former } = bothAt('late', t);
    const before = logins();
    former.context.pauses.set(1, 200);
    former.mailboxes.changed([JID]);
    await until(() => former.context.lookups.length > 0, 'the question for the secrets');
    await former.mailboxes.drain(DRAIN_MS);
    await until(() => former.context.lookedUp.length > 0, 'the secrets');
    await delay(SETTLED_MS);
    assert.equal(logins(), before);
  });
});
