import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ContactPresences } from '../../../../gateways/email/receiving/contact-presences.js';
import { type TestStore, testStore } from '../../store/support.js';
import { Core } from './parts.js';
import { account, config } from './support.js';

let redis: TestStore;
before(async () => {
  redis = await testStore();
});
after(() => redis.close());

const JID = 'romeo@example.org';
const [ALICE, BOB] = ['alice@example.net', 'bob@example.net'];
const MAILBOX = {
  'found-kind': 'mailbox',
  'found-imap': 'tls://imap.example.com:993',
  'found-smtp': 'tls://smtp.example.com:465',
  email: 'romeo@example.com',
};
const THERE = { available: true, status: 'By mail' };
let names = 0;

/** A user with a mailbox, and two contacts. */
function begin() {
  names += 1;
  const core = new Core(redis.store, redis.store.kv(`presences-${names}`), account(MAILBOX));
  core.listed = [ALICE, BOB];
  const states = new Map<string, 'up' | 'down' | 'parked'>();
  const make = (isOurs = true) =>
    new ContactPresences({
      context: core,
      config: config(),
      stateOf: (id) => states.get(id),
      isOurs: () => isOurs,
    });
  const told = () => core.presences.splice(0).map(({ account: _, ...presence }) => presence);
  return { core, states, presences: make(), make, told };
}

describe('contacts', () => {
  it('are there as long as the mailbox opens, or any other of the user', async () => {
    const { core, states, presences, make, told } = begin();
    await presences.show(JID, ALICE);
    assert.deepEqual(told(), [{ contact: ALICE, ...THERE }]);
    await presences.mailbox({ jid: JID }, 'up');
    assert.deepEqual(told(), []);
    states.set('a1', 'parked');
    await presences.mailbox({ jid: JID }, 'parked');
    const status = 'Your mailbox does not open. Change your registration, or use the command "mailbox".';
    const gone = { available: false, status };
    assert.deepEqual(
      told(),
      [ALICE, BOB].map((contact) => ({ contact, ...gone })),
    );
    // Another process finds the mailbox open.
    states.set('a1', 'up');
    const other = make();
    await other.mailbox({ jid: JID }, 'up');
    assert.deepEqual(
      told(),
      [ALICE, BOB].map((contact) => ({ contact, ...THERE })),
    );
    await other.mailbox({ jid: JID }, 'up');
    assert.deepEqual(told(), []);
    // A server that is away for a while changes nothing.
    states.set('a1', 'down');
    await other.mailbox({ jid: JID }, 'down');
    await other.show(JID, ALICE);
    assert.deepEqual(told(), [{ contact: ALICE, ...THERE }]);
    // One of two accounts is enough.
    states.set('a1', 'parked');
    core.known = [account(MAILBOX), { ...account(), id: 'a2', label: 'work' }];
    await other.mailbox({ jid: JID }, 'parked');
    assert.deepEqual(told(), []);
    // An account that is not whole, or not allowed any more, is none.
    core.known = [account({ 'found-kind': 'mailbox' })];
    await make(false).changed(JID);
    assert.deepEqual(told(), []);
    await other.changed(JID);
    assert.deepEqual(
      told().map(({ available }) => available),
      [false, false],
    );
  });

  it('are away until the day that they named, over restarts, or until they write', async () => {
    const { core, presences, make, told } = begin();
    const now = core.clock.now();
    const away = { contact: ALICE, available: true, show: 'away' as const, status: 'On holiday' };
    const user = { jid: JID };
    await presences.away(user, ALICE, { status: 'On holiday', until: now + 30 * 86_400_000, told: true });
    assert.deepEqual(told(), [away]);
    const key = `absence:${JID}:${ALICE}`;
    // Longer than one wait may last.
    assert.deepEqual(core.waits.get(key), {
      ms: 20 * 86_400_000,
      payload: { kind: 'absence', user: JID, contact: ALICE },
    });
    core.clock.advance(20 * 86_400_000);
    const other = make();
    await other.later({ kind: 'absence', user: JID, contact: ALICE });
    assert.equal(core.waits.get(key)?.ms, 10 * 86_400_000);
    await other.show(JID, ALICE);
    assert.deepEqual(told(), [away]);
    core.clock.advance(10 * 86_400_000);
    await other.later({ kind: 'absence', user: JID, contact: ALICE });
    assert.deepEqual(told(), [{ contact: ALICE, ...THERE }]);
    await other.away(user, BOB, { status: 'Ill', until: core.clock.now() + 1000, told: false });
    assert.equal(told()[0]?.show, 'away');
    await other.wrote(user, BOB);
    assert.deepEqual(told(), [{ contact: BOB, ...THERE }]);
    await other.wrote(user, BOB);
    assert.deepEqual([told(), core.waits.size], [[], 0]);
  });
});
