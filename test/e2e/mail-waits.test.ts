import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, isFrom } from '../../sandbox/xmpp-user.js';
import { KINDS, MailWorld } from '../support/mail-world.js';

/** Seconds after which Postfix says that a mail waits, and after which it gives up. */
const DELAY_WARNING = 2;
const LIFETIME = 6;
const PATIENCE_MS = 60_000;

describe('a mail that another server takes later, and then not at all', { concurrency: true }, () => {
  let world: MailWorld;
  before(async () => {
    world = await MailWorld.start({ delayWarning: DELAY_WARNING, lifetime: LIFETIME });
  });
  after(async () => await world?.stop());

  for (const kind of KINDS) {
    it(`${kind}: its sender hears once that it waits, and then that it failed`, async () => {
      const { user } = await world.registered('romeo', kind);
      const alice = world.newOutside('alice');
      const contact = world.jidOf(alice);
      world.servers.outside.addRule({ at: 'RCPT', about: `<${alice}>`, do: { reply: '451 4.2.1 Greylisted' } });
      await user.send(
        `<message to="${contact}" type="chat" id="m1"><subject>Slow</subject><body>Are you there?</body></message>`,
      );
      const word = await user.waitFor(
        (stanza) => stanza.getChildText('body')?.includes('not there yet') === true,
        'the word that it waits',
        PATIENCE_MS,
      );
      assert.match(word.getChildText('body') ?? '', new RegExp(`“Slow” to ${alice.replaceAll('.', '\\.')}`));
      assert.doesNotMatch(attribute(word, 'from') ?? '', /alice/);
      const error = await user.waitFor(
        (stanza) => isFrom(stanza, contact) && attribute(stanza, 'type') === 'error',
        'the end',
        PATIENCE_MS,
      );
      assert.equal(attribute(error, 'id'), 'm1');
      assert.equal(attribute(error.getChild('error') ?? assert.fail(), 'type'), 'wait');
    });
  }

  it('is said by the contact where the mail server had counted as its receipt', async () => {
    const user = await world.connect('juliet');
    await world.register(user, world.newName('juliet'), 'address', { 'x-receipts': 'accepted' });
    const bob = world.newOutside('bob');
    const contact = world.jidOf(bob);
    world.servers.outside.addRule({ at: 'RCPT', about: `<${bob}>`, do: { reply: '550 5.1.1 No such user' } });
    await user.send(
      `<message to="${contact}" type="chat" id="m1"><subject>Hello</subject><body>Hello</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    const receipt = (stanza: Parameters<typeof isFrom>[0]) => stanza.getChild('received') !== undefined;
    const first = await user.waitFor((stanza) => isFrom(stanza, contact), 'the receipt', PATIENCE_MS);
    assert.ok(receipt(first), first.toString());
    const second = await user.waitFor((stanza) => isFrom(stanza, contact), 'the failure', PATIENCE_MS);
    assert.match(second.getChildText('body') ?? '', new RegExp(bob.replaceAll('.', '\\.')));
    assert.equal(attribute(second.getChild('reply') ?? assert.fail(), 'id'), 'm1');
  });
});
