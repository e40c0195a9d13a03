import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chooseAccounts } from '../../../src/core/account-choice.js';
import type { Arrival, Copy } from '../../../src/core/arrival.js';
import { Registrar } from '../../../src/core/registrar.js';
import type { Site } from '../../../src/core/site.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteWithout } from './support/site.js';

const ROMEO = 'romeo@example.org';

describe('the account that carries a message', () => {
  let store: TestStore;
  let site: Site;
  let registrar: Registrar;
  before(async () => {
    store = await testStore();
    site = siteWithout({ stores: store.store });
    registrar = new Registrar(site);
  });
  after(async () => await store.close());

  const arrivalAt = (local: string): Arrival => {
    const [from, to] = [parseJid(`${ROMEO}/balcony`), parseJid(`${local}@${DOMAIN}`)];
    assert.ok(from !== undefined && to !== undefined);
    return { from, to, receipt: false, wish: { carry: { body: 'Hello' } } };
  };
  const labelFor = async (local: string) => {
    const [chosen, ...more] = await chooseAccounts(site, arrivalAt(local));
    assert.equal(more.length, 0);
    return chosen?.account?.label;
  };
  const wrote = async (contact: string, label: string) => {
    const account = await registrar.account(ROMEO, label);
    assert.ok(account !== undefined);
    await site.stores.pins.wrote(site.gateway.name, account, contact);
  };
  const nick = (name: string) => new Map([['nick', name]]);
  /** What the store is asked beside accounts. */
  const questions = async (run: () => Promise<unknown>): Promise<number> => {
    let asked = 0;
    const { pins } = site.stores;
    const counting = Object.create(pins, {
      find: {
        value: (...args: Parameters<typeof pins.find>) => {
          asked += 1;
          return pins.find(...args);
        },
      },
    });
    const before = site;
    site = { ...site, stores: { ...site.stores, pins: counting } };
    await run();
    site = before;
    return asked;
  };

  it('is none for who is not registered, and the only one without a question more', async () => {
    assert.equal(await labelFor('juliet'), undefined);
    await registrar.register(ROMEO, nick('romeo'));
    assert.equal(await questions(async () => assert.equal(await labelFor('juliet'), '')), 0);
  });

  it('is the pinned one, else the one that the contact wrote through, else the default one', async () => {
    await registrar.add(ROMEO, 'work', nick('w'));
    await registrar.add(ROMEO, 'home', nick('h'));
    assert.equal(await questions(async () => assert.equal(await labelFor('juliet'), '')), 1);
    await registrar.setDefault(ROMEO, 'home');
    assert.equal(await labelFor('juliet'), 'home');
    await wrote('juliet', 'work');
    assert.equal(await labelFor('juliet'), 'work');
    assert.equal(await labelFor('nurse'), 'home', 'what one contact wrote counts for no other');
    await registrar.pin(ROMEO, 'juliet', '');
    assert.equal(await labelFor('juliet'), '');
    await wrote('juliet', 'work');
    assert.equal(await labelFor('juliet'), '', 'a pin stands whoever writes');
    await registrar.unpin(ROMEO, 'juliet');
    assert.equal(await labelFor('juliet'), 'work');
  });

  it('is the default one where the address cannot be read: what is wrong with it is told later', async () => {
    assert.equal(await labelFor('not\\20an\\20address'), 'home');
  });

  it('is that of each contact where several are written to at once: the message is taken apart', async () => {
    const copies = ['juliet', 'nurse', 'tybalt'].map((local, place): Arrival => {
      const copy: Copy = { type: 'to', of: 'e1', index: place + 1, written: local };
      return { ...arrivalAt(local), copy };
    });
    const chosen = await chooseAccounts(site, { ...arrivalAt('juliet'), together: copies });
    const parts = chosen.map(({ arrival, account }) => [account?.label, arrival.together?.map(({ to }) => to.local)]);
    assert.deepEqual(parts, [
      ['work', ['juliet']],
      ['home', ['nurse', 'tybalt']],
    ]);
  });

  it('is not one that was removed, nor a later one of the same label', async () => {
    await wrote('juliet', 'work');
    await registrar.pin(ROMEO, 'nurse', 'work');
    await registrar.removeAccount(ROMEO, 'work');
    assert.equal(await labelFor('juliet'), 'home');
    assert.equal(await labelFor('nurse'), 'home');
    await registrar.add(ROMEO, 'work', nick('w'));
    assert.equal(await labelFor('juliet'), 'home');
    assert.equal(await labelFor('nurse'), 'home');
  });
});
