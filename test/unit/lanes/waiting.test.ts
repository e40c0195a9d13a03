import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
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

const JULIET = 'juliet@example.org';

let redis: RedisServer;
before(async () => {
  redis = await RedisServer.start();
});
afterEach(closeAll);
after(async () => await redis.stop());

const waits = (conversation: string, text: string, account = JULIET) =>
  envelope(`${account}>${conversation}`, text, { account });

it('what waits is counted for its account only, by conversation', async () => {
  const own = lanes(redis.address, freshPrefix());
  await own.start();
  await Promise.all([
    own.add('a.0', waits('nurse', '1')),
    own.add('a.0', waits('nurse', '2')),
    own.add('a.0', waits('romeo', '3')),
    own.add('a.0', waits('nurse', '4', 'tybalt@example.org')),
  ]);
  const found = await own.waiting('a.0', JULIET);
  assert.deepEqual(Object.fromEntries(found.conversations), { [`${JULIET}>nurse`]: 2, [`${JULIET}>romeo`]: 1 });
  assert.equal(found.complete, true);
  assert.equal((await own.waiting('a.0', 'paris@example.org')).conversations.size, 0);
});

it('what is parked, outside or not begun counts once, and what has ended does not', async () => {
  const own = lanes(redis.address, freshPrefix());
  const outside = new Outside();
  outside.answer = (sent, settle) => {
    if (textOf(sent) === 'ends') settle(accepted);
    else if (textOf(sent) === 'parks') settle({ kind: 'retry', after: 60_000, reason: 'busy' });
    else outside.window = 0;
  };
  own.work('a.0', 'r', outside);
  await Promise.all([
    own.add('a.0', waits('romeo', 'ends')),
    own.add('a.0', waits('nurse', 'parks')),
    own.add('a.0', waits('nurse', 'behind it')),
    own.add('a.0', waits('paris', 'is outside')),
    own.add('a.0', waits('paris', 'waits for it')),
  ]);
  await own.start();
  await eventually('all is where it belongs', async () => {
    const { conversations } = await own.waiting('a.0', JULIET);
    return conversations.size === 2 && outside.effected.length === 1;
  });
  const { conversations } = await own.waiting('a.0', JULIET);
  assert.deepEqual(Object.fromEntries(conversations), { [`${JULIET}>nurse`]: 2, [`${JULIET}>paris`]: 2 });
});

it('an account is not taken for a pattern', async () => {
  const own = lanes(redis.address, freshPrefix());
  const outside = new Outside();
  outside.answer = (_, settle) => settle({ kind: 'retry', after: 60_000, reason: 'busy' });
  own.work('a.0', 'r', outside);
  await own.start();
  const odd = '[jul*]?\\@example.org';
  await own.add('a.0', waits('nurse', '1', odd));
  await own.add('a.0', waits('nurse', '2'));
  await outside.until(() => outside.submitted.length === 2);
  await eventually('both are parked', async () => (await own.waiting('a.0', JULIET)).conversations.size === 1);
  assert.deepEqual(Object.fromEntries((await own.waiting('a.0', odd)).conversations), { [`${odd}>nurse`]: 1 });
  assert.equal((await own.waiting('a.0', '*@example.org')).conversations.size, 0);
});

it('a very long lane is looked at in part, and that is said', async () => {
  const own = lanes(redis.address, freshPrefix());
  await own.start();
  const big = 'x'.repeat(200_000);
  for (let index = 0; index < 80; index++) await own.add('a.0', waits('nurse', big));
  const { conversations, complete } = await own.waiting('a.0', JULIET);
  assert.equal(complete, false);
  const count = conversations.get(`${JULIET}>nurse`) ?? 0;
  assert.ok(count > 0 && count < 80, String(count));
});

it('the state of a lane is read when it is asked for', async () => {
  const prefix = freshPrefix();
  const own = lanes(redis.address, prefix);
  await own.start();
  await eventually('Redis is there', () => own.reachable);
  const before = await own.statusNow('a.0');
  assert.deepEqual([before.held, before.depth], [false, 0]);
  await own.add('a.0', waits('nurse', '1'));
  assert.equal((await own.statusNow('a.0')).depth, 1);
});
