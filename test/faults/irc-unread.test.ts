import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { IrcWorld, type NetworkName } from '../support/irc-world.js';
import { until } from '../support/until.js';

const LINES = 3;
/** Long enough for lines to be written to a server that stands still. */
const WRITTEN_MS = 2000;
/** Longer than the answer to a line may take (30 s), and shorter than it takes to give a connection up. */
const UNANSWERED_MS = 35_000;
const PATIENT = { keepalive: '10s', timeout: '60s' };
/** ngIRCd gives nothing back of what it is told (no echo-message); InspIRCd does. */
const NETWORKS = ['old', 'new'] as const;

// These mostly wait, so they do it together.
describe('lines that were written to a server which has not read them', { concurrency: true }, () => {
  test('are told as unknown when it dies, and are not shown as said', async (t) => {
    const { romeo, server, room, friend, of } = await begin(t, 'old', {});
    server.pause();
    const all = await saysAll(romeo, room, friend);
    await delay(WRITTEN_MS);
    assert.deepEqual(all.flatMap(of), [], 'nobody knows yet what has become of them');
    await server.kill();
    await assertUnknown(all, of);
  });

  for (const network of NETWORKS) {
    test(`are told as unknown when its silence has ended the connection, and not before: ${network}`, async (t) => {
      const { romeo, server, room, friend, of } = await begin(t, network, PATIENT);
      server.pause();
      const all = [...(await saysAll(romeo, room, friend)), 'topic'];
      await romeo.send(`<message to="${room}" type="groupchat" id="topic"><subject>new</subject></message>`);
      await delay(UNANSWERED_MS);
      assert.deepEqual(all.flatMap(of).map(String), [], 'nobody knows yet what has become of them');
      await assertUnknown(all, of);
    });

    test(`are told as what becomes of them when it reads them after all: ${network}`, async (t) => {
      const { romeo, server, room, friend, of } = await begin(t, network, PATIENT);
      server.pause();
      const all = await saysAll(romeo, room, friend);
      await delay(UNANSWERED_MS);
      assert.deepEqual(all.flatMap(of).map(String), [], 'nobody knows yet what has become of them');
      server.resume();
      await until(() => all.every((text) => of(text).length > 0), 'an end of each', 60_000);
      // What comes behind them shows that no second end of them is on its way.
      await says(romeo, room, 'groupchat', 'last');
      await until(() => of('last').length > 0, 'its echo', 60_000);
      for (const text of all) {
        const [end, ...more] = of(text);
        assert.deepEqual(more.map(String), [], text);
        // Nobody is called like that friend.
        assert.equal(end?.attrs.type, text.startsWith('said') ? 'groupchat' : 'error', String(end));
        assert.ok(!String(end).includes('maybe-sent'), String(end));
      }
    });
  }
});

/** Romeo is in a room of a network. */
async function begin(t: TestContext, network: NetworkName, settings: Readonly<Record<string, string>>) {
  const world = await IrcWorld.start({ networks: [network], network: settings });
  t.after(() => world.stop());
  const server = world.servers[network];
  assert.ok(server !== undefined && 'pause' in server);
  const romeo = await world.connect('romeo');
  const [room, friend] = [world.roomOf('#balcony', network), `witness%${network}@${world.gateway}`];
  await romeo.send(`<presence to="${room}/romeo"><x xmlns="http://jabber.org/protocol/muc"/></presence>`);
  await romeo.waitFor(
    ({ name, attrs }) => name === 'presence' && attrs.from === `${room}/romeo` && attrs.type === undefined,
    'being in the room',
  );
  await says(romeo, room, 'groupchat', 'heard');
  await romeo.waitFor((one) => one.attrs.type === 'groupchat' && one.getChildText('body') === 'heard', 'its echo');
  const of = (id: string) => romeo.received.filter((one) => one.attrs.id === id);
  return { romeo, server, room, friend, of };
}

/** Says something in a room and to somebody, in turn; the ids. */
async function saysAll(user: XmppUser, room: string, friend: string): Promise<readonly string[]> {
  for (let line = 0; line < LINES; line++) {
    await says(user, room, 'groupchat', `said ${line}`);
    await says(user, friend, 'chat', `told ${line}`);
  }
  return Array.from({ length: LINES }, (_, line) => [`said ${line}`, `told ${line}`]).flat();
}

async function says(user: XmppUser, to: string, type: 'chat' | 'groupchat', text: string): Promise<void> {
  await user.send(`<message to="${to}" type="${type}" id="${text}"><body>${text}</body></message>`);
}

async function assertUnknown(all: readonly string[], of: (id: string) => XmppUser['received']): Promise<void> {
  await until(() => all.every((text) => of(text).length > 0), 'an end of each', 60_000);
  for (const text of all) {
    const [end, ...more] = of(text);
    assert.equal(end?.attrs.type, 'error', text);
    assert.ok(end?.toString().includes('maybe-sent'), end?.toString());
    assert.deepEqual(more, [], text);
  }
}
