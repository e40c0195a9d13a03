import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Codes } from '../../../../gateways/alerts/engine/codes.js';
import { groupIdOf, groupOfMessage, messageIdOf } from '../../../../gateways/alerts/engine/ids.js';
import { priceOf, spend } from '../../../../gateways/alerts/engine/money.js';
import { Rates } from '../../../../gateways/alerts/engine/rates.js';
import { stillFiring, type Tally, tallyEnded, tallyFiring } from '../../../../gateways/alerts/engine/tally.js';
import { Random } from '../../../support/random.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from './support/memory-kv.js';

describe('ids', () => {
  it('are the same for the same parts alone, and name their group', () => {
    const group = groupIdOf('ops{cluster="a"}');
    const id = messageIdOf(group, 1, 'place', 2);
    assert.equal(messageIdOf(group, 1, 'place', 2), id);
    assert.notEqual(messageIdOf(group, 1, 'place2', ''), messageIdOf(group, 1, 'place', '2'));
    assert.equal(groupOfMessage(id), group);
    for (const other of ['', 'e', id.slice(1), `${id}a`, id.toUpperCase(), `e${'1'.repeat(40)}`]) {
      assert.equal(groupOfMessage(other), undefined);
    }
  });
});

describe('a tally', () => {
  it('counts different ones about right, however often each comes, and is empty only when all are over', () => {
    const random = new Random(7);
    const hashes = Array.from({ length: 20_000 }, () => random.between(0, 2 ** 30));
    let tally: Tally | undefined;
    for (const hash of [...hashes, ...hashes]) tally = tallyFiring(tally, hash, 1);
    assert.ok(tally !== undefined);
    assert.ok(Math.abs(stillFiring(tally) - 20_000) < 600, `${stillFiring(tally)}`);
    for (const hash of hashes.slice(0, 10_000)) tally = tallyEnded(tally, hash);
    assert.ok(Math.abs(stillFiring(tally) - 10_000) < 600, `${stillFiring(tally)}`);
    for (const hash of hashes) tally = tallyEnded(tally, hash);
    assert.equal(stillFiring(tally), 0);
  });
});

describe('codes', () => {
  it('belong to one incident, also where two would have the same', async () => {
    const clock = new ManualClock();
    const codes = new Codes(new MemoryKv(clock), clock, (_, attempt) => ['k7x', 'm2q', 'w4t'][attempt] ?? 'none');
    assert.equal(await codes.claim('a', 1), 'k7x');
    assert.equal(await codes.claim('a', 1), 'k7x');
    assert.equal(await codes.claim('b', 1), 'm2q');
    assert.deepEqual(await codes.groupOf('K7X'), { group: 'a', incident: 1 });
    await codes.open('a', 'k7x', ['sms:+336', 'xmpp:a@b'], clock.now());
    clock.advance(1000);
    await codes.open('b', 'm2q', ['sms:+336'], clock.now());
    const open = (await codes.openAt('sms:+336')).map(({ code }) => code);
    assert.deepEqual(open, ['m2q', 'k7x']);
    await codes.close('a', 'k7x', ['sms:+336', 'xmpp:a@b']);
    assert.deepEqual((await codes.openAt('sms:+336')).length, 1);
    assert.equal(await codes.claim('c', 1), 'w4t', 'a code rests for a while when its incident is over');
    clock.advance(2 * 3_600_000);
    assert.equal(await codes.claim('d', 1), 'k7x');
  });
});

describe('rates', () => {
  it('are all taken or none, and come back with the next window', async () => {
    const clock = new ManualClock();
    const kv = new MemoryKv(clock);
    const rates = new Rates(kv, clock);
    const draw = (level: 'person' | 'global', count: number) => ({ level, name: 'x', rate: { count, per: 60_000 } });
    assert.equal(await rates.take([draw('person', 2), draw('global', 3)], '1'), undefined);
    assert.equal(await rates.take([draw('person', 2), draw('global', 3)], '2'), undefined);
    const full = await rates.take([draw('person', 2), draw('global', 3)], '3');
    assert.equal(full?.level, 'person');
    assert.ok(full !== undefined && full.until > clock.now() && full.until <= clock.now() + 60_000);
    assert.equal(await rates.take([draw('global', 3)], '4'), undefined, 'what was refused took nothing');
    assert.equal((await rates.take([draw('global', 3)], '5'))?.level, 'global');
    // As after a crash: what was taken and not yet written is asked for anew.
    const again = await new Rates(kv, clock).take([draw('person', 2), draw('global', 3)], '1');
    assert.equal(again, undefined);
    clock.advance(full.until - clock.now());
    assert.equal(await rates.take([draw('person', 2), draw('global', 3)], '6'), undefined);
  });
});

describe('money', () => {
  it('is paid once for the same, also where nothing is left', async () => {
    const kv = new MemoryKv(new ManualClock());
    const limit = { perDay: 2, currency: 'EUR', prices: { '': 1 }, warnAt: 0.8, bypass: 'critical' as const };
    const pay = (as: string) => spend(kv, limit, { price: 1, as, bypass: false, now: 0, zone: 'UTC' });
    assert.equal((await pay('a')).goes, true);
    assert.deepEqual(await pay('a'), { goes: true, spent: 1, warns: false, day: 'money:1970-1-1', charged: false });
    assert.equal((await pay('b')).goes, true);
    assert.equal((await pay('c')).goes, false);
    assert.equal((await pay('b')).goes, true, 'it was paid before the process died');
  });
});

describe('prices', () => {
  it('are those of the longest beginning of a number', () => {
    const limit = { perDay: 1, currency: 'EUR', prices: { '': 0.1, '+33': 0.2, '+336': 0.3 }, warnAt: 0.8 };
    const money = { ...limit, bypass: 'critical' as const };
    assert.equal(priceOf(money, '+33612345678', 2), 0.6);
    assert.equal(priceOf(money, '+33212345678', 1), 0.2);
    assert.equal(priceOf(money, '+4912345678', 1), 0.1);
  });
});
