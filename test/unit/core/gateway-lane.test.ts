import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Gateway, Hold, HoldContext } from '../../../gateways/gateway.js';
import { problem } from '../../../src/core/errors.js';
import { GatewayLane } from '../../../src/core/gateway-lane.js';
import type { Site } from '../../../src/core/site.js';
import type { Tenure } from '../../../src/lanes/handler.js';
import { siteWithout } from './support/site.js';

const ROMEO = 'romeo@example.org';

/** What a gateway gets to see of the core when it holds a lane. */
async function contextOf(parts: Partial<Site>): Promise<HoldContext> {
  const account = { jid: ROMEO, rev: 1, fields: {}, since: 0 };
  const stores = { cache: { get: async () => account } } as unknown as Site['stores'];
  const plain = siteWithout({ stores, ...parts });
  let seen: HoldContext | undefined;
  const gateway: Gateway = Object.assign(Object.create(plain.gateway), {
    hold: async (_lane: string, context: HoldContext) => {
      seen = context;
      return { depth: 1, free: () => 0, submit() {}, drain: async () => {}, close: async () => {} } satisfies Hold;
    },
  });
  const none = {} as never;
  const lane = new GatewayLane({ ...plain, gateway }, 'echo.0', {
    outcomes: none,
    incoming: none,
    fates: none,
    kv: none,
    recollection: none,
  });
  await lane.open({ lane: 'echo.0' } as Tenure);
  assert.ok(seen);
  return seen;
}

it('knows the account of a registered user', async () => {
  assert.equal((await (await contextOf({})).account(ROMEO))?.jid, ROMEO);
});

it('knows nobody whom the rules deny now, so that answers of the network do not reach them', async () => {
  const context = await contextOf({ access: (jid) => problem('access-denied', { jid }) });
  assert.equal(await context.account(ROMEO), undefined);
});
