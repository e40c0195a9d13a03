import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pause, within } from '../../../gateways/email/pauses.js';
import { CountingClock } from '../../support/counting-clock.js';
import { ManualClock } from '../xmpp/manual-clock.js';

describe('work that has only so much time', () => {
  it('ends with what it does, or without it, and leaves no timer', async () => {
    const clock = new CountingClock();
    await within(clock, 60_000, Promise.resolve());
    await assert.rejects(within(clock, 60_000, Promise.reject(new Error('no'))), /no/);
    await within(clock, 1, new Promise(() => undefined));
    assert.deepEqual(clock.open, []);
  });
});

describe('a pause', () => {
  it('is as long as it should be', async () => {
    const clock = new ManualClock();
    let over = false;
    const waited = pause(clock, 10, new AbortController().signal).then(() => {
      over = true;
    });
    clock.advance(9);
    await Promise.resolve();
    assert.equal(over, false);
    clock.advance(1);
    await waited;
  });

  it('ends with what it is a part of, and leaves no timer', async () => {
    const clock = new CountingClock();
    const ending = new AbortController();
    const waited = pause(clock, 60_000, ending.signal);
    ending.abort();
    await waited;
    await pause(clock, 60_000, ending.signal);
    assert.deepEqual(clock.open, []);
  });
});
