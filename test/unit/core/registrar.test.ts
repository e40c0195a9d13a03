import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Gateway, RegistrationForm } from '../../../gateways/gateway.js';
import { systemClock } from '../../../src/clock.js';
import { problem } from '../../../src/core/errors.js';
import { Registrar } from '../../../src/core/registrar.js';
import type { Site } from '../../../src/core/site.js';
import { type TestStore, testStore } from '../store/support.js';
import { ManualClock } from '../xmpp/manual-clock.js';
import { siteWithout } from './support/site.js';

const ROMEO = 'romeo@example.org';
const PARIS = 'paris@example.org';

describe('the registrar', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  let made = 0;
  /** A site with accounts of its own on the real store. */
  function newSite(parts: Partial<Site> = {}, form: Partial<RegistrationForm> = {}): Site {
    made += 1;
    const site = siteWithout({ stores: store.store, ...parts });
    const gateway: Gateway = Object.assign(Object.create(site.gateway), {
      name: `echo${made}`,
      registration: { ...site.gateway.registration, ...form },
    });
    return { ...site, gateway };
  }
  const values = (fields: Readonly<Record<string, string>>) => new Map(Object.entries(fields));

  it('creates, tells that a change is no creation, and counts the changes', async () => {
    const registrar = new Registrar(newSite());
    const first = await registrar.register(ROMEO, values({ nick: 'romeo' }));
    assert.ok(first.ok && first.created);
    assert.equal(first.account.rev, 1);
    const second = await registrar.register(ROMEO, values({ nick: 'montague' }));
    assert.ok(second.ok && !second.created);
    assert.equal(second.account.rev, 2);
    assert.equal((await registrar.account(ROMEO))?.fields.nick, 'montague');
  });

  it('gives a nick to one of two who want it at once', async () => {
    const registrar = new Registrar(newSite());
    const results = await Promise.all([ROMEO, PARIS].map((jid) => registrar.register(jid, values({ nick: 'count' }))));
    assert.equal(results.filter(({ ok }) => ok).length, 1);
    const refused = results.find((result) => !result.ok);
    assert.ok(refused !== undefined && !refused.ok);
    assert.equal(refused.problem.condition, 'conflict');
    assert.deepEqual(refused.problem.text.params, { field: 'Nick', value: 'count' });
  });

  it('keeps the old data when a change is refused', async () => {
    const registrar = new Registrar(newSite());
    await registrar.register(ROMEO, values({ nick: 'romeo' }));
    await registrar.register(PARIS, values({ nick: 'paris' }));
    assert.equal((await registrar.register(ROMEO, values({ nick: 'paris' }))).ok, false);
    assert.equal((await registrar.register(ROMEO, values({ nick: 'Not A Nick' }))).ok, false);
    assert.equal((await registrar.account(ROMEO))?.fields.nick, 'romeo');
    assert.equal((await registrar.account(ROMEO))?.rev, 1);
  });

  it('removes once, and frees what was taken', async () => {
    const registrar = new Registrar(newSite());
    await registrar.register(ROMEO, values({ nick: 'romeo' }));
    assert.equal(await registrar.remove(ROMEO), true);
    assert.equal(await registrar.remove(ROMEO), false);
    assert.equal(await registrar.account(ROMEO), undefined);
    const again = await registrar.register(PARIS, values({ nick: 'romeo' }));
    assert.ok(again.ok && again.created);
  });

  it('verifies with secrets on record where none was given anew, and never shows them in the account', async () => {
    const seen: (string | undefined)[] = [];
    const verify: RegistrationForm['verify'] = async ({ password }) => {
      seen.push(password);
      return undefined;
    };
    const registrar = new Registrar(newSite({}, { verify }));
    await registrar.register(ROMEO, values({ nick: 'romeo', password: 'sesame' }));
    const changed = await registrar.register(ROMEO, values({ nick: 'montague', password: '' }));
    assert.deepEqual(seen, ['sesame', 'sesame']);
    assert.ok(changed.ok);
    assert.doesNotMatch(JSON.stringify(changed.account), /sesame/);
  });

  it('stores nothing of what the network refuses, and nothing when it does not answer in time', async () => {
    const refusing = new Registrar(newSite({}, { verify: async () => problem('access-denied', { jid: 'x' }) }));
    assert.equal((await refusing.register(ROMEO, values({ nick: 'romeo' }))).ok, false);
    assert.equal(await refusing.account(ROMEO), undefined);

    const clock = new ManualClock();
    let aborted = false;
    let asked: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const verify: RegistrationForm['verify'] = (_values, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        asked();
      });
    const silent = new Registrar(newSite({ clock }, { verify }));
    const registering = silent.register(ROMEO, values({ nick: 'romeo' }));
    await reached;
    clock.advance(20_000);
    const result = await registering;
    assert.equal(!result.ok && result.problem.condition, 'remote-server-timeout');
    assert.equal(aborted, true, 'the gateway is told to stop trying');
    assert.equal(await silent.account(ROMEO), undefined);
  });

  it('is closed to whoever may not use the gateway', async () => {
    const access = (jid: string) => (jid === PARIS ? problem('access-denied', { jid }) : undefined);
    const registrar = new Registrar(newSite({ access, clock: systemClock }));
    const result = await registrar.register(PARIS, values({ nick: 'paris' }));
    assert.equal(!result.ok && result.problem.condition, 'forbidden');
    assert.equal(await registrar.account(PARIS), undefined);
    assert.equal((await registrar.register(ROMEO, values({ nick: 'romeo' }))).ok, true);
  });
});
