import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { handOver } from '../support/mail-sending.js';
import { KINDS, MailWorld } from '../support/mail-world.js';

/** Its XML is five times as long, and larger than any server takes. */
const TEXT = 'Salt & pepper & thyme.\r\n'.repeat(20_000);

describe('a mail with a text that no stanza has room for', () => {
  let world: MailWorld;
  before(async () => {
    world = await MailWorld.start();
  });
  after(async () => await world?.stop());

  for (const kind of KINDS) {
    it(`shows its beginning, and comes whole as a file: ${kind}`, async () => {
      const user = await world.connect('romeo');
      const address = await world.register(user, world.newName('romeo'), kind);
      const alice = world.newOutside('alice');
      const fields = `From: ${alice}\r\nTo: ${address}\r\nSubject: Recipe\r\nMessage-ID: <${kind}@example.net>`;
      const octets = Buffer.from(`${fields}\r\n\r\n${TEXT}`);
      await handOver(world.servers.postfix.port, { from: alice, to: [address], octets });
      const message = await user.waitFor(
        (stanza) => stanza.name === 'message' && (stanza.getChildText('body') ?? '').startsWith('Salt'),
        'the beginning',
        30_000,
      );
      const body = message.getChildText('body') ?? '';
      assert.ok(body.endsWith('[…]') && body.length > 10_000 && body.length < 40_000, `${body.length} characters`);
      const link = await user.waitFor(
        (stanza) => stanza.name === 'message' && /\/text\.txt$/.test(stanza.getChildText('body') ?? ''),
        'the file',
        30_000,
      );
      const whole = await (await fetch(link.getChildText('body') ?? '')).text();
      assert.equal(whole.trimEnd(), TEXT.replaceAll('\r\n', '\n').trimEnd());
    });
  }
});
