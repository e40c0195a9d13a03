import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Element } from 'ltx';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld } from '../support/e2e-world.js';
import { privilegedXmpp } from '../support/privileged.js';
import type { Software } from '../support/shared.js';

for (const software of ['prosody', 'ejabberd'] as const satisfies readonly Software[]) {
  describe(`privileges over ${software}`, () => {
    let world: E2eWorld;
    before(async () => {
      world = await E2eWorld.start({ software, xmpp: await privilegedXmpp(software), echo: true });
    });
    after(async () => await world.stop());

    const gateway = (): string => world.echo?.domain ?? '';
    const isthmus = () => {
      const [process] = world.processes;
      assert.ok(process);
      return process;
    };

    async function registered(name: string): Promise<XmppUser> {
      const user = await world.connect(name);
      await user.request('<iq type="get"><query xmlns="jabber:iq:roster"/></iq>');
      const query = `<query xmlns="jabber:iq:register"><nick>${name}</nick></query>`;
      const answer = await user.request(`<iq type="set" to="${gateway()}">${query}</iq>`);
      assert.equal(attribute(answer, 'type'), 'result');
      // Nobody can accept what has not come yet.
      await user.waitFor((one) => isFrom(one, gateway()) && attribute(one, 'type') === 'subscribe', 'the question');
      for (const type of ['subscribed', 'subscribe']) await user.send(`<presence type="${type}" to="${gateway()}"/>`);
      await pushed(user, gateway(), 'both');
      return user;
    }

    /** Waits for a roster push that says so, and gives its item. */
    async function pushed(user: XmppUser, jid: string, subscription: string): Promise<Element> {
      const itemOf = (stanza: Element) =>
        stanza
          .getChild('query', 'jabber:iq:roster')
          ?.getChildren('item')
          .find((item) => attribute(item, 'jid') === jid && attribute(item, 'subscription') === subscription);
      const push = await user.waitFor(
        (stanza) => stanza.name === 'iq' && attribute(stanza, 'type') === 'set' && itemOf(stanza) !== undefined,
        `the push of ${jid} with ${subscription}`,
        15_000,
      );
      const item = itemOf(push);
      assert.ok(item);
      return item;
    }

    const matchmaker = async (user: XmppUser, text: string): Promise<void> => {
      const body = `<body>${text}</body>`;
      await user.send(`<message to="matchmaker@${gateway()}" type="chat">${body}</message>`);
      await user.waitForText(`matchmaker@${gateway()}`);
    };
    const asked = (user: XmppUser, jid: string) =>
      user.received.some((stanza) => isFrom(stanza, jid) && attribute(stanza, 'type') === 'subscribe');

    it('are granted to each gateway', async () => {
      await isthmus().waitForLog(/"roster":"both".*"msg":"the XMPP server grants privileges"/);
    });

    if (software === 'prosody') {
      it('put a contact of the network into the roster, named and grouped, and nobody is asked', async () => {
        const user = await registered('romeo');
        const rosaline = `rosaline@${gateway()}`;
        await matchmaker(user, 'rosaline');
        const item = await pushed(user, rosaline, 'both');
        assert.equal(attribute(item, 'name'), 'rosaline');
        assert.deepEqual(
          item.getChildren('group').map((group) => group.getText()),
          ['Echo'],
        );
        await matchmaker(user, '-rosaline');
        await pushed(user, rosaline, 'remove');
        assert.equal(asked(user, rosaline), false);
      });

      it('take the contacts and the gateway out of the roster of who unregisters', async () => {
        const user = await registered('paris');
        for (const name of ['livia', 'helena']) {
          await matchmaker(user, name);
          await pushed(user, `${name}@${gateway()}`, 'both');
        }
        const remove = '<query xmlns="jabber:iq:register"><remove/></query>';
        await user.request(`<iq type="set" to="${gateway()}">${remove}</iq>`);
        for (const jid of [`livia@${gateway()}`, `helena@${gateway()}`, gateway()]) await pushed(user, jid, 'remove');
      });
    } else {
      // ejabberd 23.01 grants it, reads rosters, and fails at each change ("Module failed to handle the query").
      it('that do not work as granted are done without: the user is asked', async () => {
        const user = await registered('romeo');
        const rosaline = `rosaline@${gateway()}`;
        await matchmaker(user, 'rosaline');
        await user.waitFor(
          (stanza) => isFrom(stanza, rosaline) && attribute(stanza, 'type') === 'subscribe',
          'the question',
          15_000,
        );
      });
    }

    it('tell at the start who has removed the gateway meanwhile', async () => {
      const user = await registered('mercutio');
      await isthmus().terminate();
      const item = `<item jid="${gateway()}" subscription="remove"/>`;
      await user.request(`<iq type="set"><query xmlns="jabber:iq:roster">${item}</query></iq>`);
      await isthmus().start();
      await isthmus().waitForLog(/"msg":"removed from a roster meanwhile"/);
      const form = await user.request(`<iq type="get" to="${gateway()}"><query xmlns="jabber:iq:register"/></iq>`);
      assert.ok(form.getChild('query')?.getChild('registered'), 'still registered');
    });
  });
}
