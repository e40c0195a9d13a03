import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { fieldOf, partsOf, textOf } from '../support/mail-reader.js';

const TOKEN = 'a-token-that-nobody-can-guess';
const FRIAR = 'friar@example.net';
const NURSE = 'nurse@example.net';
const PETER = 'peter@example.net';
const PATIENCE_MS = 60_000;
/** What the source calls otherwise. */
const TRANSFORM = [
  {
    replace: [{ label: 'instance', pattern: ':\\d+$' }],
    rename: { instance: 'host' },
    severity: { 'prio=P1': 'critical' },
  },
];
const ITEMS = 'http://jabber.org/protocol/disco#items';
const ADDRESS = 'http://jabber.org/protocol/address';
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
          capulets: {
            title: 'House of Capulet',
            members: ['juliet', `mailto:${NURSE}`, `mailto:${PETER}`],
            send: 'juliet',
          },
        },
        multicast: { allow: 'juliet' },
        sources: { script: { kind: 'json', token: TOKEN } },
        routes: [
          {
            name: 'mails',
            match: 'source=script',
            address: false,
            transform: TRANSFORM,
            groupWait: '0s',
            to: `mailto:${FRIAR}`,
          },
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

  it('send alerts by mail as text and as HTML, as the route changes them', async () => {
    const fields = { title: 'Disk <b>full</b>', severity: 'warning', labels: { instance: 'db1:9100', prio: 'P1' } };
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

  const addressed = (id: string, body: string, ...addresses: readonly string[]) =>
    `<message to="${world.alerts.domain}" id="${id}"><body>${body}</body>` +
    `<addresses xmlns="${ADDRESS}">${addresses.join('')}</addresses></message>`;
  const refusal = async (user: XmppUser, id: string) => {
    const error = await user.waitFor(
      ({ name, attrs }) => name === 'message' && attrs.type === 'error' && attrs.id === id,
      `the error of ${id}`,
    );
    const condition = error.getChild('error')?.getChildElements()[0]?.name;
    return { from: error.attrs.from, type: error.getChild('error')?.attrs.type, says: condition };
  };
  const undeliveredTo = async (address: string, body: string) => {
    // What was sent behind it has arrived.
    await juliet.send(addressed('probe', `after ${body}`, `<address type="to" uri="mailto:${address}"/>`));
    await mailSaying(address, new RegExp(`after ${body}`));
    assert.ok(!world.mailsTo(address).some((mail) => textOf(mail).startsWith(body)));
  };
  const mailSaying = async (to: string, says: RegExp) => {
    const found = () => world.mailsTo(to).find((mail) => says.test(textOf(mail)));
    await world.mail.outside.waitFor(() => found() !== undefined, `a mail to ${to} that says ${says}`, PATIENCE_MS);
    return found() ?? assert.fail();
  };

  it('carry one message to several, on whichever network they are (XEP-0033)', async () => {
    const features = (await query(juliet, world.alerts.domain, INFO))
      ?.getChildren('feature')
      .map(({ attrs }) => attrs.var);
    assert.ok(features?.includes(ADDRESS));
    await juliet.send(
      addressed(
        'm1',
        'The ball is tonight',
        `<address type="to" jid="${world.people.romeo?.jid}"/>`,
        `<address type="cc" jid="feuds@${world.alerts.domain}"/>`,
        '<address type="cc" uri="mailto:paris@example.net" desc="Paris"/>',
        '<address type="to" uri="mailto:tybalt@example.net"/>',
        '<address type="bcc" uri="mailto:rosaline@example.net"/>',
        '<address type="cc" jid="mercutio@example.net" delivered="true"/>',
        '<address type="replyto" jid="victim@example.net"/>',
      ),
    );
    const heard = await romeo.waitFor(
      (one) => one.getChildText('body') === 'Juliet C.: The ball is tonight',
      'the message of Juliet',
      PATIENCE_MS,
    );
    const told =
      heard
        .getChild('addresses', ADDRESS)
        ?.getChildren('address')
        .map(({ attrs }) => attrs) ?? [];
    assert.equal(told.length, 6);
    assert.ok(told.every(({ type, delivered }) => delivered === 'true' || type === 'replyto'));
    assert.ok(!JSON.stringify(told).includes('rosaline'));
    assert.deepEqual(
      told.flatMap(({ type, jid }) => (type === 'replyto' ? [jid] : [])),
      [world.people.juliet?.jid],
    );
    // The route has it too, as an alert.
    await romeo.waitFor(
      (one) => /feuds|ball/.test(one.getChildText('body') ?? '') && one !== heard,
      'the alert',
      PATIENCE_MS,
    );
    const mail = await mailSaying('rosaline@example.net', /The ball is tonight/);
    assert.equal(fieldOf(mail, 'To'), 'tybalt@example.net');
    assert.match(fieldOf(mail, 'Cc') ?? '', /paris@example\.net/);
    assert.ok(!JSON.stringify(mail.fields).includes('rosaline'));
    const [same] = [await mailSaying('tybalt@example.net', /The ball is tonight/)];
    assert.equal(fieldOf(same, 'Message-ID'), fieldOf(mail, 'Message-ID'));
  });

  it('carry it to nobody where its sender may not write to one of them', async () => {
    const to = '<address type="to" uri="mailto:capulet@example.net"/>';
    await romeo.send(addressed('m2', 'Peace', `<address type="to" jid="feuds@${world.alerts.domain}"/>`, to));
    assert.deepEqual(await refusal(romeo, 'm2'), { from: world.alerts.domain, type: 'auth', says: 'forbidden' });
    await undeliveredTo('capulet@example.net', 'Peace');
  });

  it('refuse what cannot be read, and more than a hundred', async () => {
    await juliet.send(
      addressed(
        'm3',
        'Hello',
        '<address type="to" uri="sip:paris@example.net"/>',
        '<address type="to" uri="mailto:escalus@example.net"/>',
      ),
    );
    assert.deepEqual(await refusal(juliet, 'm3'), { from: world.alerts.domain, type: 'modify', says: 'jid-malformed' });
    await mailSaying('escalus@example.net', /Hello/);
    const many = Array.from({ length: 101 }, (_, index) => `<address type="to" uri="mailto:m${index}@example.net"/>`);
    await juliet.send(addressed('m4', 'Many', ...many));
    assert.deepEqual(await refusal(juliet, 'm4'), {
      from: world.alerts.domain,
      type: 'modify',
      says: 'not-acceptable',
    });
    await undeliveredTo('m0@example.net', 'Many');
  });

  it('are one mail for all of a list, which names none of them', async () => {
    await juliet.send(`<message to="capulets@${world.alerts.domain}" id="m5"><body>Supper at nine</body></message>`);
    const [one, other] = [await mailSaying(NURSE, /Supper at nine/), await mailSaying(PETER, /Supper at nine/)];
    assert.equal(fieldOf(one, 'Message-ID'), fieldOf(other, 'Message-ID'));
    assert.match(fieldOf(one, 'Subject') ?? '', /House of Capulet/);
    assert.ok(!JSON.stringify(one.fields).includes(PETER));
  });
});
