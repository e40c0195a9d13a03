import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InTime } from '../../../../gateways/alerts/http/in-time.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what has to be done in time', () => {
  it('is as it is, where it ends in time', async () => {
    const inTime = new InTime(new ManualClock());
    assert.equal(await inTime.run(Promise.resolve(7)), 7);
    await assert.rejects(inTime.run(Promise.reject(new Error('full'))), /full/);
  });

  it('is not waited for any longer than ten seconds, each by itself', async () => {
    const clock = new ManualClock();
    const inTime = new InTime(clock);
    const late: string[] = [];
    const never = new Promise<never>(() => undefined);
    const wait = (name: string): void => {
      inTime.run(never).catch(() => late.push(name));
    };
    wait('first');
    clock.advance(4000);
    await inTime.run(Promise.resolve('between them'));
    wait('second');
    clock.advance(5999);
    await settled();
    assert.deepEqual(late, []);
    clock.advance(1);
    await settled();
    assert.deepEqual(late, ['first']);
    clock.advance(4000);
    await settled();
    assert.deepEqual(late, ['first', 'second']);
    wait('third');
    clock.advance(10_000);
    await settled();
    assert.deepEqual(late, ['first', 'second', 'third']);
  });
});
