import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type HonestIrcd, startHonestIrcd } from '../../sandbox/ircd/index.js';
import { IrcWorld } from '../support/irc-world.js';
import { IrcPerson } from './support/irc-person.js';
import { Pulse } from './support/pulse.js';
import { until } from './support/reckoning.js';

const PEOPLE = 20;
const LOST = 1000;
const CHANNEL = '#split';

describe(`a netsplit of ${LOST} people that ${PEOPLE} users see`, () => {
  const servers = new Map<string, HonestIrcd>();
  let world: IrcWorld;

  before(async () => {
    servers.set('batched', await startHonestIrcd());
    servers.set('bare', await startHonestIrcd({ caps: {} }));
    const networks = [...servers].map(([name, { port }]) => [
      name,
      { host: '127.0.0.1', port, tls: false, throttle: false, connects: { atOnce: 20, every: '10ms' } },
    ]);
    world = await IrcWorld.start({ networks: [], irc: { networks: Object.fromEntries(networks) } });
  });
  after(async () => {
    await world.stop();
    for (const server of servers.values()) await server.stop();
  });

  for (const name of ['batched', 'bare']) {
    test(`is one note, all leave and come back, and pings are answered meanwhile (${name})`, async (t) => {
      const server = servers.get(name);
      assert.ok(server);
      server.populate(CHANNEL, LOST);
      const people = await Promise.all(
        Array.from({ length: PEOPLE }, async (_, n) => await IrcPerson.login(await world.xmpp.newUser(), `person${n}`)),
      );
      t.after(() => {
        for (const person of people) person.close();
      });
      const watches = people.map((person) => person.enter(`${CHANNEL}%${name}@${world.gateway}`));
      const whole = LOST + PEOPLE;
      assert.ok(
        await until(() => watches.every(({ occupants }) => occupants.size === whole), 240_000),
        'not all are in',
      );

      const pulse = new Pulse(server, world.processes[0]?.pid ?? assert.fail('there is no process'));
      t.after(() => pulse.end());
      const begun = performance.now();
      server.split();
      assert.ok(await until(() => watches.every(({ notes }) => notes.length > 0), 240_000), 'nobody was told');
      assert.ok(await until(() => watches.every(({ occupants }) => occupants.size === PEOPLE), 240_000));
      t.diagnostic(`all ${PEOPLE * LOST} departures told after ${Math.round(performance.now() - begun)} ms`);
      const again = performance.now();
      server.rejoin();
      assert.ok(await until(() => watches.every(({ notes }) => notes.length > 1), 240_000), 'nobody was told');
      assert.ok(await until(() => watches.every(({ occupants }) => occupants.size === whole), 240_000));
      t.diagnostic(`all ${PEOPLE * LOST} returns told after ${Math.round(performance.now() - again)} ms`);
      const { slowestMs, count } = await pulse.stop();
      t.diagnostic(`${count} pings, the slowest after ${slowestMs} ms`);
      assert.ok(slowestMs < 1000);
      for (const { notes, departures } of watches) {
        assert.equal(notes.length, 2);
        assert.match(notes[0] ?? '', /1000/);
        assert.match(notes[1] ?? '', /1000/);
        assert.deepEqual([departures.get('n0'), departures.get(`n${LOST - 1}`), departures.size], [1, 1, LOST]);
      }
    });
  }
});
