import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountCache } from '../../../src/store/account-cache.js';
import type { StoredAccount } from '../../../src/store/accounts.js';

/** A source whose answer the test sets, that counts how often it was asked. */
function source() {
  const state = { reads: 0, rev: 1, fails: false, monotonic: 0 };
  const clock = { now: () => 0, monotonic: () => state.monotonic, after: () => ({ cancel() {} }) };
  const get = async (_gateway: string, jid: string): Promise<StoredAccount | undefined> => {
    state.reads++;
    if (state.fails) throw new Error('no Redis');
    return jid === 'nobody@example.org' ? undefined : { jid, rev: state.rev, fields: {}, since: 0 };
  };
  return { state, clock, accounts: { get } };
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

test('it holds two generations of entries at the most and drops the oldest first', async () => {
  const { state, clock, accounts } = source();
  const cache = new AccountCache(accounts, clock, { size: 2 });
  for (const jid of ['a@x', 'b@x', 'c@x', 'd@x', 'e@x']) await cache.get('sms', jid);
  assert.equal(state.reads, 5);
  await cache.get('sms', 'd@x');
  await cache.get('sms', 'e@x');
  assert.equal(state.reads, 5);
  await cache.get('sms', 'a@x');
  assert.equal(state.reads, 6);
});
