import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { type IrcServers, networkOf, startIrcServers, stopIrcServers } from '../support/irc-world.js';
import type { SharedXmpp } from '../support/shared.js';
import { ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest, visible } from '../unit/alerts/bridge/world.js';

const [HERE, THERE] = [`here@${ROOMS}`, `there@${ROOMS}`];
const CHANNEL = '#loop';
const PATIENCE_MS = 60_000;
/** Each of the two may bring a message to two places once, and a few times more where it could not know yet that it is a copy. */
const MOST_COPIES = 8;

let xmpp: SharedXmpp;
let servers: IrcServers;
const worlds: AlertsWorld[] = [];
let alice: Guest;
let irc: IrcClient;

/** An installation of its own, with a store of its own, that knows nothing of the other one. */
async function installation(nick: string): Promise<AlertsWorld> {
  return await AlertsWorld.start({
    xmpp: { ...xmpp, close: async () => undefined },
    ircServers: servers,
    people: [],
    alerts: { nick },
    book: () => ({
      people: { nobody: { xmpp: 'nobody@example.org' } },
      routes: [{ name: 'everything', to: 'nobody' }],
      bridges: {
        rooms: { ends: [`xmpp:${HERE}?join`, `xmpp:${THERE}?join`] },
        channel: { noPing: false, ends: [`xmpp:${HERE}?join`, { target: `irc://old/${CHANNEL}`, nick }] },
      },
    }),
  });
}

const inRoom = async (room: string, says: RegExp) =>
  await alice.user.waitFor(
    (one) =>
      one.name === 'message' &&
      String(one.attrs.from).startsWith(`${room}/`) &&
      !String(one.attrs.from).endsWith('/alice') &&
      says.test(visible(one)),
    `${room} hears ${says}`,
    PATIENCE_MS,
  );
const inChannel = async (says: RegExp) =>
  await irc.waitFor(
    ({ command, params }) => command === 'PRIVMSG' && params[0] === CHANNEL && says.test(params[1] ?? ''),
    `the channel hears ${says}`,
    PATIENCE_MS,
  );
/** How often a text was said by bridges, wherever that is. */
const copiesOf = (text: string): number =>
  alice.user.received.filter(
    (one) =>
      one.name === 'message' &&
      /^(here|there)@/.test(String(one.attrs.from)) &&
      !String(one.attrs.from).endsWith('/alice') &&
      visible(one).includes(text),
  ).length +
  irc.received.filter(({ command, params, nick }) => {
    return command === 'PRIVMSG' && nick !== 'ivan' && params[1]?.includes(text) === true;
  }).length;
/** The number of copies when it grows no more while other things go all ways, several times. */
const copiesInTheEnd = async (text: string): Promise<number> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (let [count, still, turn] = [copiesOf(text), 0, 0]; still < 3; turn += 1) {
    const marker = `${text} is over ${turn}`.replaceAll(' ', '-');
    await alice.say(HERE, marker, marker);
    await inRoom(THERE, new RegExp(marker));
    await inChannel(new RegExp(marker));
    const now = copiesOf(text);
    still = now === count ? still + 1 : 0;
    count = now;
    assert.ok(performance.now() < deadline, `${count} copies, and more and more`);
    assert.ok(count <= MOST_COPIES, `${count} copies`);
  }
  return copiesOf(text);
};

describe('bridges of two installations between the same places', { concurrency: 1 }, () => {
  before(async () => {
    [xmpp, servers] = await Promise.all([xmppWithRooms('prosody'), startIrcServers(['old'])]);
    irc = await connectIrc({ port: networkOf(servers, 'old').port });
    await irc.register('ivan');
    await irc.join(CHANNEL);
    for (const nick of ['first', 'second']) worlds.push(await installation(nick));
    alice = new Guest(await connectUser(await xmpp.newUser('alice')), 'alice');
    await alice.enter(HERE);
    await alice.enter(THERE);
    for (const nick of ['first', 'second']) {
      await alice.sees(HERE, nick, PATIENCE_MS);
      await alice.sees(THERE, nick, PATIENCE_MS);
      const deadline = performance.now() + PATIENCE_MS;
      for (let names = ''; !names.split(/[ @+]/).includes(nick); ) {
        irc.send(`NAMES ${CHANNEL}`);
        names = (await irc.waitFor(({ command }) => command === '353', 'names')).params.at(-1) ?? '';
        assert.ok(performance.now() < deadline, `${nick} is not in the channel`);
      }
    }
  });
  after(async () => {
    await alice?.user.close();
    await irc?.quit();
    for (const world of worlds) await world.stop();
    await xmpp?.close();
    if (servers !== undefined) await stopIrcServers(servers);
  });

  it('carry what is said in a room a bounded number of times, and then are silent', async () => {
    await alice.say(HERE, 'm1', 'knock knock');
    await inRoom(THERE, /knock knock/);
    await inChannel(/knock knock/);
    assert.ok((await copiesInTheEnd('knock knock')) <= MOST_COPIES);
  });

  it('carry what is said in a channel, where no mark of theirs goes along, a bounded number of times', async () => {
    irc.say(CHANNEL, 'row row row');
    await inRoom(HERE, /row row row/);
    await inRoom(THERE, /row row row/);
    assert.ok((await copiesInTheEnd('row row row')) <= MOST_COPIES);
  });
});
