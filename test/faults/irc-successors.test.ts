import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { IrcLine } from '../../sandbox/irc-line.js';
import { IrcCrowd } from './support/irc-crowd.js';
import { IrcPerson } from './support/irc-person.js';
import { until } from './support/reckoning.js';

test('a holder that was only stopped keeps its nicks for a while: users go by others, and have theirs back at its end', async (t) => {
  const crowd = await IrcCrowd.start({ network: 'next', people: 30, channels: 10, each: 2, roles: ['xmpp', 'irc'] });
  t.after(async () => await crowd.stop());
  const [, holder] = crowd.world.processes;
  assert.ok(holder);
  assert.ok(await crowd.entered());
  await crowd.say('before');
  assert.ok(await crowd.heard('before'));
  // What is remembered of the last moment before the end may be a moment older.
  await delay(500);
  process.kill(holder.pid, 'SIGSTOP');
  await crowd.world.startBeside('irc');
  await crowd.say('missed');
  assert.ok(await crowd.heard('missed', 30_000));
  assert.ok(crowd.places.every(({ person, room }) => person.rooms.get(room)?.own !== person.nick));
  assert.deepEqual(await crowd.differences(), [], 'with the ghosts');
  assert.deepEqual(await crowd.pings(), { in: crowd.places.length });
  process.kill(holder.pid, 'SIGCONT');
  const regained = () => crowd.places.every(({ person, room }) => person.rooms.get(room)?.own === person.nick);
  assert.ok(await until(regained, 60_000), 'not everybody has the nick back');
  // The process that was stopped takes its share of the lanes again, so that some connections are made once more.
  assert.ok(await crowd.settled(30_000), (await crowd.differences()).join('\n'));
  await crowd.say('after');
  assert.ok(await crowd.heard('after'));
  for (const { person, room } of crowd.places) {
    const { said = [], ends } = person.rooms.get(room) ?? {};
    const channel = crowd.channelOf(room);
    assert.deepEqual([said, ends], [['before', 'missed', 'after'].map((text) => `${text} ${channel}`), []]);
  }
});

test('a network that keeps nothing: all are back in their rooms, and know who is there', async (t) => {
  const crowd = await IrcCrowd.start({ network: 'old', people: 60, channels: 20, each: 3, roles: ['xmpp', 'irc'] });
  t.after(async () => await crowd.stop());
  const [, holder] = crowd.world.processes;
  assert.ok(holder);
  const leaver = await crowd.comes('leaver');
  assert.ok(await crowd.entered());
  await crowd.say('before');
  assert.ok(await crowd.heard('before'));
  const talker = await IrcPerson.login(await crowd.world.xmpp.newUser('talker'), 'talker');
  t.after(() => talker.close());
  const friend = `witness%old@${crowd.world.gateway}`;
  talker.write(friend, 'm1', 'Are you there?');
  const isFirst = (line: IrcLine) => line.command === 'PRIVMSG' && line.params[1] === 'Are you there?';
  const { nick = '' } = await crowd.witness.waitFor(isFirst, 'a private message');
  await delay(500);
  await holder.kill();
  await leaver.quit();
  await crowd.comes('comer');
  const [first] = crowd.people;
  assert.ok(first);
  const left = [...first.rooms.keys()];
  for (const room of left) first.leave(room);
  first.rooms.clear();
  await crowd.world.startBeside('irc');
  assert.ok(await crowd.entered(2, 45_000), 'not everybody is back');
  await crowd.say('after');
  assert.ok(await crowd.heard('after'));
  assert.deepEqual(await crowd.differences(), []);
  assert.deepEqual(await crowd.pings(), { in: crowd.places.length });
  crowd.witness.say(nick, 'Yes');
  assert.ok(await until(() => talker.told.length > 0, 60_000), 'who is in no room can still be written to');
  assert.deepEqual(talker.told, [{ from: friend, body: 'Yes' }]);
  for (const room of left) {
    const names = await crowd.names(crowd.channelOf(room));
    assert.ok(!names.has(first.nick), 'who left meanwhile is not there');
  }
});

test('successors that are killed in the middle of it are replaced too, and nobody stays in a list who left', async (t) => {
  const crowd = await IrcCrowd.start({
    network: 'next',
    people: 60,
    channels: 10,
    each: 2,
    roles: ['xmpp', 'irc'],
    settings: { connects: { atOnce: 5, every: '50ms' } },
  });
  t.after(async () => await crowd.stop());
  const [, holder] = crowd.world.processes;
  assert.ok(holder);
  const leavers = await Promise.all(['leaver0', 'leaver1'].map((nick) => crowd.comes(nick)));
  assert.ok(await crowd.entered());
  await crowd.say('before');
  assert.ok(await crowd.heard('before'));
  await delay(500);
  const back = () => crowd.places.filter(({ person, room }) => (person.rooms.get(room)?.entries ?? 0) > 1).length;
  let running = holder;
  for (const leaver of leavers) {
    await running.kill();
    await leaver.quit();
    const begun = back();
    running = await crowd.world.startBeside('irc');
    if (leaver !== leavers.at(-1)) assert.ok(await until(() => back() > begun + 20, 60_000));
  }
  t.diagnostic(`${back()} of ${crowd.places.length} rooms were back at the second kill`);
  await crowd.say('after');
  assert.ok(await crowd.heard('after', 30_000));
  await delay(500);
  assert.deepEqual(await crowd.differences(), []);
  assert.deepEqual(await crowd.pings(), { in: crowd.places.length });
  for (const { person, room } of crowd.places) {
    const { said = [] } = person.rooms.get(room) ?? {};
    assert.deepEqual(
      said,
      ['before', 'after'].map((text) => `${text} ${crowd.channelOf(room)}`),
    );
  }
});
