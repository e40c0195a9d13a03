import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Privileges } from '../../../src/core/privileges.js';
import { RosterKeeper } from '../../../src/core/roster-keeper.js';
import { type Element, el } from '../../../src/xmpp/element.js';
import type { IqAnswer } from '../../../src/xmpp/iq.js';
import { type RosterItem, readRoster, rosterSet } from '../../../src/xmpp/roster.js';
import { type TestStore, testStore } from '../store/support.js';
import { readStanza, TestDesk } from './support/desk.js';
import { DOMAIN } from './support/site.js';

const SERVER = 'example.org';
const ROMEO = `romeo@${SERVER}`;
const NURSE = `nurse@${DOMAIN}`;
const GROUP = 'Echo';

const told = (from: string, type: string, ns = 'urn:xmpp:privilege:2') =>
  readStanza(
    `<message from='${from}' to='${DOMAIN}'><privilege xmlns='${ns}'><perm access='roster' type='${type}'/></privilege></message>`,
  );

describe('privileges', () => {
  const site = new TestDesk({ store: {} } as unknown as TestStore).site;

  it('are believed of the server itself alone, for its own users alone', () => {
    const privileges = new Privileges(site, SERVER);
    for (const from of ['evil.example', `x.${SERVER}`, 'org', DOMAIN]) {
      assert.equal(privileges.take(told(from, 'both')), true);
      assert.equal(privileges.roster(ROMEO, 'get'), false, from);
    }
    for (const from of [ROMEO, `${ROMEO}/a`, `${SERVER}/x`]) {
      privileges.take(told(from, 'both'));
      assert.equal(privileges.roster(ROMEO, 'get'), false, from);
    }
    assert.equal(privileges.isServerOf({ domain: SERVER, local: 'romeo', resource: '' }), false);
    assert.equal(privileges.take(told(SERVER, 'get')), true);
    assert.equal(privileges.roster(ROMEO, 'get'), true);
    assert.equal(privileges.roster(ROMEO, 'set'), false);
    assert.equal(privileges.roster('romeo@evil.example', 'get'), false);
    assert.equal(privileges.roster(`romeo@x.${SERVER}`, 'get'), false);
    assert.equal(privileges.isServerOf({ domain: SERVER, local: 'romeo', resource: '' }), true);
    assert.equal(privileges.isServerOf({ domain: SERVER, local: 'romeo', resource: 'a' }), false);
    assert.equal(privileges.isServerOf({ domain: 'evil.example', local: 'romeo', resource: '' }), false);
  });

  it('end with the stream, and where nothing is answered', () => {
    const privileges = new Privileges(site, SERVER);
    privileges.take(told(SERVER, 'both', 'urn:xmpp:privilege:1'));
    privileges.answered(false);
    privileges.answered(false);
    privileges.answered(true);
    privileges.answered(false);
    privileges.answered(false);
    assert.equal(privileges.roster(ROMEO, 'set'), true);
    privileges.answered(false);
    assert.equal(privileges.roster(ROMEO, 'set'), false);
    privileges.take(told(SERVER, 'both'));
    assert.equal(privileges.roster(ROMEO, 'set'), true);
    privileges.clear();
    assert.equal(privileges.roster(ROMEO, 'set'), false);
  });

  it('in an ordinary message are nothing', () => {
    const privileges = new Privileges(site, SERVER);
    assert.equal(
      privileges.take(readStanza(`<message from='${SERVER}' to='${DOMAIN}'><body>Hi</body></message>`)),
      false,
    );
    const bounced = told(SERVER, 'both');
    bounced.attrs.type = 'error';
    assert.equal(privileges.take(bounced), false);
    assert.equal(privileges.roster(ROMEO, 'get'), false);
  });
});

/** The server's side: a roster, and what a client says when it is asked. */
class Server {
  readonly items = new Map<string, RosterItem>();
  readonly asked: string[] = [];
  readonly sent: string[] = [];
  /** What a roster set is answered with. */
  onSet: 'result' | 'error' | 'timeout' | 'disconnected' = 'result';
  clientTakes = false;

  readonly send = (stanza: Element): boolean => {
    this.sent.push(`${stanza.attrs.type ?? 'available'} ${stanza.attrs.from}`);
    return true;
  };

  readonly request = async (iq: Element): Promise<IqAnswer> => {
    const [payload] = iq.elements();
    const { to = '', type = '' } = iq.attrs;
    this.asked.push(`${type} ${payload?.name} ${to}`);
    const result = (child?: Element): IqAnswer => ({ ok: true, iq: el('iq', { type: 'result' }, child) });
    const error: IqAnswer = { ok: true, iq: el('iq', { type: 'error' }) };
    if (payload?.ns === 'jabber:iq:roster') {
      if (type === 'get') return result(this.#roster());
      if (this.onSet === 'error') return error;
      if (this.onSet !== 'result') return { ok: false, failure: this.onSet };
      for (const item of readRoster(payload)) {
        if (item.subscription === 'remove') this.items.delete(item.jid);
        else this.items.set(item.jid, item);
      }
      return result();
    }
    if (payload?.name === 'query') {
      const features = this.clientTakes ? ['http://jabber.org/protocol/rosterx'] : ['urn:xmpp:ping'];
      const query = { xmlns: 'http://jabber.org/protocol/disco#info' };
      return result(el('query', query, ...features.map((name) => el('feature', { var: name }))));
    }
    return this.clientTakes ? result() : error;
  };

  #roster(): Element {
    const query = el('query', { xmlns: 'jabber:iq:roster' });
    for (const item of this.items.values()) query.add(...(rosterSet('', '', item).elements()[0]?.elements() ?? []));
    return query;
  }
}

describe('the keeper of rosters', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  async function setUp(type?: 'get' | 'set' | 'both') {
    const desk = new TestDesk(store, { presence: true });
    await desk.register(ROMEO);
    const server = new Server();
    const privileges = new Privileges(desk.site, SERVER);
    if (type !== undefined) privileges.take(told(SERVER, type));
    const keeper = new RosterKeeper(desk.site, { privileges, send: server.send, request: server.request });
    const { name } = desk.site.gateway;
    const known = () => store.store.roster.get(name, ROMEO, 'nurse');
    return { desk, server, keeper, privileges, name, known };
  }
  const add = { type: 'roster', action: 'add', contact: 'nurse', name: 'Nurse' } as const;

  it('puts a contact into the roster itself where it may, with name and group, and asks nobody', async () => {
    const { server, keeper, known } = await setUp('both');
    await keeper.perform(ROMEO, add);
    assert.deepEqual(
      [...server.items.values()],
      [{ jid: NURSE, subscription: 'both', name: 'Nurse', groups: [GROUP] }],
    );
    assert.deepEqual(server.sent, [`unavailable ${NURSE}`]);
    assert.deepEqual(await known(), { contact: 'nurse', sees: true, seen: 'granted' });
    server.asked.length = 0;
    await keeper.perform(ROMEO, add);
    assert.deepEqual(server.asked, [], 'what is there is not added again');
  });

  it('leaves the name and the groups that the user has given', async () => {
    const { server, keeper } = await setUp('both');
    server.items.set(NURSE, { jid: NURSE, subscription: 'none', name: 'Angelica', groups: ['Verona'] });
    await keeper.perform(ROMEO, add);
    assert.deepEqual(server.items.get(NURSE), {
      jid: NURSE,
      subscription: 'both',
      name: 'Angelica',
      groups: ['Verona'],
    });
  });

  for (const [what, type, onSet] of [
    ['nothing is allowed', undefined, 'result'],
    ['rosters may only be read', 'get', 'result'],
    ['rosters may not be read, so that nothing of the user is written over', 'set', 'result'],
    ['the server fails', 'both', 'error'],
    ['the server says nothing', 'both', 'timeout'],
  ] as const) {
    it(`asks for a subscription, once, where ${what}`, async () => {
      const { server, keeper, known } = await setUp(type);
      server.onSet = onSet;
      await keeper.perform(ROMEO, add);
      await keeper.perform(ROMEO, add);
      assert.deepEqual(server.sent, [`subscribe ${NURSE}`]);
      assert.deepEqual(await known(), { contact: 'nurse', sees: false, seen: 'asked' });
      assert.equal(server.items.size, 0);
    });
  }

  it('proposes the contact to a client that takes proposals, instead of asking', async () => {
    const { desk, server, keeper, name } = await setUp();
    server.clientTakes = true;
    await store.store.presence.set(name, ROMEO, 'balcony', { priority: 0, at: 0 });
    await keeper.perform(ROMEO, add);
    await keeper.perform(ROMEO, add);
    assert.deepEqual(server.asked, [`get query ${ROMEO}/balcony`, `set x ${ROMEO}/balcony`], 'once');
    assert.deepEqual(server.sent, []);
    await desk.registrar.remove(ROMEO);
    server.asked.length = 0;
    await keeper.perform(ROMEO, add);
    assert.deepEqual(server.asked, [], 'nothing is done for who has left');
  });

  it('asks the user all the same where that is wished, whatever it may do and a client takes', async () => {
    const { server, keeper, name, known } = await setUp('both');
    server.clientTakes = true;
    await store.store.presence.set(name, ROMEO, 'balcony', { priority: 0, at: 0 });
    await keeper.perform(ROMEO, { ...add, ask: true });
    await keeper.perform(ROMEO, { ...add, ask: true });
    assert.deepEqual(server.sent, [`subscribe ${NURSE}`], 'once');
    assert.deepEqual([server.asked, server.items.size], [[], 0]);
    assert.deepEqual(await known(), { contact: 'nurse', sees: false, seen: 'asked' });
  });

  it('does it again when the stream was lost meanwhile', async () => {
    const { server, keeper } = await setUp('both');
    server.onSet = 'disconnected';
    await assert.rejects(keeper.perform(ROMEO, add));
    assert.deepEqual(server.sent, []);
  });

  it('does without the right of a server that does not answer by it', async () => {
    const { server, keeper, privileges } = await setUp('both');
    server.onSet = 'timeout';
    // Each reads the roster first, which is answered; so the silence is never three in a row here.
    for (let times = 0; times < 3; times++) await keeper.perform(ROMEO, add);
    assert.equal(privileges.roster(ROMEO, 'set'), true);
    for (let times = 0; times < 3; times++) privileges.answered(false);
    server.asked.length = 0;
    await keeper.perform(ROMEO, add);
    assert.deepEqual(server.asked, []);
  });

  it('ends a contact that the network has removed, and takes out what it has put in itself', async () => {
    const { server, keeper } = await setUp('both');
    const other = { jid: 'friend@example.com', subscription: 'both', groups: [GROUP] } as const;
    const moved = { jid: `moved@${DOMAIN}`, subscription: 'both', groups: ['Verona'] } as const;
    const kept = { jid: `kept@${DOMAIN}`, subscription: 'both', groups: [GROUP] } as const;
    const items: RosterItem[] = [other, moved, kept, { jid: NURSE, subscription: 'both', groups: [GROUP] }];
    for (const item of items) server.items.set(item.jid, item);
    await keeper.perform(ROMEO, { type: 'roster', action: 'remove', contacts: ['nurse', 'moved'], left: false });
    const ends = (jid: string) => [`unsubscribe ${jid}`, `unsubscribed ${jid}`, `unavailable ${jid}`];
    assert.deepEqual(server.sent, [...ends(NURSE), ...ends(`moved@${DOMAIN}`)]);
    assert.deepEqual([...server.items.keys()], [other.jid, moved.jid, kept.jid]);
  });

  it('takes the gateway and its contacts out for who has left, but not for who is back again', async () => {
    const { desk, server, keeper, name } = await setUp('both');
    const all = [DOMAIN, NURSE, `peter@${DOMAIN}`];
    const fill = () => {
      for (const jid of all)
        server.items.set(jid, { jid, subscription: 'both', groups: jid === DOMAIN ? [] : [GROUP] });
    };
    const wish = { type: 'roster', action: 'remove', contacts: ['nurse', 'peter'], left: true } as const;
    fill();
    await store.store.roster.change(name, ROMEO, 'peter', { sees: true });
    await keeper.perform(ROMEO, wish);
    assert.deepEqual([...server.items.keys()], [DOMAIN, `peter@${DOMAIN}`], 'registered: what is there now stays');
    assert.deepEqual(server.sent, []);
    await desk.registrar.remove(ROMEO);
    fill();
    await keeper.perform(ROMEO, wish);
    assert.deepEqual([...server.items.keys()], []);
  });

  it('finds at the start what was removed and allowed meanwhile', async () => {
    const { desk, server, keeper, name } = await setUp('get');
    const { roster } = store.store;
    const account = await desk.registrar.account(ROMEO);
    assert.ok(account);
    for (const contact of ['', 'nurse', 'half', 'kept']) {
      await roster.change(name, ROMEO, contact, { sees: true, seen: 'granted' });
    }
    await roster.change(name, ROMEO, 'asked', { seen: 'asked' });
    const both = (jid: string, subscription: RosterItem['subscription']) =>
      server.items.set(jid, { jid, subscription, groups: [] });
    both(`half@${DOMAIN}`, 'from');
    both(`kept@${DOMAIN}`, 'both');
    both(`asked@${DOMAIN}`, 'from');
    await keeper.review(account);
    const now = [...(await roster.list(name, ROMEO))].sort((a, b) => a.contact.localeCompare(b.contact));
    assert.deepEqual(now, [
      { contact: 'asked', sees: false, seen: 'granted' },
      { contact: 'half', sees: false, seen: 'granted' },
      { contact: 'kept', sees: true, seen: 'granted' },
    ]);
    assert.deepEqual(server.sent, [], 'nobody is asked again');
    assert.deepEqual(
      desk
        .events()
        .map((event) => (event.type === 'presence' ? event.state : { ...event, account: undefined }))
        .toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))),
      [
        { type: 'allowed', account: undefined, contact: 'asked' },
        { type: 'subscription', account: undefined, contact: 'nurse', wanted: false },
      ],
    );
  });
});
