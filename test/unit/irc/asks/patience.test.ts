import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome, RoomStatus } from '../../../../gateways/gateway.js';
import { Server } from '../../../../gateways/irc/asks/server.js';
import type { Session } from '../../../../gateways/irc/session.js';
import { status } from '../../../../gateways/irc/user-acts.js';
import { scene, turn } from '../session/support/place.js';

describe('a server that answers nothing', () => {
  it('is waited for 30 s by who asks something of it, also where it may not have read it', async () => {
    const { place, clock, sent } = scene({ caps: new Map([['labeled-response', '']]) });
    const session = { up: true, place } as unknown as Session;
    const told: (string | undefined)[] = [];
    void new Server()
      .perform(session, [{ command: 'OPER', params: ['a', 'b'] }])
      .then((why) => told.push(why?.text.key));
    clock.advance(60_000);
    sent[0]?.written();
    clock.advance(29_999);
    await turn();
    assert.deepEqual(told, [], 'the time counts from when it was written');
    clock.advance(1);
    await turn();
    assert.deepEqual(told, ['irc.ask.silent']);
    sent[0]?.answer({ kind: 'lost', written: true });
    await turn();
    assert.equal(told.length, 1);
  });

  it('has given no new nick', () => {
    const { place, sent } = scene();
    const room = { audience: new Set(['juliet@example.org/balcony']) };
    const session = { place, rooms: { get: () => ({ room }) } } as unknown as Session;
    const outcomes: Outcome[] = [];
    const event = { from: 'juliet@example.org/balcony', nick: 'jule' } as RoomStatus;
    status(session, event, '#a', (outcome) => outcomes.push(outcome));
    sent[0]?.answer({ kind: 'unread' });
    assert.deepEqual(
      outcomes.map((one) => (one.kind === 'rejected' ? one.problem.text.key : one.kind)),
      ['irc.ask.silent'],
    );
  });
});
