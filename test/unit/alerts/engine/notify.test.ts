import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOfMessage } from '../../../../gateways/alerts/engine/ids.js';
import { alertOf, HOUR, MINUTE, World } from './support/world.js';

const BOOK = `
sources: { am: { kind: alertmanager, token: secret-token-of-a-source } }
people:
  alice: { xmpp: alice@example.org, sms: '+33612345678' }
routes:
  - name: ops
    groupBy: [cluster]
    groupWait: 30s
    groupInterval: 5m
    repeat: 4h
    to: ['xmpp:ops@rooms.example.org?join', 'mailto:ops@example.org', 'sms:+33699999999']
`;
const ROOM = 'xmpp:ops@rooms.example.org?join';
const MAIL = 'mailto:ops@example.org';
const SMS = 'sms:+33699999999';

describe('what a group tells', () => {
  it('waits for the group, tells all of it at once, then news, then the end', async () => {
    const world = new World(BOOK);
    await world.engine().alert('ops', alertOf('a'));
    await world.engine().alert('ops', alertOf('b'));
    await world.pass(29_000);
    assert.deepEqual(world.messages, []);
    await world.pass(2000);
    assert.deepEqual(world.messages, [`${ROOM} first`, `${MAIL} first`, `${SMS} first`]);
    assert.equal(world.last(ROOM).view.alerts.length, 2);
    assert.match(world.last(ROOM).view.code ?? '', /^[a-z]{4}$/);

    await world.engine().alert('ops', alertOf('c'));
    await world.pass(4 * MINUTE);
    assert.equal(world.told.length, 3);
    await world.pass(MINUTE);
    assert.equal(world.last(ROOM).reason, 'new-alerts');
    assert.equal(world.last(ROOM).view.alerts.length, 3);
    assert.deepEqual(world.last(ROOM).follows, { how: 'reply', id: world.told[0]?.id });

    await world.engine().alert('ops', alertOf('a', { status: 'resolved' }));
    await world.pass(5 * MINUTE);
    assert.equal(world.last(ROOM).reason, 'new-resolved');
    assert.equal(world.last(SMS).reason, 'new-alerts');
    for (const name of ['b', 'c']) await world.engine().alert('ops', alertOf(name, { status: 'resolved' }));
    await world.pass(5 * MINUTE);
    assert.equal(world.last(ROOM).reason, 'all-resolved');
    assert.equal(world.last(ROOM).view.state, 'resolved');
    assert.equal(world.last(MAIL).view.alerts.length, 3);
    assert.equal(world.last(SMS).reason, 'new-alerts', 'an end is not told by SMS');
    const group = groupOfMessage(world.last(ROOM).id) ?? '';
    assert.equal((await world.engine().state(group))?.incident, undefined);
  });

  it('tells the same again after the time of the route, but not what somebody takes care of', async () => {
    const world = new World(BOOK);
    await world.engine().alert('ops', alertOf('a'));
    await world.pass(MINUTE);
    await world.pass(4 * HOUR);
    assert.equal(world.last(ROOM).reason, 'repeat');
    const group = groupOfMessage(world.last(ROOM).id) ?? '';
    await world.engine().answer(group, { id: 'e1', kind: 'ack', by: { title: 'Alice', person: 'alice' } });
    assert.equal(world.last(SMS).reason, 'acknowledged');
    assert.equal(world.last(SMS).view.by, 'Alice');
    const count = world.told.length;
    await world.pass(12 * HOUR);
    assert.equal(world.told.length, count);
  });

  it('takes what comes again, late or in the wrong order once', async () => {
    const world = new World(BOOK);
    const start = world.clock.now();
    await world.engine().alert('ops', alertOf('a', { startsAt: start + 1000 }));
    for (let i = 0; i < 5; i++) await world.engine().alert('ops', alertOf('a', { startsAt: start + 1000 }));
    // The end of the time before, which was overtaken.
    await world.engine().alert('ops', alertOf('a', { startsAt: start, status: 'resolved' }));
    await world.pass(MINUTE);
    assert.equal(world.last(ROOM).view.state, 'firing');
    assert.ok(world.audit.some(({ action, reason }) => action === 'alert-ignored' && reason === 'older'));
    await world.engine().alert('ops', alertOf('a', { startsAt: start + 1000, status: 'resolved' }));
    await world.engine().alert('ops', alertOf('a', { startsAt: start + 1000 }));
    await world.pass(5 * MINUTE);
    assert.equal(world.last(ROOM).reason, 'all-resolved');
    // Its source insists: it fires since then, and still does.
    await world.engine().alert('ops', alertOf('a', { startsAt: start + 1000 }));
    await world.pass(5 * MINUTE);
    assert.equal(world.last(ROOM).reason, 'first');
  });

  it('tells nobody of what came and went within the wait', async () => {
    const world = new World(BOOK);
    await world.engine().alert('ops', alertOf('a'));
    await world.engine().alert('ops', alertOf('a', { status: 'resolved' }));
    await world.pass(HOUR);
    assert.deepEqual(world.messages, []);
    assert.ok(world.audit.some(({ action }) => action === 'incident-closed'));
  });

  it('does not tell what is too old, and lets it end without a word', async () => {
    const world = new World(`${BOOK}    expire: 2h\n`);
    await world.engine().alert('ops', alertOf('old', { startsAt: world.clock.now() - 3 * HOUR }));
    await world.pass(HOUR);
    assert.deepEqual(world.messages, []);
    await world.engine().alert('ops', alertOf('new', { startsAt: world.clock.now() }));
    await world.pass(3 * HOUR);
    assert.deepEqual(new Set(world.told.map(({ reason }) => reason)), new Set(['first']));
    assert.ok(world.audit.some(({ action }) => action === 'incident-closed'));
  });

  it('edits the message in a chat where the destination says so, and names the original', async () => {
    const world = new World(`
routes:
  - name: ops
    groupBy: []
    groupWait: 0s
    groupInterval: 1m
    to: [{ target: 'xmpp:ops@rooms.example.org?join', updates: edit }]
`);
    for (const name of ['a', 'b', 'c']) {
      await world.engine().alert('ops', alertOf(name));
      await world.pass(2 * MINUTE);
    }
    const [first, second, third] = world.told;
    assert.equal(first?.follows, undefined);
    assert.deepEqual(second?.follows, { how: 'edit', id: first?.id });
    assert.deepEqual(third?.follows, { how: 'edit', id: first?.id });
    assert.equal(new Set(world.told.map(({ thread }) => thread)).size, 1);
  });

  it('says who has closed it, and not that who had taken it did where it ended by itself', async () => {
    const MAIL = 'mailto:ops@example.org';
    const world = new World(`routes: [{ name: ops, groupBy: all, groupWait: 0s, groupInterval: 1s, to: ['${MAIL}'] }]`);
    for (const [name, kind] of [
      ['a', 'ack'],
      ['b', 'resolve'],
    ] as const) {
      await world.engine().alert('ops', alertOf(name));
      const group = world.groupOf('ops', alertOf(name));
      await world.engine().answer(group, { id: name, kind, by: { title: 'Bob' } });
      if (kind === 'ack') await world.engine().alert('ops', alertOf(name, { status: 'resolved' }));
      await world.pass(2000);
      const { reason, view } = world.last(MAIL);
      assert.deepEqual([reason, view.by], ['all-resolved', kind === 'ack' ? undefined : 'Bob']);
    }
  });

  it('takes back or corrects in chats and rooms what is over, where the destination says so', async () => {
    const [ALICE, ROOM, MAIL] = ['xmpp:alice@example.org', 'xmpp:ops@rooms.example.org?join', 'mailto:ops@example.org'];
    const world = new World(`
routes:
  - name: ops
    groupBy: []
    groupWait: 0s
    groupInterval: 1s
    to:
      - { target: '${ALICE}', ended: retract, form: true }
      - { target: '${ROOM}', ended: edit, form: true }
      - { target: '${MAIL}', ended: retract, form: true }
`);
    await world.engine().alert('ops', alertOf('a'));
    const first = new Map([ALICE, ROOM, MAIL].map((uri) => [uri, world.last(uri).id]));
    assert.deepEqual(
      [ALICE, ROOM, MAIL].map((uri) => world.last(uri).form),
      [true, undefined, undefined],
    );
    await world.pass(2000);
    await world.engine().alert('ops', alertOf('b'));
    const second = world.last(ALICE).id;
    await world.pass(2000);
    for (const name of ['a', 'b']) await world.engine().alert('ops', alertOf(name, { status: 'resolved' }));
    await world.pass(2000);
    const resolved = [ALICE, ROOM, MAIL].map((uri) => world.last(uri).reason);
    assert.deepEqual(new Set(resolved), new Set(['all-resolved']));
    const third = world.told.filter(({ place, reason }) => place.uri === ALICE && reason === 'new-resolved');
    assert.deepEqual(world.last(ALICE).follows, {
      how: 'retract',
      ids: [first.get(ALICE), second, ...third.map(({ id }) => id)],
    });
    assert.deepEqual(world.last(ROOM).follows, { how: 'edit', id: first.get(ROOM) });
    assert.deepEqual(world.last(MAIL).follows, { how: 'reply', id: first.get(MAIL) });
  });

  it('does not carry an alert back to where it came from', async () => {
    const world = new World(BOOK);
    const origin = { source: 'messages', network: 'email', sender: 'ops@example.org', hops: 0 };
    await world.engine().alert('ops', alertOf('a', { origin }));
    await world.pass(MINUTE);
    assert.deepEqual(world.messages, [`${ROOM} first`, `${SMS} first`]);
  });

  it('gives alerts on to routes among its destinations, only so often', async () => {
    const world = new World(`
routes:
  - name: ops
    match: team=ops
    to: ['route:everything']
  - name: everything
    to: ['xmpp:all@rooms.example.org?join']
`);
    await world.engine().alert('ops', alertOf('a'));
    assert.deepEqual(
      world.forwards.map(({ route, alert }) => [route, alert.origin.hops]),
      [['everything', 1]],
    );
    await world.engine().alert('ops', alertOf('b', { origin: { source: 'am', network: 'http', hops: 8 } }));
    assert.equal(world.forwards.length, 1);
  });
});
