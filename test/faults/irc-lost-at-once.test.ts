import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { IrcCrowd } from './support/irc-crowd.js';
import { IrcPerson } from './support/irc-person.js';
import { Pulse } from './support/pulse.js';
import { until } from './support/reckoning.js';

const PEOPLE = 500;
const BYSTANDERS = 20;
/** Between two new connections, but for some that may come together. */
const EVERY_MS = 20;
const AT_ONCE = 20;

test(`${PEOPLE} connections that are lost at once come back one after the other, and the others do not notice`, async (t) => {
  const crowd = await IrcCrowd.start({
    network: 'old',
    people: PEOPLE,
    channels: 50,
    each: 1,
    beside: ['next'],
    settings: { connects: { atOnce: AT_ONCE, every: `${EVERY_MS}ms` } },
  });
  t.after(() => crowd.stop());
  const { world } = crowd;
  const { old: server, next } = world.servers;
  assert.ok(server && next);
  const bystanders = await Promise.all(
    Array.from({ length: BYSTANDERS }, async (_, n) => await IrcPerson.login(await world.xmpp.newUser(), `by${n}`)),
  );
  t.after(() => bystanders.map((person) => person.close()));
  const elsewhere = world.roomOf('#elsewhere', 'next');
  const watches = bystanders.map((person) => person.enter(elsewhere));
  assert.ok(await until(() => watches.every(({ own }) => own !== undefined), 240_000));
  assert.ok(await crowd.entered(1, 240_000), 'not everybody is in their room');

  const pulse = new Pulse(next, world.processes[0]?.pid ?? assert.fail('there is no process'));
  t.after(() => pulse.end());
  await delay(1000);
  await server.kill();
  const killed = performance.now();
  const started = performance.now();
  await server.start();
  await crowd.newWitness();
  const joins: number[] = [];
  const { witness } = crowd;
  let read = witness.received.length;
  const reading = setInterval(() => {
    for (const { command } of witness.received.slice(read)) if (command === 'JOIN') joins.push(performance.now());
    read = witness.received.length;
  }, 20);
  const back = await crowd.entered(2, 240_000);
  clearInterval(reading);
  const { slowestMs, count } = await pulse.stop();
  // A machine that is busy shows them late, and may show many at once then; but never one of them early.
  const unseen = Math.max(0, PEOPLE - joins.length);
  const early = joins.filter((at, n) => at - started < (unseen + n - AT_ONCE) * EVERY_MS * 0.95).length;
  t.diagnostic(`all are back ${Math.round(performance.now() - killed)} ms after the end of the server`);
  t.diagnostic(`${count} pings of others answered meanwhile, the slowest after ${slowestMs} ms`);
  assert.ok(back, 'not everybody is back');
  assert.ok(slowestMs < 1000);
  assert.ok(unseen < PEOPLE / 2, 'hardly anybody was seen to come');
  assert.equal(early, 0, 'they came in a crowd');
  assert.deepEqual(await crowd.differences(), []);
  assert.deepEqual(await crowd.pings(), { in: PEOPLE });
  assert.ok(
    crowd.places.every(({ person, room }) => person.rooms.get(room)?.notes.length === 1),
    'each room tells of it once',
  );
});
