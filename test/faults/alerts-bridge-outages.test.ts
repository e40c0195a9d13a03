import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { ChannelWatch, heardInRoom, inRoom, PATIENCE_MS, textsInRoom } from '../support/bridge-watch.js';
import type { Software } from '../support/shared.js';
import { until } from '../support/until.js';
import { ROOMS, type RoomServer, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest, visible } from '../unit/alerts/bridge/world.js';

const [ROOM, RING] = [`crew@${ROOMS}`, `ring@${ROOMS}`];
/** A room that is a source of alerts alone, and one in which they are told. */
const [SOURCE, BOARD] = [`source@${ROOMS}`, `board@${ROOMS}`];
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

    /** Alice enters the rooms, as somebody who has just come, and is told so many of the last messages of the bridged one. */
    const enter = async (history = 0): Promise<void> => {
      const account = world.people.alice ?? assert.fail();
      alice = new Guest(await connectUser(account), 'alice');
      await alice.enter(ROOM, history);
      await alice.enter(RING);
      await alice.enter(SOURCE);
      await alice.enter(BOARD);
    };
    /** Ids of the alerts on the board that have this text: what was on its way when the gateway was killed is said again under its id. */
    const onBoard = (text: string): ReadonlySet<string> => {
      const all = alice.user.received.filter(({ attrs }) => String(attrs.from).startsWith(`${BOARD}/`));
      return new Set(all.filter((one) => visible(one).includes(text)).map(({ attrs }) => String(attrs.id)));
    };
    const comesToBoard = async (text: string): Promise<void> => {
      await until(() => onBoard(text).size > 0, `${text} on the board`, PATIENCE_MS);
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
          sources: { watch: { kind: 'message', places: [`xmpp:${SOURCE}?join`] } },
          defaults: { groupWait: '0s', groupInterval: '1s', groupBy: 'all' },
          routes: [{ name: 'everything', to: `xmpp:${BOARD}?join` }],
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
      await inRoom(alice, SOURCE, 'relay');
      await alice.say(SOURCE, 'a1', 'the fan is loud');
      await comesToBoard('the fan is loud');
      await world.isthmus.kill();
      await alice.say(ROOM, 'k1', 'you are dead');
      await alice.say(ROOM, 'k2', 'still dead');
      await alice.say(SOURCE, 'k3', 'the disk is full');
      await world.isthmus.start();
      for (const text of ['<alice> you are dead', '<alice> still dead']) {
        await ivan.hears('#crew', text);
        inChannel.push(text);
      }
      await ivan.sees('#crew', NICKS.crew);
      await comesToBoard('the disk is full');
      await bothWays('second');
    });

    it('carries what was said while the gateway was stopped in order', async () => {
      await world.isthmus.terminate();
      await alice.say(ROOM, 's1', 'you sleep');
      await alice.say(SOURCE, 's2', 'the door is open');
      await world.isthmus.start();
      await ivan.hears('#crew', '<alice> you sleep');
      inChannel.push('<alice> you sleep');
      await ivan.sees('#crew', NICKS.crew);
      await comesToBoard('the door is open');
      await bothWays('third');
      for (const text of ['the fan is loud', 'the disk is full', 'the door is open']) {
        assert.equal(onBoard(text).size, 1, `${text}: once`);
      }
    });

    it('is in its rooms within seconds of a crash of their server, with what was said meanwhile', async () => {
      await xmpp.kill();
      ivan.client.say('#crew', 'is the room gone?');
      await xmpp.start();
      // The bridge may be in the room, and have said what it heard meanwhile, before she comes.
      await enter(20);
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
