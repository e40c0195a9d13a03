import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld } from '../support/e2e-world.js';

let world: E2eWorld;
let romeo: XmppUser;
before(async () => {
  const receipts = { lastSegmentOnly: true, intermediate: true };
  world = await E2eWorld.start({ software: 'prosody', carrier: { receipts } });
  romeo = await world.registered('romeo');
});
after(async () => await world.stop());

/** Sends a text of three parts with a wish for a receipt; what the carrier was asked to report, and what the user is told. */
async function told(id: string, phone: string) {
  const body = 'x'.repeat(400);
  const contact = world.jidOf(phone);
  await romeo.send(
    `<message to="${contact}" type="chat" id="${id}"><body>${body}</body><request xmlns="urn:xmpp:receipts"/></message>`,
  );
  const stanza = await romeo.waitFor((one) => isFrom(one, contact), 'what became of it');
  const asked = world.smsc.submits
    .filter(({ message }) => `+${message.to.address}` === phone)
    .map(({ message }) => message.registeredDelivery);
  return { stanza, asked };
}

it('the receipt of the last part is the receipt of the whole text, where only that one is asked for', async () => {
  const { stanza, asked } = await told('m1', world.newPhone());
  assert.deepEqual(asked, [0, 0, 0x11]);
  assert.equal(attribute(stanza.getChild('received') ?? stanza, 'id'), 'm1');
});

it('the failure of the last part is the failure of the whole text', async () => {
  const phone = world.newPhone();
  world.smsc.setReceipts({ byNumber: { [phone.slice(1)]: ['ENROUTE', 'EXPIRED'] } });
  const { stanza } = await told('m2', phone);
  assert.deepEqual([attribute(stanza, 'type'), attribute(stanza, 'id')], ['error', 'm2']);
  assert.deepEqual(romeo.inbox.map(String), [], 'told once, and nothing of what was on the way');
});
