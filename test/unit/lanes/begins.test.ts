import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import type { Tenure } from '../../../src/lanes/handler.js';
import { laneKeys } from '../../../src/lanes/keys.js';
import { accepted, closeAll, envelope, eventually, freshPrefix, lanes, Outside, RedisServer } from './support.js';

let redis: RedisServer;
before(async () => {
  redis = await RedisServer.start();
});
afterEach(closeAll);
after(async () => await redis.stop());

/** An outside with room for three that has none any more once it was asked for what is on its way to it. */
class GoneWhenAsked extends Outside {
  asked: number | undefined;

  override async open(tenure: Tenure) {
    const hold = await super.open(tenure);
    const free = (): number => (this.asked === undefined || ++this.asked === 1 ? 3 : 0);
    return { ...hold, depth: 1, free };
  }
}

/** No machine is so slow that it loses a lane by that. */
const LEASE = 60_000;

/** A lane whose holder is in the adding process and has nothing to do, so that what is added goes the short way. */
async function idleLane(prefix: string, outside: Outside) {
  const both = lanes(redis.address, prefix, { lease: LEASE });
  both.work('a.0', 'r', outside);
  await both.start();
  await both.add('a.0', envelope('c0', 'before'));
  await outside.until(() => outside.effected.length === 1);
  const client = redis.client();
  const keys = laneKeys(prefix, 'a.0');
  await eventually('nothing is in the lane', async () => (await client.llen(keys.active)) === 0);
  /** The marks of the only job in the lane. */
  const marks = async () => {
    const [job] = await client.lrange(keys.active, 0, -1);
    return job === undefined ? null : await client.get(`${keys.marks}${job}`);
  };
  /** The process is gone, and so is its lease. */
  const end = async () => {
    await both.stop();
    await client.del(keys.holder);
  };
  return { both, marks, end };
}

it('what goes out at once is marked as begun on its way into the lane, and what waits for its turn is not', async () => {
  const outside = new Outside();
  const { both, marks } = await idleLane(freshPrefix(), outside);
  outside.answer = () => {};
  outside.window = 3;
  await Promise.all(
    [
      ['c1', 'one'],
      ['c2', 'two'],
      ['c1', 'three'],
      ['c3', 'four'],
      ['c4', 'five'],
    ].map(([conversation = '', text = '']) => both.add('a.0', envelope(conversation, text))),
  );
  await outside.until(() => outside.texts.length === 4);
  assert.deepEqual(outside.texts, ['before', 'one', 'two', 'four']);
  assert.equal(await marks(), 'bbnbn');
});

it('what was marked and found no room is submitted by the next holder, as a mail that surely did not go out', async () => {
  const prefix = freshPrefix();
  const gone = new GoneWhenAsked();
  const { both, marks, end } = await idleLane(prefix, gone);
  gone.asked = 0;
  await Promise.all(['c1', 'c2', 'c3'].map((conversation) => both.add('a.0', envelope(conversation, conversation))));
  await eventually('the marks are taken back', async () => (await marks()) === 'nnn');
  await end();
  assert.deepEqual(gone.texts, ['before']);

  const second = lanes(redis.address, prefix, { lease: LEASE });
  const outside = new Outside();
  second.work('a.0', 'r', outside);
  await second.start();
  await outside.until(() => outside.effected.length === 3);
  assert.deepEqual(
    outside.effected.map(({ outcome }) => outcome),
    [accepted, accepted, accepted],
  );
  assert.deepEqual(outside.texts, ['c1', 'c2', 'c3']);
});

it('what had begun when its process ended is not submitted again', async () => {
  const prefix = freshPrefix();
  const outside = new Outside();
  const { both, marks, end } = await idleLane(prefix, outside);
  outside.answer = () => {};
  await Promise.all(['c1', 'c2'].map((conversation) => both.add('a.0', envelope(conversation, conversation))));
  await outside.until(() => outside.texts.length === 3);
  assert.equal(await marks(), 'bb');
  await end();

  const second = lanes(redis.address, prefix, { lease: LEASE });
  const next = new Outside();
  second.work('a.0', 'r', next);
  await second.start();
  await next.until(() => next.effected.length === 2);
  assert.deepEqual(
    next.effected.map(({ outcome }) => outcome.kind),
    ['unknown', 'unknown'],
  );
  assert.deepEqual(next.texts, []);
});

it('what is added while nothing waits goes the short way, also while the holder looks whether something does', async () => {
  const outside = new Outside();
  const { both } = await idleLane(freshPrefix(), outside);
  const client = redis.client();
  const ordinary = async (): Promise<string | undefined> =>
    /cmdstat_xadd:calls=(\d+)/.exec(await client.info('commandstats'))?.[1];
  const before = await ordinary();
  // It looks once a second.
  const until = performance.now() + 3500;
  let added = 0;
  while (performance.now() < until) await both.add('a.0', envelope(`c${added++ % 7}`, String(added)));
  assert.equal(await ordinary(), before);
  await outside.until(() => outside.effected.length === added + 1);
  assert.deepEqual(
    outside.texts.slice(1),
    Array.from({ length: added }, (_, index) => String(index + 1)),
  );
});
