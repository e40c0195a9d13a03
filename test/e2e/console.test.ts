import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import type { OverviewView } from '../../src/http/console/api.js';
import { ConsoleBrowser, codeIn } from '../support/console-browser.js';
import { E2eWorld } from '../support/e2e-world.js';
import { sharedXmpp } from '../support/shared.js';

describe('the console', () => {
  let world: E2eWorld;
  let base: string;
  let account: XmppAccount;
  let admin: XmppUser;
  const browsers: ConsoleBrowser[] = [];
  const browser = (): ConsoleBrowser => {
    const made = new ConsoleBrowser(base);
    browsers.push(made);
    return made;
  };
  before(async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    const xmpp = await sharedXmpp('prosody');
    account = await xmpp.newUser('prince');
    world = await E2eWorld.start({
      software: 'prosody',
      xmpp,
      roles: ['xmpp', 'sms'],
      config: { access: { allow: [xmpp.domain], admins: [account.jid] } },
      ofRole: { xmpp: { console: { listen } } },
    });
    admin = await connectUser(account);
  });
  after(async () => {
    for (const one of browsers) one.close();
    await admin.close();
    await world.stop();
  });

  it('shows both processes, the stream and the carrier to an admin who gave the code', async () => {
    const page = browser();
    await page.api('overview', {}, 401);
    await page.signIn(admin, world.gateway);
    const overview = await page.api<OverviewView>('overview');
    assert.deepEqual(overview.processes.map(({ role }) => role).sort(), ['sms', 'xmpp']);
    assert.deepEqual(
      overview.lanes.map(({ name, held, state }) => [name, held, state]),
      [
        [`xmpp.${world.gateway}.0`, true, 'up'],
        ['sms.main.0', true, 'up'],
      ],
    );
    const holders = new Map(overview.processes.map(({ id, role }) => [id, role]));
    assert.deepEqual(
      overview.lanes.map(({ holder }) => holders.get(holder ?? '')),
      ['xmpp', 'sms'],
    );
    assert.deepEqual(
      overview.connections.map(({ kind, name, state }) => [kind, name, state]),
      [
        ['stream', world.gateway, 'up'],
        ['network', 'sms.main.0', 'up'],
      ],
    );
  });

  it('tells a change within a second', async () => {
    const page = browser();
    await page.signIn(admin, world.gateway);
    let registeredAt = Number.POSITIVE_INFINITY;
    let before: number | undefined;
    for await (const { event, data } of page.live()) {
      assert.equal(event, 'overview');
      const [sms] = data.gateways;
      if (before === undefined) {
        before = sms?.registered ?? 0;
        await world.registered('romeo');
        registeredAt = Date.now();
      } else if ((sms?.registered ?? 0) > before) {
        assert.ok(data.at - registeredAt < 1000, `${data.at - registeredAt} ms`);
        return;
      }
    }
    assert.fail('the stream ended');
  });

  it('says the same to everybody who asks for a code, and no code works in another browser', async () => {
    const [mine, theirs] = [browser(), browser()];
    const nobody = await theirs.ask('/console/api/session/code', {
      method: 'POST',
      body: { jid: 'nobody@example.org' },
    });
    const known = await mine.ask('/console/api/session/code', { method: 'POST', body: { jid: account.jid } });
    assert.deepEqual([nobody.status, nobody.text], [known.status, known.text]);
    const body = { jid: account.jid, code: codeIn(await admin.waitForText(world.gateway)) };
    await theirs.api('session', { method: 'POST', body }, 403);
    await mine.api('session', { method: 'POST', body });
  });
});
