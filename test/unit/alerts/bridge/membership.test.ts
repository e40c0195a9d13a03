import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Membership,
  type MembershipEvent,
  notJoined,
  type Step,
  step,
} from '../../../../gateways/alerts/room/membership.js';
import { Outbox } from '../../../../gateways/alerts/room/outbox.js';
import { standingOf } from '../../../../gateways/alerts/room/self-ping.js';
import { el } from '../../../../src/xmpp/element.js';
import { errorElement } from '../../../../src/xmpp/errors.js';

function play(events: readonly MembershipEvent[], from: Membership = notJoined(), now = 0): Step {
  let last: Step = { next: from };
  for (const event of events) last = step(last.next, event, 'relay', now);
  return last;
}

const DUE = { type: 'due' } as const;
const IN = { type: 'joined', nick: 'relay' } as const;
const refused = (condition: Extract<MembershipEvent, { type: 'refused' }>['condition']) =>
  ({ type: 'refused', condition }) as const;

describe('being in a room', () => {
  it('begins with a join, and tries other nicks where one is taken', () => {
    assert.equal(play([DUE]).join, 'relay');
    const taken = play([DUE, refused('conflict')]);
    assert.equal(taken.wait, 0);
    assert.equal(play([DUE], taken.next).join, 'relay_');
    let state = notJoined();
    const nicks: (string | undefined)[] = [];
    for (let n = 0; n < 6; n += 1) {
      const tried = play([DUE], state);
      nicks.push(tried.join);
      state = play([refused('conflict')], tried.next).next;
    }
    assert.deepEqual(nicks, ['relay', 'relay_', 'relay__', 'relay3', 'relay4', 'relay5']);
    assert.equal(play([DUE], state).join, 'relay');
  });

  it('pauses longer each time that it goes wrong, and begins anew when it went well', () => {
    let state = notJoined();
    const waits: (number | undefined)[] = [];
    for (let n = 0; n < 12; n += 1) {
      const failed = play([DUE, { type: 'silent' }], state);
      waits.push(failed.wait);
      state = failed.next;
    }
    assert.deepEqual(waits.slice(0, 4), [2000, 4000, 8000, 16_000]);
    assert.equal(waits.at(-1), 600_000);
    const joined = play([DUE, IN], state);
    assert.equal(play([{ type: 'left', how: 'shutdown' }], joined.next, 3_600_000).wait, 2000);
  });

  it('asks people where only they can help', () => {
    assert.equal(play([DUE, refused('forbidden')]).trouble, 'banned');
    assert.equal(play([DUE, refused('registration-required')]).wait, 3_600_000);
    assert.equal(play([DUE, IN, { type: 'left', how: 'banned' }]).trouble, 'banned');
    const kicked = play([DUE, IN, { type: 'left', how: 'kicked' }]);
    assert.deepEqual([kicked.trouble, kicked.wait], ['kicked', 60_000]);
    assert.equal(play([DUE, refused('remote-server-timeout')]).trouble, undefined);
  });

  it('does not make a room anew that was ended', () => {
    const ended = play([DUE, IN, { type: 'left', how: 'destroyed' }]);
    assert.deepEqual([ended.next.phase, ended.trouble, ended.wait], ['barred', 'destroyed', undefined]);
    assert.equal(play([DUE], ended.next).join, undefined);
    assert.equal(play([DUE, refused('gone')]).next.phase, 'barred');
  });

  it('goes back in when the room says that it is out', () => {
    const lost = play([DUE, IN, { type: 'lost' }]);
    assert.deepEqual([lost.next.phase, lost.wait], ['out', 2000]);
    assert.equal(play([{ type: 'lost' }], lost.next).next, lost.next);
  });

  it('joins at once, and under its nick, where it may have missed something', () => {
    const doubted = play([DUE, IN, { type: 'doubted' }]);
    assert.deepEqual([doubted.next.phase, doubted.join], ['joining', 'relay']);
    const out = play([DUE, { type: 'silent' }]).next;
    assert.equal(play([{ type: 'doubted' }], out).next, out);
  });
});

describe('an answer to a self-ping', () => {
  it('says whether we are in', () => {
    const answer = (condition: Parameters<typeof errorElement>[0]['condition']) =>
      standingOf(el('iq', { type: 'error' }, errorElement({ condition })));
    assert.equal(standingOf(el('iq', { type: 'result' })), 'in');
    assert.equal(answer('service-unavailable'), 'in');
    assert.equal(answer('not-acceptable'), 'out');
    assert.equal(answer('item-not-found'), 'out');
    assert.equal(answer('remote-server-timeout'), 'unknown');
  });
});

describe('what waits to be said', () => {
  const message = (id: string, at = 0) => ({ id, xml: id, text: id, subject: false, at, bounced: 0 });

  it('is bounded, and dropped when it is old', () => {
    const outbox = new Outbox();
    for (let n = 0; n < 250; n += 1) outbox.wait(message(`m${n}`));
    assert.equal(outbox.waiting, 200);
    assert.equal(outbox.takeDropped(), 50);
    outbox.wait(message('late', 900_000));
    assert.deepEqual(
      outbox.flush(900_001).map(({ id }) => id),
      ['late'],
    );
    assert.equal(outbox.takeDropped(), 200);
  });

  it('waits again in its place when it comes back, not for ever, and not where it would come back again', () => {
    const outbox = new Outbox();
    outbox.wait(message('second', 2));
    assert.equal(outbox.bounced(message('first', 1), 'not-acceptable'), true);
    assert.deepEqual(
      outbox.flush(3).map(({ id }) => id),
      ['first', 'second'],
    );
    assert.equal(outbox.bounced(message('of a room that is loaded later'), 'item-not-found'), true);
    assert.equal(outbox.bounced({ ...message('x'), bounced: 4 }, 'not-acceptable'), false);
    assert.equal(outbox.bounced(message('y'), 'forbidden'), false);
  });
});
