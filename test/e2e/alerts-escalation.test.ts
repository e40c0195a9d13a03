import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { alertmanagerPayload } from '../support/alertmanager-payload.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { fieldOf, textOf } from '../support/mail-reader.js';

const TOKEN = 'a-token-that-nobody-can-guess';
const PHONE = '+12025551003';
const MAIL = 'juliet@example.net';
const PATIENCE_MS = 60_000;
/** Between two steps. */
const WAIT = '2s';

let world: AlertsWorld;
let juliet: XmppUser;
let paris: XmppUser;

const fire = async (name: string): Promise<void> => {
  const answer = await world.post('prometheus', TOKEN, alertmanagerPayload(name, 'firing', [name]));
  assert.equal(answer.status, 200, await answer.text());
};
const isAbout = (name: string) => (stanza: XmppUser['received'][number]) =>
  stanza.name === 'message' && isFrom(stanza, world.agent) && (stanza.getChildText('body') ?? '').includes(name);
const inChat = async (user: XmppUser, name: string, patience = PATIENCE_MS) =>
  await user.waitFor(isAbout(name), `a message about ${name}`, patience);
const smsOf = (name: string) => world.smsc.inbox(PHONE).filter(({ text }) => text.includes(name));
const mailsOf = (name: string) =>
  world.mailsTo(MAIL).filter((mail) => `${fieldOf(mail, 'Subject')} ${textOf(mail)}`.includes(name));
const bySms = async (name: string): Promise<void> =>
  await world.smsc.waitFor(() => smsOf(name).length > 0, PATIENCE_MS);
const byMail = async (name: string): Promise<void> =>
  await world.mail.outside.waitFor(() => mailsOf(name).length > 0, `a mail about ${name}`, PATIENCE_MS);

/** Fires alerts until one does what it should, which is so when the gateway knows how somebody shows herself. */
const untilKnown = async (name: string, arrived: (name: string) => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (let count = 1; ; count += 1) {
    await fire(`${name}${count}`);
    if (await arrived(`${name}${count}`)) return;
    assert.ok(performance.now() < deadline, `${name}: the presence is not known`);
  }
};

describe('escalation by presence', { concurrency: 1 }, () => {
  before(async () => {
    const step = (by: string, more: object = {}) => ({ tell: 'juliet', by, wait: WAIT, ...more });
    world = await AlertsWorld.start({
      mail: true,
      people: ['juliet', 'paris'],
      book: (people) => ({
        sources: { prometheus: { kind: 'alertmanager', token: TOKEN } },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid, sms: PHONE, email: MAIL },
          paris: { title: 'Paris', xmpp: people.paris?.jid },
        },
        policies: {
          page: { steps: [step('xmpp', { if: 'online' }), step('sms'), step('email'), { tell: 'paris', wait: WAIT }] },
          online: { steps: [step('xmpp', { if: 'online' })] },
          offline: { steps: [step('sms', { if: 'offline' })] },
        },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: ['alertname'] },
        routes: [
          { name: 'online', match: 'alertname=~"Online.*"', policy: 'online' },
          { name: 'offline', match: 'alertname=~"Offline.*"', policy: 'offline' },
          { name: 'page', policy: 'page' },
        ],
      }),
    });
    juliet = await world.connect('juliet');
    paris = await world.connect('paris');
    await juliet.waitFor(
      ({ name, attrs }) => name === 'presence' && attrs.type === 'subscribe' && attrs.from === world.agent,
      'the request to be seen',
      PATIENCE_MS,
    );
    await juliet.send(`<presence type="subscribed" to="${world.agent}"/>`);
    await untilKnown('Online', async (name) => {
      return await inChat(juliet, name, 2000).then(
        () => true,
        () => false,
      );
    });
  });
  after(async () => await world?.stop());

  it('goes to who is online in a chat first, then by SMS, then by mail, then to the alternate', async () => {
    await fire('Flood');
    await inChat(juliet, 'Flood');
    assert.deepEqual(smsOf('Flood'), []);
    await bySms('Flood');
    assert.deepEqual(mailsOf('Flood'), []);
    await byMail('Flood');
    assert.equal(paris.received.some(isAbout('Flood')), false);
    const text = (await inChat(paris, 'Flood')).getChildText('body') ?? '';
    const code = /ack ([A-Z0-9]{4})/.exec(text)?.[1] ?? assert.fail(text);
    await paris.send(`<message type="chat" id="a1" to="${world.agent}"><body>ack ${code}</body></message>`);
    await juliet.waitFor(
      (stanza) => stanza.name === 'message' && (stanza.getChildText('body') ?? '').includes('by Paris'),
      'that Paris has taken it',
      PATIENCE_MS,
    );
  });

  it('ends as soon as somebody takes the alert', async () => {
    await fire('Fire');
    const text = (await inChat(juliet, 'Fire')).getChildText('body') ?? '';
    const code = /ack ([A-Z0-9]{4})/.exec(text)?.[1] ?? assert.fail(text);
    await juliet.send(`<message type="chat" id="a2" to="${world.agent}"><body>ack ${code}</body></message>`);
    // When the steps of a later one have come so far, those of the earlier one would have come too.
    await fire('Smoke');
    await byMail('Smoke');
    assert.deepEqual(smsOf('Fire'), []);
    assert.deepEqual(mailsOf('Fire'), []);
  });

  it('passes over the chat while she is away from all clients', async () => {
    await juliet.close();
    await untilKnown('Offline', async (name) => {
      const came = world.smsc.waitFor(() => smsOf(name).length > 0, 2000);
      return await came.then(
        () => true,
        () => false,
      );
    });
    await fire('Quake');
    await bySms('Quake');
    assert.deepEqual(mailsOf('Quake'), []);
    await byMail('Quake');
  });
});
