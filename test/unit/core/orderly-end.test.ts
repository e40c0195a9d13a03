import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Redis } from 'ioredis';
import { laneKeys } from '../../../src/lanes/keys.js';
import { RunningHost } from './support/running-host.js';

it('what the server wrote before it closed its side of the stream is in the lane after an orderly end', async (t) => {
  // Only the stream: what it takes stays in the lane of the gateway.
  const running = await RunningHost.start({ role: 'xmpp' });
  const client = new Redis(running.redis.url);
  t.after(async () => {
    client.disconnect();
    await running.stop();
  });
  const before = Array.from({ length: 20 }, (_, n) => `before-${n}`);
  const parting = Array.from({ length: 20 }, (_, n) => `parting-${n}`);
  running.parting = parting.map((id) => running.message(id)).join('');
  running.send(before.map((id) => running.message(id)).join(''));
  await running.host?.stop(0);

  const keys = laneKeys(running.prefix, 'echo.0');
  const jobs = (await client.lrange(keys.wait, 0, -1)).reverse();
  const bodies: string[] = [];
  for (const id of jobs) {
    const envelopes = JSON.parse((await client.hget(keys.job + id, 'data')) ?? '[]');
    for (const { event } of envelopes) bodies.push(event.body);
  }
  const told = [...before, ...parting].filter((id) => running.heard.includes(`id="${id}"`));
  assert.deepEqual([...bodies, ...told].sort(), [...before, ...parting].sort());
});
