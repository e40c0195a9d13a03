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

let redis: RedisServer;
before(async () => {
  redis = await RedisServer.start();
});
afterEach(closeAll);
after(async () => await redis.stop());

it('what waits is listed in the order of its work, from any place on, with its size and without what it carries', async () => {
  const own = lanes(redis.address, freshPrefix());
  await own.start();
  for (const text of ['first secret', 'second secret, longer', 'third']) {
    await own.add('a.0', envelope(`romeo>${text}`, text));
  }
  const { counts, jobs } = await own.jobs('a.0', 'waiting');
  assert.deepEqual(counts, { waiting: 3, active: 0, delayed: 0, parked: 0 });
  assert.equal(jobs.length, 3);
  const [first, second] = jobs;
  assert.ok(first?.octets !== undefined && second?.octets !== undefined);
  assert.equal(second.octets - first.octets, 2 * ('second secret, longer'.length - 'first secret'.length));
  const later = await own.jobs('a.0', 'waiting', { from: 1, most: 1 });
  assert.deepEqual(later.jobs, [second]);
  assert.equal(JSON.stringify(jobs).includes('secret'), false);
});

it('one batch tells how many of each kind are in it, and is gone when it is', async () => {
  const own = lanes(redis.address, freshPrefix());
  await own.start();
  await own.add('a.0', { ...envelope('romeo>juliet', 'Thou art'), kind: 'iq' });
  const [job] = (await own.jobs('a.0')).jobs;
  assert.ok(job !== undefined);
  const batch = await own.batch('a.0', job.id);
  assert.deepEqual({ ...batch, at: 0, octets: 0 }, { ...job, at: 0, octets: 0, kinds: { iq: 1 }, begun: 0, ended: 0 });
  assert.equal(batch?.at, job.at);
  assert.equal(batch?.octets, job.octets);
  assert.equal(await own.batch('a.0', 'none'), undefined);
});

it('a parked conversation is there with its time and since when its oldest waits, also behind the end of a stretch', async () => {
  const own = lanes(redis.address, freshPrefix());
  const outside = new Outside();
  outside.answer = (sent, settle) =>
    settle(textOf(sent) === 'ends' ? accepted : { kind: 'retry', after: 60_000, reason: 'busy' });
  own.work('a.0', 'r', outside);
  const before = Date.now();
  await Promise.all([own.add('a.0', envelope('romeo>nurse', 'a')), own.add('a.0', envelope('romeo>paris', 'b'))]);
  await own.start();
  await eventually('both are parked', async () => (await own.jobs('a.0')).counts.parked === 2);
  const { jobs } = await own.jobs('a.0', 'parked');
  assert.deepEqual(jobs.map(({ id }) => id).sort(), ['romeo>nurse', 'romeo>paris']);
  for (const { at, due = 0, envelopes } of jobs) {
    assert.equal(envelopes, 1);
    assert.ok(at >= before - 1000 && at <= Date.now());
    assert.ok(due > Date.now());
  }
  assert.deepEqual((await own.jobs('a.0', 'parked', { from: 1, most: 5 })).jobs, jobs.slice(1));
});
