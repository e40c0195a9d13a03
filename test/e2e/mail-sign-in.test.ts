import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { runCommand } from '../support/ad-hoc.js';
import { handOver } from '../support/mail-sending.js';
import { HOME } from '../support/mail-servers.js';
import { MailWorld } from '../support/mail-world.js';
import { watchCommands } from '../support/redis-commands.js';
import { until } from '../support/until.js';
import { type OAuthServer, oauthServer } from '../unit/email/accounts/support/oauth-server.js';

for (const flow of ['device', 'code'] as const) {
  describe(`signing in at a provider by ${flow}`, () => {
    let world: MailWorld;
    let provider: OAuthServer;
    before(async () => {
      provider = await oauthServer();
      const corp = {
        clientId: 'isthmus',
        clientSecret: 'hush',
        flow,
        domains: [HOME],
        tokenUrl: `${provider.url}/token`,
        authorizeUrl: `${provider.url}/authorize`,
        deviceUrl: `${provider.url}/device`,
        scopes: ['mail'],
      };
      world = await MailWorld.start({
        oauth: true,
        email: {
          ownMailboxes: {
            plain: true,
            allowNetworks: ['127.0.0.0/8'],
            lookup: { dns: false, web: false },
            oauth: { corp },
          },
        },
      });
    });
    after(async () => {
      await world?.stop();
      provider?.close();
    });

    /** Has tokens of the provider be good for a mailbox at Dovecot. */
    const letIn = (address: string): void => {
      const { tokens } = world.servers.dovecot;
      const add = provider.tokens.add.bind(provider.tokens);
      provider.tokens.add = (token) => {
        tokens.set(token, address);
        return add(token);
      };
    };
    const said = async (user: XmppUser, ms?: number): Promise<string> =>
      await user.waitForText(`gateway@${world.gateway}`, ms);
    const isUp = async (user: XmppUser): Promise<void> => {
      const until = Date.now() + 10_000;
      for (;;) {
        const { fields } = await runCommand(user, world.gateway, 'email/mailbox');
        if (fields.get('state')?.[0] === 'connected') return;
        assert.ok(Date.now() < until, JSON.stringify([...fields]));
        await delay(100);
      }
    };

    it('begins by itself after registering, and the mailbox is opened when it is done', async () => {
      const user = await world.connect('romeo');
      const address = world.addressOf('romeo', 'mailbox');
      letIn(address);
      await world.register(user, 'romeo', 'mailbox', { password: '' });
      const begun = await said(user);
      if (flow === 'device') {
        assert.match(begun, /open https:\/\/login\.example\/device and type the code ABCD-EFGH/);
        provider.behaviour.device = 'yes';
        // The provider is asked every five seconds.
        assert.match(await said(user, 10_000), /^You have signed in\./);
      } else {
        const page = /open (\S+) in a browser/.exec(begun)?.[1] ?? assert.fail(begun);
        const copied = provider.agree(page);
        const code = new URL(copied).searchParams.get('code') ?? assert.fail(copied);
        const commands = await watchCommands(world.redis.url);
        try {
          const body = `sign-in ${copied.replaceAll('&', '&amp;')}`;
          await user.send(`<message to="gateway@${world.gateway}" type="chat"><body>${body}</body></message>`);
          assert.match(await said(user), /^You have signed in\./);
          await until(() => commands.text.includes('sign-in'), 'the order');
        } finally {
          commands.stop();
        }
        assert.ok(!commands.text.includes(code), 'the code lies in Redis for nobody to read');
      }
      await isUp(user);
      const mail = Buffer.from(
        `From: <alice@example.net>\r\nTo: <${address}>\r\nMessage-ID: <1@x.example>\r\n\r\nHello\r\n`,
      );
      await handOver(world.servers.postfix.port, { from: 'alice@example.net', to: [address], octets: mail });
      assert.match(await user.waitForText(world.jidOf('alice@example.net')), /^Hello/);
    });
  });
}
