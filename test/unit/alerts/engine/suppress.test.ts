import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOfMessage } from '../../../../gateways/alerts/engine/ids.js';
import { alertOf, HOUR, MINUTE, World } from './support/world.js';

const ROOM = 'xmpp:ops@rooms.example.org?join';
const ROUTE = `
routes:
  - { name: ops, groupBy: all, groupWait: 10s, groupInterval: 1m, repeat: never, to: ['${ROOM}'] }
`;

describe('silences', () => {
  const silence = { id: 's1', matchers: ['alertname=~"disk.*"'], from: 0, author: 'alice' };

  it('hide what they match while they last, in every lane', async () => {
    const world = new World(ROUTE);
    const [one, other] = [world.engine('alerts.0'), world.engine('alerts.1')];
    // The other lane has read that there are none.
    await other.alert('ops', alertOf('net'));
    const until = world.clock.now() + HOUR;
    assert.equal(await one.silences.make({ ...silence, until }), undefined);
    await world.pass(2000);
    await other.alert('ops', alertOf('disk-a'));
    await one.alert('ops', alertOf('disk-b'));
    await world.pass(50 * MINUTE);
    assert.deepEqual(
      world.told.map(({ view }) => view.alerts[0]?.title),
      ['net'],
    );
    await world.pass(11 * MINUTE);
    assert.equal(world.told.length, 3);
    assert.equal(world.last(ROOM).reason, 'first');
  });

  it('end before their time where somebody says so, and what they hid is told within a minute', async () => {
    const world = new World(ROUTE);
    await world.engine().silences.make({ ...silence, until: world.clock.now() + 10 * HOUR });
    await world.engine().alert('ops', alertOf('disk'));
    await world.pass(HOUR);
    assert.equal(world.told.length, 0);
    assert.equal((await world.engine().silences.end('s1'))?.author, 'alice');
    assert.equal(await world.engine().silences.end('s1'), undefined);
    await world.pass(MINUTE + 2000);
    assert.equal(world.told.length, 1);
  });

  it('are refused where they say nothing, or what cannot be read', async () => {
    const world = new World(ROUTE);
    const until = world.clock.now() + HOUR;
    const { silences } = world.engine();
    assert.equal((await silences.make({ ...silence, until, matchers: [] }))?.problem, 'no-matchers');
    assert.equal((await silences.make({ ...silence, until: 5 }))?.problem, 'time');
    const wrong = await silences.make({ ...silence, until, matchers: ['team=~"("'] });
    assert.equal(wrong?.problem, 'matcher');
    assert.ok(wrong?.fix);
    assert.deepEqual(await silences.list(), []);
  });
});

describe('the silence of one incident', () => {
  const answer = (id: string, kind: 'silence' | 'unsilence') => ({ id, kind, by: { title: 'Bob', place: 'xmpp:b@x' } });

  it('ends where somebody says so: what fires is told once, with who said it, and the source hears it', async () => {
    const world = new World(ROUTE);
    await world.engine().alert('ops', alertOf('disk'));
    await world.pass(MINUTE);
    const group = groupOfMessage(world.last(ROOM).id) ?? '';
    await world.engine().answer(group, answer('e1', 'silence'));
    await world.pass(10 * MINUTE);
    assert.deepEqual(world.messages, [`${ROOM} first`, `${ROOM} silenced`]);
    assert.deepEqual([world.last(ROOM).view.state, world.last(ROOM).view.deed], ['firing', 'silenced']);
    await world.engine().answer(group, answer('e2', 'unsilence'));
    await world.pass(10 * MINUTE);
    assert.deepEqual(world.messages.slice(2), [`${ROOM} unsilenced`]);
    assert.equal(world.last(ROOM).view.by, 'Bob');
    assert.equal(world.last(ROOM).view.state, 'firing');
    assert.deepEqual(
      world.back.map(({ kind }) => kind),
      ['silence', 'unsilence'],
    );
    await world.engine().answer(group, answer('e3', 'unsilence'));
    assert.equal(world.back.length, 2, 'what is not silenced cannot be made heard');
    await world.engine().alert('ops', alertOf('disk', { status: 'resolved' }));
    await world.pass(2 * MINUTE);
    assert.equal(world.last(ROOM).reason, 'all-resolved');
  });

  it('holds up the escalation no longer', async () => {
    const world = new World(`
people: { bob: { xmpp: bob@example.org } }
policies: { chain: { steps: [{ wait: 5m }, { tell: bob }] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, policy: chain, to: ['${ROOM}'] }]
`);
    await world.engine().alert('ops', alertOf('disk'));
    const group = groupOfMessage(world.last(ROOM).id) ?? '';
    await world.engine().answer(group, answer('e1', 'silence'));
    await world.pass(30 * MINUTE);
    assert.ok(!world.messages.some((one) => one.endsWith('escalation')));
    await world.engine().answer(group, answer('e2', 'unsilence'));
    await world.pass(1000);
    assert.ok(world.messages.includes('xmpp:bob@example.org escalation'), `${world.messages}`);
  });
});

describe('inhibition', () => {
  const book = `${ROUTE}
inhibit:
  - { name: cluster, source: [alertname=ClusterDown], target: [alertname!=ClusterDown], equal: [cluster] }
`;
  const of = (name: string, cluster: string) => alertOf(name, { labels: { alertname: name, cluster } });

  it('mutes alerts of another lane while its source fires, and tells them afterwards', async () => {
    const world = new World(book);
    const [one, other] = [world.engine('alerts.0'), world.engine('alerts.1')];
    await other.alert('ops', of('HostDown', 'a'));
    await one.alert('ops', of('ClusterDown', 'a'));
    await other.alert('ops', of('HostDown2', 'b'));
    await world.pass(20_000);
    const titles = () => world.told.map(({ view }) => view.alerts[0]?.title);
    assert.deepEqual(titles().sort(), ['ClusterDown', 'HostDown2']);
    await world.pass(3 * 24 * HOUR);
    assert.equal(world.told.length, 2, 'the source is made known again for as long as it fires');
    await one.alert('ops', { ...of('ClusterDown', 'a'), status: 'resolved' });
    await world.pass(3 * MINUTE);
    assert.deepEqual(titles().slice(2).sort(), ['ClusterDown', 'HostDown']);
    assert.deepEqual(world.kv.keys('inhibit:'), []);
  });

  it('does not let an alert mute itself, nor two each other', async () => {
    const world = new World(`${ROUTE}
inhibit: [{ name: all, source: [severity>=error], target: [severity>=warning], equal: [cluster] }]
`);
    await world.engine().alert('ops', of('a', 'x'));
    await world.engine().alert('ops', of('b', 'x'));
    await world.engine().alert('ops', { ...of('c', 'x'), severity: 'warning' });
    await world.pass(MINUTE);
    assert.equal(world.told.length, 2);
  });
});

describe('time windows', () => {
  // In Berlin clocks went from 02:00 to 03:00 on 2024-03-31 and from 03:00 to 02:00 on 2024-10-27.
  const book = (muted: string) => `
zone: Europe/Berlin
windows: { night: { times: ['22:00-24:00', '00:00-07:00'] } }
routes:
  - name: ops
    groupBy: all
    groupWait: 0s
    groupInterval: 1m
    repeat: never
    mute: night
    bypass: critical
    whenMuted: ${muted}
    to: ['${ROOM}']
`;

  for (const [day, opens] of [
    ['2024-03-31', '05:00'],
    ['2024-10-27', '06:00'],
    ['2024-01-15', '06:00'],
  ] as const) {
    it(`hold news until they are over, by the clock on the wall: ${day}`, async () => {
      const world = new World(book('hold'));
      const start = Date.parse(`${day}T00:30:00Z`);
      world.clock.advance(start - world.clock.now());
      await world.engine().alert('ops', alertOf('disk', { startsAt: start }));
      await world.engine().alert('ops', alertOf('fire', { startsAt: start, severity: 'critical' }));
      assert.deepEqual(
        world.told.map(({ view }) => view.alerts[0]?.title),
        ['fire'],
      );
      const morning = Date.parse(`${day}T${opens}:00Z`);
      await world.pass(morning - start - 1000);
      assert.equal(world.told.length, 1);
      await world.pass(1000);
      assert.equal(world.last(ROOM).view.alerts[0]?.title, 'disk');
      assert.equal(world.last(ROOM).reason, 'first');
    });
  }

  it('tell afterwards also of what is over by then', async () => {
    const world = new World(book('hold'));
    const start = Date.parse('2024-01-15T01:00:00Z');
    world.clock.advance(start - world.clock.now());
    await world.engine().alert('ops', alertOf('disk', { startsAt: start }));
    await world.pass(HOUR);
    await world.engine().alert('ops', alertOf('disk', { startsAt: start, status: 'resolved' }));
    await world.pass(12 * HOUR);
    assert.deepEqual(world.messages, [`${ROOM} first`]);
    assert.equal(world.last(ROOM).view.state, 'resolved');
    assert.ok(world.audit.some(({ action }) => action === 'incident-closed'));
  });

  it('drop news with a row in the audit, where the route says so', async () => {
    const world = new World(book('drop'));
    const start = Date.parse('2024-01-15T01:00:00Z');
    world.clock.advance(start - world.clock.now());
    await world.engine().alert('ops', alertOf('disk', { startsAt: start }));
    await world.pass(12 * HOUR);
    assert.deepEqual(world.messages, []);
    assert.ok(world.audit.some(({ reason }) => reason === 'muted-dropped'));
    await world.engine().alert('ops', alertOf('disk', { startsAt: start, status: 'resolved' }));
    await world.pass(12 * HOUR);
    assert.ok(world.audit.some(({ action }) => action === 'incident-closed'));
  });
});

describe('quiet hours and digests', () => {
  const book = `
zone: Europe/Berlin
windows: { night: { times: ['22:00-24:00', '00:00-07:00'] } }
people: { alice: { xmpp: alice@example.org, quiet: { during: night } } }
routes:
  - name: ops
    groupBy: all
    groupWait: 0s
    groupInterval: 1m
    repeat: never
    to: [alice, { target: 'mailto:ops@example.org', digest: 1h }]
`;
  const ALICE = 'xmpp:alice@example.org';

  it('hold until they end and then tell all in one, also what is over', async () => {
    const world = new World(book);
    world.presence.set(ALICE, 'online');
    const start = Date.parse('2024-01-15T01:00:00Z');
    world.clock.advance(start - world.clock.now());
    for (const name of ['a', 'b', 'c']) await world.engine().alert('ops', alertOf(name, { startsAt: start }));
    await world.pass(HOUR / 2);
    await world.engine().alert('ops', alertOf('a', { startsAt: start, status: 'resolved' }));
    await world.pass(4.4 * HOUR);
    assert.ok(!world.messages.some((message) => message.startsWith(ALICE)));
    world.crash();
    await world.pass(HOUR);
    assert.deepEqual(
      world.messages.filter((message) => message.startsWith(ALICE)),
      [`${ALICE} digest`],
    );
    const { view } = world.last(ALICE);
    assert.deepEqual(view.alerts.map(({ title, status }) => [title, status]).sort(), [
      ['a', 'resolved'],
      ['b', 'firing'],
      ['c', 'firing'],
    ]);
    assert.deepEqual(
      world.messages.filter((message) => message.startsWith('mailto')),
      ['mailto:ops@example.org digest'],
    );
    assert.deepEqual([...world.kv.keys('items:'), ...world.kv.keys('round:')], []);
  });

  it('let through what is critical', async () => {
    const world = new World(book);
    const start = Date.parse('2024-01-15T01:00:00Z');
    world.clock.advance(start - world.clock.now());
    await world.engine().alert('ops', alertOf('fire', { startsAt: start, severity: 'critical' }));
    assert.deepEqual(world.messages, [`${ALICE} first`, 'mailto:ops@example.org first']);
  });
});
