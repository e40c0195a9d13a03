import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newEnvelopeId } from '../../src/lanes/envelope.js';
import { Submits, textTo } from '../support/test-context.js';
import type { Subject } from './conformance.js';

/** From XMPP to the network: each text has one outcome, and it is true. */
export function carriesOut(get: () => Subject): void {
  describe('carries texts out', () => {
    it('and settles what the network took once, as accepted, with ids of its own', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold } = await open(t);
      const submits = new Submits(hold);
      const contact = fixture.far.contact();
      const ids = new Set<string>();
      for (const body of ['one', 'Zwei für Dich 🌹', 'three']) {
        const outcome = await submits.submit(textTo(gateway, contact, body, true));
        assert.equal(outcome.kind, 'accepted');
        if (outcome.kind !== 'accepted') return;
        for (const { id } of outcome.parts) {
          assert.notEqual(id, '');
          assert.equal(ids.has(id), false, 'an id names one part');
          ids.add(id);
        }
      }
      await fixture.far.waitForTexts(contact, 3);
      assert.deepEqual(fixture.far.received(contact), ['one', 'Zwei für Dich 🌹', 'three']);
      assert.deepEqual(submits.counts(), [1, 1, 1]);
    });

    it('and settles what the network refuses once, as rejected, with a reason in words', async (t) => {
      const { gateway, fixture, open, words } = get();
      const { hold } = await open(t);
      const submits = new Submits(hold);
      const contact = fixture.far.refusing();
      const outcome = await submits.submit(textTo(gateway, contact, 'No'));
      assert.equal(outcome.kind, 'rejected');
      if (outcome.kind !== 'rejected') return;
      assert.notEqual(words.text(outcome.problem.text), '');
      assert.ok(outcome.problem.code, "the network's own code is kept for the log");
      assert.deepEqual(submits.counts(), [1]);
      assert.deepEqual(fixture.far.received(contact), []);
    });

    it('and settles what the network refuses for now once, to be tried again; the second try arrives', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      const submits = new Submits(hold);
      const contact = fixture.far.busy();
      const envelope = textTo(gateway, contact, 'Later');
      const first = await submits.submit(envelope);
      assert.equal(first.kind, 'retry');
      assert.deepEqual(submits.counts(), [1]);
      assert.deepEqual(fixture.far.received(contact), []);
      await new Promise<void>((resolve) => context.clock.after(first.kind === 'retry' ? first.after : 0, resolve));
      await context.until(() => hold.free() > 0, 'there is room again');
      assert.equal((await submits.submit(envelope)).kind, 'accepted');
      await fixture.far.waitForTexts(contact, 1);
      assert.deepEqual(fixture.far.received(contact), ['Later']);
    });

    it('of its own too, as notices', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold } = await open(t);
      const submits = new Submits(hold);
      const contact = fixture.far.contact();
      const outcome = await submits.submit({
        v: 1,
        id: newEnvelopeId(),
        gateway: gateway.name,
        account: '',
        rev: 0,
        conversation: `>${contact}`,
        kind: 'message',
        at: Date.now(),
        event: { type: 'notice', contact, body: 'Who is it for?' },
      });
      if (fixture.far.notices === false) {
        assert.deepEqual(outcome, { kind: 'unsupported', feature: 'notices' });
        return;
      }
      assert.equal(outcome.kind, 'accepted');
      await fixture.far.waitForTexts(contact, 1);
    });

    it('never without tenure: nothing is written, and the text goes back into its lane', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      const submits = new Submits(hold);
      const contact = fixture.far.contact();
      context.writable = false;
      const outcome = await submits.submit(textTo(gateway, contact, 'Too late'));
      assert.ok(outcome.kind === 'retry' && outcome.scope === 'lane', JSON.stringify(outcome));
      assert.deepEqual(submits.counts(), [1]);
      assert.deepEqual(fixture.far.received(contact), []);
    });

    it('and reports those that were delivered by an id that it gave, exactly if it says that it has receipts', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      const submits = new Submits(hold);
      const contact = fixture.far.contact();
      const outcome = await submits.submit(textTo(gateway, contact, 'Tell me', true));
      assert.equal(outcome.kind, 'accepted');
      if (outcome.kind !== 'accepted' || !gateway.features.has('receipts')) return;
      assert.ok(outcome.parts.length > 0);
      const names = new Set(outcome.parts.map(({ id }) => id));
      const found = () => context.reports.find(({ ids }) => ids.some(({ id }) => names.has(id)));
      await context.until(() => found() !== undefined, 'the report of what was accepted');
      const report = found();
      assert.equal(report?.state, 'delivered');
      const named = report?.ids.find(({ id }) => names.has(id));
      assert.ok(named?.certain === true || report?.contact === contact);
    });

    it('and when the connection is lost before anything was written: back into the lane', async (t) => {
      const { gateway, fixture, open } = get();
      const { connection } = fixture.far;
      const { hold, context } = await open(t);
      if (connection === undefined) return assertNoConnection(context.states);
      const submits = new Submits(hold);
      const contact = fixture.far.contact();
      connection.cut();
      await context.until(() => context.states.at(-1) === 'down', 'the loss is told');
      assert.equal(hold.free(), 0);
      const outcome = await submits.submit(textTo(gateway, contact, 'Again'));
      assert.ok(outcome.kind === 'retry' && outcome.scope === 'lane', JSON.stringify(outcome));
      await context.until(() => hold.free() > 0, 'the connection is back');
      assert.equal(context.states.at(-1), 'up');
      assert.equal((await submits.submit(textTo(gateway, contact, 'Again'))).kind, 'accepted');
      assert.deepEqual(fixture.far.received(contact), ['Again']);
      assert.deepEqual(submits.counts(), [1, 1]);
    });

    it('and when the connection is lost after it was written: nobody knows, and that is said once', async (t) => {
      const { gateway, fixture, open } = get();
      const { connection } = fixture.far;
      const { hold, context } = await open(t);
      if (connection === undefined) return assertNoConnection(context.states);
      const submits = new Submits(hold);
      const contact = fixture.far.contact();
      connection.cutAtNextText();
      const outcome = await submits.submit(textTo(gateway, contact, 'Perhaps'));
      assert.equal(outcome.kind, 'unknown');
      connection.restore();
      await context.until(() => hold.free() > 0, 'the connection is back');
      assert.deepEqual(submits.counts(), [1]);
      assert.deepEqual(fixture.far.received(contact), ['Perhaps']);
    });
  });
}

/** A network that lives in the gateway is up as long as the lane is held. */
function assertNoConnection(states: readonly string[]): void {
  assert.deepEqual(states, ['up']);
}
