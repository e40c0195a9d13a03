import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';
import type { Software } from '../support/shared.js';

const CONTACT = 'juliet';

for (const software of ['prosody', 'ejabberd'] as const satisfies readonly Software[]) {
  describe(`a blocked number over ${software}`, () => {
    let world: E2eWorld;
    before(async () => {
      world = await E2eWorld.start({ software });
    });
    after(async () => await world.stop());

    it('is heard no more, and its bounces end neither the registration nor what comes after the block', async () => {
      const user = await world.registered('romeo');
      const [phone, other] = [world.newPhone(), world.newPhone()];
      const contact = world.jidOf(phone);
      const texts = async (from: string, ...bodies: readonly string[]): Promise<void> => {
        for (const text of bodies) assert.deepEqual(await world.smsc.deliver({ from, to: OURS, text }), [0]);
      };
      const block = (what: 'block' | 'unblock') =>
        user.request(`<iq type="set"><${what} xmlns="urn:xmpp:blocking"><item jid="${contact}"/></${what}></iq>`);
      for (const number of [phone, other]) {
        await user.send(`<message to="${world.jidOf(number)}" type="chat"><body>Stop it</body></message>`);
        await world.smsc.waitFor(() => world.smsc.inbox(number).length === 1);
      }
      await block('block');
      await texts(phone, 'Blocked 1', 'Blocked 2', 'Blocked 3');
      // Comes by the same lane: when it is there, the server has had those before it.
      await texts(other, 'Marker');
      assert.equal(await user.waitForText(world.jidOf(other)), 'Marker');
      await block('unblock');
      await texts(phone, 'Sorry');
      assert.equal(await user.waitForText(contact), 'Sorry', 'nothing came before it');
      await user.send(`<message to="${contact}" type="chat"><body>Accepted</body></message>`);
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 2);
    });
  });

  describe(`presence over ${software}, when Isthmus ends and comes back`, () => {
    let world: E2eWorld;
    before(async () => {
      world = await E2eWorld.start({ software, echo: true });
    });
    after(async () => await world.stop());

    const presenceOf = (user: XmppUser, from: string, type: string | undefined) =>
      user.waitFor(
        (stanza) => stanza.name === 'presence' && isFrom(stanza, from) && attribute(stanza, 'type') === type,
        `${type ?? 'available'} presence of ${from}`,
        15_000,
      );

    /** A user of the echo gateway who has it and a contact in the roster, and has seen both. */
    async function settled(name: string): Promise<{ user: XmppUser; gateway: string; contact: string }> {
      const gateway = world.echo?.domain ?? '';
      const contact = `${CONTACT}@${gateway}`;
      const user = await world.connect(name);
      await user.request('<iq type="get"><query xmlns="jabber:iq:roster"/></iq>');
      const query = `<query xmlns="jabber:iq:register"><nick>${name}</nick></query>`;
      const answer = await user.request(`<iq type="set" to="${gateway}">${query}</iq>`);
      assert.equal(attribute(answer, 'type'), 'result');
      for (const jid of [gateway, contact]) {
        await user.send(`<presence type="subscribe" to="${jid}"/>`);
        await presenceOf(user, jid, 'subscribe');
        await user.send(`<presence type="subscribed" to="${jid}"/>`);
        await presenceOf(user, jid, undefined);
      }
      return { user, gateway, contact };
    }

    /** Everything that was sent to the user before has arrived when this resolves. */
    async function quiet(user: XmppUser, gateway: string): Promise<void> {
      await user.request(`<iq type="get" to="${gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`, 15_000);
    }

    const isthmus = () => {
      const [process] = world.processes;
      assert.ok(process);
      return process;
    };

    it('in order: the gateway and its contacts go, and come back to whoever is still there', async () => {
      const { user, gateway, contact } = await settled('orderly');
      await quiet(user, gateway);
      await isthmus().terminate();
      await presenceOf(user, gateway, 'unavailable');
      await presenceOf(user, contact, 'unavailable');
      const seen = user.received.length;
      await isthmus().start();
      const back = (jid: string) =>
        user.waitFor(
          (stanza) =>
            stanza.name === 'presence' &&
            isFrom(stanza, jid) &&
            attribute(stanza, 'type') === undefined &&
            user.received.indexOf(stanza) >= seen,
          `${jid} back again`,
          15_000,
        );
      await back(gateway);
      await back(contact);
    });

    it('by a crash: who has logged out meanwhile is not taken for online, and who is there gets presence', async () => {
      const gone = await settled('gone-meanwhile');
      const there = await settled('still-there');
      await isthmus().kill();
      await gone.user.close();
      const seen = there.user.received.length;
      await isthmus().start();
      await there.user.waitFor(
        (stanza) =>
          stanza.name === 'presence' &&
          isFrom(stanza, there.contact) &&
          attribute(stanza, 'type') === undefined &&
          there.user.received.indexOf(stanza) >= seen,
        'the contact again',
        15_000,
      );
      const again = await connectUser(gone.user.account);
      await presenceOf(again, gone.contact, undefined);
      await again.close();
    });

    it('and whoever has removed the gateway meanwhile hears nothing of it, but stays registered', async () => {
      const { user, gateway, contact } = await settled('removed-meanwhile');
      await isthmus().terminate();
      await presenceOf(user, gateway, 'unavailable');
      for (const jid of [gateway, contact]) {
        const item = `<item jid="${jid}" subscription="remove"/>`;
        await user.request(`<iq type="set"><query xmlns="jabber:iq:roster">${item}</query></iq>`);
      }
      await isthmus().start();
      const seen = user.received.length;
      await quiet(user, gateway);
      const form = await user.request(`<iq type="get" to="${gateway}"><query xmlns="jabber:iq:register"/></iq>`);
      assert.ok(form.getChild('query')?.getChild('registered'), 'still registered');
      const heard = user.received
        .slice(seen)
        .filter((stanza) => stanza.name === 'presence' && !isFrom(stanza, user.bare));
      assert.deepEqual(heard.map(String), []);
    });
  });
}
