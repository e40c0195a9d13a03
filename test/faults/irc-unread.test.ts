import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { IrcWorld } from '../support/irc-world.js';
import { until } from '../support/until.js';

const LINES = 3;
/** Long enough for lines to be written to a server that stands still. */
const WRITTEN_MS = 2000;

// ngIRCd gives nothing back of what it is told (no echo-message).
test('lines that were written to a server which dies before it reads them are told as unknown, and are not shown as said', async (t) => {
  const world = await IrcWorld.start({ networks: ['old'] });
  t.after(() => world.stop());
  const { old: server } = world.servers;
  assert.ok(server);
  const romeo = await world.connect('romeo');
  const [room, friend] = [world.roomOf('#balcony', 'old'), `witness%old@${world.gateway}`];
  const enters = async (): Promise<void> => {
    await romeo.send(`<presence to="${room}/romeo"><x xmlns="http://jabber.org/protocol/muc"/></presence>`);
    await romeo.waitFor(
      ({ name, attrs }) => name === 'presence' && attrs.from === `${room}/romeo` && attrs.type === undefined,
      'being in the room',
    );
  };
  await enters();
  await says(romeo, room, 'groupchat', 'heard');
  await romeo.waitFor((one) => one.attrs.type === 'groupchat' && one.getChildText('body') === 'heard', 'its echo');

  server.pause();
  for (let line = 0; line < LINES; line++) {
    await says(romeo, room, 'groupchat', `said ${line}`);
    await says(romeo, friend, 'chat', `told ${line}`);
  }
  await delay(WRITTEN_MS);
  const of = (text: string) => romeo.received.filter((one) => one.attrs.id === text);
  const all = Array.from({ length: LINES }, (_, line) => [`said ${line}`, `told ${line}`]).flat();
  assert.deepEqual(all.flatMap(of), [], 'nobody knows yet what has become of them');
  await server.kill();
  await until(() => all.every((text) => of(text).length > 0), 'an end of each', 60_000);
  for (const text of all) {
    const [end, ...more] = of(text);
    assert.equal(end?.attrs.type, 'error', text);
    assert.ok(end?.toString().includes('maybe-sent'), end?.toString());
    assert.deepEqual(more, [], text);
  }
});

async function says(user: XmppUser, to: string, type: 'chat' | 'groupchat', text: string): Promise<void> {
  await user.send(`<message to="${to}" type="${type}" id="${text}"><body>${text}</body></message>`);
}
