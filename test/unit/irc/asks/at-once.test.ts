import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CLIENT, DOMAIN, startScene } from './support/world.js';

it('who leaves at once after entering a room is in none, also where the session is only about to be made', async () => {
  const scene = await startScene();
  try {
    await scene.order({ do: 'disconnect', network: 'net' });
    const contact = '#garden%net';
    const entering = scene.enter(contact, 'alice');
    const leaving = scene.give({
      type: 'leave',
      from: CLIENT,
      to: `${contact}@${DOMAIN}/alice`,
      contact,
      nick: 'alice',
    });
    assert.equal((await leaving).kind, 'accepted');
    await entering;
    const { connections } = (await scene.order({ do: 'connections' })) as { connections: { rooms: unknown[] }[] };
    assert.deepEqual(
      connections.flatMap(({ rooms }) => rooms),
      [],
    );
  } finally {
    await scene.close();
  }
});
