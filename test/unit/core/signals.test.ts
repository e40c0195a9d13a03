import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SignalGate } from '../../../src/core/signals.js';
import { ManualClock } from '../xmpp/manual-clock.js';

const typing = (state: 'composing' | 'paused' | 'active') => ({ type: 'chat-state', state }) as const;
const read = (id: string) => ({ type: 'marker', state: 'displayed', about: { id } }) as const;
const TALK = 'juliet@example.org>romeo';

describe('chat states', () => {
  it('are told when they change, and again when they would have been forgotten', () => {
    const clock = new ManualClock();
    const gate = new SignalGate(clock);
    assert.equal(gate.admits(TALK, typing('composing')), true);
    assert.equal(gate.admits(TALK, typing('composing')), false);
    assert.equal(gate.admits('juliet@example.org>tybalt', typing('composing')), true, 'each conversation by itself');
    assert.equal(gate.admits(TALK, typing('paused')), true);
    clock.advance(30_000);
    assert.equal(gate.admits(TALK, typing('paused')), true);
  });

  it('are news again after a message, which ends the typing by itself', () => {
    const gate = new SignalGate(new ManualClock());
    assert.equal(gate.admits(TALK, typing('composing')), true);
    gate.sent(TALK);
    assert.equal(gate.admits(TALK, typing('composing')), true);
    assert.equal(gate.admits(TALK, typing('active')), true);
  });

  it('are not more than a person brings about', () => {
    const clock = new ManualClock();
    const gate = new SignalGate(clock);
    let told = 0;
    for (let i = 0; i < 1000; i++) {
      if (gate.admits(TALK, typing(i % 2 === 0 ? 'composing' : 'paused'))) told += 1;
      clock.advance(10);
    }
    // 10 s of a client gone mad.
    assert.ok(told >= 6 && told <= 12, `${told} told`);
  });
});

describe('markers', () => {
  it('are told once each, many at once, and not without end', () => {
    const clock = new ManualClock();
    const gate = new SignalGate(clock);
    assert.equal(gate.admits(TALK, read('m1')), true);
    assert.equal(gate.admits(TALK, read('m1')), false);
    const told = Array.from({ length: 1000 }, (_, at) => gate.admits(TALK, read(`n${at}`))).filter(Boolean);
    assert.equal(told.length, 199);
    clock.advance(1000);
    assert.equal(gate.admits(TALK, read('m2')), true);
    assert.equal(gate.admits(TALK, typing('composing')), true, 'typing has a measure of its own');
  });
});
