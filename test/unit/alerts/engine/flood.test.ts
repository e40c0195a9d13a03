import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_ALERTS, MOST_SHOWN } from '../../../../gateways/alerts/engine/group-state.js';
import { groupOfMessage } from '../../../../gateways/alerts/engine/ids.js';
import { alertOf, HOUR, MINUTE, World } from './support/world.js';

const ROOM = 'xmpp:ops@rooms.example.org?join';
const MAIL = 'mailto:ops@example.org';
const STORM = 50_000;
const GROUPS = 10_000;

describe('a storm', () => {
  it('of 50,000 alerts in a minute in one group is one message, with a number in place of what does not fit', async () => {
    const world = new World(`
routes: [{ name: ops, groupBy: [], groupWait: 30s, groupInterval: 5m, repeat: never, to: ['${ROOM}'] }]
`);
    const engine = world.engine();
    for (let n = 0; n < STORM; n += 500) {
      await Promise.all(Array.from({ length: 500 }, (_, i) => engine.alert('ops', alertOf(`alert-${n + i}`))));
      await world.pass(MINUTE / (STORM / 500));
    }
    await world.pass(5 * MINUTE);
    assert.deepEqual(world.messages, [`${ROOM} first`, `${ROOM} new-alerts`]);
    const { view, id } = world.last(ROOM);
    assert.equal(view.alerts.length, MOST_SHOWN);
    assert.ok(Math.abs((view.total ?? 0) - STORM) < STORM * 0.03, `${view.total} alerts were counted`);
    const state = await engine.state(groupOfMessage(id) ?? '');
    assert.equal(Object.keys(state?.alerts ?? {}).length, MOST_ALERTS);
    assert.ok(world.kv.size('group:') < 100_000, `${world.kv.size('group:')} octets are kept`);
    const end = (n: number) => engine.alert('ops', alertOf(`alert-${n}`, { status: 'resolved' }));
    await Promise.all(Array.from({ length: STORM }, (_, n) => end(n)));
    await world.pass(5 * MINUTE);
    assert.equal(world.last(ROOM).reason, 'all-resolved');
  });

  it('of alerts in 10,000 groups ends in one summary for each destination', async () => {
    const world = new World(`
limits: { destination: 20/1m, route: 100000/1m }
routes:
  - { name: ops, groupBy: all, groupWait: 0s, groupInterval: 5m, repeat: never, to: ['${ROOM}', '${MAIL}'] }
`);
    for (let n = 0; n < GROUPS; n += 500) {
      await Promise.all(
        Array.from({ length: 500 }, (_, i) =>
          world.engine(`alerts.${i % 8}`).alert('ops', alertOf(`alert-${n + i}`, { severity: 'warning' })),
        ),
      );
      await world.pass(MINUTE / (GROUPS / 500));
    }
    await world.pass(HOUR);
    for (const uri of [ROOM, MAIL]) {
      const told = world.told.filter(({ place }) => place.uri === uri);
      const summaries = told.filter(({ reason }) => reason === 'summary');
      assert.equal(summaries.length, 1, `${uri} got ${summaries.length} summaries`);
      const single = told.filter(({ reason }) => reason === 'first').length;
      assert.ok(single <= 40, `${uri} got ${single} messages`);
      assert.equal(summaries[0]?.view.heldBack, GROUPS - single);
      assert.equal(summaries[0]?.view.alerts.length, MOST_SHOWN);
    }
    assert.deepEqual([...world.kv.keys('items:'), ...world.kv.keys('round:'), ...world.kv.keys('collected:')], []);
  });
});

describe('flood control', () => {
  it('lets through what is critical, by the global limit alone, and holds it where that is full', async () => {
    const world = new World(`
limits: { destination: 1/1m, global: 3/1m }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: ['${ROOM}'] }]
`);
    for (let n = 0; n < 5; n++) await world.engine().alert('ops', alertOf(`a${n}`, { severity: 'critical' }));
    assert.equal(world.told.length, 3);
    await world.pass(2 * MINUTE);
    assert.deepEqual(new Set(world.messages), new Set([`${ROOM} first`]));
    assert.equal(world.told.length, 5);
  });

  it('counts a notification to a whole list as one of its route', async () => {
    const members = Array.from({ length: 50 }, (_, n) => `xmpp:user${n}@example.org`);
    const world = new World(`
limits: { route: 2/1m }
lists: { team: { members: [${members.join(', ')}] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: [team] }]
`);
    for (let n = 0; n < 3; n++) await world.engine().alert('ops', alertOf(`a${n}`));
    assert.equal(world.told.length, 100);
    await world.pass(HOUR);
    assert.equal(world.told.filter(({ reason }) => reason === 'summary').length, 50);
  });

  it('keeps to the money for SMS, warns before it is spent, and goes on to another address', async () => {
    const world = new World(`
limits: { money: { perDay: 1, price: 0.1, prices: { '+33': 0.2 }, warnAt: 0.8 } }
people: { alice: { sms: '+33600000001', email: alice@example.net, prefer: [sms, email] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: [alice] }]
`);
    const tell = async (name: string, severity: 'error' | 'critical' = 'error') => {
      await world.engine().alert('ops', alertOf(name, { severity }));
      return world.messages.at(-1);
    };
    for (let n = 0; n < 3; n++) assert.equal(await tell(`a${n}`), 'sms:+33600000001 first');
    assert.deepEqual(world.warnings, []);
    assert.equal(await tell('a3'), 'sms:+33600000001 first');
    assert.deepEqual(world.warnings, [{ kind: 'money', spent: 0.8, perDay: 1, currency: 'EUR' }]);
    world.segments = 2;
    assert.equal(await tell('a4'), 'mailto:alice@example.net no-answer');
    assert.equal(await tell('a5', 'critical'), 'sms:+33600000001 first');
    assert.equal(world.warnings.length, 1);
    await world.pass(24 * HOUR);
    assert.equal(await tell('a6'), 'sms:+33600000001 first');
  });
});
