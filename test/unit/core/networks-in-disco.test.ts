import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Gateway, RoomAbility } from '../../../gateways/gateway.js';
import { problem } from '../../../src/core/errors.js';
import { Shown } from '../../../src/core/shown.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteOn } from './support/site.js';
import { commandIn, errorIn, Talk } from './support/talk.js';

const ROMEO = 'romeo@example.org/home';
const NET = `to="net@${DOMAIN}"`;
const INFO = 'http://jabber.org/protocol/disco#info';
const ITEMS = 'http://jabber.org/protocol/disco#items';
const COMMANDS = 'http://jabber.org/protocol/commands';

/** One network, `net`; everybody else is a person. Only what is in its rooms is answered elsewhere. */
const rooms: RoomAbility = {
  kindOf: (contact) => (contact === 'net' ? 'network' : 'person'),
  laneFor: () => 'echo.0',
  answers: (contact, _resource, _type, namespace, node) => contact === 'net' && namespace === ITEMS && node === '',
  networks: [{ contact: 'net', name: 'Net' }],
  identity: { category: 'conference', type: 'irc', name: 'IRC' },
};

describe('the address of a network', () => {
  let store: TestStore;
  let talk: Talk;
  let gateway: Gateway;
  before(async () => {
    store = await testStore();
    const site = siteOn(store.store);
    gateway = Object.assign(Object.create(site.gateway), { rooms });
    talk = new Talk({ ...site, gateway });
  });
  after(async () => await store.close());

  it('is a place of rooms, and no person', async () => {
    const answer = await talk.ask(ROMEO, 'get', `<query xmlns="${INFO}"/>`, NET);
    const query = answer.getChild('query', INFO);
    const identities = query?.getChildren('identity').map(({ attrs }) => `${attrs.category}/${attrs.type}`);
    assert.deepEqual(identities, ['conference/irc']);
    const features = query?.getChildren('feature').map(({ attrs }) => attrs.var);
    for (const feature of [ITEMS, COMMANDS, 'jabber:iq:register', 'http://jabber.org/protocol/rsm', 'urn:xmpp:ping']) {
      assert.ok(features?.includes(feature), feature);
    }
    const person = await talk.ask(ROMEO, 'get', `<query xmlns="${INFO}"/>`, `to="juliet@${DOMAIN}"`);
    assert.doesNotMatch(serialise(person), /conference/);
  });

  it('is that also in its presence', async () => {
    const shown = new Shown({ ...siteOn(store.store), gateway });
    const caps = shown.presence('net', ROMEO, { available: true }).getChild('c', 'http://jabber.org/protocol/caps');
    const node = `${caps?.attrs.node}#${caps?.attrs.ver}`;
    const answer = await talk.ask(ROMEO, 'get', `<query xmlns="${INFO}" node="${node}"/>`, NET);
    assert.match(serialise(answer), /<identity category="conference" type="irc"/);
  });

  it('takes the commands of the gateway', async () => {
    const list = await talk.ask(ROMEO, 'get', `<query xmlns="${ITEMS}" node="${COMMANDS}"/>`, NET);
    const items = list.getChild('query', ITEMS)?.getChildren('item') ?? [];
    assert.ok(items.length > 0 && items.every(({ attrs }) => attrs.jid === `net@${DOMAIN}`));
    const help = items.find(({ attrs }) => attrs.node?.endsWith('help') === true)?.attrs.node ?? '';
    assert.notEqual(help, '');
    const info = await talk.ask(ROMEO, 'get', `<query xmlns="${INFO}" node="${help}"/>`, NET);
    assert.match(serialise(info), /<identity category="automation" type="command-node"/);
    const done = await talk.ask(ROMEO, 'set', `<command xmlns="${COMMANDS}" node="${help}" action="execute"/>`, NET);
    assert.equal(commandIn(done).attrs.status, 'completed');
    const person = await talk.ask(
      ROMEO,
      'set',
      `<command xmlns="${COMMANDS}" node="${help}"/>`,
      `to="juliet@${DOMAIN}"`,
    );
    assert.equal(errorIn(person).type, 'cancel');
  });

  it('leaves its rooms to whoever holds the connection', async () => {
    // Nobody does here.
    const why = errorIn(await talk.ask(ROMEO, 'get', `<query xmlns="${ITEMS}"/>`, NET));
    assert.deepEqual(why.names, [problem('message-internal').condition]);
  });
});
