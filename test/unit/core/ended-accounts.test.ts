import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { EndedAccounts } from '../../../src/core/ended-accounts.js';
import { Fates } from '../../../src/core/fates.js';
import { IncomingMessages } from '../../../src/core/incoming.js';
import { Registrar } from '../../../src/core/registrar.js';
import { Replies } from '../../../src/core/replies.js';
import type { Site } from '../../../src/core/site.js';
import { type Envelope, newEnvelopeId } from '../../../src/lanes/envelope.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import type { Outcome } from '../../../src/lanes/outcome.js';
import { AccountCache } from '../../../src/store/account-cache.js';
import { eventually } from '../lanes/support.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteWithout } from './support/site.js';

const ROMEO = 'romeo@example.org';
const nick = (name: string) => new Map([['nick', name]]);

describe('what belongs to an account that has ended', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  let made = 0;
  /** A gateway with accounts of its own, and what goes into the lane to XMPP. */
  function world() {
    made += 1;
    const told: Envelope[] = [];
    const lanes = { add: async (_lane: string, envelope: Envelope) => void told.push(envelope) } as unknown as Lanes;
    const site = siteWithout({ stores: store.store, lanes });
    const gateway = Object.assign(Object.create(site.gateway), { name: `ended${made}` });
    const own: Site = { ...site, gateway };
    return { site: own, told, registrar: new Registrar(own), replies: new Replies(own) };
  }

  async function registered(registrar: Registrar, name = 'romeo'): Promise<number> {
    const result = await registrar.register(ROMEO, nick(name));
    assert.ok(result.ok);
    return result.account.born;
  }

  const envelope = (born: number, account = ROMEO): Envelope => ({
    v: 1,
    id: newEnvelopeId(),
    gateway: 'echo',
    account,
    born,
    rev: 1,
    conversation: `${account}>juliet`,
    kind: 'message',
    at: 0,
  });

  /** Passes envelopes on at once; resolves with `sent`, or what each was settled with. */
  async function passed(ended: EndedAccounts, all: readonly Envelope[]): Promise<readonly string[]> {
    const fates = new Map<Envelope, string>();
    const order: Envelope[] = [];
    await Promise.all(
      all.map((one) =>
        ended.pass(
          one,
          (given) => {
            order.push(given);
            fates.set(given, 'sent');
          },
          (outcome: Outcome) => fates.set(one, outcome.kind === 'rejected' ? outcome.problem.condition : outcome.kind),
        ),
      ),
    );
    assert.deepEqual(
      order,
      all.filter((one) => fates.get(one) === 'sent'),
      'they keep their order',
    );
    return all.map((one) => fates.get(one) ?? 'open');
  }

  it('goes in order where the account becomes known by another read than the one that an earlier message waits for', async () => {
    for (const answered of [true, false]) {
      const { site, registrar } = world();
      const born = await registered(registrar);
      const known = { user: await store.store.accounts.of(site.gateway.name, ROMEO) };
      const answers = new EventEmitter();
      const slow = once(answers, 'answer').then(() => known.user);
      let isKnown = false;
      const cache = { user: () => slow, known: () => (isKnown ? known : undefined), forget: () => undefined };
      const stores = Object.assign(Object.create(site.stores), { cache });
      const ended = new EndedAccounts({ ...site, stores }, false);
      const all = [envelope(born), envelope(born), envelope(born)];
      const first = passed(ended, all.slice(0, 1));
      isKnown = true;
      const others = passed(ended, all.slice(1));
      if (answered) answers.emit('answer');
      else answers.emit('error', new Error('Command timed out'));
      const fate = answered ? 'sent' : 'retry';
      assert.deepEqual([await first, await others], [[fate], [fate, fate]]);
      assert.deepEqual(await passed(ended, all.slice(0, 1)), ['sent'], 'nothing is remembered of it');
    }
  });

  it('is not sent, and neither by who registered anew; what those write is', async () => {
    const { site, registrar } = world();
    const born = await registered(registrar);
    const ended = new EndedAccounts(site, false);
    assert.deepEqual(await passed(ended, [envelope(born), envelope(born)]), ['sent', 'sent']);
    await registrar.remove(ROMEO);
    assert.deepEqual(await passed(ended, [envelope(born)]), ['registration-required']);
    const again = await registered(registrar);
    assert.deepEqual(await passed(ended, [envelope(born), envelope(again), envelope(born)]), [
      'registration-required',
      'sent',
      'registration-required',
    ]);
    assert.equal(ended.asking, 0);
  });

  it('is one account of several: the others of the user go on', async () => {
    const { site, registrar } = world();
    const born = await registered(registrar);
    const work = await registrar.add(ROMEO, 'work', nick('w'));
    assert.ok(work.ok);
    const { id } = work.account;
    await registrar.removeAccount(ROMEO, 'work');
    const all = [envelope(born), envelope(work.account.born, id), envelope(born)];
    const fates = await passed(new EndedAccounts(site, false), all);
    assert.deepEqual(fates, ['sent', 'registration-required', 'sent']);
  });

  it('is known of a new account that another process has just made, whatever was known before', async () => {
    const { site, registrar } = world();
    await site.stores.cache.user(site.gateway.name, ROMEO);
    const other = await store.again();
    const elsewhere = new Registrar({ ...site, stores: other });
    const born = await registered(elsewhere);
    assert.deepEqual(await passed(new EndedAccounts(site, false), [envelope(born)]), ['sent']);
    await registrar.remove(ROMEO);
  });

  it('may have gone out before where a lane repeats what is unknown, and that is said', async () => {
    const { site } = world();
    assert.deepEqual(await passed(new EndedAccounts(site, true), [envelope(1)]), ['unknown']);
  });

  it('is never a notice of the gateway, which has no account', async () => {
    const { site } = world();
    assert.deepEqual(await passed(new EndedAccounts(site, false), [envelope(0, '')]), ['sent']);
  });

  it('is tried again when nobody can be asked', async (t) => {
    const { site } = world();
    const unreachable = () => Promise.reject(new Error('no Redis'));
    const source = { of: unreachable, changes: unreachable };
    const cache = new AccountCache(source, site.clock);
    t.after(() => cache.stop());
    const ended = new EndedAccounts({ ...site, stores: { ...site.stores, cache } }, false);
    assert.deepEqual(await passed(ended, [envelope(1)]), ['retry']);
    assert.equal(ended.outcomeOf(envelope(1)), undefined);
  });

  it('is found among what waits', async () => {
    const { site, registrar } = world();
    const born = await registered(registrar);
    const ended = new EndedAccounts(site, false);
    const waiting = envelope(born);
    assert.equal(ended.outcomeOf(waiting), undefined);
    await registrar.remove(ROMEO);
    const again = await registered(registrar);
    await eventually('it is known', () => ended.outcomeOf(waiting) !== undefined);
    assert.equal(ended.outcomeOf(waiting)?.kind, 'rejected');
    assert.equal(ended.outcomeOf(envelope(again)), undefined);
  });

  it('gets no receipt and no failure any more, and who registered anew gets none of them', async () => {
    const { site, told, registrar, replies } = world();
    const fates = new Fates(site, replies);
    const send = async (id: string, born: number) => {
      const link = {
        envelope: id,
        account: ROMEO,
        born,
        from: `${ROMEO}/a`,
        to: `juliet@${DOMAIN}`,
        contact: 'juliet',
        receipt: true,
        stanzaId: id,
      };
      await fates.link([{ link, ids: [id] }]);
    };
    const report = (id: string, state: 'delivered' | 'failed') => fates.report({ ids: [{ id, certain: true }], state });
    const born = await registered(registrar);
    for (const id of ['e1', 'e2', 'e3']) await send(id, born);
    await report('e1', 'delivered');
    assert.deepEqual(
      told.map(({ id }) => id),
      ['e1.d'],
    );
    await registrar.remove(ROMEO);
    await report('e2', 'delivered');
    const again = await registered(registrar);
    await report('e3', 'failed');
    assert.equal(told.length, 1);
    await send('e4', again);
    await report('e4', 'delivered');
    assert.deepEqual(
      told.map(({ id }) => id),
      ['e1.d', 'e4.d'],
    );
    assert.deepEqual(await site.stores.links.untold(site.gateway.name, Date.now() + 1000), [], 'none is left open');
  });

  it('is no reader: what the network brings for it is dropped, and goes to nobody else', async () => {
    const { site, told, registrar, replies } = world();
    const incoming = new IncomingMessages(site, replies);
    const born = await registered(registrar);
    const message = { account: ROMEO, contact: 'juliet', body: 'Romeo?' };
    await incoming.deliver({ ...message, born });
    assert.equal(told.length, 1);
    await registrar.remove(ROMEO);
    await incoming.deliver(message);
    await incoming.deliver({ ...message, born });
    assert.equal(told.length, 1);
    await registered(registrar);
    await incoming.deliver({ ...message, born });
    assert.equal(told.length, 1);
    await incoming.deliver(message);
    assert.equal(told.length, 2);
    const text = await site.metrics.registry.metrics();
    assert.match(text, /isthmus_messages_dropped_total\{network="ended\d+"\} 3/);
  });

  it('is not remembered as the way to a contact; the others are, where there are several, and share one order', async () => {
    const { site, told, registrar, replies } = world();
    const incoming = new IncomingMessages(site, replies);
    await registered(registrar);
    const lastOf = async () => (await site.stores.pins.find(site.gateway.name, ROMEO, 'juliet')).last?.label;
    await incoming.deliver({ account: ROMEO, contact: 'juliet', body: 'one' });
    assert.equal(await lastOf(), undefined, 'who has one account needs no memory');
    const work = await registrar.add(ROMEO, 'work', nick('w'));
    assert.ok(work.ok);
    await incoming.deliver({ account: work.account.id, contact: 'juliet', body: 'two' });
    assert.equal(await lastOf(), 'work');
    await incoming.deliver({ account: ROMEO, contact: 'juliet', body: 'three' });
    assert.equal(await lastOf(), '');
    assert.deepEqual(new Set(told.map(({ conversation }) => conversation)), new Set([ROMEO]));
    for (const { stanza } of told) assert.match(stanza ?? '', /to="romeo@example.org"/);
  });
});
