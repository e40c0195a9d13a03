import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KeyValue } from '../../../gateways/gateway.js';
import { ContactList } from '../../../src/core/contacts.js';
import { afterLeaving } from '../../../src/core/leaving.js';
import { Registration } from '../../../src/core/registration.js';
import { bouncesKey } from '../../../src/store/bounces.js';
import { type TestStore, testStore } from '../store/support.js';
import { TestDesk } from './support/desk.js';
import { DOMAIN } from './support/site.js';

const ROMEO = 'romeo@example.org';
const NURSE = `nurse@${DOMAIN}`;
const nurse = { account: ROMEO, contact: 'nurse' };

describe('what a network tells of contacts', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  async function setUp() {
    const desk = new TestDesk(store, { presence: true });
    await desk.register(ROMEO);
    const { name } = desk.site.gateway;
    /** What went into lanes since the last call: stanzas shortened, wishes whole. */
    const put = () =>
      desk.added.splice(0).map(({ lane, envelope }) => {
        if (envelope.stanza === undefined) return envelope.event;
        assert.equal(lane, `xmpp.${DOMAIN}.0`);
        const [, attributes = '', inside = ''] = /^<presence ([^>]*?)\/?>(.*?)(?:<c .*)?$/.exec(envelope.stanza) ?? [];
        return `${attributes.replaceAll('"', '')} ${inside}`.trim();
      });
    return { desk, name, list: new ContactList(desk.site), put };
  }
  const head = `from=${NURSE} to=${ROMEO}`;

  it('is told to who is online and subscribed, once for each change', async () => {
    const { name, list, put } = await setUp();
    const { roster, presence } = store.store;
    await list.presence({ ...nurse, available: true });
    assert.deepEqual(put(), [], 'not subscribed');
    await roster.change(name, ROMEO, 'nurse', { sees: true });
    await list.presence({ ...nurse, available: true, show: 'away' });
    assert.deepEqual(put(), [], 'not online');
    await presence.set(name, ROMEO, 'a', { priority: 0, at: 0 });
    await list.presence({ ...nurse, available: true, show: 'away' });
    assert.deepEqual(put(), [], 'not new');
    await list.presence({ ...nurse, available: true, show: 'dnd', status: 'Anon!' });
    await list.presence({ ...nurse, available: false });
    await list.presence({ ...nurse, available: false });
    assert.deepEqual(put(), [`${head} <show>dnd</show><status>Anon!</status>`, `${head} type=unavailable`]);
    assert.deepEqual(await list.list(ROMEO), ['nurse']);
  });

  it('granted is told with presence and the wish to see the user, as often as it is granted', async () => {
    const { list, put } = await setUp();
    await list.presence({ ...nurse, available: true, show: 'xa' });
    await list.answer({ ...nurse, granted: true });
    assert.deepEqual(put(), [`${head} type=subscribed`, `${head} <show>xa</show>`, `${head} type=subscribe`]);
    await list.answer({ ...nurse, granted: true });
    assert.deepEqual(put(), [`${head} type=subscribed`, `${head} <show>xa</show>`]);
  });

  it('refused is told, and the user sees the contact no more', async () => {
    const { list, put } = await setUp();
    await list.answer({ ...nurse, granted: true });
    put();
    await list.answer({ ...nurse, granted: false });
    assert.deepEqual(put(), [`${head} type=unsubscribed`]);
    assert.deepEqual(await list.list(ROMEO), []);
  });

  it('removed is told once, and nothing of it is kept', async () => {
    const { name, list, put } = await setUp();
    await list.presence({ ...nurse, available: true });
    await list.answer({ ...nurse, granted: true });
    put();
    await list.remove(nurse);
    await list.remove(nurse);
    assert.deepEqual(put(), [{ type: 'roster', action: 'remove', contacts: ['nurse'], left: false }]);
    assert.deepEqual(await store.store.roster.list(name, ROMEO), []);
    assert.deepEqual(await store.store.contactPresences.get(name, ROMEO, ['nurse']), [undefined]);
  });

  it('never grants in the name of the user: who is added is a wish for the holder of the stream', async () => {
    const { list, put } = await setUp();
    await list.add({ ...nurse, name: 'Angelica' });
    assert.deepEqual(put(), [{ type: 'roster', action: 'add', contact: 'nurse', name: 'Angelica' }]);
  });

  it('is forgotten with the registration, and the network hears that the user is gone', async () => {
    const { desk, name, list, put } = await setUp();
    await list.presence({ ...nurse, available: true });
    const account = await desk.registrar.account(ROMEO);
    assert.ok(account);
    await desk.registrar.remove(ROMEO);
    const kv = desk.site.stores.kv(name);
    const left = async (user: string, own: KeyValue): Promise<void> => await own.remove(`certificate:${user}`);
    await kv.set(`certificate:${ROMEO}`, 'his', 60);
    const gateway = { ...desk.site.gateway, left };
    await afterLeaving({ ...desk.site, gateway: Object.setPrototypeOf(gateway, desk.site.gateway) }, account, [
      'nurse',
    ]);
    assert.equal(await kv.get(`certificate:${ROMEO}`), undefined);
    assert.deepEqual(put(), [
      { type: 'presence', account: ROMEO, state: { available: false } },
      { type: 'roster', action: 'remove', contacts: ['nurse'], left: true },
    ]);
    assert.deepEqual(await store.store.contactPresences.get(name, ROMEO, ['nurse']), [undefined]);
  });

  it("is the user's, whichever account the network names, and stays until the last one has ended", async () => {
    const { desk, name, list, put } = await setUp();
    const registration = new Registration(desk.site);
    assert.ok((await registration.register(ROMEO, new Map([['nick', 'w']]), undefined, 'work')).ok);
    const atWork = { ...nurse, account: `${ROMEO}/work` };
    await list.answer({ ...atWork, granted: true });
    await list.presence({ ...atWork, available: true, show: 'away' });
    assert.deepEqual(await list.list(ROMEO), ['nurse']);
    assert.deepEqual(await list.list(atWork.account), ['nurse']);
    put();
    assert.deepEqual(await registration.remove(ROMEO, ''), { ok: true, created: false, follow: [] });
    assert.deepEqual(put(), [], 'the other account is there');
    assert.deepEqual(await store.store.contactPresences.get(name, ROMEO, ['nurse']), [
      { available: true, show: 'away' },
    ]);
    await store.store.bounces.count(name, ROMEO, 1, 0);
    assert.ok((await registration.remove(ROMEO, 'work')).ok);
    assert.deepEqual(put(), [
      { type: 'presence', account: ROMEO, state: { available: false } },
      { type: 'roster', action: 'remove', contacts: ['nurse'], left: true },
    ]);
    assert.deepEqual(await store.store.contactPresences.get(name, ROMEO, ['nurse']), [undefined]);
    assert.equal(await store.store.redis.hget(bouncesKey(store.prefix, name), ROMEO), null);
  });
});
