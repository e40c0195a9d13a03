import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { partsOf, textOf } from '../support/mail-reader.js';

const TOKEN = 'a-token-that-nobody-can-guess';
const FRIAR = 'friar@example.net';
const PATIENCE_MS = 30_000;
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
        sources: { script: { kind: 'json', token: TOKEN } },
        routes: [
          { name: 'mails', match: 'source=script', address: false, groupWait: '0s', to: `mailto:${FRIAR}` },
          { name: 'feuds', groupWait: '0s', to: 'romeo', allow: { send: 'people' } },
        ],
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

  const mails = async (to: string, count: number) => {
    await world.mail.outside.waitFor(() => world.mailsTo(to).length >= count, `${count} mails to ${to}`, PATIENCE_MS);
    return world.mailsTo(to);
  };

  it('send alerts by mail as text and as HTML', async () => {
    const fields = { title: 'Disk <b>full</b>', severity: 'critical', labels: { host: 'db1' } };
    const answer = await world.post('script', TOKEN, fields);
    assert.equal(answer.status, 200, await answer.text());
    const [mail] = await mails(FRIAR, 1);
    assert.ok(mail !== undefined);
    const both = partsOf(mail).find(({ type }) => type === 'multipart/alternative');
    assert.deepEqual(
      both?.children.map(({ type }) => type),
      ['text/plain', 'text/html'],
    );
    const html = both?.children[1]?.content.toString('utf8') ?? '';
    assert.match(html, /<h1 style="font:bold 18px sans-serif;margin:0 0 12px;color:#b00020">[^<]*Disk &lt;b&gt;full/);
    assert.match(html, /<code>host<\/code> db1/);
    const code = /code is ([A-Z0-9]{4})/.exec(textOf(mail))?.[1] ?? assert.fail(textOf(mail));
    assert.ok(html.includes(code));
  });

  it('say what they are', async () => {
    const identity = async (name: string) =>
      (await query(romeo, `${name}@${world.alerts.domain}`, INFO))?.getChild('identity')?.attrs;
    assert.deepEqual(await identity('capulets'), { category: 'directory', type: 'group', name: 'House of Capulet' });
    assert.deepEqual(await identity('feuds'), { category: 'client', type: 'bot', name: 'feuds' });
  });
});
