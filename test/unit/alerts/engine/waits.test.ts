import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Agenda } from '../../../../gateways/alerts/engine/agenda.js';
import { auditOverdue, OVERDUE_MS } from '../../../../gateways/alerts/escalation/auditor.js';
import { alertOf, bookOf, HOUR, MINUTE, World } from './support/world.js';

const ROOM = 'xmpp:ops@rooms.example.org?join';
/** Far more than there is to do. */
const MANY_WAITS = 200;

/** Lets time pass; fails where waits fall due again and again without anything to do. */
async function passQuietly(world: World, ms: number): Promise<void> {
  let waits = 0;
  const { surely } = world;
  world.surely = async (happen) => {
    waits += 1;
    assert.ok(waits <= MANY_WAITS, 'waits fall due in a circle');
    await surely(happen);
  };
  await world.pass(ms);
  world.surely = surely;
}

/** 23:59 on a Tuesday, UTC. */
const BEFORE_MIDNIGHT = Date.UTC(2026, 0, 6, 23, 59);

describe('waits of a group', () => {
  it('that flood control holds back stand still while its route is closed, and it is told when that opens', async () => {
    const world = new World(`
windows: { night: { times: ['00:00-06:00'] } }
limits: { global: 1/2m }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, mute: night, whenMuted: hold, to: ['${ROOM}'] }]
`);
    world.clock.advance(BEFORE_MIDNIGHT - world.clock.now());
    for (const name of ['one', 'two']) await world.engine().alert('ops', alertOf(name, { severity: 'critical' }));
    assert.equal(world.told.length, 1);
    await passQuietly(world, 5 * HOUR);
    assert.equal(world.told.length, 1);
    await passQuietly(world, 2 * HOUR);
    assert.deepEqual(world.messages, [`${ROOM} first`, `${ROOM} first`]);
  });

  it('of somebody who is in the book no more stand still, and the incident ends', async () => {
    const routes = `
limits: { global: 1/2m }
routes: [{ name: ops, groupBy: all, groupWait: 0s, groupInterval: 1m, repeat: never, to: ['${ROOM}', alice] }]
`;
    const people = 'people: { alice: { xmpp: alice@example.org }, bob: { xmpp: bob@example.org } }';
    const world = new World(`${people}${routes}`);
    const alert = alertOf('one', { severity: 'critical' });
    await world.engine().alert('ops', alert);
    world.book = bookOf(`people: { bob: { xmpp: bob@example.org } }${routes.replace(', alice', '')}`);
    await passQuietly(world, HOUR);
    await world.engine().alert('ops', { ...alert, status: 'resolved' });
    await passQuietly(world, HOUR);
    const actions = world.audit.map(({ action }) => action);
    assert.equal(actions.filter((action) => action === 'incident-closed').length, 1);
  });

  it('of a group with more alerts than are kept end too, where somebody was taken out of the book', async () => {
    const routes = (to: string) => `
people: { alice: { xmpp: alice@example.org }, bob: { xmpp: bob@example.org } }
routes: [{ name: ops, groupBy: [], groupWait: 0s, groupInterval: 1m, repeat: never, to: [${to}] }]
`;
    const world = new World(routes('alice, bob'));
    const alerts = Array.from({ length: 120 }, (_, n) => alertOf(`a${n}`));
    await Promise.all(alerts.map((alert) => world.engine().alert('ops', alert)));
    await world.pass(2 * MINUTE);
    world.book = bookOf(routes('bob').replace('alice: { xmpp: alice@example.org }, ', ''));
    await Promise.all(alerts.map((alert) => world.engine().alert('ops', { ...alert, status: 'resolved' })));
    await passQuietly(world, HOUR);
    assert.ok(world.audit.some(({ action }) => action === 'incident-closed'));
  });

  it('of a route that was switched off say so once, also where its alerts get too old', async () => {
    const book = (enabled: boolean) => `
people: { alice: { xmpp: alice@example.org } }
routes: [{ name: ops, enabled: ${enabled}, groupBy: all, groupWait: 0s, expire: 10m, repeat: never, to: [alice] }]
`;
    const world = new World(book(true));
    await world.engine().alert('ops', alertOf('one', { startsAt: world.clock.now() }));
    world.book = bookOf(book(false));
    await passQuietly(world, 6 * HOUR);
    const rows = world.audit.filter(({ reason }) => reason === 'no-route');
    assert.ok(rows.length <= 1, `${rows.length} rows`);
  });
});

describe('the auditor', () => {
  it('forgets a wait of a group in which nothing is wrong any more', async () => {
    const world = new World(`routes: [{ name: ops, groupBy: all, groupWait: 0s, to: ['${ROOM}'] }]`);
    const alert = alertOf('one');
    await world.engine().alert('ops', alert);
    await world.engine().alert('ops', { ...alert, status: 'resolved' });
    await world.pass(HOUR);
    // As who lost the lane may have left it.
    const group = world.groupOf('ops', alert);
    await new Agenda(world.kv, 'alerts.0').put(`group:${group}`, world.clock.now(), { type: 'group', group });
    await world.pass(OVERDUE_MS + MINUTE);
    assert.equal(await world.engine().audit(), 1);
    await world.pass(MINUTE);
    assert.equal(await world.engine().audit(), 0);
  });

  it('goes on behind what cannot be done', async () => {
    const world = new World('routes: []');
    const agenda = new Agenda(world.kv, 'alerts.0');
    for (const group of ['broken', 'other']) await agenda.put(group, world.clock.now(), { type: 'group', group });
    const done: unknown[] = [];
    const late = world.clock.now() + OVERDUE_MS + 1;
    const { restarted, errors } = await auditOverdue(agenda, late, async (wait) => {
      if (wait.type === 'group' && wait.group === 'broken') throw new Error('it is broken');
      done.push(wait);
    });
    assert.deepEqual(restarted, ['other']);
    assert.match(String(errors), /it is broken/);
    assert.deepEqual(done, [{ type: 'group', group: 'other' }]);
  });
});
