import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFailover } from './failover/count.js';

const DEATH = { dies: 'machine', writers: 10, forMs: 2000 } as const;

test('what a master had acknowledged and no replica had is lost with its machine, and counted', async (t) => {
  const { acknowledged, lost, writersWithLoss } = await countFailover({ ...DEATH, replicas: 0, lagMs: 1000 });
  t.diagnostic(`${lost} of ${acknowledged}`);
  assert.ok(lost > 0 && lost < acknowledged, `${lost} of ${acknowledged}`);
  assert.ok(writersWithLoss > 0);
});

test('nothing is lost where a replica has to have it before it counts', async (t) => {
  const { acknowledged, lost } = await countFailover({ ...DEATH, replicas: 1, lagMs: 20 });
  t.diagnostic(`${lost} of ${acknowledged}`);
  assert.ok(acknowledged > 0);
  assert.equal(lost, 0);
});
