import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { dropDeadLink } from '../../../src/lanes/dead-link.js';
import { RedisServer } from './support.js';

describe('a link to Redis that does not answer', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  after(async () => await redis.stop());

  it('is ended once, however many commands had no answer, and the client connects anew', async () => {
    const client = redis.lastingClient();
    await client.ping();
    const { stream } = client;
    const before = stream.listenerCount('close');
    for (let timeout = 0; timeout < 20; timeout++) dropDeadLink(client);
    assert.ok(stream.listenerCount('close') <= before + 1);
    await once(client, 'ready');
    assert.notEqual(client.stream, stream);
    assert.equal(await client.ping(), 'PONG');
    dropDeadLink(client);
    await once(client, 'ready');
    client.disconnect();
  });
});
