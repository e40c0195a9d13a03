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

  it('tells the check of the network whose account it is, and which ones there are', async () => {
    const seen: unknown[] = [];
    const verify: RegistrationForm['verify'] = async (_values, _signal, { jid, label, accounts }) => {
      seen.push([jid, label, accounts.map((account) => account.label)]);
      return undefined;
    };
    const registrar = new Registrar(newSite({}, { verify }));
    await registrar.register(ROMEO, values({ nick: 'romeo' }));
    await registrar.add(ROMEO, 'irc.example.net', values({ nick: 'montague' }));
    await registrar.change(ROMEO, 'irc.example.net', values({ nick: 'mercutio' }));
    assert.deepEqual(seen, [
      [ROMEO, '', []],
      [ROMEO, 'irc.example.net', ['']],
      [ROMEO, 'irc.example.net', ['', 'irc.example.net']],
    ]);
  });

  it('stores what the check of the network has found out: for fields of the form and beside them, never a secret', async () => {
    let found: Record<string, string> = { nick: 'romeo.montague', 'found-host': 'a.example', password: 'other' };
    const verify: RegistrationForm['verify'] = async () => ({ found });
    const registrar = new Registrar(newSite({}, { verify }));
    const first = await registrar.register(ROMEO, values({ nick: 'romeo', password: 'sesame' }));
    assert.deepEqual(first.ok && first.account.fields, { nick: 'romeo.montague', 'found-host': 'a.example' });
    assert.deepEqual((await registrar.account(ROMEO))?.fields, { nick: 'romeo.montague', 'found-host': 'a.example' });
    found = {};
    const second = await registrar.register(ROMEO, values({ nick: 'montague' }));
    assert.deepEqual(second.ok && second.account.fields, { nick: 'montague' }, 'not found again: gone');
  });

  it('holds for everybody what the check found for the field that nobody shares', async () => {
    const verify: RegistrationForm['verify'] = async () => ({ found: { nick: 'romeo' } });
    const registrar = new Registrar(newSite({}, { verify }));
    assert.ok((await registrar.register(ROMEO, values({ nick: 'one' }))).ok);
    const other = await registrar.register(PARIS, values({ nick: 'two' }));
    assert.equal(!other.ok && other.problem.condition, 'conflict');
    assert.equal(!other.ok && other.problem.text.params?.value, 'romeo');
  });

  it('tells the check which fields are to change, and which secrets were told anew', async () => {
    const seen: string[][] = [];
    const verify: RegistrationForm['verify'] = async (_values, _signal, { changed }) => {
      seen.push([...changed].sort());
      return undefined;
    };
    const registrar = new Registrar(newSite({}, { verify }));
    await registrar.register(ROMEO, values({ nick: 'romeo', password: 'sesame' }));
    await registrar.register(ROMEO, values({ nick: 'montague', password: '' }));
    await registrar.register(ROMEO, values({ password: 'sesame' }));
    await registrar.register(ROMEO, values({ password: 'other' }));
    assert.deepEqual(seen, [['nick', 'password'], ['nick'], ['password'], ['password']]);
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

  describe('with several accounts of one user', () => {
    const conditionOf = (result: { ok: true } | { ok: false; problem: { condition: string } }) =>
      result.ok ? 'ok' : result.problem.condition;

    it('adds, changes and removes them by label, and registration without a label means the default one', async () => {
      const registrar = new Registrar(newSite());
      assert.equal(conditionOf(await registrar.add(ROMEO, 'work', values({ nick: 'w' }))), 'registration-required');
      await registrar.register(ROMEO, values({ nick: 'romeo' }));
      const added = await registrar.add(ROMEO, 'work', values({ nick: 'w' }));
      assert.ok(added.ok && added.created && added.account.id !== ROMEO && added.account.jid === ROMEO);
      assert.equal(conditionOf(await registrar.add(ROMEO, 'work', values({ nick: 'v' }))), 'conflict');
      assert.equal(conditionOf(await registrar.change(ROMEO, 'home', values({ nick: 'v' }))), 'item-not-found');
      const changed = await registrar.change(ROMEO, 'work', values({ nick: 'v' }));
      assert.ok(changed.ok && !changed.created && changed.account.rev === 2);

      assert.deepEqual(await registrar.setDefault(ROMEO, 'work'), { ok: true });
      assert.equal(conditionOf(await registrar.setDefault(ROMEO, 'home')), 'item-not-found');
      const byDefault = await registrar.register(ROMEO, values({ nick: 'u' }));
      assert.ok(byDefault.ok && !byDefault.created && byDefault.account.label === 'work');
      assert.equal((await registrar.account(ROMEO, ''))?.fields.nick, 'romeo');

      assert.deepEqual(await registrar.removeAccount(ROMEO, 'work'), { ok: true, ended: false });
      assert.equal((await registrar.account(ROMEO))?.label, '', 'the first of those left is the default');
      assert.deepEqual(await registrar.removeAccount(ROMEO, ''), { ok: true, ended: true });
      assert.equal(conditionOf(await registrar.removeAccount(ROMEO, '')), 'registration-required');
      assert.equal(await registrar.list(ROMEO), undefined);
    });

    it('takes labels that are safe in an id and no others, and no more accounts than are allowed', async () => {
      const registrar = new Registrar(newSite());
      await registrar.register(ROMEO, values({ nick: 'romeo' }));
      for (const label of ['', 'Work', 'a b', 'a/b', 'a@b', 'ä', '.a', 'a.', '.', 'x'.repeat(65)]) {
        const refused = await registrar.add(ROMEO, label, values({ nick: 'n' }));
        assert.notEqual(conditionOf(refused), 'ok', label);
        for (const result of [
          await registrar.setDefault(ROMEO, label || 'none'),
          await registrar.pin(ROMEO, 'c', label || 'none'),
        ])
          assert.equal(conditionOf(result), 'item-not-found', label);
      }
      for (const label of ['a', 'x'.repeat(64)])
        assert.equal(conditionOf(await registrar.add(ROMEO, label, values({ nick: label.slice(0, 2) }))), 'ok');
      // The site of these tests allows three.
      assert.equal(conditionOf(await registrar.add(ROMEO, 'fourth', values({ nick: 'n' }))), 'not-allowed');
      assert.equal((await registrar.list(ROMEO))?.all.length, 3);
    });

    it('says of a value that is taken whether it is one of their own that has it', async () => {
      const registrar = new Registrar(newSite());
      await registrar.register(ROMEO, values({ nick: 'romeo' }));
      await registrar.register(PARIS, values({ nick: 'paris' }));
      const own = await registrar.add(ROMEO, 'work', values({ nick: 'romeo' }));
      const other = await registrar.add(ROMEO, 'work', values({ nick: 'paris' }));
      assert.equal(!own.ok && own.problem.text.key, 'register.conflict-own');
      assert.equal(!other.ok && other.problem.text.key, 'register.conflict');
    });

    it('registered ten times at once, by form and by label, there is one of each and every answer says so', async () => {
      const registrar = new Registrar(newSite());
      const first = await Promise.all(
        Array.from({ length: 10 }, () => registrar.register(ROMEO, values({ nick: 'romeo' }))),
      );
      const second = await Promise.all(
        Array.from({ length: 10 }, () => registrar.register(ROMEO, values({ nick: 'w' }), undefined, 'work')),
      );
      for (const results of [first, second]) {
        assert.equal(results.filter((result) => result.ok).length, 10);
        assert.equal(results.filter((result) => result.ok && result.created).length, 1);
      }
      assert.deepEqual(
        (await registrar.list(ROMEO))?.all.map(({ label, rev }) => [label, rev]),
        [
          ['', 1],
          ['work', 1],
        ],
      );
      assert.deepEqual(
        (await Promise.all(Array.from({ length: 5 }, () => registrar.remove(ROMEO)))).filter((removed) => removed),
        [true],
      );
    });

    it('registered again at once it has no secret, no second account, no default and no pin of before', async () => {
      const registrar = new Registrar(newSite());
      await registrar.register(ROMEO, values({ nick: 'romeo', password: 'sesame' }));
      await registrar.add(ROMEO, 'work', values({ nick: 'w' }));
      await registrar.setDefault(ROMEO, 'work');
      assert.deepEqual(await registrar.pin(ROMEO, 'juliet', 'work'), { ok: true });
      assert.equal(await registrar.remove(ROMEO), true);
      const again = await registrar.register(ROMEO, values({ nick: 'romeo' }));
      assert.ok(again.ok && again.created && again.account.label === '');
      assert.deepEqual(again.account.fields, { nick: 'romeo' });
      const user = await registrar.list(ROMEO);
      assert.deepEqual(
        user?.all.map(({ label }) => label),
        [''],
      );
      await registrar.add(ROMEO, 'work', values({ nick: 'w' }));
      assert.equal((await registrar.pins(ROMEO)).size, 0);
      assert.equal((await registrar.account(ROMEO))?.label, '');
    });
  });
});
