import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { attribute, connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { type Filled, runCommand } from '../support/ad-hoc.js';
import { E2eWorld } from '../support/e2e-world.js';
import { type Software, sharedXmpp } from '../support/shared.js';
import { until } from '../support/until.js';

const ADMIN = 'http://jabber.org/protocol/admin';
const COMMANDS = 'http://jabber.org/protocol/commands';

/** Of XEP-0133, besides those that `administration.test.ts` runs. */
const NODES = [
  'get-active-users-num',
  'get-active-users-list',
  'get-idle-users-num',
  'get-idle-users-list',
  'get-user-lastlogin',
  'edit-blacklist',
  'edit-whitelist',
  'edit-admin',
  'set-motd',
  'edit-motd',
  'delete-motd',
  'set-welcome',
  'delete-welcome',
];

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`XEP-0133 over ${software}`, () => {
    let world: E2eWorld;
    let admin: XmppUser;
    let account: XmppAccount;
    let romeo: XmppUser;
    before(async () => {
      const xmpp = await sharedXmpp(software);
      const prince = await xmpp.newUser('prince');
      const access = { allow: [xmpp.domain], admins: [prince.jid] };
      world = await E2eWorld.start({ software, xmpp, config: { access } });
      admin = await connectUser(prince);
      account = await xmpp.newUser('romeo');
      romeo = await connectUser(account);
      await registerAndSubscribe(romeo, world.gateway);
    });
    after(async () => {
      await admin.close();
      await romeo.close();
      await world.stop();
    });

    const run = async (name: string, filled?: Filled) =>
      await runCommand(admin, world.gateway, `${ADMIN}#${name}`, filled);
    const fieldOf = async (name: string, field: string, filled?: Filled) => (await run(name, filled)).fields.get(field);
    const shownIn = async (name: string, field: string) => {
      const answer = await admin.request(
        `<iq type="set" to="${world.gateway}"><command xmlns="${COMMANDS}" node="${ADMIN}#${name}"/></iq>`,
      );
      const form = answer.getChild('command')?.getChild('x', 'jabber:x:data');
      const fields = form?.getChildren('field') ?? [];
      assert.equal(fields.find((one) => attribute(one, 'var') === 'FORM_TYPE')?.getChildText('value'), ADMIN);
      const found = fields.find((one) => attribute(one, 'var') === field);
      assert.ok(found, String(answer));
      return found.getChildren('value').map((value) => value.text());
    };
    /** Goes offline, and comes back as another session. */
    const comeBack = async () => {
      await romeo.close();
      await until(
        async () => (await fieldOf('get-online-users-num', 'onlineusersnum'))?.[0] === '0',
        'the end of the session',
      );
      romeo = await connectUser(account);
    };

    it('is listed to admins, and neither listed nor done for others', async () => {
      const listedTo = async (user: XmppUser) => {
        const items = await user.request(
          `<iq type="get" to="${world.gateway}"><query xmlns="http://jabber.org/protocol/disco#items" node="${COMMANDS}"/></iq>`,
        );
        return (items.getChild('query')?.getChildren('item') ?? []).map((item) => attribute(item, 'node'));
      };
      const toAdmin = await listedTo(admin);
      const toRomeo = await listedTo(romeo);
      for (const name of NODES) {
        const node = `${ADMIN}#${name}`;
        assert.ok(toAdmin.includes(node), name);
        assert.ok(!toRomeo.includes(node), name);
        const answer = await romeo.request(
          `<iq type="set" to="${world.gateway}"><command xmlns="${COMMANDS}" node="${node}" action="execute"/></iq>`,
        );
        assert.ok(answer.getChild('error')?.getChild('forbidden'), `${name}: ${String(answer)}`);
      }
    });

    it('tells whoever is online before it ends later, and can be kept from it', async () => {
      const { notes } = await run('shutdown', { delay: '1800', announcement: 'We move to another machine' });
      assert.match(notes[0] ?? '', /ends in 1800 s/);
      const isSaid = (text: string) => text === 'We move to another machine';
      await romeo.waitFor((stanza) => isSaid(stanza.getChildText('body') ?? ''), 'the announcement', 60_000);
      const off = await runCommand(admin, world.gateway, 'isthmus/process-call-off', {});
      assert.deepEqual(off.notes, ['The process goes on running.']);
    });

    it('tells who is active and who is idle', async () => {
      assert.deepEqual(await fieldOf('get-active-users-num', 'activeusersnum'), ['1']);
      assert.deepEqual(await fieldOf('get-active-users-list', 'activeuserjids', {}), [romeo.bare]);
      assert.deepEqual(await fieldOf('get-idle-users-num', 'idleusersnum'), ['0']);
      await romeo.send('<presence><show>away</show></presence>');
      await until(
        async () => (await fieldOf('get-idle-users-num', 'idleusersnum'))?.[0] === '1',
        'the user to be idle',
      );
      assert.deepEqual(await fieldOf('get-idle-users-list', 'idleuserjids', { max_items: '25' }), [romeo.bare]);
      assert.deepEqual(await fieldOf('get-active-users-num', 'activeusersnum'), ['0']);
      await romeo.send('<presence/>');
      await until(
        async () => (await fieldOf('get-active-users-num', 'activeusersnum'))?.[0] === '1',
        'the user to be active',
      );
    });

    it('tells when somebody came last, also while they are away', async () => {
      const [first = ''] = (await fieldOf('get-user-lastlogin', 'lastlogin', { accountjids: romeo.bare })) ?? [];
      assert.match(first, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      await comeBack();
      await until(
        async () =>
          ((await fieldOf('get-user-lastlogin', 'lastlogin', { accountjids: romeo.bare }))?.[0] ?? '') > first,
        'a later login',
      );
      const { notes, fields } = await run('get-user-lastlogin', { accountjids: [romeo.bare, admin.bare] });
      assert.deepEqual(fields.get('accountjids'), [romeo.bare]);
      assert.deepEqual(notes, [`No login is known: ${admin.bare}.`]);
    });

    it('refuses by the blacklist, and lifts nothing that its form has not shown', async () => {
      const { notes } = await run('edit-blacklist', { blacklistjids: [romeo.bare, 'marlowe.lit'] });
      assert.deepEqual(notes, [`Refused from now on: ${romeo.bare}, marlowe.lit.`]);
      assert.deepEqual(await shownIn('edit-blacklist', 'blacklistjids'), ['marlowe.lit', romeo.bare].sort());
      await romeo.send(`<message to="${world.jidOf(world.newPhone())}" type="chat" id="no"><body>x</body></message>`);
      const error = await romeo.waitFor((stanza) => attribute(stanza, 'id') === 'no', 'the error');
      assert.ok(error.getChild('error')?.getChild('forbidden'), String(error));
      const late = await run('edit-blacklist', { blacklistjids: 'marlowe.lit', 'x-shown': ['marlowe.lit'] });
      assert.deepEqual(late.notes, ['Nothing is new, so nothing was changed.']);
      const served = await run('edit-blacklist', { blacklistjids: [], 'x-shown': [romeo.bare, 'marlowe.lit'] });
      assert.deepEqual(served.notes, [`Served again: ${romeo.bare}, marlowe.lit.`]);
      const wrong = await run('edit-blacklist', { blacklistjids: admin.bare });
      assert.match(wrong.notes[0] ?? '', /^Not changed: .*is an admin/);
    });

    it('shows the lists that the config owns, and says the line to write', async () => {
      assert.deepEqual(await shownIn('edit-admin', 'adminjids'), [admin.bare]);
      const domain = romeo.bare.slice(romeo.bare.indexOf('@') + 1);
      assert.deepEqual(await shownIn('edit-whitelist', 'whitelistjids'), [domain]);
      const { notes } = await run('edit-admin', { adminjids: [admin.bare, romeo.bare] });
      assert.ok(notes[0]?.includes(`access.admins: ["${admin.bare}","${romeo.bare}"]`), notes[0]);
      assert.deepEqual(await shownIn('edit-admin', 'adminjids'), [admin.bare]);
      const same = await run('edit-whitelist', { whitelistjids: domain });
      assert.deepEqual(same.notes, ['Nothing is new, so nothing was changed.']);
    });

    it('tells a message of the day once to everybody: at once, or at the next login', async () => {
      await romeo.send('<presence/>');
      await until(
        async () => (await fieldOf('get-online-users-num', 'onlineusersnum'))?.[0] === '1',
        'the user to be online',
      );
      await run('set-motd', { motd: ['The bridge is closed', 'on Sunday.'] });
      assert.equal(await romeo.waitForText(world.gateway), 'The bridge is closed\non Sunday.');
      assert.deepEqual(await shownIn('edit-motd', 'motd'), ['The bridge is closed', 'on Sunday.']);
      const { notes } = await run('edit-motd', { motd: 'The bridge is closed on Monday.' });
      assert.match(notes[0] ?? '', /^Corrected/);
      await comeBack();
      await until(
        async () => (await fieldOf('get-online-users-num', 'onlineusersnum'))?.[0] === '1',
        'the user to be online',
      );
      // It goes the same way as what a login brings, behind it.
      await run('announce', { announcement: 'Nothing before this.' });
      assert.equal(await romeo.waitForText(world.gateway), 'Nothing before this.');
      await romeo.close();
      await until(
        async () => (await fieldOf('get-online-users-num', 'onlineusersnum'))?.[0] === '0',
        'the end of the session',
      );
      await run('set-motd', { motd: 'It is open again.' });
      romeo = await connectUser(account);
      // Whatever a login brings of the message before would come first.
      assert.equal(await romeo.waitForText(world.gateway), 'It is open again.');
      const removed = await run('delete-motd');
      assert.deepEqual(removed.notes, ['The message of the day is removed.']);
      assert.match((await run('delete-motd')).notes[0] ?? '', /no motd to remove/);
    });

    it('welcomes whoever registers', async () => {
      await run('set-welcome', { welcome: 'Ask the porter for anything.' });
      assert.deepEqual(await shownIn('set-welcome', 'welcome'), ['Ask the porter for anything.']);
      const juliet = await world.connect('juliet');
      await juliet.request(
        `<iq type="set" to="${world.gateway}"><query xmlns="jabber:iq:register"><name>J</name></query></iq>`,
      );
      await juliet.waitForText(world.gateway);
      assert.equal(await juliet.waitForText(world.gateway), 'Ask the porter for anything.');
      await run('delete-welcome');
      assert.match((await run('delete-welcome')).notes[0] ?? '', /no welcome to remove/);
    });
  });
}

/** Registers and exchanges subscriptions with the gateway, so that each sees the other. */
async function registerAndSubscribe(user: XmppUser, gateway: string): Promise<void> {
  await user.request(`<iq type="set" to="${gateway}"><query xmlns="jabber:iq:register"><name>R</name></query></iq>`);
  await user.waitFor((stanza) => attribute(stanza, 'type') === 'subscribe' && isFrom(stanza, gateway), 'the request');
  await user.waitForText(gateway);
  await user.send(`<presence type="subscribed" to="${gateway}"/>`);
  await user.send(`<presence type="subscribe" to="${gateway}"/>`);
  await user.waitFor(
    (stanza) => stanza.name === 'presence' && attribute(stanza, 'type') === undefined && isFrom(stanza, gateway),
    'the presence of the gateway',
  );
}
