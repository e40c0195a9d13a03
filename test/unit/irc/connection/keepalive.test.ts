import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Keepalive } from '../../../../gateways/irc/connection/keepalive.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

/** A clock whose timers fire late, as in a process that stood still. */
class StallingClock extends FakeClock {
  #stalled = 0;

  override monotonic(): number {
    return super.monotonic() + this.#stalled;
  }

  /** So much time passes unseen; then what is due runs. */
  stall(ms: number): void {
    this.#stalled += ms;
    this.advance(30_000);
  }
}

function watched() {
  const clock = new StallingClock();
  const told: string[] = [];
  const keepalive = new Keepalive({
    clock,
    silenceMs: 60_000,
    pongMs: 30_000,
    ping: (token) => void told.push(`PING ${token}`),
    dead: () => void told.push('dead'),
  });
  return { clock, told, keepalive };
}

test('silence is asked about, and no answer is the end', () => {
  const { clock, told } = watched();
  clock.advance(59_999);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, ['PING 1']);
  clock.advance(29_999);
  assert.deepEqual(told, ['PING 1']);
  clock.advance(1);
  assert.deepEqual(told, ['PING 1', 'dead']);
  clock.advance(1_000_000);
  assert.deepEqual(told, ['PING 1', 'dead']);
});

test('whatever is heard counts, as an answer too, and the lag is that of the answer', () => {
  const { clock, told, keepalive } = watched();
  clock.advance(50_000);
  keepalive.heard();
  clock.advance(59_000);
  assert.deepEqual(told, []);
  clock.advance(1000);
  assert.deepEqual(told, ['PING 1']);
  clock.advance(250);
  keepalive.heard();
  assert.equal(keepalive.pong('other'), false);
  assert.equal(keepalive.pong('1'), true);
  assert.equal(keepalive.lagMs, 250);
  clock.advance(60_000);
  assert.deepEqual(told, ['PING 1', 'PING 2']);
  keepalive.heard();
  clock.advance(89_000);
  assert.equal(told.at(-1), 'PING 3');
});

test('while nothing is read nobody is dead, and the server still hears of us', () => {
  const { clock, told, keepalive } = watched();
  keepalive.deaf = true;
  clock.advance(300_000);
  assert.deepEqual(told, ['PING 1', 'PING 2', 'PING 3', 'PING 4', 'PING 5']);
  keepalive.deaf = false;
  const before = told.length;
  clock.advance(59_000);
  assert.equal(told.length, before);
  clock.advance(200_000);
  assert.equal(told.at(-1), 'dead');
});

test('a process that stood still looks first at what has come meanwhile', () => {
  const { clock, told, keepalive } = watched();
  clock.advance(60_000);
  clock.stall(300_000);
  assert.deepEqual(told, ['PING 1'], 'it is late, so nobody is dead yet');
  keepalive.heard();
  clock.advance(10_000);
  assert.deepEqual(told, ['PING 1']);
});
