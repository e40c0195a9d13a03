import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountCache } from '../../../src/store/account-cache.js';
import type { UserAccounts } from '../../../src/store/accounts.js';

/** A source whose answer the test sets, that counts how often it was asked. */
function source() {
  const state = { reads: 0, rev: 1, fails: false, monotonic: 0, changed: undefined as string[] | undefined };
  let poll = () => {};
  const clock = {
    now: () => 0,
    monotonic: () => state.monotonic,
    after: (_ms: number, run: () => void) => {
      poll = run;
      return { cancel() {} };
    },
  };
  /** Lets the next second begin, in which the source is asked for changes. */
  const second = async () => {
    state.monotonic += 1000;
    poll();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const changes = async (_gateway: string, since: number) => {
    if (state.changed === undefined) throw new Error('no Redis');
    return { count: state.changed.length, jids: state.changed.slice(since) };
  };
  const of = async (_gateway: string, jid: string): Promise<UserAccounts | undefined> => {
    state.reads++;
    if (state.fails) throw new Error('no Redis');
    if (jid === 'nobody@example.org') return undefined;
    const first = { id: jid, jid, label: '', born: 1, rev: state.rev, fields: {}, since: 0 };
    const work = { ...first, id: `${jid}/work`, label: 'work' };
    return { jid, default: work, all: [first, work] };
  };
  return { state, clock, second, accounts: { of, changes } };
}

test('an account is read once in two seconds, also where there is none', async () => {
  const { state, clock, accounts } = source();
  const cache = new AccountCache(accounts, clock);
  for (const jid of ['a@example.org', 'nobody@example.org']) {
    state.monotonic = 0;
    state.reads = 0;
    await Promise.all([cache.get('sms', jid), cache.get('sms', jid)]);
    state.monotonic = 1999;
    await cache.get('sms', jid);
    assert.equal(state.reads, 1);
    state.monotonic = 2000;
    await cache.get('sms', jid);
    assert.equal(state.reads, 2);
  }
});

test('an envelope with a newer revision makes it read again at once', async () => {
  const { state, clock, accounts } = source();
  const cache = new AccountCache(accounts, clock);
  await cache.get('sms', 'a@example.org');
  state.rev = 2;
  assert.equal((await cache.get('sms', 'a@example.org', 1))?.rev, 1);
  assert.equal((await cache.get('sms', 'a@example.org', 2))?.rev, 2);
  assert.equal(state.reads, 2);
});

test('a failed read is not kept', async () => {
  const { state, clock, accounts } = source();
  const cache = new AccountCache(accounts, clock);
  state.fails = true;
  await assert.rejects(cache.get('sms', 'a@example.org'), /no Redis/);
  state.fails = false;
  assert.equal((await cache.get('sms', 'a@example.org'))?.rev, 1);
});

test('it holds no more than it may and drops first what was not asked for again', async () => {
  const { state, clock, accounts } = source();
  const cache = new AccountCache(accounts, clock, { size: 2 });
  for (const jid of ['a@x', 'b@x', 'a@x', 'c@x', 'a@x', 'c@x']) await cache.get('sms', jid);
  assert.equal(state.reads, 3);
  await cache.get('sms', 'b@x');
  assert.equal(state.reads, 4);
});

test('an account that nobody changed is not read again while changes can be asked for', async () => {
  const { state, clock, second, accounts } = source();
  state.changed = ['earlier@example.org'];
  const cache = new AccountCache(accounts, clock);
  const read = () => Promise.all(['a@x', 'b@x'].map((jid) => cache.get('sms', jid)));
  await read();
  // From the first answer on nothing is missed.
  state.monotonic = 2000;
  await read();
  assert.equal(state.reads, 4);
  for (let n = 0; n < 10; n++) {
    await second();
    await read();
  }
  assert.equal(state.reads, 4);
  state.changed.push('b@x');
  await second();
  await read();
  assert.equal(state.reads, 5);
  // Nobody answers any more: what is known counts for two seconds.
  state.changed = undefined;
  for (let n = 0; n < 2; n++) await second();
  await read();
  assert.equal(state.reads, 7);
});

test('another database under the same address makes it read everything again', async () => {
  const { state, clock, second, accounts } = source();
  state.changed = ['one@x', 'two@x'];
  const cache = new AccountCache(accounts, clock);
  await cache.get('sms', 'a@x');
  for (let n = 0; n < 3; n++) await second();
  await cache.get('sms', 'a@x');
  assert.equal(state.reads, 1);
  state.changed = ['one@x'];
  await second();
  await cache.get('sms', 'a@x');
  assert.equal(state.reads, 2);
});

test('whose accounts have changed is told to who watches, and that nobody knows whose', async () => {
  const { state, clock, second, accounts } = source();
  state.changed = ['one@x'];
  const cache = new AccountCache(accounts, clock);
  const heard: (readonly string[] | undefined)[] = [];
  const unwatch = cache.watch('sms', (users) => heard.push(users));
  await second();
  assert.deepEqual(heard, [], 'what was so before is no change');
  state.changed = ['one@x', 'two@x', 'three@x'];
  await second();
  await second();
  assert.deepEqual(heard, [['two@x', 'three@x']]);
  state.changed = ['one@x'];
  await second();
  assert.deepEqual(heard, [['two@x', 'three@x'], undefined], 'another database');
  unwatch();
  state.changed.push('four@x');
  await second();
  assert.equal(heard.length, 2);
});

test('all accounts of a user are one read, and what is known needs none', async () => {
  const { state, clock, accounts } = source();
  const cache = new AccountCache(accounts, clock);
  assert.equal(cache.known('sms', 'a@x'), undefined);
  assert.equal((await cache.get('sms', 'a@x/work'))?.label, 'work');
  assert.equal((await cache.get('sms', 'a@x'))?.label, '');
  assert.equal(await cache.get('sms', 'a@x/home'), undefined);
  assert.equal((await cache.user('sms', 'a@x'))?.default.label, 'work');
  assert.equal(cache.known('sms', 'a@x')?.user?.all.length, 2);
  await cache.user('sms', 'nobody@example.org');
  assert.deepEqual(cache.known('sms', 'nobody@example.org'), { user: undefined });
  assert.equal(state.reads, 2);
  state.monotonic = 2000;
  assert.equal(cache.known('sms', 'a@x'), undefined, 'it is too old to be sure');
});
