import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { ChannelWatch, heardInRoom, inRoom, PATIENCE_MS, textsInRoom } from '../support/bridge-watch.js';
import { type IrcServers, networkOf, startIrcServers, stopIrcServers } from '../support/irc-world.js';
import type { SharedXmpp } from '../support/shared.js';
import { ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest } from '../unit/alerts/bridge/world.js';

const ALL = ['a', 'b', 'c'].map((name) => `${name}@${ROOMS}`);
const [A = '', B = '', C = ''] = ALL;
const CHANNEL = '#loop';
const NICKS = ['first', 'second'];
/** Each of two installations brings a message to three other places once, and again a few times where it could not know that it is a copy. */
const MOST_COPIES = 12;

let xmpp: SharedXmpp;
let servers: IrcServers;
const worlds: AlertsWorld[] = [];
let alice: Guest;
let ivan: ChannelWatch;

/** Bridges three rooms with each other in a circle, and a channel; who speaks is hidden. Knows nothing of the other installation. */
async function installation(nick: string): Promise<AlertsWorld> {
  const rooms = ALL.map((room) => `xmpp:${room}?join`);
  const [a = '', b = '', c = ''] = rooms;
  return await AlertsWorld.start({
    xmpp: { ...xmpp, close: async () => undefined },
    ircServers: servers,
    people: [],
    alerts: { nick },
    book: () => ({
      people: { nobody: { xmpp: 'nobody@example.org' } },
      routes: [{ name: 'everything', to: 'nobody' }],
      bridges: {
        ab: { nick: '»', ends: [a, b] },
        bc: { nick: '»', ends: [b, c] },
        ca: { nick: '»', ends: [c, a] },
        channel: { nick: '»', ends: [a, { target: `irc://old/${CHANNEL}`, nick }] },
      },
    }),
  });
}

const copiesOf = (text: string): number =>
  [...ALL.flatMap((room) => textsInRoom(alice, room)), ...ivan.texts(CHANNEL)].filter((one) => one.includes(text))
    .length;

/** The number of copies when it grows no more while other things go all ways, several times. */
async function copiesInTheEnd(text: string): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let [count, still, turn] = [copiesOf(text), 0, 0]; still < 3; turn += 1) {
    const marker = `${text.slice(0, 4)}-is-over-${turn}`;
    await alice.say(A, marker, marker);
    const says = new RegExp(marker);
    await Promise.all([heardInRoom(alice, B, says), heardInRoom(alice, C, says), ivan.hears(CHANNEL, says)]);
    const now = copiesOf(text);
    still = now === count ? still + 1 : 0;
    count = now;
    assert.ok(performance.now() < deadline, `${count} copies, and more and more`);
  }
  return copiesOf(text);
}

describe('bridges of two installations in a circle over three rooms that hide who speaks', { concurrency: 1 }, () => {
  before(async () => {
    [xmpp, servers] = await Promise.all([xmppWithRooms('prosody'), startIrcServers(['old'])]);
    ivan = await ChannelWatch.connect(networkOf(servers, 'old').port, 'ivan', [CHANNEL]);
    worlds.push(...(await Promise.all(NICKS.map(installation))));
    alice = new Guest(await connectUser(await xmpp.newUser('alice')), 'alice');
    for (const room of ALL) await alice.enter(room);
    for (const nick of NICKS) {
      for (const room of ALL) await inRoom(alice, room, nick);
      await ivan.sees(CHANNEL, nick);
    }
  });
  after(async () => {
    await alice?.user.close();
    await ivan?.client.quit();
    for (const world of worlds) await world.stop();
    await xmpp?.close();
    if (servers !== undefined) await stopIrcServers(servers);
  });

  it('carry what is said in a room everywhere, a bounded number of times, and then are silent', async () => {
    await alice.say(A, 'm1', 'knock knock');
    const says = /knock knock/;
    await Promise.all([heardInRoom(alice, B, says), heardInRoom(alice, C, says), ivan.hears(CHANNEL, says)]);
    const copies = await copiesInTheEnd('knock knock');
    assert.ok(copies <= MOST_COPIES, `${copies} copies`);
  });

  it('carry what is said in a channel, where no mark goes along, a bounded number of times', async () => {
    ivan.client.say(CHANNEL, 'row row row');
    await Promise.all(ALL.map((room) => heardInRoom(alice, room, /row row row/)));
    const copies = await copiesInTheEnd('row row row');
    assert.ok(copies <= MOST_COPIES, `${copies} copies`);
  });
});
