import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Silences } from '../../../../gateways/alerts/engine/silences.js';
import { tryLive } from '../../../../gateways/alerts/trial/live-trial.js';
import { alertOf, HOUR, World } from '../engine/support/world.js';

const BOOK = `
people: { alice: { xmpp: alice@example.org, sms: '+33612345678', steps: { error: [{ by: [xmpp], wait: 5m }, { by: [sms] }] } } }
limits: { destination: 2/1h }
routes: [{ name: ops, groupBy: [team], groupWait: 30s, repeat: 30d, to: [alice] }]
`;

async function said(world: World, ...names: readonly string[]): Promise<string> {
  const alerts = names.map((name) => alertOf(name, { labels: { team: 'db' } }));
  const { book, kv, clock } = world;
  return (await tryLive(alerts, undefined, { book, kv, clock, onCall: () => [] })).join('\n');
}

describe('a trial of what runs', () => {
  it('looks at incidents, silences and floods, and changes nothing', async () => {
    const world = new World(BOOK);
    assert.match(
      await said(world, 'a'),
      /incident none is open\n {2}at .*, in 30s\n {2}tells {4}person:alice at xmpp:alice@example\.org: first$/,
    );
    assert.equal(world.told.length + world.audit.length, 0);

    await world.engine().alert('ops', alertOf('a', { labels: { team: 'db' } }));
    await world.pass(31_000);
    assert.match(await said(world, 'a'), /incident [A-Z]{4} since .*\n {2}tells {4}nobody now$/);
    const { group = '' } = world.last('xmpp:alice@example.org');
    await world.engine().answer(group, { id: 'e', kind: 'ack', by: { title: 'Bob' } });
    assert.match(await said(world, 'a'), /taken by Bob, /);

    const silences = new Silences(world.kv, world.clock);
    const now = world.clock.now();
    await silences.make({ id: 's', matchers: ['team=db'], from: now, until: now + HOUR, author: 'bob' });
    assert.match(await said(world, 'new'), /hidden {3}silenced/);
    await silences.end('s');

    world.clock.advance(2 * HOUR);
    const other = alertOf('c', { labels: { team: 'web' } });
    for (const name of ['x', 'y']) {
      await world.engine().alert('ops', { ...other, fingerprint: name, labels: { team: name } });
      await world.pass(31_000);
    }
    const { book, kv, clock } = world;
    const lines = await tryLive([other], 'ops', { book, kv, clock, onCall: () => [] });
    assert.match(lines.join('\n'), /not {6}person:alice at xmpp:alice@example\.org: flood \(destination\)/);
  });
});
