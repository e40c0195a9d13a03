import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AliasClaims } from '../../../../gateways/email/accounts/alias-claims.js';
import { AliasKeeper } from '../../../../gateways/email/accounts/alias-keeper.js';
import { UserWalk } from '../../../../gateways/email/mailboxes/user-walk.js';
import type { Account } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { account, config } from '../receiving/support.js';

const KEPT = 365 * 86_400_000;
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

function world(all: readonly Account[]) {
  const kv = new MemoryKv();
  const clock = new ManualClock();
  const broken = { now: false };
  const context = {
    kv,
    clock,
    log: silentLog,
    async *users() {
      if (broken.now) throw new Error('away');
      for (const one of all) yield [one];
    },
    accountsOf: async (jid: string) => all.filter((one) => one.jid === jid),
  };
  const { addresses, ...rest } = config();
  assert.ok(addresses);
  const keeper = new AliasKeeper({
    context,
    config: { ...rest, addresses },
    isOurs: ({ jid }) => jid !== 'other@example.org',
    walk: new UserWalk(clock),
  });
  const isFree = async (alias: string) => await new AliasClaims(kv, KEPT).isFree(alias, 'thief@example.org');
  return { keeper, clock, kv, broken, isFree };
}

const mine = account();
const others: Account = { ...account({ 'x-alias': 'other' }), id: 'a2', jid: 'other@example.org' };
const mailbox: Account = { ...account({ 'found-kind': 'mailbox', 'x-alias': 'not' }), id: 'a3', jid: 'm@example.org' };

describe('the names of addresses', () => {
  it('are noted for the users of the lane when it opens, and every week', async () => {
    const { keeper, clock, kv, isFree } = world([mine, others, mailbox]);
    keeper.start();
    clock.advance(50);
    await settled();
    assert.deepEqual([await isFree('romeo'), await isFree('other'), await isFree('not')], [false, true, true]);
    await kv.remove('alias:romeo');
    clock.advance(7 * 86_400_000);
    await settled();
    clock.advance(50);
    await settled();
    assert.equal(await isFree('romeo'), false);
    keeper.close();
  });

  it('are noted of whoever registers', async () => {
    const { keeper, isFree } = world([mine]);
    keeper.changed(['romeo@example.org']);
    await settled();
    assert.equal(await isFree('romeo'), false);
  });

  it('are noted a minute later where the store was away', async () => {
    const { keeper, clock, broken, isFree } = world([mine]);
    broken.now = true;
    keeper.start();
    clock.advance(50);
    await settled();
    assert.equal(await isFree('romeo'), true);
    broken.now = false;
    clock.advance(60_000);
    await settled();
    clock.advance(50);
    await settled();
    assert.equal(await isFree('romeo'), false);
    keeper.close();
  });
});
