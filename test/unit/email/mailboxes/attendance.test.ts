import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Attendance, forgetAttendance } from '../../../../gateways/email/mailboxes/attendance.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

const USER = { id: 'a1', jid: 'mercutio@example.org' };
const DAY = 86_400_000;

function begin(absentAfter: number | undefined) {
  const [clock, kv] = [new ManualClock(), new MemoryKv()];
  const state = { online: false };
  const context = { clock, kv, presenceOf: async () => ({ available: state.online }) };
  return { clock, kv, state, context, attendance: new Attendance({ context, absentAfter }) };
}

describe('a user who is not online', () => {
  it('is absent after the time that is set, and not once it was online again', async () => {
    const { clock, attendance } = begin(30 * DAY);
    await attendance.seen(USER.jid);
    clock.advance(29 * DAY);
    assert.equal(await attendance.isAbsent(USER), false);
    clock.advance(DAY);
    assert.equal(await attendance.isAbsent(USER), true);
    await attendance.seen(USER.jid);
    assert.equal(await attendance.isAbsent(USER), false);
  });

  it('counts from the first question on where nobody has seen it', async () => {
    const { clock, attendance } = begin(30 * DAY);
    assert.equal(await attendance.isAbsent(USER), false);
    clock.advance(30 * DAY);
    assert.equal(await attendance.isAbsent(USER), true);
  });

  it('is not absent while it is online all the time, nor for that time after it went', async () => {
    const { clock, state, attendance } = begin(30 * DAY);
    await attendance.seen(USER.jid);
    state.online = true;
    clock.advance(60 * DAY);
    assert.equal(await attendance.isAbsent(USER), false);
    state.online = false;
    clock.advance(29 * DAY);
    assert.equal(await attendance.isAbsent(USER), false);
  });

  it('is never absent where no time is set, and then nothing is kept of it', async () => {
    const { clock, kv, attendance } = begin(undefined);
    await attendance.seen(USER.jid);
    clock.advance(4000 * DAY);
    assert.equal(await attendance.isAbsent(USER), false);
    assert.equal(await kv.get(`seen:${USER.jid}`), undefined);
  });

  it('is forgotten when it unregisters', async () => {
    const { kv, attendance } = begin(DAY);
    await attendance.seen(USER.jid);
    assert.notEqual(await kv.get(`seen:${USER.jid}`), undefined);
    await forgetAttendance(kv, USER.jid);
    assert.equal(await kv.get(`seen:${USER.jid}`), undefined);
  });
});
