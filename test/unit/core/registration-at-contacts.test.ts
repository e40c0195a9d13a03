import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Gateway } from '../../../gateways/gateway.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteOn } from './support/site.js';
import { Talk } from './support/talk.js';

const BARE = 'romeo@example.org';
const ROMEO = `${BARE}/home`;

describe('registration at a contact that has an account of its own', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  function begin() {
    const site = siteOn(store.store);
    const gateway: Gateway = Object.assign(Object.create(site.gateway), {
      labelOf: (contact: string) => (contact.startsWith('net-') ? contact.slice('net-'.length) : undefined),
      // The default account may stay empty, as where people are told apart by network.
      registration: {
        ...site.gateway.registration,
        fields: site.gateway.registration.fields.map((field) => ({ ...field, required: false })),
      },
    });
    const talk = new Talk({ ...site, gateway });
    const ask = (type: 'get' | 'set', to: string, query: string) =>
      talk.ask(ROMEO, type, `<query xmlns="jabber:iq:register">${query}</query>`, `to="${to}@${DOMAIN}"`);
    const labels = async () =>
      (await store.store.accounts.of(gateway.name, BARE))?.all.map(({ label, fields }) => [label, fields.nick]);
    return { ask, labels, talk };
  }

  it('shows the form to anybody, and registers both the user and the account', async () => {
    const { ask, labels, talk } = begin();
    const offer = await ask('get', 'net-one', '');
    assert.equal(offer.attrs.type, 'result');
    assert.equal(offer.getChild('query', NS.register)?.getChild('registered'), undefined);
    assert.equal((await ask('set', 'net-one', '<nick>at-one</nick>')).attrs.type, 'result');
    assert.deepEqual(await labels(), [
      ['', undefined],
      ['one', 'at-one'],
    ]);
    assert.match(talk.heard, /type="subscribe"/, 'who is new is welcomed');
    const again = await ask('get', 'net-one', '');
    assert.equal(again.getChild('query', NS.register)?.getChildText('nick'), 'at-one');
  });

  it('leaves nobody registered who is refused', async () => {
    const { ask, labels, talk } = begin();
    assert.equal((await ask('set', 'net-one', '<nick>Not A Nick</nick>')).attrs.type, 'error');
    assert.equal(await labels(), undefined);
    assert.doesNotMatch(talk.heard, /type="subscribe"/);
  });

  it('removes the account and no other', async () => {
    const { ask, labels } = begin();
    await ask('set', 'net-one', '<nick>two-one</nick>');
    await ask('set', 'net-two', '<nick>two-two</nick>');
    assert.equal((await ask('set', 'net-one', '<remove/>')).attrs.type, 'result');
    assert.deepEqual(await labels(), [
      ['', undefined],
      ['two', 'two-two'],
    ]);
  });

  it('is none of other contacts', async () => {
    const { ask } = begin();
    assert.equal((await ask('get', 'mercutio', '')).attrs.type, 'error');
    assert.equal((await ask('set', 'mercutio', '<nick>x</nick>')).attrs.type, 'error');
  });
});
