import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Candidates, pairKey } from '../../../gateways/sms/candidates.js';
import { Codes } from '../../../gateways/sms/ownership/codes.js';
import { Owners } from '../../../gateways/sms/ownership/owners.js';
import { Pool } from '../../../gateways/sms/ownership/pool.js';
import { Replies } from '../../../gateways/sms/replies.js';
import { SenderChoice } from '../../../gateways/sms/sender-choice.js';
import { Senders } from '../../../gateways/sms/senders.js';
import { FakeClock } from './support/fake-clock.js';
import { TestRedis, World } from './support/world.js';

const NUMBER = '+15550009999';
const PHONE = '+15551234567';
const DAY = 86_400_000;
const account = (name: string, born = 1) => ({
  id: `${name}@example.org`,
  jid: `${name}@example.org`,
  label: '',
  born,
  rev: 1,
  fields: {},
  since: 0,
});

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(() => redis.close());

describe('the owner of a number', () => {
  it('is one at a time, and has one number', async () => {
    const clock = new FakeClock();
    const owners = new Owners({ kv: redis.kv(), clock });
    const [alice, bob] = [account('alice'), account('bob')];
    assert.deepEqual(await owners.assign(NUMBER, alice), { ok: true, former: undefined });
    assert.equal(await owners.numberOf(alice), NUMBER);
    assert.deepEqual(await owners.assign(NUMBER, bob), { ok: true, former: { id: alice.id, born: 1 } });
    assert.equal(await owners.numberOf(alice), undefined);
    assert.deepEqual(await owners.ownerOf(NUMBER), { id: bob.id, born: 1 });
    // Whoever lost a number takes nothing from who has it now.
    await owners.assign('+15550007777', alice);
    assert.deepEqual(await owners.ownerOf(NUMBER), { id: bob.id, born: 1 });
    assert.equal(await owners.numberOf(bob), NUMBER);
    await owners.assign('+15550008888', bob);
    assert.equal(await owners.ownerOf(NUMBER), undefined);
    assert.deepEqual(await owners.release('+15550008888'), { id: bob.id, born: 1 });
    assert.equal(await owners.numberOf(bob), undefined);
  });

  it('is one of two who want it at once, and keeps it where it may not be taken', async () => {
    const kv = redis.kv();
    const owners = ['alice', 'bob'].map(() => new Owners({ kv, clock: new FakeClock() }));
    const given = await Promise.all(
      owners.map((one, index) => one.assign(NUMBER, account(`user${index}`), () => false)),
    );
    assert.equal(given.filter(({ ok }) => ok).length, 1);
    const other = await owners[0]?.assign(NUMBER, account('carol'), () => false);
    assert.deepEqual(other, { ok: false });
  });

  it('is nobody who has registered anew, and known to other processes within 2 s', async () => {
    const kv = redis.kv();
    const clock = new FakeClock();
    const [one, other] = [new Owners({ kv, clock }), new Owners({ kv, clock })];
    await one.assign(NUMBER, account('alice'));
    assert.equal(await other.numberOf(account('alice', 2)), undefined);
    assert.equal(await other.numberOf(account('alice')), NUMBER);
    await one.release(NUMBER);
    clock.advance(2001);
    assert.equal(await other.numberOf(account('alice')), undefined);
  });
});

describe('a code', () => {
  const user = 'alice@example.org';

  async function sent(codes: Codes, to = NUMBER, whom = user): Promise<string> {
    const made = await codes.make(whom, to);
    assert.ok('code' in made, JSON.stringify(made));
    assert.match(made.code, /^[1-9]\d{5}$/);
    return made.code;
  }
  const key = async (checked: ReturnType<Codes['check']>) => (await checked)?.text.key;

  it('counts once, for its user and its number', async () => {
    const codes = new Codes({ kv: redis.kv() });
    const code = await sent(codes);
    assert.equal(await key(codes.check('bob@example.org', NUMBER, code)), 'sms.own.no-code');
    assert.equal(await key(codes.check(user, PHONE, code)), 'sms.own.no-code');
    assert.equal(await key(codes.check(user, NUMBER, '000000')), 'sms.own.wrong-code');
    assert.equal(await codes.check(user, NUMBER, ` ${code.slice(0, 3)} ${code.slice(3)}`), undefined);
    assert.equal(await key(codes.check(user, NUMBER, code)), 'sms.own.no-code');
  });

  it('is gone after five wrong tries, right or not', async () => {
    const codes = new Codes({ kv: redis.kv() });
    const code = await sent(codes);
    for (let tries = 0; tries < 5; tries++) await codes.check(user, NUMBER, '000000');
    assert.equal(await key(codes.check(user, NUMBER, code)), 'sms.own.too-many-tries');
    assert.equal(await key(codes.check(user, NUMBER, code)), 'sms.own.no-code');
  });

  it('is sent to a phone once a minute, and to few phones a day by one user', async () => {
    const kv = redis.kv();
    const codes = new Codes({ kv });
    await sent(codes);
    const again = await codes.make('bob@example.org', NUMBER);
    assert.equal('problem' in again && again.problem.text.key, 'sms.own.too-soon');
    for (let more = 1; more < 5; more++) await sent(codes, `+1555000000${more}`);
    const many = await codes.make(user, '+15550000009');
    assert.equal('problem' in many && many.problem.text.key, 'sms.own.too-many');
  });

  it('is not kept in the clear', async () => {
    const kv = redis.kv();
    const code = await sent(new Codes({ kv }));
    const keys = await redis.client.keys('*code:*');
    for (const one of keys) assert.doesNotMatch((await redis.client.get(one)) ?? '', new RegExp(code));
    assert.ok(keys.length > 0);
  });
});

describe('a pool of numbers', () => {
  const numbers = ['+15550000001', '+15550000002', '+15550000003'];

  it('gives each user another one for a phone, the same again, and shares when it is empty', async () => {
    const clock = new FakeClock();
    const kv = redis.kv();
    const pool = new Pool({ kv, clock, numbers, ttl: 7 * DAY });
    const given = [];
    for (const name of ['a', 'b', 'c']) given.push(await pool.from(account(name), PHONE));
    assert.deepEqual(given.toSorted(), numbers);
    assert.equal(await pool.from(account('a'), PHONE), given[0]);
    const other = new Pool({ kv, clock, numbers, ttl: 7 * DAY });
    assert.equal(await other.from(account('b'), PHONE), given[1]);
    const fourth = await other.from(account('d'), PHONE);
    assert.ok(numbers.includes(fourth));
    // Who shares does not take it away from its first user.
    const fresh = new Pool({ kv, clock, numbers, ttl: 7 * DAY });
    assert.deepEqual(await Promise.all(['a', 'b', 'c', 'd'].map((name) => fresh.from(account(name), PHONE))), [
      ...given,
      fourth,
    ]);
  });

  it('forgets numbers that the config has no more', async () => {
    const kv = redis.kv();
    const clock = new FakeClock();
    const given = await new Pool({ kv, clock, numbers, ttl: DAY }).from(account('a'), PHONE);
    const others = numbers.filter((number) => number !== given);
    assert.ok(others.includes(await new Pool({ kv, clock, numbers: others, ttl: DAY }).from(account('a'), PHONE)));
  });

  it('gives two who write at once two numbers', async () => {
    const kv = redis.kv();
    const pools = ['a', 'b'].map(() => new Pool({ kv, clock: new FakeClock(), numbers, ttl: DAY }));
    const [one, two] = await Promise.all(pools.map((pool, index) => pool.from(account(`u${index}`), PHONE)));
    assert.notEqual(one, two);
  });
});

describe('the sender of a message', () => {
  it('is the chosen one, else the own one, else a shared one', async () => {
    const senders = new Senders(['+15550000001', 'Shop'], [NUMBER]);
    const numbers = new Map([['alice@example.org', NUMBER]]);
    const owners = { numberOf: async ({ id }: { id: string }) => numbers.get(id) };
    const choice = new SenderChoice({ senders, userChoice: true, phones: false, owners, pool: undefined });
    assert.equal(await choice.from(account('alice'), PHONE, {}), NUMBER);
    assert.equal(await choice.from(account('alice'), PHONE, { sender: 'Shop' }), 'Shop');
    assert.ok(senders.isShared(await choice.from(account('bob'), PHONE, {})));
    // What the config no longer offers, or never did, is not sent from.
    assert.equal(await choice.from(account('alice'), PHONE, { sender: '+15557777777' }), NUMBER);
    numbers.set('alice@example.org', '+15556666666');
    assert.ok(senders.isShared(await choice.from(account('alice'), PHONE, {})), 'a number that the config has no more');
    const phones = new SenderChoice({ senders, userChoice: false, phones: true, owners, pool: undefined });
    assert.equal(await phones.from(account('alice'), PHONE, {}), '+15556666666');
    const closed = new SenderChoice({ senders, userChoice: false, phones: false, owners: undefined, pool: undefined });
    assert.equal(await closed.from(account('bob'), PHONE, { sender: 'Shop' }), senders.from('bob@example.org', PHONE));
  });
});

describe('an answer to a number of its own', () => {
  function begin() {
    const clock = new FakeClock();
    const world = new World(redis.kv(), clock);
    for (const name of ['alice', 'bob']) world.register(`${name}@example.org`, {}, { born: 1 });
    const senders = new Senders(['+15550000001'], [NUMBER]);
    const candidates = new Candidates({ kv: world.kv, clock, ttl: 7 * DAY, alone: true });
    const owners = new Owners({ kv: world.kv, clock });
    const replies = new Replies({ context: world, numbers: { questionTtl: DAY }, senders, candidates, owners });
    const says = (body: string, contact = PHONE) => replies.route({ contact, ours: NUMBER, body });
    const got = () => world.delivered.splice(0).map(({ account: id, body }) => `${id.split('@')[0]}: ${body}`);
    const writes = async (name: string, contact = PHONE) => {
      await candidates.wrote(pairKey(senders.key(NUMBER), contact), account(name));
      clock.advance(1000);
    };
    return { world, owners, says, got, writes };
  }

  it('is for its owner, also where nobody wrote before', async () => {
    const { owners, says, got } = begin();
    assert.equal(await says('Hello?'), 'nobody');
    await owners.assign(NUMBER, account('alice'));
    assert.equal(await says('Hello!'), 'taken');
    assert.deepEqual(got(), ['alice: Hello!']);
  });

  it('stays with whom it was said to, when the number has a new owner, until that one writes to the phone', async () => {
    const { world, owners, says, got, writes } = begin();
    await owners.assign(NUMBER, account('alice'));
    await writes('alice');
    await owners.assign(NUMBER, account('bob'));
    await says('for Alice');
    await says('for the new one', '+15557654321');
    assert.deepEqual(got(), ['alice: for Alice', 'bob: for the new one']);
    await writes('bob');
    await says('for Bob');
    assert.deepEqual(got(), ['bob: for Bob']);
    assert.deepEqual(world.notices, [], 'nobody is asked');
  });

  it('is for nobody else when its owner has left', async () => {
    const { world, owners, says } = begin();
    await owners.assign(NUMBER, account('alice'));
    world.accounts.delete('alice@example.org');
    assert.equal(await says('Hello?'), 'nobody');
  });
});
