import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertOf, HOUR, MINUTE, World } from './support/world.js';

const ROOM = 'xmpp:ops@rooms.example.org?join';
const MAIL = 'mailto:ops@example.org';
const BY = { title: 'Bob', person: 'bob' };

const DIGEST = `
routes:
  - { name: ops, groupBy: all, groupWait: 0s, repeat: never, to: ['${ROOM}', { target: '${MAIL}', digest: 1h }] }
`;

/** Reasons of what went to a place. */
const told = (world: World, uri: string) =>
  world.messages.filter((one) => one.startsWith(uri)).map((one) => one.slice(uri.length + 1));

const groupOf = (world: World, name: string) => world.groupOf('ops', alertOf(name));

describe('who was told of an incident among others', () => {
  it('hears what people do about it, as an answer to that message, each once', async () => {
    const world = new World(DIGEST);
    for (const name of ['a', 'b']) await world.engine().alert('ops', alertOf(name));
    await world.pass(HOUR + MINUTE);
    assert.deepEqual(told(world, MAIL), ['digest']);
    const digest = world.last(MAIL);
    world.crash();
    for (const id of ['1', '1']) await world.engine().answer(groupOf(world, 'a'), { id, kind: 'ack', by: BY });
    assert.deepEqual(told(world, MAIL), ['digest', 'acknowledged']);
    const { follows, view } = world.last(MAIL);
    assert.deepEqual(follows, { how: 'reply', id: digest.id });
    assert.deepEqual([view.by, view.alerts.map(({ title }) => title)], ['Bob', ['a']]);
    // Each alert of it can be taken by its code.
    const codes = digest.view.alerts.map(({ ownCode }) => ownCode);
    assert.equal(digest.view.code, undefined);
    assert.deepEqual(codes, [...new Set(codes)]);
    assert.ok(codes.includes(view.code), `${view.code} among ${codes}`);
    const open = await world.engine().codes.openAt(MAIL);
    assert.equal(open.length, 2);
  });

  it('learns at once who has taken it before that message, which did not say so', async () => {
    const world = new World(DIGEST);
    for (const name of ['a', 'b']) await world.engine().alert('ops', alertOf(name));
    await world.engine().answer(groupOf(world, 'b'), { id: '1', kind: 'ack', by: BY, comment: 'mine' });
    await world.pass(HOUR + MINUTE);
    world.crash();
    await world.pass(HOUR);
    assert.deepEqual(told(world, MAIL), ['digest', 'acknowledged']);
    const { view } = world.last(MAIL);
    assert.deepEqual([view.by, view.comment, view.alerts.map(({ title }) => title)], ['Bob', 'mine', ['b']]);
    assert.deepEqual(told(world, ROOM), ['first', 'first', 'acknowledged']);
  });

  it('is told nothing of what is over, or of another incident', async () => {
    const world = new World(DIGEST);
    await world.engine().alert('ops', alertOf('a'));
    await world.engine().alert('ops', alertOf('a', { status: 'resolved' }));
    await world.pass(6 * MINUTE);
    const later = { startsAt: 1_700_000_100_000 };
    await world.engine().alert('ops', alertOf('a', later));
    await world.engine().include(groupOf(world, 'a'), { ...OLD, place: 'mailto:old@example.org', destination: 'x' });
    await world.engine().answer(groupOf(world, 'a'), { id: '1', kind: 'ack', by: BY });
    assert.deepEqual(told(world, 'mailto:old@example.org'), []);
  });

  it('has that message neither corrected nor taken back', async () => {
    for (const wish of ['updates: edit', 'ended: edit', 'ended: retract']) {
      const world = new World(`
limits: { destination: 1/1m }
routes:
  - { name: ops, groupBy: [host], groupWait: 0s, groupInterval: 1s, repeat: never, to: [{ target: '${ROOM}', ${wish} }] }
`);
      const fire = (name: string, host: string, more = {}) =>
        world.engine().alert('ops', alertOf(name, { labels: { host }, ...more }));
      for (const host of ['a', 'b', 'c']) await fire(host, host);
      await world.pass(10 * MINUTE);
      assert.deepEqual(told(world, ROOM), ['first', 'summary']);
      const summary = world.last(ROOM).id;
      await fire('d', 'b');
      await world.pass(2 * MINUTE);
      const news = world.last(ROOM);
      assert.notEqual(news.id, summary);
      assert.notEqual(news.follows?.how, 'edit', wish);
      for (const name of ['b', 'd']) await fire(name, 'b', { status: 'resolved' });
      await world.pass(5 * MINUTE);
      const { follows } = world.last(ROOM);
      const ids = follows?.how === 'retract' ? follows.ids : follows?.how === 'edit' ? [follows.id] : [];
      assert.ok(!ids.includes(summary), wish);
    }
  });

  it('by a summary too, of as many groups as it was made of', async () => {
    const world = new World(`
limits: { destination: 1/1m }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: ['${MAIL}'] }]
`);
    for (const name of ['a', 'b', 'c']) await world.engine().alert('ops', alertOf(name));
    await world.pass(10 * MINUTE);
    assert.deepEqual(told(world, MAIL), ['first', 'summary']);
    await world.engine().answer(groupOf(world, 'c'), { id: '1', kind: 'ack', by: BY });
    assert.deepEqual(told(world, MAIL), ['first', 'summary', 'acknowledged']);
  });
});

const OLD = { id: 'e0', incident: 1, knows: false };

describe('a summary', () => {
  const BOOK = `
limits: { destination: 1/1m }
routes: [{ name: ops, groupBy: [], groupWait: 0s, groupInterval: 1s, repeat: never, to: ['${MAIL}'] },
         { name: others, groupBy: [], groupWait: 0s, groupInterval: 1s, repeat: never, to: ['${MAIL}'] }]
`;

  it('counts alerts and not groups, each once however often it was held back', async () => {
    const world = new World(BOOK);
    await world.engine().alert('others', alertOf('told'));
    for (const names of [['a'], ['b', 'c'], ['d']]) {
      for (const name of names) await world.engine().alert('ops', alertOf(name));
      await world.pass(2000);
    }
    assert.deepEqual(told(world, MAIL), ['first']);
    await world.pass(10 * MINUTE);
    assert.deepEqual(told(world, MAIL), ['first', 'summary']);
    assert.equal(world.last(MAIL).view.heldBack, 4);
  });

  it('counts once what is done again after a crash, also when the first one was told by then', async () => {
    const world = new World(BOOK);
    await world.engine().alert('others', alertOf('told'));
    let fails = 2;
    world.before = (what) => {
      if (what !== 'later' || fails === 0 || world.kv.keys('items:').length === 0) return;
      fails -= 1;
      throw new Error('dies');
    };
    for (let attempt = 0; attempt < 3; attempt++) {
      world.crash();
      await world
        .engine()
        .alert('ops', alertOf('a'))
        .catch(() => undefined);
    }
    assert.equal(fails, 0);
    await world.pass(10 * MINUTE);
    assert.deepEqual(told(world, MAIL), ['first', 'summary']);
    assert.equal(world.last(MAIL).view.heldBack, 1);
    assert.equal(world.last(MAIL).view.total ?? 1, 1);
  });
});
