import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startScene, USER } from './support/world.js';

const LEARNT_MS = 3000;
const PING = '<ping xmlns="urn:xmpp:ping"/>';

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('ends the connection of a user who has unregistered, and not of one who only went offline', async () => {
  const scene = await startScene();
  try {
    const offline = { type: 'presence', account: USER, state: { available: false } } as const;
    await scene.hold.user?.(offline);
    await later(LEARNT_MS + 300);
    assert.equal(await scene.result('get', '#garden%net', PING, { nick: 'alice' }), '');
    scene.context.accounts = () => [];
    await scene.hold.user?.(offline);
    await later(LEARNT_MS + 300);
    assert.deepEqual(await scene.order({ do: 'connections' }), { connections: [] });
    const again = await scene.enter('#garden%net', 'alice');
    assert.equal(again.kind === 'rejected' && again.problem.condition, 'registration-required');
  } finally {
    await scene.close();
  }
});
