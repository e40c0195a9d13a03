import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { IrcCrowd } from './support/irc-crowd.js';
import { IrcPerson } from './support/irc-person.js';
import { until } from './support/reckoning.js';

const MOST = 12;

test('a network has as many connections as are allowed, over all lanes, also after the holder was killed', async (t) => {
  const crowd = await IrcCrowd.start({
    network: 'old',
    people: MOST,
    channels: 2,
    each: 1,
    roles: ['xmpp', 'irc'],
    settings: { maxSessions: MOST, maxRooms: 2 },
    irc: { linger: '0s' },
  });
  t.after(async () => await crowd.stop());
  const { world, people } = crowd;
  assert.ok(await crowd.entered());
  const late = await IrcPerson.login(await world.xmpp.newUser('late'), 'late');
  t.after(() => late.close());
  const room = crowd.room('#c0');
  const watch = late.enter(room);
  const refused = async (times: number): Promise<void> => {
    assert.ok(await until(() => watch.ends.length === times, 60_000));
    assert.equal(watch.ends.at(-1), 'policy-violation');
    assert.match(watch.errorTexts.at(-1) ?? '', /as many connections to old as it may have/);
  };
  await refused(1);

  const [, holder] = world.processes;
  assert.ok(holder);
  await delay(500);
  await holder.kill();
  await world.startBeside('irc');
  assert.ok(await crowd.entered(2, 30_000));
  late.enter(room);
  await refused(2);

  // Rooms count too: those of one user, on one network.
  const [first] = people;
  assert.ok(first);
  const rooms = ['#c1', '#extra', '#more'].map((channel) => first.enter(crowd.room(channel)));
  assert.ok(await until(() => rooms.every(({ own, ends }) => own !== undefined || ends.length > 0), 60_000));
  assert.deepEqual(
    rooms.map(({ own }) => own !== undefined),
    [true, false, false],
  );
  assert.match(rooms[2]?.errorTexts[0] ?? '', /2 rooms of old/);

  for (const one of [...first.rooms.keys()]) first.leave(one);
  await until(() => first.rooms.get(crowd.room('#c0'))?.own === undefined, 60_000);
  const entered = async (): Promise<boolean> => {
    late.enter(room);
    return await until(() => watch.own === 'late', 1000);
  };
  const begun = performance.now();
  while (!(await entered())) assert.ok(performance.now() - begun < 60_000, 'a seat that was left is free');
});
