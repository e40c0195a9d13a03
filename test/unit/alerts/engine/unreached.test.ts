import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertOf, MINUTE, World } from './support/world.js';

const ALICE = 'xmpp:alice@example.org';
const MAIL = 'mailto:alice@example.net';

const warned = (world: World) => world.warnings.filter(({ kind }) => kind === 'unreached').length;

describe('an incident of which nobody can be told', () => {
  it('is told to admins once, when the last address has failed', async () => {
    const world = new World(`
people: { alice: { xmpp: alice@example.org, email: alice@example.net } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: 1h, to: [alice] }]
`);
    world.presence.set(ALICE, 'online');
    await world.engine().alert('ops', alertOf('a'));
    await world.engine().report({ id: world.last(ALICE).id, fate: 'failed' });
    assert.equal(world.messages.at(-1), `${MAIL} failed-before`);
    assert.equal(warned(world), 0);
    await world.engine().report({ id: world.last(MAIL).id, fate: 'failed' });
    assert.deepEqual(world.warnings, [{ kind: 'unreached', route: 'ops', code: world.last(MAIL).view.code }]);
    await world.pass(5 * MINUTE);
    assert.equal(warned(world), 1);
  });

  it('is told to admins where nobody stands behind the names', async () => {
    const world = new World(`
people: { alice: { xmpp: alice@example.org } }
rotations: { duty: { layers: [{ people: [alice], start: 2020-01-06T09:00 }] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, to: [duty] }]
`);
    await world.engine().alert('ops', alertOf('a'));
    assert.equal(warned(world), 1);
  });

  it('is nothing to tell where the book wants nobody told, or it waits', async () => {
    const world = new World(`
people: { alice: { xmpp: alice@example.org } }
lists: { few: { members: [alice] } }
limits: { destination: 1/1h }
routes:
  - { name: mild, groupBy: all, groupWait: 0s, to: [{ target: alice, least: critical }] }
  - { name: quiet, groupBy: all, groupWait: 0s, to: [{ target: few, least: error }] }
  - { name: slow, groupBy: all, groupWait: 0s, to: [{ target: alice, digest: 1h }] }
  - { name: full, groupBy: all, groupWait: 0s, to: [few] }
`);
    for (const route of ['mild', 'quiet', 'slow', 'full', 'full']) {
      await world.engine().alert(route, alertOf(`${route}${world.told.length}`, { severity: 'warning' }));
    }
    await world.pass(MINUTE);
    assert.deepEqual(world.warnings, []);
    assert.equal(world.told.length, 1);
  });

  it('is told to admins where a wait was lost, with how many were', async () => {
    const world = new World('routes: [{ name: ops, groupBy: all, groupWait: 30s, to: ["xmpp:a@example.org"] }]');
    await world.engine().alert('ops', alertOf('a'));
    world.later.get('alerts.0')?.waits.clear();
    world.clock.advance(10 * MINUTE);
    assert.equal(await world.engine().audit(), 1);
    assert.deepEqual(world.warnings, [{ kind: 'lost', count: 1 }]);
    assert.equal(world.told.length, 1);
  });
});
