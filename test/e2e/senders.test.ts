import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld, OURS, register } from '../support/e2e-world.js';
import { type Software, sharedXmpp } from '../support/shared.js';

/** Type of number: alphanumeric, network specific (SMPP 3.4 5.2.5). */
const NAME = 5;
const SHORT_CODE = 3;

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`texts that belong to nobody and senders that are no numbers, over ${software}`, () => {
    let world: E2eWorld;
    let desk: XmppUser;
    before(async () => {
      const xmpp = await sharedXmpp(software);
      const account = await xmpp.newUser('desk');
      const numbers = { shared: [OURS], unroutedTo: account.jid };
      world = await E2eWorld.start({ software, xmpp, sms: { numbers } });
      desk = await connectUser(account);
      await register(desk, world.gateway, 'Desk');
    });
    after(async () => {
      await desk.close();
      await world.stop();
    });

    const texts = async (from: string, text: string, fromTon?: number) =>
      await world.smsc.deliver({ from, to: OURS, text, ...(fromTon === undefined ? {} : { fromTon }) });
    const next = async () => await desk.waitFor((stanza) => stanza.name === 'message', 'a message');

    it('a phone that nobody wrote to reaches the desk', async () => {
      const phone = world.newPhone();
      assert.deepEqual(await texts(phone, 'Is this the box office?'), [0]);
      const stanza = await next();
      assert.equal(attribute(stanza, 'from'), world.jidOf(phone));
      assert.equal(stanza.getChildText('body'), 'Is this the box office?');
      assert.equal(stanza.getChild('nick'), undefined);
    });

    it('a name as sender is a contact with that nick, which cannot be answered', async () => {
      assert.deepEqual(await texts('ACME Bank', 'Your code is 123456', NAME), [0]);
      const stanza = await next();
      const from = attribute(stanza, 'from') ?? '';
      assert.equal(from, `acme\\20bank;alphanumeric@${world.gateway}`);
      assert.equal(stanza.getChildText('nick', 'http://jabber.org/protocol/nick'), 'ACME Bank');
      assert.equal(stanza.getChildText('body'), 'Your code is 123456');
      await desk.send(`<message to="${from}" type="chat" id="m1"><body>Who is this?</body></message>`);
      const error = await next();
      assert.deepEqual(
        [attribute(error, 'type'), attribute(error, 'id'), attribute(error, 'from')],
        ['error', 'm1', from],
      );
      assert.ok(error.getChild('error')?.getChild('not-allowed'));
    });

    it('a short code as sender is a contact that can be answered', async () => {
      assert.deepEqual(await texts('40404', 'Reply JOIN to join', SHORT_CODE), [0]);
      const stanza = await next();
      assert.equal(attribute(stanza, 'from'), `40404@${world.gateway}`);
      await desk.send(`<message to="40404@${world.gateway}" type="chat"><body>JOIN</body></message>`);
      await world.smsc.waitFor((smsc) => smsc.inbox('40404').length === 1);
      assert.equal(world.smsc.inbox('40404')[0]?.text, 'JOIN');
    });
  });
}
