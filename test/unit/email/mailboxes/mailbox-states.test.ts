import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MailboxStates } from '../../../../gateways/email/mailboxes/mailbox-states.js';

const STATES = ['up', 'down', 'parked'] as const;

describe('the states of mailboxes', () => {
  it('are counted, each where there are none too', () => {
    const states = new MailboxStates();
    assert.deepEqual(Object.fromEntries(states.counts), { up: 0, down: 0, parked: 0 });
    states.set('a', 'up');
    states.set('b', 'up');
    states.set('a', 'parked');
    assert.equal(states.of('a'), 'parked');
    assert.deepEqual(Object.fromEntries(states.counts), { up: 1, down: 0, parked: 1 });
    states.end('a');
    states.end('nobody');
    assert.equal(states.of('a'), undefined);
    assert.deepEqual(Object.fromEntries(states.counts), { up: 1, down: 0, parked: 0 });
  });

  it('add up after any changes', () => {
    const change = fc.record({ account: fc.constantFrom('a', 'b', 'c'), to: fc.constantFrom(...STATES, undefined) });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const states = new MailboxStates();
        const plain = new Map<string, (typeof STATES)[number]>();
        for (const { account, to } of changes) {
          if (to === undefined) {
            states.end(account);
            plain.delete(account);
          } else {
            states.set(account, to);
            plain.set(account, to);
          }
        }
        for (const state of STATES) {
          assert.equal(states.counts.get(state), [...plain.values()].filter((one) => one === state).length);
        }
      }),
    );
  });
});
