import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Flight } from '../../../../gateways/email/lmtp/flight.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

describe('memory that mails share', () => {
  it('is given out until there is none, and in order to those who wait', async () => {
    const flight = new Flight(100, new ManualClock());
    assert.equal(await flight.take(60, 1000), true);
    const order: string[] = [];
    const large = flight.take(50, 1000).then((granted) => order.push(`large ${granted}`));
    const small = flight.take(10, 1000).then((granted) => order.push(`small ${granted}`));
    assert.equal(flight.tryTake(1), false, 'nobody passes those who wait');
    assert.equal(flight.tryGrow(40), true, 'but what has begun goes on');
    assert.equal(flight.tryGrow(1), false);
    flight.give(40);
    flight.give(60);
    await Promise.all([large, small]);
    assert.deepEqual(order, ['large true', 'small true']);
    assert.equal(flight.used, 60);
  });

  it('lets nobody wait longer than it takes', async () => {
    const clock = new ManualClock();
    const flight = new Flight(100, clock);
    await flight.take(90, 1000);
    const large = flight.take(20, 1000);
    const small = flight.take(10, 2000);
    clock.advance(1000);
    assert.equal(await large, false);
    assert.equal(await small, true, 'who was kept waiting by it comes in');
    assert.equal(await flight.take(101, 1000), false, 'what never fits does not wait');
    assert.equal(flight.used, 100);
  });
});
