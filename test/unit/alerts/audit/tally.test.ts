import assert from 'node:assert/strict';
import { it } from 'node:test';
import { recordOfRow } from '../../../../gateways/alerts/audit/engine-row.js';
import { tallyRow } from '../../../../gateways/alerts/audit/tally.js';
import { alertOf, MINUTE, World } from '../engine/support/world.js';

it('what reports are made of is counted: incidents, how soon they were taken, messages, failures, money', async () => {
  const world = new World(`
people: { alice: { xmpp: alice@example.org, sms: '+33612345678', steps: { error: [{ by: [xmpp], wait: 5m }, { by: [sms] }] } } }
limits: { money: { perDay: 10, price: 0.5 } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, to: [alice] }]
`);
  await world.engine().alert('ops', alertOf('a'));
  const first = world.last('xmpp:alice@example.org');
  await world.engine().report({ id: first.id, fate: 'failed' });
  await world.pass(3 * MINUTE);
  await world.engine().answer(first.group ?? '', { id: 'e1', kind: 'ack', by: { title: 'Alice', person: 'alice' } });
  const counts: Record<string, number> = {};
  const count = (name: string, labels: Readonly<Record<string, string>> = {}, by = 1) => {
    const key = [name, ...Object.values(labels)].join(' ');
    counts[key] = (counts[key] ?? 0) + by;
  };
  for (const row of world.audit) tallyRow({ count }, row);
  assert.deepEqual(counts, {
    'incidents ops': 1,
    'messages xmpp': 1,
    'messages_failed xmpp': 1,
    'messages sms': 2,
    'incidents_taken ops': 1,
    'incidents_taken_seconds ops': 180,
  });
  assert.equal(world.counts.get('sms_spent'), 1);
  const failed = world.audit.find(({ action }) => action === 'undelivered');
  assert.ok(failed !== undefined);
  assert.equal(recordOfRow(failed, (address) => address).outcome, 'failed');
  const taken = world.audit.find(({ action }) => action === 'taken');
  assert.ok(taken !== undefined);
  assert.equal(recordOfRow(taken, (address) => address).after, 180_000);
});

it('escalations are counted by how they go, and what nobody hears of by the reason', async () => {
  const world = new World(`
people: { alice: { xmpp: alice@example.org } }
policies: { page: { steps: [{ tell: alice, wait: 5m }] } }
routes: [{ name: ops, groupBy: [title], groupWait: 0s, to: [alice], policy: page }]
`);
  const counts = new Map<string, number>();
  const count = (name: string, labels: Readonly<Record<string, string>> = {}, by = 1) => {
    const key = [name, ...Object.values(labels)].join(' ');
    counts.set(key, (counts.get(key) ?? 0) + by);
  };
  await world.engine().alert('ops', alertOf('a'));
  const { group = '' } = world.last('xmpp:alice@example.org');
  await world.pass(MINUTE);
  await world.engine().answer(group, { id: 'e1', kind: 'ack', by: { title: 'Alice', person: 'alice' } });
  for (const row of world.audit) tallyRow({ count }, row);
  assert.equal(counts.get('escalations started'), 1);
  assert.equal(counts.get('escalations step'), 1);
  assert.equal(counts.get('escalations taken'), 1);
  const row = { ...world.audit[0], action: 'alert-hidden', reason: 'silenced' } as Parameters<typeof tallyRow>[1];
  tallyRow({ count }, row);
  tallyRow({ count }, { ...row, test: true });
  assert.equal(counts.get('suppressed silenced'), 1);
});
