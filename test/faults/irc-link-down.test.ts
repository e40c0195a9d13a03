import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startRedis } from '../../sandbox/redis.js';
import { sharedXmpp } from '../support/shared.js';
import { Wire } from '../support/wire.js';
import { IrcCrowd } from './support/irc-crowd.js';
import { until } from './support/reckoning.js';

const CROWD = { network: 'next', people: 20, channels: 10, each: 2 } as const;

// These mostly wait, so they do it together.
describe('while somebody is away', { concurrency: true }, () => {
  test('the XMPP server: for 30 s nobody leaves IRC, and then all that was said follows in order', async (t) => {
    const xmpp = await sharedXmpp('prosody');
    const wire = await Wire.start(xmpp.componentPort);
    t.after(() => wire.stop());
    const crowd = await IrcCrowd.start({
      ...CROWD,
      xmpp,
      config: { xmpp: { server: `127.0.0.1:${wire.port}`, domain: xmpp.domain } },
    });
    t.after(() => crowd.stop());
    const { people, witness, channels } = crowd;
    assert.ok(await crowd.entered());
    const leaver = await crowd.comes('leaver');
    const quiet = crowd.talk(200);
    let spoken = 0;
    const speaking = setInterval(() => {
      spoken += 1;
      for (const { person, room } of crowd.places) person.say(room, `x${spoken}-${person.nick}`);
    }, 1000);
    t.after(() => clearInterval(speaking));
    await delay(2000);
    const seen = witness.received.length;
    wire.shut();
    await delay(10_000);
    const [lost, ...rest] = people;
    assert.ok(lost);
    lost.close();
    await leaver.quit();
    await crowd.comes('comer');
    await delay(20_000);
    wire.open();
    const opened = performance.now();
    const [place] = rest.flatMap((person) => [...person.rooms.keys()].map((room) => ({ person, room })));
    assert.ok(place);
    // Some go nowhere while the server takes the stream of before for open. An answer counts however long it takes.
    let isBack = false;
    while (!isBack) {
      assert.ok(performance.now() - opened < 40_000, 'the stream is not back');
      void place.person.ping(place.room, 40_000).then((answer) => {
        isBack ||= answer === 'in';
      });
      await delay(200);
    }
    t.diagnostic(`a ping was answered ${Math.round(performance.now() - opened)} ms after the server was back`);
    await delay(2500);
    clearInterval(speaking);
    const count = await quiet();
    const lostRooms = [...lost.rooms.keys()];
    lost.rooms.clear();
    assert.ok(
      await until(
        () =>
          crowd.places.every(
            ({ person, room }) => person.rooms.get(room)?.said.includes(`t${count} ${crowd.channelOf(room)}`) ?? false,
          ),
        30_000,
      ),
      crowd.reckonTalk(count).wrong.join('\n'),
    );
    await delay(500);
    const { wrong, repeated } = crowd.reckonTalk(count);
    assert.deepEqual(wrong, []);
    t.diagnostic(`${count} lines in ${channels.length} channels, ${repeated} of them twice at somebody`);
    const moved = witness.received
      .slice(seen)
      .filter(({ command, nick = '' }) => ['QUIT', 'PART', 'JOIN'].includes(command) && nick !== lost.nick)
      .map(({ nick }) => nick);
    assert.deepEqual([...new Set(moved)].sort(), ['comer', 'leaver'], 'nobody else came or went');
    const gone = async () => {
      for (const room of lostRooms) if ((await crowd.names(crowd.channelOf(room))).has(lost.nick)) return false;
      return true;
    };
    const begun = performance.now();
    while (!(await gone()))
      assert.ok(performance.now() - begun < 10_000, 'a client that went meanwhile is still there');
    await delay(300);
    assert.deepEqual(await crowd.differences(), []);
    assert.deepEqual(await crowd.pings(), { in: crowd.places.length });
    // What was said into the outage is told as an error or said; nothing is said twice.
    const said = witness.received.filter(
      ({ command, params }) => command === 'PRIVMSG' && /^x\d/.test(params[1] ?? ''),
    );
    const keys = said.map(({ params }) => params.join(' '));
    assert.equal(new Set(keys).size, keys.length);
    assert.ok(
      rest.every(({ nick }) => keys.some((key) => key.endsWith(`x${spoken}-${nick}`))),
      'all can speak again',
    );
  });

  test('Redis: after 10 s all are in their rooms, and have all that was said in order', async (t) => {
    const redis = await startRedis({ aof: 'always' });
    t.after(() => redis.stop());
    const crowd = await IrcCrowd.start({ ...CROWD, config: { redis: { url: redis.url } } });
    t.after(() => crowd.stop());
    assert.ok(await crowd.entered());
    const quiet = crowd.talk(200);
    await delay(2000);
    await redis.kill();
    await delay(10_000);
    await redis.start();
    await delay(5000);
    const count = await quiet();
    assert.ok(
      await until(
        () =>
          crowd.places.every(
            ({ person, room }) => person.rooms.get(room)?.said.includes(`t${count} ${crowd.channelOf(room)}`) ?? false,
          ),
        30_000,
      ),
      crowd.reckonTalk(count).wrong.join('\n'),
    );
    await delay(1000);
    const { wrong, repeated } = crowd.reckonTalk(count);
    t.diagnostic(`${count} lines in ${crowd.channels.length} channels, ${repeated} of them twice at somebody`);
    assert.deepEqual(wrong, []);
    assert.deepEqual(await crowd.differences(), []);
    assert.deepEqual(await crowd.pings(), { in: crowd.places.length });
    assert.deepEqual([...new Set(crowd.places.flatMap(({ person, room }) => person.rooms.get(room)?.ends ?? []))], []);
  });
});
