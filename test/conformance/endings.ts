import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Submits, textTo } from '../support/test-context.js';
import type { Subject } from './conformance.js';

const SLOW_MS = 300;

/** Lanes are given back while work goes on. */
export function endsInOrder(get: () => Subject): void {
  describe('gives a lane back', () => {
    it('in order: it waits for the answers that are open', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold } = await open(t);
      const submits = new Submits(hold);
      const contacts = [fixture.far.contact(), fixture.far.contact(), fixture.far.contact()];
      fixture.far.connection?.slow(SLOW_MS);
      const outcomes = Promise.all(contacts.map((contact) => submits.submit(textTo(gateway, contact, 'Last words'))));
      await hold.drain(new AbortController().signal);
      assert.deepEqual(submits.counts(), [1, 1, 1], 'nothing is open when it is drained');
      assert.deepEqual(
        (await outcomes).map(({ kind }) => kind),
        ['accepted', 'accepted', 'accepted'],
      );
      await hold.close();
      assert.deepEqual(submits.counts(), [1, 1, 1], 'closing settles nothing twice');
      assert.equal(hold.free(), 0);
    });

    it('in order, but not for ever: it stops waiting when it is told to', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold } = await open(t);
      const submits = new Submits(hold);
      fixture.far.connection?.slow(60_000);
      const outcome = submits.submit(textTo(gateway, fixture.far.contact(), 'Never answered'));
      await hold.drain(AbortSignal.abort());
      await hold.close();
      assert.ok(['accepted', 'unknown', 'retry'].includes((await outcome).kind));
      assert.deepEqual(submits.counts(), [1]);
    });

    it('at once: everything open is settled, once, as what is known of it', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold } = await open(t);
      const submits = new Submits(hold);
      const contact = fixture.far.contact();
      fixture.far.connection?.slow(60_000);
      const room = Math.min(20, hold.free());
      const outcomes = Array.from({ length: room }, (_, index) =>
        submits.submit(textTo(gateway, contact, `number ${index}`)),
      );
      await hold.close();
      for (const outcome of await Promise.all(outcomes)) {
        const known =
          outcome.kind === 'accepted' ||
          outcome.kind === 'unknown' ||
          (outcome.kind === 'retry' && outcome.scope === 'lane');
        assert.ok(known, JSON.stringify(outcome));
      }
      assert.deepEqual(
        submits.counts(),
        outcomes.map(() => 1),
      );
    });

    it('and tells that it is down, and takes nothing any more', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      await hold.close();
      assert.equal(context.states.at(-1), 'down');
      assert.equal(hold.free(), 0);
      const outcome = await new Submits(hold).submit(textTo(gateway, fixture.far.contact(), 'Too late'));
      assert.ok(outcome.kind === 'retry' && outcome.scope === 'lane', JSON.stringify(outcome));
      await hold.close();
    });
  });
}
