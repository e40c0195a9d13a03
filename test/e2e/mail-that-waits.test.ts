import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Element } from 'ltx';
import { attribute, type XmppUser } from '../../sandbox/xmpp-user.js';
import { handOver } from '../support/mail-sending.js';
import { type AccountKind, KINDS, MailWorld } from '../support/mail-world.js';

/** Mail that waits for a word of its user while processes come and go. */
describe('mail of a stranger that waits', { concurrency: 1 }, () => {
  let world: MailWorld;
  before(async () => {
    world = await MailWorld.start();
  });
  after(async () => await world?.stop());

  const send = async (from: string, to: string, subject: string) => {
    const lines = [`From: <${from}>`, `To: <${to}>`, `Subject: ${subject}`, `Message-ID: <${subject}.${from}>`];
    const octets = Buffer.from([...lines, '', `This is ${subject}`, ''].join('\r\n'));
    await handOver(world.servers.postfix.port, { from, to: [to], octets });
  };
  const subjectOf = (message: Element): string | null => message.getChildText('subject');
  const waitFor = async (user: XmppUser, jid: string, what: 'subscribe' | 'message') =>
    await user.waitFor(
      (stanza) =>
        attribute(stanza, 'from')?.split('/')[0] === jid &&
        (what === 'message' ? stanza.name === 'message' : attribute(stanza, 'type') === 'subscribe'),
      `${what} of ${jid}`,
      60_000,
    );

  const begin = async (kind: AccountKind) => {
    const user = await world.connect('romeo');
    const address = await world.register(user, world.newName('romeo'), kind, { 'x-unknown-senders': 'ask' });
    const alice = world.newOutside('alice');
    return { user, address, alice, jid: world.jidOf(alice) };
  };

  for (const kind of KINDS) {
    it(`comes after a crash, with an account of the kind ${kind}`, async () => {
      const { user, address, alice, jid } = await begin(kind);
      await send(alice, address, 'one');
      await waitFor(user, jid, 'subscribe');
      const [process] = world.processes;
      assert.ok(process !== undefined);
      await process.kill();
      await process.start();
      await process.waitForLog(/stream is up/);
      await send(alice, address, 'two');
      await user.send(`<presence type="subscribed" to="${jid}"/>`);
      await user.send(`<presence type="subscribe" to="${jid}"/>`);
      const came = [await waitFor(user, jid, 'message'), await waitFor(user, jid, 'message')];
      assert.deepEqual(came.map(subjectOf).toSorted(), ['one', 'two']);
    });
  }
});
