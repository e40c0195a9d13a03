import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';

describe('the roles xmpp and sms in two processes over one Redis', () => {
  let world: E2eWorld;
  let romeo: XmppUser;
  before(async () => {
    world = await E2eWorld.start({
      software: 'prosody',
      roles: ['xmpp', 'sms'],
      carrier: { registeredDelivery: 'always' },
    });
    romeo = await world.registered('romeo');
  });
  after(async () => await world.stop());

  it('carry a text, its receipt, a refusal and an answer as one process does', async () => {
    const [phone, refused] = [world.newPhone(), world.newPhone()];
    world.smsc.setScript({ statusByNumber: { [refused.slice(1)]: 0x0b } });
    const receipt = '<request xmlns="urn:xmpp:receipts"/>';
    await romeo.send(
      `<message to="${world.jidOf(phone)}" type="chat" id="m1"><body>Two houses</body>${receipt}</message>`,
    );
    await romeo.send(`<message to="${world.jidOf(refused)}" type="chat" id="m2"><body>No</body></message>`);
    const told = await romeo.waitFor((stanza) => isFrom(stanza, world.jidOf(phone)), 'the receipt');
    assert.equal(attribute(told.getChild('received') ?? told, 'id'), 'm1');
    const error = await romeo.waitFor((stanza) => isFrom(stanza, world.jidOf(refused)), 'the error');
    assert.equal(attribute(error, 'id'), 'm2');
    assert.ok(error.getChild('error')?.getChild('item-not-found'));
    assert.deepEqual(await world.smsc.deliver({ from: phone, to: OURS, text: 'both alike' }), [0]);
    assert.equal(await romeo.waitForText(world.jidOf(phone)), 'both alike');
  });

  it('tell of a delivery only who asked, also where the carrier reports every one', async () => {
    const phone = world.newPhone();
    await romeo.send(`<message to="${world.jidOf(phone)}" type="chat" id="m3"><body>No receipt</body></message>`);
    await romeo.send(
      `<message to="${world.jidOf(phone)}" type="chat" id="m4"><body>Receipt</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    const told = await romeo.waitFor((stanza) => isFrom(stanza, world.jidOf(phone)), 'the receipt');
    assert.equal(attribute(told.getChild('received') ?? told, 'id'), 'm4');
    await world.smsc.waitFor(({ counts }) => counts.receiptsAnswered === counts.receiptsSent);
    await romeo.request(`<iq type="get" to="${world.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
    assert.deepEqual(romeo.inbox.map(String), []);
    const asked = world.smsc.submits.filter(({ message: { to } }) => `+${to.address}` === phone);
    assert.deepEqual(
      asked.map(({ message: { registeredDelivery } }) => registeredDelivery),
      [1, 1],
    );
  });

  it('keep messages for the other while it is away, in order', async () => {
    const [xmpp, sms] = world.processes;
    assert.ok(xmpp !== undefined && sms !== undefined);
    const phone = world.newPhone();
    await sms.terminate();
    const texts = Array.from({ length: 20 }, (_, index) => `while you were away ${index}`);
    for (const text of texts) {
      await romeo.send(`<message to="${world.jidOf(phone)}" type="chat"><body>${text}</body></message>`);
    }
    await romeo.request(`<iq type="get" to="${world.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
    assert.deepEqual(world.smsc.inbox(phone), []);
    await sms.start();
    await world.smsc.waitFor(() => world.smsc.inbox(phone).length === texts.length);
    assert.deepEqual(
      world.smsc.inbox(phone).map(({ text }) => text),
      texts,
    );
    assert.deepEqual(romeo.inbox.map(String), []);
  });

  it('take leave of users who see the gateway, when the process of the stream is told to end', async () => {
    await romeo.send(`<presence type="subscribe" to="${world.gateway}"/>`);
    await romeo.send(`<presence to="${world.gateway}"/>`);
    await romeo.waitFor(
      (stanza) =>
        stanza.name === 'presence' && isFrom(stanza, world.gateway) && attribute(stanza, 'type') === undefined,
      'the presence of the gateway',
    );
    const [xmpp] = world.processes;
    assert.ok(xmpp !== undefined);
    const { code, signal } = await xmpp.terminate();
    assert.deepEqual([code, signal], [0, null]);
    await romeo.waitFor(
      (stanza) =>
        stanza.name === 'presence' && isFrom(stanza, world.gateway) && attribute(stanza, 'type') === 'unavailable',
      'that the gateway goes offline',
    );
  });
});
