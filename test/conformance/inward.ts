import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCOUNTS, OTHER, Submits, type TestContext, textTo, USER } from '../support/test-context.js';
import type { Subject } from './conformance.js';

/** From the network to XMPP: taken is what is safe, and nothing else. */
export function carriesIn(get: () => Subject): void {
  describe('carries texts in', () => {
    it('to the user who wrote to the contact, from its canonical address', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      const contact = fixture.far.contact();
      await new Submits(hold).submit(textTo(gateway, contact, 'Hello'));
      await fixture.far.waitForTexts(contact, 1);
      if (fixture.far.listens) return assertNothing(context);
      await fixture.far.say(contact, 'Good morrow', hold, context);
      const got = context.delivered.find(({ body }) => body === 'Good morrow');
      assert.equal(got?.account, USER);
      assert.equal(got?.contact, contact);
      assert.equal(gateway.addresses.parse(gateway.addresses.format(contact)).ok, true);
    });

    it('to the very account that wrote, of several that one user has', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      const contact = fixture.far.contact(OTHER);
      const chosen = gateway.accountFor?.(contact, ACCOUNTS);
      assert.ok(chosen === undefined || chosen.id === OTHER, 'it is written to from that account');
      const wrote = textTo(gateway, contact, 'From work', false, OTHER);
      await new Submits(hold).submit(wrote);
      await fixture.far.waitForTexts(contact, 1);
      if (fixture.far.listens) return assertNothing(context);
      await fixture.far.say(contact, 'To work', hold, context, OTHER);
      const got = context.delivered.find(({ body }) => body === 'To work');
      assert.equal(got?.account, OTHER);
      assert.ok(got?.born === undefined || got.born === wrote.born, 'for this registration and no other');
    });

    it('and tells the network that it was taken only when it is in a lane', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      const contact = fixture.far.contact();
      await new Submits(hold).submit(textTo(gateway, contact, 'Hello'));
      await fixture.far.waitForTexts(contact, 1);
      if (fixture.far.listens) return assertNothing(context);
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const before = context.attempts;
      context.gate = () => held;
      let told = false;
      const saying = fixture.far.say(contact, 'Is it safe?', hold, context).then(() => {
        told = true;
      });
      await context.until(() => context.attempts > before, 'the text is handed over');
      // Whatever the hold would do at once, it has done when the store answers.
      await context.kv.get('anything');
      assert.equal(told, false);
      release();
      await saying;
      assert.equal(told, true);
      assert.ok(context.delivered.some(({ body }) => body === 'Is it safe?'));
    });

    it('and has the network repeat what could not be taken, so that nothing is lost', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      const contact = fixture.far.contact();
      await new Submits(hold).submit(textTo(gateway, contact, 'Hello'));
      await fixture.far.waitForTexts(contact, 1);
      if (fixture.far.listens) return assertNothing(context);
      let refusals = 2;
      context.gate = async () => {
        if (refusals === 0) return;
        refusals -= 1;
        throw new Error('the lane is full');
      };
      await fixture.far.say(contact, 'Once more', hold, context);
      assert.equal(refusals, 0);
      const got = context.delivered.filter(({ body }) => body === 'Once more');
      assert.equal(got.length, 1);
    });
  });
}

/** Contacts that only listen say nothing. */
function assertNothing({ delivered }: TestContext): void {
  assert.deepEqual(delivered, []);
}
