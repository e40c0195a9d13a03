import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FailureCounts } from '../../../../gateways/alerts/watch/failures.js';
import { PartWatch } from '../../../../gateways/alerts/watch/part-watch.js';
import type { PartState } from '../../../../gateways/gateway.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { MINUTE } from '../engine/support/world.js';

const WELL: PartState = { name: 'sms', lanes: 2, down: 0, since: 0, reason: '' };

function world() {
  const clock = new ManualClock();
  const kv = new MemoryKv(clock);
  const failures = new FailureCounts(kv, clock);
  const told: string[] = [];
  const states = { sms: WELL, email: { ...WELL, name: 'email' } };
  const make = () =>
    new PartWatch({
      parts: async () => Object.values(states),
      failures,
      kv,
      tell: async (_, { key, params }, past) => void told.push(`${key.split('.').at(-1)} ${params?.part} past ${past}`),
      clock,
    });
  let watch = make();
  /** Looks every ten seconds. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      clock.advance(10_000);
      await watch.look();
    }
  };
  const again = () => {
    watch = make();
  };
  return { clock, failures, told, states, pass, again };
}

describe('what the gateway finds of its own networks', () => {
  it('is told once when one is away, by another one, and once when it is back', async () => {
    const { clock, told, states, pass, again } = world();
    await pass(MINUTE);
    states.sms = { ...WELL, down: 2, since: clock.now(), reason: 'connection refused' };
    await pass(20_000);
    assert.deepEqual(told, [], 'a moment is no trouble');
    await pass(5 * MINUTE);
    assert.deepEqual(told, ['part-down SMS past sms']);
    again();
    await pass(90 * MINUTE);
    assert.equal(told.length, 1, 'another process goes on, and says nothing again');
    states.sms = WELL;
    await pass(20_000);
    states.sms = { ...WELL, down: 2, since: clock.now(), reason: 'connection refused' };
    await pass(MINUTE);
    assert.equal(told.length, 1, 'it was not back for long enough');
    states.sms = WELL;
    await pass(5 * MINUTE);
    assert.deepEqual(told.slice(1), ['part-again SMS past sms']);
  });

  it('is told where it works in part, or goes on without something that it needs', async () => {
    const { clock, told, states, pass } = world();
    states.sms = { ...WELL, down: 1, since: clock.now(), reason: 'the carrier closed the bind' };
    states.email = { ...states.email, reason: 'the mail server does not answer' };
    await pass(MINUTE);
    assert.deepEqual(told, ['part-troubled E-mail past email', 'part-troubled SMS past sms']);
  });

  it('is told where most of what goes there fails, as all processes count it, until that is past', async () => {
    const { failures, told, pass } = world();
    const note = async (action: 'told' | 'undelivered', object: string, count: number) => {
      for (let n = 0; n < count; n += 1) failures.note({ action, object });
      await failures.flush();
    };
    await note('told', 'sms:+12025550101', 100);
    await note('undelivered', 'sms:+12025550101', 5);
    await note('told', 'mailto:a@example.org', 3);
    await note('undelivered', 'mailto:a@example.org', 2);
    await pass(MINUTE);
    assert.deepEqual(told, [], 'some always fail');
    await note('undelivered', 'mailto:a@example.org', 1);
    await pass(MINUTE);
    assert.deepEqual(told, ['part-fails E-mail past email']);
    await pass(15 * MINUTE);
    assert.deepEqual(told.slice(1), ['part-again E-mail past email']);
  });
});
