import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { attribute, connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { type Filled, runCommand } from '../support/ad-hoc.js';
import { E2eWorld, register } from '../support/e2e-world.js';
import { type Software, sharedXmpp } from '../support/shared.js';

const ADMIN = 'http://jabber.org/protocol/admin';

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`administration by commands over ${software}`, () => {
    let world: E2eWorld;
    let admin: XmppUser;
    let romeo: XmppUser;
    let account: XmppAccount;
    before(async () => {
      const xmpp = await sharedXmpp(software);
      const prince = await xmpp.newUser('prince');
      const access = { allow: [xmpp.domain], admins: [prince.jid] };
      world = await E2eWorld.start({ software, xmpp, config: { access } });
      admin = await connectUser(prince);
      account = await xmpp.newUser('romeo');
      romeo = await connectUser(account);
    });
    after(async () => {
      await admin.close();
      await romeo.close();
      await world.stop();
    });

    const run = async (node: string, filled?: Filled) => await runCommand(admin, world.gateway, node, filled);
    const runAdmin = async (name: string, filled?: Filled) => await run(`${ADMIN}#${name}`, filled);

    it('are listed to an admin', async () => {
      const items = await admin.request(
        `<iq type="get" to="${world.gateway}"><query xmlns="http://jabber.org/protocol/disco#items" node="http://jabber.org/protocol/commands"/></iq>`,
      );
      const nodes = (items.getChild('query')?.getChildren('item') ?? []).map((item) => attribute(item, 'node'));
      for (const name of [
        'get-registered-users-num',
        'get-online-users-list',
        'delete-user',
        'user-stats',
        'announce',
      ]) {
        assert.ok(nodes.includes(`${ADMIN}#${name}`), name);
      }
      assert.ok(nodes.includes('lanes'));
    });

    it('count and list who is registered and who is online', async () => {
      assert.deepEqual((await runAdmin('get-registered-users-num')).fields.get('registeredusersnum'), ['0']);
      await registerAndSubscribe(romeo, world.gateway);
      const number = await runAdmin('get-registered-users-num');
      assert.deepEqual(number.fields.get('registeredusersnum'), ['1']);
      assert.deepEqual(number.fields.get('FORM_TYPE'), [ADMIN]);
      assert.deepEqual((await runAdmin('get-online-users-num')).fields.get('onlineusersnum'), ['1']);
      const registered = await runAdmin('get-registered-users-list', { max_items: '25' });
      assert.deepEqual(registered.fields.get('registereduserjids'), [romeo.bare]);
      const online = await runAdmin('get-online-users-list', {});
      assert.deepEqual(online.fields.get('onlineuserjids'), [romeo.bare]);
      assert.deepEqual(online.notes, ['Shown: 1 of 1.']);
    });

    it('disable users and enable them again (XEP-0133 4.3, 4.4, 4.14 and 4.19)', async () => {
      const disabled = await runAdmin('disable-user', { accountjids: romeo.bare });
      assert.deepEqual(disabled.notes, [`Banned from this gateway: ${romeo.bare}.`]);
      assert.deepEqual((await runAdmin('get-disabled-users-num')).fields.get('disabledusersnum'), ['1']);
      assert.deepEqual((await runAdmin('get-disabled-users-list')).fields.get('disableduserjids'), [romeo.bare]);
      const enabled = await runAdmin('reenable-user', { accountjids: romeo.bare });
      assert.deepEqual(enabled.notes, [`Served again: ${romeo.bare}.`]);
      assert.deepEqual((await runAdmin('get-disabled-users-num')).fields.get('disabledusersnum'), ['0']);
      const again = await runAdmin('reenable-user', { accountjids: romeo.bare });
      assert.match(again.notes[0] ?? '', /no such ban/);
    });

    it('tell about one user, and that somebody is none', async () => {
      const { fields } = await runAdmin('user-stats', { accountjid: romeo.bare });
      assert.deepEqual(fields.get('accountjid'), [romeo.bare]);
      assert.deepEqual(fields.get('rostersize'), ['0']);
      assert.deepEqual(fields.get('onlineresources'), [romeo.jid.slice(romeo.bare.length + 1)]);
      assert.deepEqual(fields.get('x-waiting'), ['0']);
      const nobody = await runAdmin('user-stats', { accountjid: admin.bare });
      assert.match(nobody.notes[0] ?? '', /nobody of this address is registered/);
    });

    it('show the state of every lane', async () => {
      const { rows } = await run('lanes');
      const lane = (name: string) => rows.find((row) => row.get('lane') === name);
      assert.deepEqual(
        [...rows.map((row) => row.get('lane'))].sort(),
        ['sms.main.0', `xmpp.${world.gateway}.0`].sort(),
      );
      assert.equal(lane('sms.main.0')?.get('state'), 'up');
      assert.equal(lane('sms.main.0')?.get('held'), 'yes');
      assert.match(lane('sms.main.0')?.get('since') ?? '', /^\d{4}-\d\d-\d\dT/);
    });

    it('announce something to those online', async () => {
      const { notes } = await runAdmin('announce', { announcement: ['The gateway goes down', 'at midnight.'] });
      assert.match(notes[0] ?? '', /on its way to 1 users/);
      assert.equal(await romeo.waitForText(world.gateway), 'The gateway goes down\nat midnight.');
    });

    it('end a session, which the next presence begins again', async () => {
      await runAdmin('end-user-session', { accountjids: romeo.bare });
      await romeo.waitFor(
        (stanza) =>
          stanza.name === 'presence' && attribute(stanza, 'type') === 'unavailable' && isFrom(stanza, world.gateway),
        'the unavailable presence of the gateway',
      );
      assert.deepEqual((await runAdmin('get-online-users-num')).fields.get('onlineusersnum'), ['0']);
      await romeo.send('<presence><show>away</show></presence>');
      await romeo.waitFor(
        (stanza) =>
          stanza.name === 'presence' && attribute(stanza, 'type') === undefined && isFrom(stanza, world.gateway),
        'the presence of the gateway',
      );
      assert.deepEqual((await runAdmin('get-online-users-num')).fields.get('onlineusersnum'), ['1']);
    });

    it('remove a registration of somebody who is offline, whose roster then has no gateway', async () => {
      await romeo.close();
      const { notes } = await runAdmin('delete-user', { accountjids: [romeo.bare, admin.bare] });
      assert.deepEqual(notes, [`Removed: ${romeo.bare}.`, `Not registered: ${admin.bare}.`]);
      romeo = await connectUser(account);
      const roster = await romeo.request('<iq type="get"><query xmlns="jabber:iq:roster"/></iq>');
      const item = roster
        .getChild('query')
        ?.getChildren('item')
        .find((one) => attribute(one, 'jid') === world.gateway);
      assert.ok(item === undefined || attribute(item, 'subscription') === 'none', item?.toString());
      const phone = world.newPhone();
      await romeo.send(`<message to="${world.jidOf(phone)}" type="chat" id="gone"><body>Anybody?</body></message>`);
      const error = await romeo.waitFor((stanza) => attribute(stanza, 'id') === 'gone', 'the error');
      assert.equal(attribute(error, 'type'), 'error');
      await register(romeo, world.gateway, 'Again');
    });

    it('work in a chat too, and ask once more before they send', async () => {
      const say = async (text: string) => {
        await admin.send(`<message to="${world.gateway}" type="chat"><body>${text}</body></message>`);
        return await admin.waitForText(world.gateway);
      };
      assert.match(await say('help'), /For administrators: .*lanes.*announce/);
      assert.match(await say('lanes'), /^Lane: xmpp\.\S+ Waiting: \d+, Held: yes, Connection: up/m);
      assert.match(await say('users 25'), new RegExp(`^Shown: 1 of 1\\.\n.*: ${romeo.bare}$`));
      assert.match(await say('announce Good night'), /To whom\n1\) everybody who is online/);
      assert.match(await say('2'), /^Send this announcement\?/);
      assert.match(await say('no'), /Nothing was changed/);
    });
  });
}

/** Registers and exchanges subscriptions with the gateway, so that each sees the other. */
async function registerAndSubscribe(user: XmppUser, gateway: string): Promise<void> {
  const answer = await user.request(
    `<iq type="set" to="${gateway}"><query xmlns="jabber:iq:register"><name>R</name></query></iq>`,
  );
  assert.equal(attribute(answer, 'type'), 'result');
  await user.waitFor((stanza) => attribute(stanza, 'type') === 'subscribe' && isFrom(stanza, gateway), 'the request');
  await user.waitForText(gateway);
  await user.send(`<presence type="subscribed" to="${gateway}"/>`);
  await user.send(`<presence type="subscribe" to="${gateway}"/>`);
  await user.waitFor(
    (stanza) => stanza.name === 'presence' && attribute(stanza, 'type') === undefined && isFrom(stanza, gateway),
    'the presence of the gateway',
  );
}
