import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { type Filled, runCommand } from '../support/ad-hoc.js';
import { handOver } from '../support/mail-sending.js';
import { MailWorld } from '../support/mail-world.js';
import { sharedXmpp } from '../support/shared.js';

describe('mailboxes by commands of an admin', () => {
  let world: MailWorld;
  let admin: XmppUser;
  let romeo: XmppUser;
  let address: string;
  before(async () => {
    const xmpp = await sharedXmpp('prosody');
    const prince = await xmpp.newUser('prince');
    const access = { allow: [xmpp.domain], admins: [prince.jid] };
    world = await MailWorld.start({ xmpp, config: { access } });
    admin = await connectUser(prince);
    ({ user: romeo, address } = await world.registered('romeo', 'mailbox'));
  });
  after(async () => {
    await admin?.close();
    await world?.stop();
  });

  const run = async (word: string, filled?: Filled) => await runCommand(admin, world.gateway, `email/${word}`, filled);
  const census = async () => (await run('mailboxes')).rows.map((row) => Object.fromEntries(row));
  const becomes = async (expected: unknown): Promise<void> => {
    const until = Date.now() + 10_000;
    while (JSON.stringify(await census()) !== JSON.stringify(expected) && Date.now() < until) await delay(100);
    assert.deepEqual(await census(), expected);
  };
  const mail = async (text: string): Promise<void> => {
    const octets = Buffer.from(
      `From: <alice@example.net>\r\nTo: <${address}>\r\nMessage-ID: <${text}@example.net>\r\n\r\n${text}\r\n`,
    );
    await handOver(world.servers.postfix.port, { from: 'alice@example.net', to: [address], octets });
  };

  it('are counted by their mail servers', async () => {
    await becomes([{ host: '127.0.0.1', up: '1', down: '0', parked: '0', waiting: '0' }]);
  });

  it('are left alone where their mail server is paused, and gone back to', async () => {
    const paused = await run('pause-provider', { host: '127.0.0.1' });
    assert.match(paused.notes.join(), /^No mailbox at 127\.0\.0\.1 is connected to from now on/);
    await becomes([]);
    assert.match((await run('mailboxes')).notes.join(), /^127\.0\.0\.1 is paused since 20/m);
    const state = await runCommand(romeo, world.gateway, 'email/mailbox');
    assert.match(state.fields.get('reason')?.join() ?? '', /has paused the connections to 127\.0\.0\.1/);
    await mail('while-it-is-paused');
    assert.match((await run('resume-provider', { host: '127.0.0.1' })).notes.join(), /are connected to again/);
    await becomes([{ host: '127.0.0.1', up: '1', down: '0', parked: '0', waiting: '0' }]);
    assert.match(await romeo.waitForText(world.jidOf('alice@example.net')), /^while-it-is-paused/);
  });

  it('what is none is refused', async () => {
    await assert.rejects(run('pause-provider', { host: 'no host' }), /is no name of a mail server/);
  });

  it('nobody else may', async () => {
    await assert.rejects(runCommand(romeo, world.gateway, 'email/mailboxes'), /forbidden/);
  });
});
