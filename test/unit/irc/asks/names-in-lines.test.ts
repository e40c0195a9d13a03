import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageEvent, Outcome } from '../../../../gateways/gateway.js';
import { CLIENT, DOMAIN, type Scene, startScene, USER } from './support/world.js';

/** A private message from within `#garden`. */
function whisper(scene: Scene, nick: string): Promise<Outcome> {
  const contact = '#garden%net';
  const event: MessageEvent = {
    type: 'message',
    from: CLIENT,
    to: `${contact}@${DOMAIN}/${nick}`,
    contact,
    body: 'psst',
    receipt: false,
    room: { to: 'one', nick },
  };
  const head = { v: 1, id: 'm1', gateway: 'irc', account: USER, rev: 0, conversation: '', kind: 'message' } as const;
  return new Promise((resolve) => scene.hold.submit({ ...head, event, at: Date.now() }, resolve));
}

const kindOf = (outcome: Outcome): string =>
  outcome.kind === 'rejected' ? `${outcome.problem.type} ${outcome.problem.condition}` : outcome.kind;

test('what stands behind the slash and is no nick is refused, and is never more than one name', async () => {
  const scene = await startScene();
  for (const nick of ['foo bar', ':foo', 'foo,#garden', ' ']) {
    assert.equal(kindOf(await whisper(scene, nick)), 'modify jid-malformed', nick);
    const head = { from: CLIENT, to: `#garden%net@${DOMAIN}`, contact: '#garden%net', nick: '' };
    const invited = await scene.give({ type: 'invitation', ...head, what: 'invite', whom: nick });
    assert.equal(kindOf(invited), 'modify jid-malformed', nick);
  }
  assert.equal(kindOf(await whisper(scene, 'bob')), 'accepted');
  await scene.settled();
  assert.deepEqual(
    scene.sent.filter((line) => line !== 'INVITE settled #garden'),
    ['PRIVMSG bob psst'],
  );
  await scene.close();
});
