import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Gateway, Hold, HoldContext, Outcome, UserEvent } from '../../../gateways/gateway.js';
import { problem } from '../../../src/core/errors.js';
import { GatewayLane } from '../../../src/core/gateway-lane.js';
import type { Site } from '../../../src/core/site.js';
import type { LaneHold, Tenure } from '../../../src/lanes/handler.js';
import { siteWithout } from './support/site.js';

const ROMEO = 'romeo@example.org';

/** What a gateway gets to see of the core when it holds a lane, and what the lane sees of it; `user` is the gateway's. */
async function opened(
  parts: Partial<Site>,
  user?: Hold['user'],
): Promise<{ readonly context: HoldContext; readonly hold: LaneHold }> {
  const account = { jid: ROMEO, rev: 1, fields: {}, since: 0 };
  const stores = { cache: { get: async () => account } } as unknown as Site['stores'];
  const plain = siteWithout({ stores, ...parts });
  let seen: HoldContext | undefined;
  const gateway: Gateway = Object.assign(Object.create(plain.gateway), {
    hold: async (_lane: string, context: HoldContext) => {
      seen = context;
      const hold: Hold = { depth: 1, free: () => 0, submit() {}, drain: async () => {}, close: async () => {} };
      return user === undefined ? hold : { ...hold, user };
    },
  });
  const none = {} as never;
  const lane = new GatewayLane({ ...plain, gateway }, 'echo.0', {
    outcomes: none,
    incoming: none,
    fates: none,
    kv: none,
  });
  const hold = await lane.open({ lane: 'echo.0' } as Tenure);
  assert.ok(seen);
  return { context: seen, hold };
}

async function contextOf(parts: Partial<Site>): Promise<HoldContext> {
  return (await opened(parts)).context;
}

it('gives what users do to the gateway, in place of what is to be sent, and again where it failed', async () => {
  const heard: UserEvent[] = [];
  const events: UserEvent[] = [
    { type: 'presence', account: ROMEO, state: { available: true, show: 'dnd' } },
    { type: 'subscription', account: ROMEO, contact: 'nurse', wanted: true },
  ];
  const { hold } = await opened({}, async (event) => {
    heard.push(event);
    if (heard.length === 1) throw new Error('not now');
  });
  const outcomes: string[] = [];
  for (const event of [events[0], events[0], events[1]]) {
    const head = { v: 1, id: 'e1', gateway: 'echo', account: ROMEO, rev: 1, conversation: 'c', at: 0 };
    const outcome = await new Promise<Outcome>((settle) => hold.submit({ ...head, kind: 'presence', event }, settle));
    outcomes.push(outcome.kind);
  }
  assert.deepEqual(outcomes, ['retry', 'accepted', 'accepted']);
  assert.deepEqual(heard, [events[0], ...events]);
});

it('knows the account of a registered user', async () => {
  assert.equal((await (await contextOf({})).account(ROMEO))?.jid, ROMEO);
});

it('knows nobody whom the rules deny now, so that answers of the network do not reach them', async () => {
  const context = await contextOf({ access: (jid) => problem('access-denied', { jid }) });
  assert.equal(await context.account(ROMEO), undefined);
});
