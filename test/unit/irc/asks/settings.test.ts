import assert from 'node:assert/strict';
import { test } from 'node:test';
import { welcome } from '../../../../sandbox/ircd/index.js';
import { startScene } from './support/world.js';

test('a store that is away while a lost connection is opened again costs nobody the rooms', async () => {
  const scene = await startScene();
  const { context } = scene;
  const accountsOf = context.accountsOf.bind(context);
  let asked = 0;
  context.accountsOf = async (user) => {
    asked += 1;
    if (asked === 1) throw new Error('Redis cannot be reached');
    return await accountsOf(user);
  };
  scene.peer.cut();
  // The first try is 2 s later, and the next one 4 s after that, with chance.
  const peer = await scene.ircd.accept(10_000);
  await welcome(peer, {});
  await peer.expect('JOIN');
  assert.ok(asked > 1);
  scene.follow(peer);
  await scene.close();
});
