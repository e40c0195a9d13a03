import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOfMessage } from '../../../../gateways/alerts/engine/ids.js';
import { alertOf, bookOf, HOUR, MINUTE, World } from '../engine/support/world.js';

const BOOK = `
people:
  alice: { title: Alice, xmpp: alice@example.org, sms: '+33600000001', email: alice@example.net }
  bob: { title: Bob, xmpp: bob@example.org }
  boss: { title: Boss, sms: '+33600000009' }
policies:
  chain:
    steps:
      - { tell: alice, wait: 10m }
      - { tell: bob, wait: 10m }
    repeat: 1
    final: boss
    remind: 1h
routes:
  - { name: ops, groupBy: [], groupWait: 0s, repeat: never, to: ['xmpp:ops@rooms.example.org?join'], policy: chain }
`;
const ROOM = 'xmpp:ops@rooms.example.org?join';
const ALICE = 'xmpp:alice@example.org';
const ALICE_SMS = 'sms:+33600000001';
const ALICE_MAIL = 'mailto:alice@example.net';
const BOB = 'xmpp:bob@example.org';
const BOSS = 'sms:+33600000009';

async function started(book = BOOK): Promise<World> {
  const world = new World(book);
  world.presence.set(ALICE, 'online');
  world.presence.set(BOB, 'online');
  await world.engine().alert('ops', alertOf('disk'));
  return world;
}

function groupOf(world: World): string {
  return groupOfMessage(world.told[0]?.id ?? '') ?? '';
}

describe('escalation', () => {
  it('tries a person on one address after the other, then the next person, again, and at last the final ones', async () => {
    const world = await started();
    assert.deepEqual(world.messages, [`${ROOM} first`, `${ALICE} escalation`]);
    await world.pass(2 * MINUTE);
    assert.equal(world.messages.at(-1), `${ALICE_SMS} no-answer`);
    await world.pass(5 * MINUTE);
    assert.equal(world.messages.at(-1), `${ALICE_MAIL} no-answer`);
    await world.pass(3 * MINUTE);
    assert.equal(world.messages.at(-1), `${BOB} escalation`);
    await world.pass(10 * MINUTE);
    assert.ok(world.messages.slice(5).includes(`${ALICE} escalation`));
    await world.pass(20 * MINUTE);
    assert.equal(world.messages.at(-1), `${BOSS} final`);
    const count = world.told.length;
    await world.pass(12 * HOUR);
    assert.equal(world.told.length, count);
  });

  it('goes to SMS first for somebody who is in no chat', async () => {
    const world = new World(BOOK);
    await world.engine().alert('ops', alertOf('disk'));
    assert.deepEqual(world.messages, [`${ROOM} first`, `${ALICE_SMS} escalation`]);
  });

  it('waits with other addresses once a receipt was heard, and with other people until somebody takes it', async () => {
    const world = await started();
    const policy = BOOK.replace('wait: 10m', 'wait: 10m, until: delivered');
    await world.engine().report({ id: world.last(ALICE).id, fate: 'delivered' });
    await world.pass(9 * MINUTE);
    assert.ok(world.messages.includes(`${ALICE_SMS} no-answer`), 'a receipt is no acknowledgement');
    const other = await started(policy);
    await other.engine().report({ id: other.last(ALICE).id, fate: 'delivered' });
    await other.pass(HOUR);
    assert.deepEqual(other.messages, [`${ROOM} first`, `${ALICE} escalation`]);
  });

  it('goes on at once where an address fails, and to the next person where all do', async () => {
    const world = await started();
    await world.engine().report({ id: world.last(ALICE).id, fate: 'failed' });
    assert.equal(world.messages.at(-1), `${ALICE_SMS} failed-before`);
    await world.engine().report({ id: world.last(ALICE_SMS).id, fate: 'failed' });
    assert.equal(world.messages.at(-1), `${ALICE_MAIL} failed-before`);
    await world.engine().report({ id: world.last(ALICE_MAIL).id, fate: 'failed' });
    assert.equal(world.messages.at(-1), `${BOB} escalation`);
  });

  it('ends when somebody takes it, and everybody who was told learns who', async () => {
    const world = await started();
    await world.pass(2 * MINUTE);
    const before = world.told.length;
    const by = { title: 'Alice', person: 'alice', place: ALICE_SMS };
    await world.engine().answer(groupOf(world), { id: 'e1', kind: 'ack', by, comment: 'on it' });
    await world.engine().answer(groupOf(world), { id: 'e1', kind: 'ack', by, comment: 'on it' });
    assert.deepEqual(
      world.told.slice(before).map(({ place, reason }) => [place.uri, reason]),
      [
        [ROOM, 'acknowledged'],
        [ALICE, 'acknowledged'],
      ],
    );
    assert.equal(world.last(ROOM).view.comment, 'on it');
    assert.deepEqual(
      world.back.map(({ kind, by }) => [kind, by]),
      [['ack', 'Alice']],
    );
    await world.pass(30 * MINUTE);
    assert.equal(world.messages.length, before + 2);
  });

  it('asks again after an acknowledgement, and escalates anew where nothing is heard', async () => {
    const world = await started();
    await world.engine().answer(groupOf(world), { id: 'e1', kind: 'ack', by: { title: 'Alice', person: 'alice' } });
    await world.pass(HOUR);
    assert.equal(world.messages.at(-1), `${ALICE} reminder`);
    await world.engine().answer(groupOf(world), { id: 'e2', kind: 'ack', by: { title: 'Alice', person: 'alice' } });
    const quiet = world.told.length;
    await world.pass(59 * MINUTE);
    assert.equal(world.told.length, quiet);
    await world.pass(MINUTE);
    assert.equal(world.messages.at(-1), `${ALICE} reminder`);
    await world.pass(HOUR);
    const reasons = world.told.slice(quiet + 1).map(({ place, reason }) => `${place.uri} ${reason}`);
    assert.ok(reasons.includes(`${ROOM} unacknowledged-by-time`));
    await world.pass(10 * MINUTE);
    assert.equal(world.last(BOB).reason, 'escalation');
    assert.ok(world.back.some(({ kind }) => kind === 'unack-by-time'));
  });

  it('stays what it was when the book changes', async () => {
    const world = await started();
    world.book = bookOf(`
people: { carol: { xmpp: carol@example.org } }
policies: { chain: { steps: [{ tell: carol, wait: 1m }] } }
routes:
  - { name: ops, groupBy: [], to: ['xmpp:new@rooms.example.org?join'], policy: chain, repeat: never }
`);
    await world.pass(2 * MINUTE);
    assert.equal(world.last(ALICE_SMS).reason, 'no-answer');
    await world.pass(10 * MINUTE);
    assert.equal(world.last(BOB).reason, 'escalation');
    await world.pass(HOUR);
    assert.equal(world.last(BOSS).reason, 'final');
    assert.ok(!world.messages.some((message) => message.includes('carol')));
  });

  it('is silenced by an answer for a while, and goes on afterwards', async () => {
    const world = await started();
    await world.engine().answer(groupOf(world), {
      id: 'e1',
      kind: 'silence',
      by: { title: 'Bob' },
      duration: 30 * MINUTE,
    });
    assert.equal(world.last(ROOM).reason, 'silenced');
    const count = world.told.length;
    await world.pass(29 * MINUTE);
    assert.equal(world.told.length, count);
    await world.pass(3 * MINUTE);
    assert.equal(world.last(BOB).reason, 'escalation');
    assert.equal(world.back[0]?.kind, 'silence');
  });

  it('is over when somebody says so, although its source says it fires', async () => {
    const world = await started();
    await world.engine().answer(groupOf(world), { id: 'e1', kind: 'resolve', by: { title: 'Alice' } });
    assert.equal(world.last(ROOM).reason, 'all-resolved');
    assert.equal(world.last(ALICE).reason, 'all-resolved');
    const count = world.told.length;
    await world.engine().alert('ops', alertOf('disk'));
    await world.pass(HOUR);
    assert.equal(world.told.length, count);
    // Another trouble of the same name is another trouble.
    await world.engine().alert('ops', alertOf('disk', { startsAt: world.clock.now() }));
    await world.pass(MINUTE);
    assert.equal(world.last(ROOM).reason, 'first');
    assert.equal(world.last(ROOM).incident, 2);
  });

  it('does only the steps that are meant: by severity, by window, by presence, by medium', async () => {
    const world = new World(`
people:
  alice: { xmpp: alice@example.org, sms: '+33600000001' }
  bob: { xmpp: bob@example.org, sms: '+33600000002' }
windows: { never: { years: ['1999'] } }
policies:
  chain:
    steps:
      - { tell: alice, least: critical, wait: 1m }
      - { tell: alice, during: never, wait: 1m }
      - { tell: [alice, bob], if: online, wait: 1m }
      - { tell: [alice, bob], by: sms, wait: 1m }
routes: [{ name: ops, groupWait: 0s, policy: chain }]
`);
    world.presence.set(BOB, 'online');
    await world.engine().alert('ops', alertOf('disk'));
    assert.deepEqual(world.messages, [`${BOB} escalation`]);
    await world.pass(MINUTE);
    assert.deepEqual(world.messages.slice(1).sort(), ['sms:+33600000001 escalation', 'sms:+33600000002 escalation']);
  });

  it('decides by the presence of that moment, also of who came this instant', async () => {
    const world = new World(`
people: { alice: { xmpp: alice@example.org, sms: '+33600000001' } }
policies: { chain: { steps: [{ tell: 'xmpp:ops@example.org', wait: 1m }, { tell: alice, if: online, wait: 5m }] } }
routes: [{ name: ops, groupWait: 0s, policy: chain }]
`);
    await world.engine().alert('ops', alertOf('disk'));
    world.freshen = () => void world.presence.set(ALICE, 'online');
    await world.pass(MINUTE);
    assert.equal(world.messages.at(-1), `${ALICE} escalation`);
  });

  it('asks who is on call when it matters', async () => {
    const world = new World(`
people: { alice: { xmpp: alice@example.org }, bob: { xmpp: bob@example.org } }
rotations: { duty: { layers: [{ people: [alice, bob], start: 2020-01-01T00:00 }], otherwise: bob } }
policies: { chain: { steps: [{ tell: duty, wait: 5m }, { tell: duty, wait: 5m }] } }
routes: [{ name: ops, groupWait: 0s, policy: chain }]
`);
    world.onCall.set('duty', ['alice']);
    world.presence.set(ALICE, 'online');
    await world.engine().alert('ops', alertOf('disk'));
    assert.deepEqual(world.messages, [`${ALICE} escalation`]);
    world.onCall.set('duty', []);
    await world.pass(5 * MINUTE);
    assert.equal(world.messages.at(-1), `${BOB} escalation`);
  });

  it('is taken up by the auditor where a wait was lost', async () => {
    const world = await started();
    world.later.get('alerts.0')?.waits.clear();
    world.crash();
    await world.pass(11 * MINUTE);
    assert.equal(world.messages.length, 2);
    assert.equal(await world.engine().audit(), 1);
    assert.equal(world.last(BOB).reason, 'escalation');
    assert.equal(world.counts.get('overdue'), 1);
    assert.equal(await world.engine().audit(), 0);
  });

  it('is acknowledged where it came from', async () => {
    const world = await started();
    const origin = { source: 'pd', network: 'http', sender: 'carol', hops: 0 };
    await world.engine().alert('ops', alertOf('disk', { status: 'acknowledged' }));
    assert.equal(world.last(ROOM).reason, 'acknowledged');
    assert.equal(world.last(ROOM).view.by, 'am');
    await world.engine().alert('ops', alertOf('disk', { status: 'acknowledged', origin }));
    await world.pass(HOUR);
    assert.ok(!world.messages.includes(`${BOB} escalation`));
  });
});
