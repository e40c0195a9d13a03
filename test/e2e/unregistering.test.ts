import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld, register } from '../support/e2e-world.js';
import type { Software } from '../support/shared.js';

const CONTACTS = 300;
const WAITING = 120;
const AT_ONCE = 25;
const NO_BIND = 0x08;
/** What waits is looked over every 10 s, and may have to be asked for once before. */
const TOLD_MS = 60_000;

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`unregistering over ${software}, with ${CONTACTS} contacts and ${WAITING} messages that wait`, () => {
    let world: E2eWorld;
    let romeo: XmppUser;
    let contacts: readonly string[] = [];
    before(async () => {
      world = await E2eWorld.start({ software });
      romeo = await world.registered('romeo');
      await romeo.send(`<presence type="subscribe" to="${world.gateway}"/>`);
      await presence(romeo, undefined, world.gateway);
      contacts = Array.from({ length: CONTACTS }, () => world.jidOf(world.newPhone()));
      // As fast as a server lets a client go: each answer costs it several stanzas.
      for (let at = 0; at < CONTACTS; at += AT_ONCE) {
        const some = contacts.slice(at, at + AT_ONCE);
        for (const contact of some) await romeo.send(`<presence type="subscribe" to="${contact}"/>`);
        for (const contact of some) await presence(romeo, undefined, contact);
      }
      world.smsc.setScript({ bindStatus: NO_BIND });
      world.smsc.cut();
    });
    after(async () => await world.stop());

    it('ends everything in order, tells each message once, and leaves nothing to who registers again at once', async () => {
      const ids = Array.from({ length: WAITING }, (_, index) => `old${index}`);
      for (const [index, id] of ids.entries()) {
        await romeo.send(`<message to="${contacts[index % 40]}" type="chat" id="${id}"><body>${id}</body></message>`);
      }
      const from = romeo.received.length;
      const unregister = '<query xmlns="jabber:iq:register"><remove/></query>';
      await romeo.send(`<iq type="set" to="${world.gateway}" id="end">${unregister}</iq>`);
      // At once, before anything of the end has arrived; the answer comes behind all of that.
      await register(romeo, world.gateway, 'Romeo again', TOLD_MS);
      const fresh = `<message to="${contacts[0]}" type="chat" id="fresh"><body>fresh</body></message>`;
      await romeo.send(fresh);

      await presence(romeo, 'unavailable', world.gateway);
      // XEP-0100 4.3: the result first, then the contacts, the gateway at last.
      const place = (name: string, type: string, who: string) =>
        romeo.received.findIndex(
          (stanza, index) =>
            index >= from &&
            stanza.name === name &&
            attribute(stanza, 'type') === type &&
            attribute(stanza, 'from') === who,
        );
      const result = place('iq', 'result', world.gateway);
      const last = place('presence', 'unavailable', world.gateway);
      for (const contact of contacts) {
        const at = place('presence', 'unavailable', contact);
        assert.ok(result >= 0 && result < at && at < last, `${contact} at ${at}, of ${result} to ${last}`);
      }

      // The phone network is still away when they are told.
      for (const id of ids) {
        const error = await romeo.waitFor(
          (stanza) => stanza.name === 'message' && attribute(stanza, 'id') === id,
          `what became of ${id}`,
          TOLD_MS,
        );
        assert.equal(attribute(error, 'type'), 'error');
        assert.ok(error.getChild('error')?.getChild('registration-required'), error.toString());
      }
      world.smsc.setScript({});
      const phone = contacts[0]?.split('@')[0] ?? '';
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1, 60_000);
      await romeo.request(`<iq type="get" to="${world.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
      assert.deepEqual(
        contacts.flatMap((contact) => world.smsc.inbox(contact.split('@')[0] ?? '').map(({ text }) => text)),
        ['fresh'],
      );
      for (const id of ids) {
        assert.equal(romeo.received.filter((stanza) => attribute(stanza, 'id') === id).length, 1, `${id} is told once`);
      }
    });
  });
}

async function presence(user: XmppUser, type: string | undefined, from: string): Promise<void> {
  await user.waitFor(
    (stanza) => stanza.name === 'presence' && attribute(stanza, 'type') === type && attribute(stanza, 'from') === from,
    `${type ?? 'available'} presence from ${from}`,
    TOLD_MS,
  );
}
