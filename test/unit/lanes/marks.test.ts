import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { laneKeys } from '../../../src/lanes/keys.js';
import {
  accepted,
  closeAll,
  envelope,
  eventually,
  freshPrefix,
  lanes,
  Outside,
  RedisServer,
  textOf,
} from './support.js';

/** As long as `limits.messageTtl` may be. */
const LONGEST_WAIT_SECONDS = 30 * 86_400;

let redis: RedisServer;
before(async () => {
  redis = await RedisServer.start();
});
afterEach(closeAll);
after(async () => await redis.stop());

it('what has ended is known as long as its neighbours in the same job may wait', async () => {
  const prefix = freshPrefix();
  const outside = new Outside();
  outside.answer = (sent, settle) => {
    if (textOf(sent) === 'ends') {
      settle(accepted);
      return;
    }
    outside.window = 0;
    settle({ kind: 'retry', after: 0, reason: 'the connection is down', scope: 'lane' });
  };
  const both = lanes(redis.address, prefix);
  both.work('a.0', 'r', outside);
  await Promise.all([both.add('a.0', envelope('c1', 'ends')), both.add('a.0', envelope('c2', 'waits'))]);
  await both.start();
  const client = redis.client();
  const keys = laneKeys(prefix, 'a.0');
  let marks = '';
  await eventually('the first has ended', async () => {
    const [job] = await client.lrange(keys.active, 0, -1);
    marks = `${keys.marks}${job}`;
    return (await client.get(marks))?.startsWith('e') ?? false;
  });
  assert.ok((await client.ttl(marks)) > LONGEST_WAIT_SECONDS);
});
