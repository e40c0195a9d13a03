import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Candidates, pairKey } from '../../../gateways/sms/candidates.js';
import { type QuestionWait, Replies } from '../../../gateways/sms/replies.js';
import { Senders } from '../../../gateways/sms/senders.js';
import { KeyedQueue } from '../../../src/keyed-queue.js';
import { FakeClock } from './support/fake-clock.js';
import { TestRedis, World } from './support/world.js';

const PHONE = '+15551234567';
const DAY = 86_400_000;
const ALICE = { id: 'alice@example.org', born: 0 };
const BOB = { id: 'bob@example.org', born: 7 };

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

function setUp(shared: string[] = ['+15550001111'], unroutedTo?: string, alone = true) {
  const clock = new FakeClock();
  const world = new World(redis.kv(), clock);
  for (const name of ['alice', 'bob', 'carol', 'desk']) world.register(`${name}@example.org`);
  const senders = new Senders(shared);
  const candidates = new Candidates({ kv: world.kv, clock, ttl: 7 * DAY, alone });
  const numbers = { shared, replyTtl: 7 * DAY, questionTtl: DAY, ...(unroutedTo === undefined ? {} : { unroutedTo }) };
  const replies = new Replies({ context: world, numbers, senders, candidates });
  const wrote = async (name: string, ours = shared[0] ?? '') => {
    await candidates.wrote(pairKey(senders.key(ours), PHONE), { id: `${name}@example.org`, born: 0 });
    clock.advance(1000);
  };
  const say = (body: string, ours = shared[0] ?? '') => replies.route({ contact: PHONE, ours, body });
  const got = () => world.delivered.map(({ account, body }) => `${account.split('@')[0]}: ${body}`);
  return { clock, world, candidates, replies, wrote, say, got };
}

test('an answer goes to the only one who wrote within the time, and after that to nobody', async () => {
  const { clock, wrote, say, got } = setUp();
  assert.equal(await say('early'), 'nobody');
  await wrote('alice');
  assert.equal(await say('one'), 'taken');
  clock.advance(8 * DAY);
  assert.equal(await say('two'), 'nobody');
  assert.deepEqual(got(), ['alice: one']);
});

test('a user who has left is no candidate', async () => {
  const { world, wrote, say, got } = setUp();
  await wrote('alice');
  await wrote('bob');
  world.accounts.delete('bob@example.org');
  assert.equal(await say('hi'), 'taken');
  assert.deepEqual(got(), ['alice: hi']);
});

test('two accounts of one user are one reader: nobody is asked, and the one that wrote last gets the answer', async () => {
  const { world, candidates, clock, wrote, say, got } = setUp();
  world.register('alice@example.org', {}, { label: 'work', born: 4 });
  await wrote('alice');
  await candidates.wrote(pairKey('*', PHONE), { id: 'alice@example.org/work', born: 4 });
  clock.advance(1000);
  assert.equal(await say('hi'), 'taken');
  assert.deepEqual(
    world.delivered.map(({ account, born }) => [account, born]),
    [['alice@example.org/work', 4]],
  );
  await wrote('alice');
  await say('again');
  assert.equal(world.delivered.at(-1)?.account, 'alice@example.org');
  await wrote('bob');
  assert.equal(await say('whom?'), 'taken');
  assert.match(world.notices[0]?.body ?? '', /: 1 bob, 2 alice$/);
  assert.equal(await say('2'), 'taken');
  assert.deepEqual(got().slice(2), ['alice: whom?']);
});

test('who registered anew has nothing of what the former registration wrote, nor of what was asked for it', async () => {
  const { world, wrote, say, got } = setUp();
  await wrote('alice');
  world.register('alice@example.org', {}, { born: 9 });
  assert.equal(await say('to the former alice'), 'nobody');
  await wrote('bob');
  world.register('carol@example.org', {}, { born: 0 });
  await wrote('carol');
  await say('whom?');
  assert.match(world.notices[0]?.body ?? '', /: 1 carol, 2 bob$/);
  world.register('carol@example.org', {}, { born: 10 });
  assert.equal(await say('1'), 'taken');
  assert.deepEqual(got(), []);
  assert.match(world.notices.at(-1)?.body ?? '', /was not delivered/);
});

test("a desk that is not registered gets nothing: the text is nobody's", async () => {
  const { world, say, got } = setUp(['+15550001111'], 'desk@example.org');
  world.accounts.delete('desk@example.org');
  assert.equal(await say('who?'), 'nobody');
  assert.deepEqual(got(), []);
});

test('when who is chosen has left meanwhile, nobody else reads the text and the phone is told', async () => {
  const { world, wrote, say, got } = setUp();
  await wrote('alice');
  await wrote('bob');
  await say('secret');
  world.accounts.delete('bob@example.org');
  assert.equal(await say('1'), 'taken');
  assert.deepEqual(got(), []);
  assert.match(world.notices.at(-1)?.body ?? '', /was not delivered/);
  assert.equal(world.waits.size, 0);
});

test('each of our numbers has candidates of its own, and the question comes from the number that was texted', async () => {
  const { world, wrote, say, got } = setUp(['+15550001111', '+15550002222']);
  await wrote('alice', '+15550001111');
  await wrote('bob', '+15550002222');
  await say('to alice', '+15550001111');
  await say('to bob', '+15550002222');
  assert.deepEqual(got(), ['alice: to alice', 'bob: to bob']);
  await wrote('carol', '+15550002222');
  await say('whom?', '+15550002222');
  assert.equal(world.notices.length, 1);
  assert.equal(world.notices[0]?.from, '+15550002222');
});

test('so many texts are kept while a question is open; the carrier keeps the rest', async () => {
  const { wrote, say, got } = setUp();
  await wrote('alice');
  await wrote('bob');
  for (let text = 1; text <= 20; text += 1) assert.equal(await say(`text ${text}`), 'taken');
  assert.equal(await say('one too many'), 'later');
  assert.equal(await say('2'), 'taken');
  assert.deepEqual(
    got(),
    Array.from({ length: 20 }, (_, index) => `alice: text ${index + 1}`),
  );
});

test('a text of one word that holds a number is an answer to nothing', async () => {
  const { wrote, say, got } = setUp();
  await wrote('alice');
  await wrote('bob');
  for (const text of ['hm', '0', '3', '1 please', '12:30']) await say(text);
  assert.deepEqual(got(), []);
  await say('#1.');
  assert.deepEqual(got(), ['bob: hm', 'bob: 0', 'bob: 3', 'bob: 1 please', 'bob: 12:30']);
});

test('a text that cannot be delivered leaves the question open, and nothing is lost', async () => {
  const { world, wrote, say, got } = setUp();
  await wrote('alice');
  await wrote('bob');
  await say('one');
  world.trouble = new Error('no lane');
  await assert.rejects(say('1'), /no lane/);
  world.trouble = undefined;
  await say('1');
  assert.deepEqual(got(), ['bob: one']);
});

test('the wait for an answer ends with what was kept at the configured user, in its order', async () => {
  const { world, replies, wrote, say, got } = setUp(['+15550001111'], 'desk@example.org');
  await wrote('alice');
  await wrote('bob');
  await say('one');
  await say('two');
  const [wait] = world.waits.values();
  assert.equal(wait?.ms, DAY);
  await replies.unanswered(wait?.payload as QuestionWait);
  assert.deepEqual(got(), ['desk: one', 'desk: two']);
  // The question is over: the next text asks anew.
  await say('three');
  assert.equal(world.notices.length, 2);
});

test('what the memory spares is in the store all the same, and never hides another writer', async () => {
  for (const alone of [true, false]) {
    const { world, candidates } = setUp(['+15550001111'], undefined, alone);
    const pair = pairKey('*', PHONE);
    await candidates.wrote(pair, ALICE);
    assert.equal(candidates.wrote(pair, ALICE) === undefined, alone);
    await candidates.wrote(pair, BOB);
    await candidates.choose(pair, ALICE);
    await candidates.wrote(pair, BOB);
    assert.deepEqual(
      [...(await candidates.of(pair))].sort((one, other) => one.born - other.born),
      [ALICE, BOB],
    );
    assert.ok(world.kv);
  }
});

test('our number is found however the carrier writes it, and a user always writes from the same one', () => {
  const several = new Senders(['+15550001111', '+442079460958', '40404']);
  assert.equal(several.to('+15550001111'), '+15550001111');
  assert.equal(several.to('5550001111'), '+15550001111');
  assert.equal(several.to('02079460958'), undefined);
  assert.equal(several.to('2079460958'), '+442079460958');
  assert.equal(several.to('40404'), '40404');
  assert.equal(several.to('+15559999999'), undefined);
  assert.equal(several.from('a@b', PHONE), several.from('a@b', PHONE));
  const used = new Set(Array.from({ length: 50 }, (_, index) => several.from(`user${index}@b`, PHONE)));
  assert.equal(used.size, 3);
  assert.equal(new Senders(['+15550001111']).to('anything'), '+15550001111');
  assert.equal(new Senders([]).from('a@b', PHONE), '');
});

test('tasks of one key run in order, those of others beside them', async () => {
  const queue = new KeyedQueue();
  const log: string[] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  queue.run('a', async () => {
    await gate;
    log.push('a1');
  });
  queue.run('a', async () => void log.push('a2'));
  queue.run('b', async () => void log.push('b1'));
  assert.deepEqual(log, ['b1']);
  release();
  await queue.idle();
  assert.deepEqual(log, ['b1', 'a1', 'a2']);
});
