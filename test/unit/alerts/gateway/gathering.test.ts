import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Gathering } from '../../../../gateways/alerts/gathering.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

describe('what is gathered', () => {
  it('goes at once where it is little', () => {
    const clock = new ManualClock();
    const gathering = new Gathering(clock);
    for (let window = 0; window < 3; window++) {
      for (let n = 0; n < 4; n++) assert.equal(gathering.turn(), undefined);
      clock.advance(50);
    }
  });

  it('goes together at the end of the window where it is much, in its order', async () => {
    const clock = new ManualClock();
    const gathering = new Gathering(clock);
    for (let n = 0; n < 4; n++) gathering.turn();
    clock.advance(20);
    const gone: number[] = [];
    for (let n = 0; n < 3; n++) void gathering.turn()?.then(() => gone.push(n));
    clock.advance(29);
    assert.deepEqual(gone, []);
    clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(gone, [0, 1, 2]);
    let later = false;
    void gathering.turn()?.then(() => {
      later = true;
    });
    clock.advance(49);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(later, false, 'the storm goes on');
    clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(later, true);
    clock.advance(50);
    assert.equal(gathering.turn(), undefined, 'it is over');
  });

  it('waits longer while it stays much, and for nothing where it is very much', async () => {
    const clock = new ManualClock();
    const gathering = new Gathering(clock);
    let gone = 0;
    const come = (count: number): void => {
      for (let n = 0; n < count; n++) void (gathering.turn() ?? Promise.resolve()).then(() => gone++);
    };
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    come(20);
    clock.advance(50);
    await settled();
    assert.equal(gone, 20);
    come(20);
    clock.advance(99);
    await settled();
    assert.equal(gone, 20, 'the next window is twice as long');
    clock.advance(1);
    await settled();
    assert.equal(gone, 40);
    for (let window = 0; window < 3; window++) {
      come(20);
      clock.advance(200);
      await settled();
      assert.equal(gone, 60 + 20 * window, 'none is longer');
    }
    come(64);
    await settled();
    assert.equal(gone, 164);
    clock.advance(200);
    assert.equal(gathering.turn(), undefined, 'it is over');
  });
});
