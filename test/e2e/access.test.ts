import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { attribute, connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld } from '../support/e2e-world.js';
import { type SharedXmpp, type Software, sharedXmpp } from '../support/shared.js';

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`access over ${software}`, () => {
    let xmpp: SharedXmpp;
    let world: E2eWorld;
    let romeo: XmppUser;
    let tybalt: XmppUser;
    before(async () => {
      // The server first: whom the configuration names has to exist before it.
      xmpp = await sharedXmpp(software);
      const allowed: XmppAccount = await xmpp.newUser('romeo');
      world = await E2eWorld.start({
        software,
        xmpp,
        config: { access: { allow: [allowed.jid] }, limits: { rate: 0.001, burst: 3 } },
      });
      romeo = await connectUser(allowed);
      tybalt = await world.connect('tybalt');
    });
    after(async () => {
      await romeo.close();
      await world.stop();
    });

    it('is denied to whoever no rule names: registration, messages and subscriptions', async () => {
      const query = '<query xmlns="jabber:iq:register"/>';
      const get = await tybalt.request(`<iq type="get" to="${world.gateway}">${query}</iq>`);
      assert.deepEqual(errorIn(get), ['auth', 'forbidden']);
      assert.match(get.getChild('error')?.getChildText('text') ?? '', new RegExp(`does not serve ${tybalt.bare}`));
      const set = await tybalt.request(
        `<iq type="set" to="${world.gateway}"><query xmlns="jabber:iq:register"><name>Tybalt</name></query></iq>`,
      );
      assert.deepEqual(errorIn(set), ['auth', 'forbidden']);

      const phone = world.newPhone();
      await tybalt.send(`<message to="${world.jidOf(phone)}" type="chat" id="m1"><body>What, drawn?</body></message>`);
      assert.deepEqual(errorIn(await errorFor(tybalt, 'm1')), ['auth', 'forbidden']);
      await tybalt.send(`<presence to="${world.jidOf(phone)}" type="subscribe" id="p1"/>`);
      const refused = await tybalt.waitFor(
        (stanza) => stanza.name === 'presence' && isFrom(stanza, world.jidOf(phone)),
        'the refusal of the subscription',
      );
      assert.deepEqual(errorIn(refused), ['auth', 'forbidden']);
      assert.deepEqual(world.smsc.inbox(phone), []);
    });

    it('still leaves discovery and pings to everybody', async () => {
      const answer = await tybalt.request(
        `<iq type="get" to="${world.gateway}"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>`,
      );
      assert.equal(attribute(answer, 'type'), 'result');
    });

    it('is limited in its rate: what is too fast is refused with its id, what was taken arrives', async () => {
      const query = '<query xmlns="jabber:iq:register"><name>Romeo</name></query>';
      const set = await romeo.request(`<iq type="set" to="${world.gateway}">${query}</iq>`);
      assert.equal(attribute(set, 'type'), 'result');
      const phone = world.newPhone();
      for (const id of ['m1', 'm2', 'm3', 'm4']) {
        await romeo.send(`<message to="${world.jidOf(phone)}" type="chat" id="${id}"><body>${id}</body></message>`);
      }
      const refused = await errorFor(romeo, 'm4');
      assert.deepEqual(errorIn(refused), ['wait', 'resource-constraint']);
      assert.match(refused.getChild('error')?.getChildText('text') ?? '', /too fast/);
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 3);
      assert.deepEqual(
        world.smsc.inbox(phone).map(({ text }) => text),
        ['m1', 'm2', 'm3'],
      );
    });
  });
}

/** Type and condition of the error in a stanza. */
function errorIn(stanza: Awaited<ReturnType<XmppUser['request']>>): (string | undefined)[] {
  const error = stanza.getChild('error');
  assert.ok(error, stanza.toString());
  const condition = error.getChildElements().find((child) => child.name !== 'text');
  return [attribute(error, 'type'), condition?.name];
}

async function errorFor(user: XmppUser, id: string) {
  return await user.waitFor(
    (stanza) => stanza.name === 'message' && attribute(stanza, 'id') === id && attribute(stanza, 'type') === 'error',
    `the error for ${id}`,
  );
}
