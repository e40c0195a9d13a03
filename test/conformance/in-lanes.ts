import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Envelope, GatewayEvent } from '../../gateways/gateway.js';
import { systemClock } from '../../src/clock.js';
import type { LaneHandler } from '../../src/lanes/handler.js';
import { Lanes } from '../../src/lanes/lanes.js';
import { silentLog } from '../../src/log.js';
import { textTo } from '../support/test-context.js';
import { contextOn, type Subject } from './conformance.js';

const TEXTS = 30;

/** Under the lanes that will drive it, on a real Redis. */
export function worksInLanes(get: () => Subject): void {
  describe('works in lanes', () => {
    it('and keeps the order of each conversation, one outcome a text', async (t) => {
      const { gateway, fixture, store, words } = get();
      const contacts = [fixture.far.contact(), fixture.far.busy(), fixture.far.contact()];
      const settled: string[] = [];
      const context = contextOn(store, gateway, words, gateway.lanes[0] ?? '');
      fixture.far.watch?.(context);
      const handler: LaneHandler = {
        repeatBegun: false,
        open: async (tenure) => {
          const hold = await gateway.hold(
            tenure.lane,
            Object.assign(context, {
              mayWrite: () => tenure.mayWrite(),
              wake: () => tenure.wake(),
              state: (state: 'up' | 'down', reason?: string) => tenure.state(state, reason),
            }),
          );
          return {
            depth: hold.depth,
            free: () => hold.free(),
            submit: (envelope, settle) => hold.submit(envelope as Envelope<GatewayEvent>, settle),
            drain: (signal) => hold.drain(signal),
            close: () => hold.close(),
          };
        },
        effects: async (items) => {
          for (const { envelope, outcome } of items) settled.push(`${envelope.id} ${outcome.kind}`);
        },
        expired: () => ({ kind: 'unknown', maybeSent: true, reason: 'nothing expires here' }),
      };
      const lanes = new Lanes({
        address: { url: store.url },
        prefix: store.prefix,
        process: 'conformance',
        clock: systemClock,
        log: silentLog,
      });
      t.after(async () => await lanes.stop());
      for (const lane of gateway.lanes) lanes.work(lane, gateway.name, handler);
      await lanes.start();
      const envelopes = Array.from({ length: TEXTS }, (_, index) => {
        return textTo(gateway, contacts[index % contacts.length] ?? '', `text ${index}`);
      });
      const laneOf = (envelope: Envelope<GatewayEvent>): string => {
        const found = gateway.lanesFor(envelope.event?.contact ?? '', envelope.conversation, undefined);
        assert.ok(!('condition' in found));
        return found[0] ?? '';
      };
      await Promise.all(envelopes.map((envelope) => lanes.add(laneOf(envelope), envelope)));
      for (const [index, contact] of contacts.entries()) {
        const expected = envelopes.flatMap(({ event }, place) =>
          place % contacts.length === index ? [event?.body ?? ''] : [],
        );
        await fixture.far.waitForTexts(contact, expected.length);
        assert.deepEqual(fixture.far.received(contact), expected);
      }
      await lanes.drain(5000);
      assert.deepEqual([...settled].sort(), envelopes.map(({ id }) => `${id} accepted`).sort());
    });
  });
}
