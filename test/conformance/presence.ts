import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Account } from '../../gateways/gateway.js';
import { USER } from '../support/test-context.js';
import type { Subject } from './conformance.js';

const ACCOUNT: Account = { id: USER, jid: USER, label: '', born: 1, rev: 1, fields: {}, since: 0 };

/** Presence, where the network has any; where it has none, nothing of it is heard or told. */
export function showsPresence(get: () => Subject): void {
  describe('shows presence', () => {
    it('only if it says so: who names no lane for users hears nothing of them', async (t) => {
      const { gateway, open } = get();
      const { hold } = await open(t);
      assert.equal(hold.user !== undefined, gateway.presence !== undefined);
    });

    it('by a lane of its own, the same in every process', () => {
      const { gateway, another } = get();
      if (gateway.presence === undefined) return;
      const lane = gateway.presence.laneFor(ACCOUNT);
      assert.ok(gateway.lanes.includes(lane));
      assert.equal(another().presence?.laneFor(ACCOUNT), lane);
    });

    it('and answers each wish to see a contact, again when it is asked again, with the presence of who is granted', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      if (gateway.presence?.ofContacts !== true) return;
      const contact = fixture.far.contact();
      const wish = { type: 'subscription', account: USER, wanted: true } as const;
      for (const times of [1, 2]) {
        await hold.user?.({ ...wish, contact });
        await context.until(() => context.answers.length === times, 'the answer');
        assert.deepEqual(context.answers.at(-1), { account: USER, contact, granted: true });
      }
      const isShown = () => context.presences.some((one) => one.account === USER && one.contact === contact);
      await context.until(isShown, 'the presence');
      const nobody = fixture.far.refusing();
      const granted = fixture.far.showsEverybody === true;
      await hold.user?.({ ...wish, contact: nobody });
      await context.until(() => context.answers.length === 3, 'the answer for one that takes nothing');
      assert.deepEqual(context.answers.at(-1), { account: USER, contact: nobody, granted });
      assert.equal(
        context.presences.some((presence) => presence.contact === nobody),
        granted,
      );
    });

    it('and takes what a user does as often as it is told, for contacts that are there and that are not', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold } = await open(t);
      if (gateway.presence === undefined) return;
      const states = [
        { available: true, show: 'away' },
        { available: true, status: 'läuft' },
        { available: false },
      ] as const;
      for (const state of [...states, ...states]) await hold.user?.({ type: 'presence', account: USER, state });
      const gone = { type: 'subscription', account: USER, wanted: false } as const;
      for (const contact of [fixture.far.contact(), fixture.far.refusing()]) {
        await hold.user?.({ type: 'allowed', account: USER, contact });
        await hold.user?.({ ...gone, contact });
      }
    });
  });
}
