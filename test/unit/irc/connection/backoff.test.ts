import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../../../gateways/irc/connection/backoff.js';
import { backoffClass, failure } from '../../../../gateways/irc/connection/failure.js';
import { serverError } from '../../../../gateways/irc/connection/server-error.js';

test('waits double up to ten minutes, with a quarter of jitter either way', () => {
  const middle = new Backoff(() => 0.5);
  const waits = Array.from({ length: 12 }, () => middle.after(failure('lost'), 0));
  assert.deepEqual(waits.slice(0, 4), [2000, 4000, 8000, 16_000]);
  assert.equal(waits.at(-1), 600_000);
  assert.equal(new Backoff(() => 0).after(failure('lost'), 0), 1500);
  assert.equal(new Backoff(() => 1).after(failure('lost'), 0), 2500);
});

test('the waits after a lost connection are those of the settings; a ban has its own', () => {
  const middle = new Backoff(() => 0.5);
  const ladder = { first: 1000, most: 5000 };
  const waits = Array.from({ length: 5 }, () => middle.after(failure('lost'), 0, ladder));
  assert.deepEqual(waits, [1000, 2000, 4000, 5000, 5000]);
  assert.equal(middle.after(failure('throttled'), 0, ladder), 30_000);
});

test('a connection that was good begins anew, another kind of trouble too', () => {
  const backoff = new Backoff(() => 0.5);
  backoff.after(failure('lost'), 0);
  backoff.after(failure('lost'), 0);
  assert.equal(backoff.after(failure('lost'), 60_000), 2000);
  backoff.after(failure('lost'), 0);
  assert.equal(backoff.after(failure('throttled'), 0), 30_000);
});

test('throttled is at least 20 s, a ban long, and what only new settings mend is never', () => {
  const soonest = new Backoff(() => 0);
  assert.ok((soonest.after(failure('throttled'), 0) ?? 0) >= 20_000);
  assert.ok((soonest.after(failure('banned'), 0) ?? 0) >= 600_000);
  assert.equal(soonest.after(failure('login-refused'), 0), undefined);
  assert.equal(soonest.after(failure('password-refused'), 0), undefined);
  assert.equal(soonest.after(failure('address-refused'), 0), undefined);
});

const SAID: readonly (readonly [string, string])[] = [
  ['Closing Link: 192.0.2.1 (Throttled: Reconnecting too fast) -Email admin@example.org', 'throttled'],
  ['Trying to reconnect too fast.', 'throttled'],
  ['Your host is trying to (re)connect too fast -- throttled', 'throttled'],
  ['Closing link: (unknown@192.0.2.1) [Excess Flood]', 'throttled'],
  ['Closing Link: [192.0.2.1] (Too many host connections (local))', 'too-many-connections'],
  [
    'Closing Link: a[a@192.0.2.1] (No more connections allowed from your host via this connect class (global))',
    'too-many-connections',
  ],
  ['Closing Link: 192.0.2.1 (Too many unknown connections from your IP)', 'too-many-connections'],
  ['Connection refused, too many connections from your IP address', 'too-many-connections'],
  ['Closing Link: a[a@192.0.2.1] (K-Lined)', 'banned'],
  ['Closing Link: 192.0.2.1 (Z-Lined: spam)', 'banned'],
  ['Closing link: (a@192.0.2.1) [G-Lined: too many connections]', 'banned'],
  ['Closing Link: a (User has been banned from Example (proxies))', 'banned'],
  ['Closing Link: a[192.0.2.1] (You are not authorized to connect to this server)', 'banned'],
  ['Closing Link: a[192.0.2.1] (Bad Password)', 'password-refused'],
  ['Access denied: Bad password?', 'password-refused'],
  ['Closing Link: a (Killed (oper (stop it)))', 'killed'],
  ['Closing Link: a (Ping timeout: 250 seconds)', 'ping-timeout'],
  ['Closing link: (unknown@192.0.2.1) [Registration timeout]', 'registration-timeout'],
  ['Closing Link: ban.example.org (Quit: bye)', 'closed'],
  ['Closing Link: a[192.0.2.1] (SASL access only)', 'login-refused'],
  ['Closing Link: a (You need to identify via SASL to use this server)', 'login-refused'],
  ['Closing Link: (Z-lined: spam)', 'banned'],
  ['Closing Link: [ban.example.org] (Quit: bye)', 'closed'],
  ['Closing Link: nick[ban@ban.example.org] (Remote host closed the connection)', 'closed'],
  ['Server shutting down', 'closed'],
  ['', 'closed'],
];

test('the words of servers have their meaning', () => {
  for (const [text, reason] of SAID) assert.equal(serverError(text).reason, reason, text);
  assert.equal(serverError('K-Lined').text, 'K-Lined');
  assert.equal(backoffClass(serverError('Server shutting down')), 'lost');
});
