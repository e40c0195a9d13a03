import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { runCommand } from '../support/ad-hoc.js';
import { E2eWorld, register } from '../support/e2e-world.js';
import type { Software } from '../support/shared.js';

const CONTACTS = 300;
const PATIENCE_MS = 60_000;

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`registration over ${software}`, () => {
    let world: E2eWorld;
    before(async () => {
      world = await E2eWorld.start({ software });
    });
    after(async () => await world.stop());

    const set = (name: string) =>
      `<iq type="set" to="${world.gateway}"><query xmlns="jabber:iq:register"><name>${name}</name></query></iq>`;
    const remove = () =>
      `<iq type="set" to="${world.gateway}"><query xmlns="jabber:iq:register"><remove/></query></iq>`;

    it('asked for many times at once is one registration, with one welcome', async () => {
      const romeo = await world.connect('romeo');
      const answers = await Promise.all([1, 2, 3, 4, 5].map(async () => await romeo.request(set('Romeo'))));
      for (const answer of answers) assert.equal(attribute(answer, 'type'), 'result', answer.toString());
      await romeo.waitForText(world.gateway);
      await romeo.request(`<iq type="get" to="${world.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
      const asks = romeo.received.filter((stanza) => attribute(stanza, 'type') === 'subscribe');
      const texts = romeo.received.filter((stanza) => stanza.name === 'message');
      assert.deepEqual([asks.length, texts.length], [1, 1]);
    });

    it('removed twice at once is removed once, and told to be gone the other time', async () => {
      const romeo = await world.registered('romeo');
      const answers = await Promise.all([romeo.request(remove()), romeo.request(remove())]);
      assert.deepEqual(answers.map((answer) => attribute(answer, 'type')).sort(), ['error', 'result']);
    });

    it('with hundreds of contacts is removed with all of them, and can be made again at once', async () => {
      const romeo = await world.registered('romeo');
      const contacts = Array.from({ length: CONTACTS }, () => world.jidOf(world.newPhone()));
      // As fast as a server lets a client go: each answer costs it several stanzas.
      for (let from = 0; from < CONTACTS; from += 25) {
        const some = contacts.slice(from, from + 25);
        for (const contact of some) await romeo.send(`<presence type="subscribe" to="${contact}"/>`);
        await allFrom(romeo, some, undefined);
      }
      const listed = await runCommand(romeo, world.gateway, 'contacts');
      assert.equal(listed.rows.length, CONTACTS);

      const answer = await romeo.request(remove(), PATIENCE_MS);
      assert.equal(attribute(answer, 'type'), 'result');
      await allFrom(romeo, contacts, 'unavailable');
      const roster = await romeo.request('<iq type="get"><query xmlns="jabber:iq:roster"/></iq>', PATIENCE_MS);
      const left = (roster.getChild('query')?.getChildren('item') ?? []).filter(
        (item) => attribute(item, 'subscription') !== 'none',
      );
      assert.deepEqual(left.map(String), []);

      await register(romeo, world.gateway, 'Again');
      assert.equal((await runCommand(romeo, world.gateway, 'contacts')).rows.length, 0);
    });
  });
}

/** Waits until each of the contacts has sent a presence of that type; none is available. */
async function allFrom(user: XmppUser, contacts: readonly string[], type: string | undefined): Promise<void> {
  for (const contact of contacts) {
    await user.waitFor(
      (stanza) => stanza.name === 'presence' && attribute(stanza, 'type') === type && isFrom(stanza, contact),
      `${type ?? 'available'} presence of ${contact}`,
      PATIENCE_MS,
    );
  }
}
