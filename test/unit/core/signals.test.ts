import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChatStateGate } from '../../../src/core/signals.js';
import { ManualClock } from '../xmpp/manual-clock.js';

const TALK = 'juliet@example.org>romeo';

describe('chat states', () => {
  it('are told when they change, and again when they would have been forgotten', () => {
    const clock = new ManualClock();
    const gate = new ChatStateGate(clock);
    assert.equal(gate.admits(TALK, 'composing'), true);
    assert.equal(gate.admits(TALK, 'composing'), false);
    assert.equal(gate.admits('juliet@example.org>tybalt', 'composing'), true, 'each conversation by itself');
    assert.equal(gate.admits(TALK, 'paused'), true);
    clock.advance(30_000);
    assert.equal(gate.admits(TALK, 'paused'), true);
  });

  it('are news again after a message, which ends the typing by itself', () => {
    const gate = new ChatStateGate(new ManualClock());
    assert.equal(gate.admits(TALK, 'composing'), true);
    gate.sent(TALK);
    assert.equal(gate.admits(TALK, 'composing'), true);
    assert.equal(gate.admits(TALK, 'active'), true);
  });

  it('are not more than a person brings about', () => {
    const clock = new ManualClock();
    const gate = new ChatStateGate(clock);
    let told = 0;
    for (let i = 0; i < 1000; i++) {
      if (gate.admits(TALK, i % 2 === 0 ? 'composing' : 'paused')) told += 1;
      clock.advance(10);
    }
    // 10 s of a client gone mad.
    assert.ok(told >= 6 && told <= 12, `${told} told`);
  });
});
