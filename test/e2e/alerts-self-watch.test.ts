import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Smsc, startSmsc } from '../../sandbox/smsc/index.js';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { PASSWORD, SYSTEM_ID } from '../support/e2e-world.js';
import { OUTSIDE } from '../support/mail-servers.js';

const PHONE = '+12025551001';
const TOKEN = 'a-token-of-monitoring';
/** A network is out of order, or back, for half a minute before admins are told; and then the tests take their time. */
const PATIENCE_MS = 120_000;

describe('what admins are told of the networks themselves', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;
  let second: Smsc | undefined;

  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet'],
      mail: true,
      book: (people) => ({
        sources: { script: { kind: 'json', token: TOKEN } },
        people: { juliet: { xmpp: people.juliet?.jid, sms: PHONE, prefer: ['sms', 'xmpp'] } },
        routes: [
          {
            name: 'mails',
            groupBy: 'all',
            groupWait: '0s',
            to: ['a', 'b', 'c'].map((name) => `mailto:${name}@${OUTSIDE}`),
          },
        ],
        admins: 'juliet',
      }),
    });
    juliet = await world.connect('juliet');
  });

  after(async () => {
    await second?.stop();
    await world?.stop();
  });

  const bodies = () =>
    juliet.received.filter(({ name }) => name === 'message').map((one) => one.getChildText('body') ?? '');
  const message = async (says: RegExp) =>
    await juliet.waitFor(
      (stanza) =>
        stanza.name === 'message' && isFrom(stanza, world.agent) && says.test(stanza.getChildText('body') ?? ''),
      `a message that says ${says}`,
      PATIENCE_MS,
    );

  it('a carrier that is away, by another network, once, and once when it is back', async () => {
    const { port } = world.smsc;
    await world.smsc.stop();
    await message(/^SMS is out of order since/);
    second = await startSmsc({ port, systemId: SYSTEM_ID, password: PASSWORD, dlr: {} });
    await message(/^SMS works again/);
    assert.equal(bodies().filter((body) => body.startsWith('SMS is out of order')).length, 1);
  });

  it('mails that are refused', async () => {
    world.mail.outside.setRules({ at: 'RCPT', do: { reply: '550 5.7.1 We take nothing from you' } });
    const answer = await world.post('script', TOKEN, { title: 'The disk is full', severity: 'error' });
    assert.equal(answer.status, 200, await answer.text());
    // She wants SMS first, and that works.
    const says = (text: string) => text.startsWith('Most messages by E-mail have failed');
    await second?.waitFor((smsc) => smsc.inbox(PHONE).some(({ text }) => says(text)), PATIENCE_MS);
  });
});
