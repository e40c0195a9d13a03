import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gate } from '../../../../gateways/irc/connection/gate.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('attempts that were given up while they waited take no time and no place of others', async () => {
  const clock = new FakeClock();
  const gate = new Gate(clock, 1, 100);
  let finish = (): void => undefined;
  const first = gate.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const ran: number[] = [];
  const givenUp = Array.from({ length: 500 }, () => new AbortController());
  const all = givenUp.map(({ signal }, index) => gate.run(async () => void ran.push(index), signal));
  const last = gate.run(async () => void ran.push(-1));
  for (const one of givenUp) one.abort();
  await turn();
  finish();
  await first;
  await turn();
  // They are over, and it is the turn of who came last, after the one interval.
  clock.advance(100);
  await Promise.all([...all, last]);
  assert.equal(ran.length, 501);
  // One at a time as before.
  let running = 0;
  const two = [1, 2].map(() =>
    gate.run(async () => {
      running += 1;
      await turn();
      assert.equal(running, 1);
      running -= 1;
    }),
  );
  for (let round = 0; round < 10; round += 1) {
    clock.advance(100);
    await turn();
  }
  await Promise.all(two);
});
