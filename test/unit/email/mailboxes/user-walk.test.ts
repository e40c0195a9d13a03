import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserWalk } from '../../../../gateways/email/mailboxes/user-walk.js';
import type { Account } from '../../../../gateways/gateway.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

const account = (jid: string): Account => ({ id: jid, jid, label: '', born: 0, rev: 1, fields: {}, since: 0 });
const [ROMEO, JULIET] = [account('romeo@example.org'), account('juliet@example.org')];

/** Counts its walks; `gate` is passed between two users. */
function store(gate: () => Promise<void> = () => Promise.resolve()) {
  const told = { walks: 0 };
  const users = async function* (): AsyncIterable<readonly Account[]> {
    told.walks += 1;
    yield [ROMEO];
    await gate();
    yield [JULIET];
  };
  return { told, users };
}

/** Begins what is asked for together. */
function begun<T>(clock: FakeClock, asked: Promise<T>): Promise<T> {
  clock.advance(100);
  return asked;
}

describe('the walk over all users', () => {
  it('is one for all who ask together', async () => {
    const { told, users } = store();
    const clock = new FakeClock();
    const walk = new UserWalk(clock);
    const seen: string[][] = [[], [], []];
    await begun(clock, Promise.all(seen.map((list) => walk.over(users, ([one]) => list.push(one?.jid ?? '')))));
    assert.deepEqual(seen, Array(3).fill(['romeo@example.org', 'juliet@example.org']));
    assert.equal(told.walks, 1);
  });

  it('begins anew for who asks while it goes on', async () => {
    const seen: string[] = [];
    let late: Promise<void> | undefined;
    const { told, users } = store(async () => {
      late ??= walk.over(users, ([one]) => seen.push(one?.jid ?? ''));
    });
    const clock = new FakeClock();
    const walk = new UserWalk(clock);
    await begun(
      clock,
      walk.over(users, () => {}),
    );
    assert.deepEqual(seen, []);
    await late;
    assert.deepEqual(seen, ['romeo@example.org', 'juliet@example.org']);
    assert.equal(told.walks, 2);
  });

  it('fails for all who wait for it, and can be asked for again', async () => {
    let broken = true;
    const { users } = store(async () => {
      if (broken) throw new Error('no store');
    });
    const clock = new FakeClock();
    const walk = new UserWalk(clock);
    const both = await begun(clock, Promise.allSettled([walk.over(users, () => {}), walk.over(users, () => {})]));
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    broken = false;
    await begun(
      clock,
      walk.over(users, () => {}),
    );
  });
});
