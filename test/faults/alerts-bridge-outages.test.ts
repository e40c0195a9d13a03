import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { ChannelWatch, heardInRoom, inRoom, textsInRoom } from '../support/bridge-watch.js';
import type { Software } from '../support/shared.js';
import { ROOMS, type RoomServer, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest } from '../unit/alerts/bridge/world.js';

const [ROOM, RING] = [`crew@${ROOMS}`, `ring@${ROOMS}`];
/** Of those two bridges that go round, and of the other one. */
const NICKS = { crew: 'relay', one: 'one', two: 'two' } as const;
/** Within which a bridge is in its room again once the room can be entered. */
const SECONDS_MS = 10_000;

for (const software of ['prosody', 'ejabberd'] as const satisfies readonly Software[]) {
  describe(`a bridge between a room of ${software} and a channel`, { concurrency: 1 }, () => {
    let xmpp: RoomServer;
    let world: AlertsWorld;
    let ivan: ChannelWatch;
    let alice: Guest;
    const inChannel: string[] = [];
    const heard: string[] = [];

    /** Alice enters the rooms, as somebody who has just come. */
    const enter = async (): Promise<void> => {
      const account = world.people.alice ?? assert.fail();
      alice = new Guest(await connectUser(account), 'alice');
      await alice.enter(ROOM);
      await alice.enter(RING);
    };
    const areIn = async (): Promise<void> => {
      const took = Math.max(await inRoom(alice, ROOM, NICKS.crew), await inRoom(alice, RING, 'relay'));
      assert.ok(took < SECONDS_MS, `only after ${took} ms`);
      await ivan.sees('#crew', NICKS.crew);
      for (const nick of [NICKS.one, NICKS.two]) await ivan.sees('#ring', nick);
    };
    /** Says something in the room that has to come to the channel, and the other way. */
    const bothWays = async (text: string): Promise<void> => {
      await alice.say(ROOM, text, `${text} over`);
      await ivan.hears('#crew', `<alice> ${text} over`);
      inChannel.push(`<alice> ${text} over`);
      ivan.client.say('#crew', `${text} back`);
      await heardInRoom(alice, ROOM, `<ivan> ${text} back`);
      heard.push(`<ivan> ${text} back`);
    };

    before(async () => {
      xmpp = await xmppWithRooms(software);
      world = await AlertsWorld.start({
        xmpp,
        irc: ['old'],
        people: ['alice'],
        alerts: { nick: 'relay' },
        config: { lanes: { lease: '5s' } },
        book: () => ({
          people: { nobody: { xmpp: 'nobody@example.org' } },
          routes: [{ name: 'everything', to: 'nobody' }],
          bridges: {
            crew: { noPing: false, ends: [`xmpp:${ROOM}?join`, { target: 'irc://old/#crew', nick: NICKS.crew }] },
            one: { noPing: false, ends: [`xmpp:${RING}?join`, { target: 'irc://old/#ring', nick: NICKS.one }] },
            two: { noPing: false, ends: [`xmpp:${RING}?join`, { target: 'irc://old/#ring', nick: NICKS.two }] },
          },
        }),
      });
      ivan = await ChannelWatch.connect(world.network('old').port, 'ivan', ['#crew', '#ring']);
      await enter();
      await areIn();
    });
    after(async () => {
      await alice?.user.close();
      await ivan?.client.quit();
      await world?.stop();
    });

    it('carries what was said while the gateway was killed and started', async () => {
      await bothWays('first');
      await world.isthmus.kill();
      await alice.say(ROOM, 'k1', 'you are dead');
      await alice.say(ROOM, 'k2', 'still dead');
      await world.isthmus.start();
      for (const text of ['<alice> you are dead', '<alice> still dead']) {
        await ivan.hears('#crew', text);
        inChannel.push(text);
      }
      await ivan.sees('#crew', NICKS.crew);
      await bothWays('second');
    });

    it('carries what was said while the gateway was stopped in order', async () => {
      await world.isthmus.terminate();
      await alice.say(ROOM, 's1', 'you sleep');
      await world.isthmus.start();
      await ivan.hears('#crew', '<alice> you sleep');
      inChannel.push('<alice> you sleep');
      await ivan.sees('#crew', NICKS.crew);
      await bothWays('third');
    });

    it('is in its rooms within seconds of a crash of their server, with what was said meanwhile', async () => {
      await xmpp.kill();
      ivan.client.say('#crew', 'is the room gone?');
      await xmpp.start();
      await enter();
      await alice.say(ROOM, 'c1', 'first one in');
      await areIn();
      await ivan.hears('#crew', /^<alice> first one in$/);
      inChannel.push('<alice> first one in');
      // Whoever enters may be told what was said before.
      heard.splice(0, heard.length, ...textsInRoom(alice, ROOM).filter((text) => text !== '<ivan> is the room gone?'));
      await heardInRoom(alice, ROOM, '<ivan> is the room gone?');
      heard.push('<ivan> is the room gone?');
      await bothWays('fourth');
    });

    it('has said everything once, and still goes round in no circle', async () => {
      ivan.client.say('#ring', 'round we go');
      await heardInRoom(alice, RING, '<ivan> round we go');
      await alice.say(RING, 'r1', 'and back');
      await ivan.hears('#ring', '<alice> and back');
      await bothWays('last');
      assert.deepEqual(ivan.texts('#crew'), inChannel);
      assert.deepEqual(textsInRoom(alice, ROOM).toSorted(), heard.toSorted());
      assert.deepEqual(ivan.texts('#ring'), ['<alice> and back']);
      assert.deepEqual(textsInRoom(alice, RING), ['<ivan> round we go']);
    });
  });
}
