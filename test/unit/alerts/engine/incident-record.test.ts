import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GroupStore } from '../../../../gateways/alerts/engine/group-store.js';
import { groupOfMessage } from '../../../../gateways/alerts/engine/ids.js';
import { type IncidentRecord, recordOf } from '../../../../gateways/alerts/engine/incident-record.js';
import { IncidentShelf, type Listed } from '../../../../gateways/alerts/engine/incident-shelf.js';
import { alertOf, HOUR, MINUTE, World } from './support/world.js';

const BOOK = `
people: { alice: { xmpp: alice@example.org, sms: '+33612345678' }, bob: { xmpp: bob@example.org } }
routes: [{ name: ops, groupBy: [cluster], groupWait: 0s, groupInterval: 1s, to: [alice, bob, 'mailto:ops@example.org'] }]
`;
const ALICE = 'xmpp:alice@example.org';
const MAIL = 'mailto:ops@example.org';

async function recordIn(world: World): Promise<IncidentRecord | undefined> {
  const group = groupOfMessage(world.told[0]?.id ?? '') ?? '';
  const stored = await new GroupStore(world.kv).load(group);
  return stored && recordOf(stored.state, stored.todo);
}

const shown = (record: IncidentRecord | undefined) =>
  record?.recipients.map(({ place, person, state, reason }) =>
    [person, place, state, reason].filter((one) => one !== undefined).join(' '),
  );

async function listed(world: World, last?: Listed): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for await (const one of new IncidentShelf(world.kv, world.clock).before(last)) found.push(one);
  return found;
}

describe('what is known of an incident', () => {
  it('is what became of its messages at each place, with when that was', async () => {
    const world = new World(BOOK);
    world.presence.set(ALICE, 'online');
    world.presence.set('xmpp:bob@example.org', 'online');
    const start = world.clock.now();
    await world.engine().alert('ops', alertOf('a', { labels: { cluster: 'c1' } }));
    assert.deepEqual(shown(await recordIn(world)), [
      `alice ${ALICE} sent`,
      'bob xmpp:bob@example.org sent',
      `${MAIL} sent`,
    ]);
    world.clock.advance(1000);
    await world.engine().report({ id: world.last(ALICE).id, fate: 'delivered' });
    world.clock.advance(1000);
    await world.engine().report({ id: world.last(ALICE).id, fate: 'seen' });
    await world.engine().report({ id: world.last(MAIL).id, fate: 'failed', reason: 'item-not-found' });
    const seen = await recordIn(world);
    assert.deepEqual(shown(seen), [
      `alice ${ALICE} seen`,
      'bob xmpp:bob@example.org sent',
      `${MAIL} failed item-not-found`,
    ]);
    assert.deepEqual(seen?.recipients[0]?.times, { sent: start, delivered: start + 1000, seen: start + 2000 });
    assert.deepEqual([seen?.title, seen?.severity, seen?.labels, seen?.firing], ['a', 'error', { cluster: 'c1' }, 1]);

    const by = { title: 'Alice', person: 'alice', place: ALICE };
    await world.engine().answer(seen?.group ?? '', { id: 'x', kind: 'ack', by });
    const taken = await recordIn(world);
    assert.deepEqual(taken?.taken, { by: 'Alice', at: start + 2000 });
    assert.deepEqual(shown(taken)?.slice(0, 2), [`alice ${ALICE} acked`, 'bob xmpp:bob@example.org sent']);
    assert.equal(world.audit.find(({ action }) => action === 'undelivered')?.reason, 'item-not-found');
  });

  it('that was decided and not done yet is queued', async () => {
    const world = new World(BOOK);
    world.before = (what) => {
      if (what === 'tell') throw new Error('the lane is full');
    };
    await assert.rejects(world.engine().alert('ops', alertOf('a')));
    const stored = await new GroupStore(world.kv).load(world.groupOf('ops', alertOf('a')));
    assert.ok(stored !== undefined);
    assert.deepEqual(
      recordOf(stored.state, stored.todo)?.recipients.map(({ state }) => state),
      ['queued', 'queued', 'queued'],
    );
    world.before = () => undefined;
    await world.engine().alert('ops', alertOf('a'));
    assert.equal((await listed(world)).length, 1);
  });

  it('is kept when it is over, and the list has it by when it opened', async () => {
    const world = new World(BOOK);
    await world.engine().alert('ops', alertOf('a', { labels: { cluster: 'c1' } }));
    await world.pass(2 * HOUR);
    await world.engine().alert('ops', alertOf('b', { labels: { cluster: 'c2' } }));
    const [newest, oldest, ...none] = await listed(world);
    assert.ok(newest !== undefined && oldest !== undefined && none.length === 0);
    assert.ok(newest.opened > oldest.opened);
    assert.deepEqual(await listed(world, newest), [oldest]);
    assert.deepEqual(await listed(world, oldest), []);

    const closing = alertOf('a', { labels: { cluster: 'c1' }, status: 'resolved' });
    await world.engine().alert('ops', closing);
    await world.pass(MINUTE);
    const record = await new IncidentShelf(world.kv, world.clock).closed(oldest.group, oldest.number);
    assert.ok(record?.closed !== undefined);
    assert.deepEqual([record.title, record.firing, record.resolved], ['a', 0, 1]);
    // Alice, who did not answer in her chat, was told by SMS too.
    const places = new Set(record.recipients.map(({ place }) => place));
    assert.deepEqual(places, new Set([ALICE, 'sms:+33612345678', 'xmpp:bob@example.org', MAIL]));
    assert.equal((await listed(world)).length, 2);
  });

  it('of programs has their names in the audit', async () => {
    const world = new World(BOOK);
    await world
      .engine()
      .alert('ops', alertOf('a', { origin: { source: 'bot:ci', network: 'http', hops: 0, sender: 'ci' } }));
    const group = groupOfMessage(world.told[0]?.id ?? '') ?? '';
    await world.engine().answer(group, { id: 'x', kind: 'ack', by: { title: 'ci', bot: 'ci' } });
    const deeds = world.audit.map(({ action, by = '' }) => `${action} ${by}`);
    assert.ok(deeds.includes('alert-taken bot:ci') && deeds.includes('taken bot:ci'), deeds.join('\n'));
  });
});
