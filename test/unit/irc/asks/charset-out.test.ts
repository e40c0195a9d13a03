import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageEvent, Outcome } from '../../../../gateways/gateway.js';
import { CLIENT, DOMAIN, ISUPPORT, type Scene, startScene, USER } from './support/world.js';

const CONTACT = '#garden%net';

/** A message to all in `#garden`. */
function say(scene: Scene, body: string): Promise<Outcome> {
  const event: MessageEvent = {
    type: 'message',
    from: CLIENT,
    to: `${CONTACT}@${DOMAIN}`,
    contact: CONTACT,
    body,
    receipt: false,
    room: { to: 'all' },
  };
  const head = { v: 1, id: 'm1', gateway: 'irc', account: USER, rev: 0, conversation: '', kind: 'message' } as const;
  return new Promise((resolve) => scene.hold.submit({ ...head, event, at: Date.now() }, resolve));
}

const messages = (scene: Scene): readonly string[] => scene.sent.filter((line) => line.startsWith('PRIVMSG'));

test('what goes out is in the encoding that was chosen', async () => {
  const scene = await startScene({ network: { charsetOut: 'koi8-r' } });
  // In KOI8-R these two characters are C3 A9, which the server of this test reads as UTF-8.
  assert.equal((await say(scene, '\u0446\u2558')).kind, 'accepted');
  await scene.settled();
  assert.deepEqual(messages(scene), ['PRIVMSG #garden \u00e9']);
  // As many octets as characters: they go into one line, which they would not in UTF-8.
  assert.equal((await say(scene, '\u0446\u2558'.repeat(180))).kind, 'accepted');
  await scene.settled();
  assert.deepEqual(messages(scene).slice(1), [`PRIVMSG #garden ${'\u00e9'.repeat(180)}`]);
  await scene.close();
});

test('a server that takes UTF-8 only gets UTF-8', async () => {
  const scene = await startScene({ network: { charsetOut: 'koi8-r' }, isupport: `${ISUPPORT} UTF8ONLY` });
  assert.equal((await say(scene, '\u0446\u2558')).kind, 'accepted');
  await scene.settled();
  assert.deepEqual(messages(scene), ['PRIVMSG #garden \u0446\u2558']);
  await scene.close();
});
