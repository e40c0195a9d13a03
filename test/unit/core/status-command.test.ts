import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Lanes } from '../../../src/lanes/lanes.js';
import type { LaneStatus } from '../../../src/lanes/status.js';
import { type TestStore, testStore } from '../store/support.js';
import { siteWithout } from './support/site.js';
import { Talk } from './support/talk.js';

let store: TestStore;
before(async () => {
  store = await testStore();
});
after(async () => await store.close());

/** What a user reads of the network while its lanes are so. */
async function network(status: Partial<LaneStatus>): Promise<string> {
  const whole = {
    held: true,
    state: 'up',
    since: 5,
    reason: '',
    depth: 0,
    parked: 0,
    paused: undefined,
    ...status,
  };
  const lanes = { statusNow: async () => whole } as unknown as Lanes;
  const [said = ''] = await new Talk(siteWithout({ stores: store.store, lanes })).say('romeo@example.org/x', 'status');
  return said.split('\n')[0] ?? '';
}

it('status tells trouble of a lane that goes on, without what only admins understand', async () => {
  assert.match(await network({}), /: up$/);
  assert.match(await network({ reason: 'the relay takes no mail' }), /: up, with trouble: what you send may wait$/);
  assert.match(await network({ state: 'down', reason: 'gone' }), /: down since /);
});
