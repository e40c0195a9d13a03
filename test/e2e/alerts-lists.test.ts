import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';

const ITEMS = 'http://jabber.org/protocol/disco#items';
const INFO = 'http://jabber.org/protocol/disco#info';

describe('lists and routes as addresses', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;
  let romeo: XmppUser;

  before(async () => {
    world = await AlertsWorld.start({
      mail: true,
      people: ['juliet', 'romeo'],
      book: (people) => ({
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          romeo: { title: 'Romeo M.', xmpp: people.romeo?.jid },
        },
        lists: {
          capulets: { title: 'House of Capulet', members: ['juliet', 'mailto:nurse@example.net'], send: 'juliet' },
        },
        routes: [{ name: 'feuds', groupWait: '0s', to: 'romeo', allow: { send: 'people' } }],
      }),
    });
    juliet = await world.connect('juliet');
    romeo = await world.connect('romeo');
  });
  after(async () => await world?.stop());

  const query = async (user: XmppUser, to: string, namespace: string) =>
    (await user.request(`<iq type="get" to="${to}"><query xmlns="${namespace}"/></iq>`)).getChild('query', namespace);
  const items = async (user: XmppUser) =>
    (await query(user, world.alerts.domain, ITEMS))?.getChildren('item').map(({ attrs }) => [attrs.jid, attrs.name]);

  it('are items of the gateway to those whom they are for', async () => {
    const feuds = [`feuds@${world.alerts.domain}`, 'feuds'];
    assert.deepEqual(await items(juliet), [feuds, [`capulets@${world.alerts.domain}`, 'House of Capulet']]);
    assert.deepEqual(await items(romeo), [feuds]);
  });

  it('say what they are', async () => {
    const identity = async (name: string) =>
      (await query(romeo, `${name}@${world.alerts.domain}`, INFO))?.getChild('identity')?.attrs;
    assert.deepEqual(await identity('capulets'), { category: 'directory', type: 'group', name: 'House of Capulet' });
    assert.deepEqual(await identity('feuds'), { category: 'client', type: 'bot', name: 'feuds' });
  });
});
