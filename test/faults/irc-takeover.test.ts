import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Isthmus } from '../support/isthmus.js';
import { IrcCrowd } from './support/irc-crowd.js';
import { until } from './support/reckoning.js';

const PEOPLE = 200;
const CHANNELS = 50;
/** Rooms of each person. */
const EACH = 2;
/** Persons who leave their rooms with all clients and stay on IRC. */
const ABSENT = 5;

/** Persons who do so while no process has their connection. */
const LATE = 5;

/** All sessions are in their rooms, their holder ends in some way, and another process goes on with them. */
async function takeOver(t: TestContext, end: (holder: Isthmus) => Promise<void>): Promise<IrcCrowd> {
  const crowd = await IrcCrowd.start({
    network: 'next',
    people: PEOPLE,
    channels: CHANNELS,
    each: EACH,
    roles: ['xmpp', 'irc'],
    irc: { persistentByDefault: true },
  });
  t.after(async () => await crowd.stop());
  const { world, people, channels } = crowd;
  const leaver = await crowd.comes('leaver');
  assert.ok(await crowd.entered(), 'not everybody is in their rooms');
  await crowd.say('before');
  assert.ok(await crowd.heard('before'));
  const all = crowd.places;
  const absent = people.slice(0, ABSENT);
  const absentRooms = absent.flatMap((person) => [...person.rooms.keys()].map((room) => ({ person, room })));
  for (const { person, room } of absentRooms) person.leave(room);
  assert.ok(
    await until(() => absentRooms.every(({ person, room }) => person.rooms.get(room)?.own === undefined), 60_000),
  );
  for (const { person, room } of absentRooms) person.rooms.delete(room);
  assert.deepEqual(await crowd.differences(), [], 'before');

  const [, holder] = world.processes;
  assert.ok(holder);
  await end(holder);
  const ended = performance.now();
  const gone = async () => ![...(await crowd.names(channels[0] ?? ''))].some((nick) => nick.startsWith('person'));
  while (!(await gone())) assert.ok(performance.now() - ended < 60_000, 'connections of a dead process');
  await leaver.quit();
  await crowd.comes('comer');
  await crowd.say('missed-1');
  await crowd.say('missed-2');
  // Who leaves while nobody listens has left, and stays on IRC all the same.
  const late = people.slice(ABSENT, ABSENT + LATE);
  const lateRooms = late.flatMap((person) => [...person.rooms.keys()].map((room) => ({ person, room })));
  for (const { person, room } of lateRooms) {
    person.leave(room);
    person.rooms.delete(room);
  }
  await world.startBeside('irc');
  assert.ok(await crowd.entered(2, 45_000), 'not everybody is back');
  t.diagnostic(`all ${all.length} rooms are back after ${Math.round(performance.now() - ended)} ms`);
  await crowd.say('after');
  assert.ok(await crowd.heard('after'));
  await delay(500);

  assert.deepEqual(await crowd.differences(), [], 'after');
  assert.deepEqual(await crowd.pings(), { in: all.length - absentRooms.length - lateRooms.length });
  for (const { person, room } of crowd.places) {
    const channel = crowd.channelOf(room);
    const watch = person.rooms.get(room);
    const texts = watch?.texts.filter(({ from }) => from === 'witness') ?? [];
    const expected = ['before', 'missed-1', 'missed-2', 'after'].map((text) => `${text} ${channel}`);
    assert.deepEqual(
      texts.map(({ body }) => body),
      expected,
      `${person.nick} in ${channel}`,
    );
    assert.deepEqual(
      [watch?.departures.get('leaver'), watch?.own, watch?.ends],
      [1, person.nick, []],
      `${person.nick} in ${channel}`,
    );
  }
  for (const { person, room } of [...absentRooms, ...lateRooms]) {
    const names = await crowd.names(crowd.channelOf(room));
    assert.ok(names.has(person.nick), `${person.nick} is not in ${room} any more`);
  }
  return crowd;
}

test('a holder that is killed is replaced: all are back in their rooms, and have what they missed', async (t) => {
  await takeOver(t, async (holder) => await holder.kill());
});

test('a holder that ends orderly is replaced in the same way', async (t) => {
  await takeOver(t, async (holder) => {
    const exit = await holder.terminate();
    assert.equal(exit.code, 0);
  });
});
