import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { emailConfig } from '../../../../gateways/email/config.js';
import type { LimitsConfig } from '../../../../gateways/email/limits-config.js';
import { gatewayLimit, type LimitedSender, MailLimits } from '../../../../gateways/email/policy/mail-limits.js';
import { policyTexts } from '../../../../gateways/email/texts/policy.js';
import { TodayClock } from '../../http/support.js';
import { type TestStore, testStore } from '../../store/support.js';

const DAY = 86_400_000;

let redis: TestStore;
before(async () => {
  redis = await testStore();
});
after(() => redis.close());

let worlds = 0;
function begin(more: object = {}) {
  const { limits } = emailConfig.parse({ domain: 'email.example.org', secret: 's', limits: more });
  const clock = new TodayClock();
  worlds += 1;
  const kv = redis.store.kv(`limits-${worlds}`);
  const old = { since: clock.now() - 30 * DAY };
  const sender = (user: string, own = false): LimitedSender => ({ user, own, ...old });
  return { clock, sender, limits: new MailLimits({ kv, rates: redis.store.rates, clock, limits }), kv };
}

const key = (taken: Awaited<ReturnType<MailLimits['take']>>) => ('problem' in taken ? taken.problem.text.key : 'taken');

describe('limits of mails', () => {
  it('count by user and day, and begin anew', async () => {
    const { limits, sender, clock } = begin({ mails: 2 });
    for (const expected of ['taken', 'taken', 'email.limit.mails'])
      assert.equal(key(await limits.take(sender('r'), 1)), expected);
    assert.equal(key(await limits.take(sender('j'), 1)), 'taken');
    clock.advance(DAY);
    assert.equal(key(await limits.take(sender('r'), 1)), 'taken');
  });

  it('count recipients, and take nothing where one of them is exceeded', async () => {
    const { limits, sender } = begin({ mails: 2, recipients: 5, perMail: 4 });
    assert.equal(key(await limits.take(sender('r'), 5)), 'email.limit.per-mail');
    assert.equal(key(await limits.take(sender('r'), 4)), 'taken');
    assert.equal(key(await limits.take(sender('r'), 2)), 'email.limit.recipients');
    assert.equal(key(await limits.take(sender('r'), 1)), 'taken');
    assert.equal(key(await limits.take(sender('r'), 1)), 'email.limit.mails');
  });

  it('give back what was not sent', async () => {
    const { limits, sender, clock } = begin({ mails: 1 });
    const taken = await limits.take(sender('r'), 3);
    assert.ok('amounts' in taken);
    clock.advance(DAY);
    await limits.giveBack(taken);
    clock.advance(-DAY);
    assert.equal(key(await limits.take(sender('r'), 1)), 'taken');
    assert.equal(key(await limits.take(sender('r'), 1)), 'email.limit.mails');
  });

  it('are lower for newcomers', async () => {
    const { limits, clock } = begin({ newcomers: { for: '2d', mails: 1 } });
    const fresh = { user: 'n', own: false, since: clock.now() - DAY };
    assert.deepEqual(
      [key(await limits.take(fresh, 1)), key(await limits.take(fresh, 1))],
      ['taken', 'email.limit.newcomer'],
    );
    assert.equal(key(await limits.take({ ...fresh, since: clock.now() - 2 * DAY }, 1)), 'taken');
  });

  it('of all users together hold for addresses of the gateway alone', async () => {
    const { limits, sender } = begin({ gatewayMails: 1 });
    assert.equal(key(await limits.take(sender('a', true), 1)), 'taken');
    assert.equal(key(await limits.take(sender('b', true), 1)), 'email.limit.gateway');
    assert.equal(key(await limits.take(sender('b'), 1)), 'taken');
  });

  it('grow day by day where a server is new', () => {
    const config = (more: object): LimitsConfig =>
      emailConfig.parse({
        domain: 'e.example.org',
        secret: 's',
        limits: { warmUp: { from: '2026-01-01', first: 10, growth: 2 }, ...more },
      }).limits;
    const on = (date: string, more = {}) => gatewayLimit(config(more), Date.parse(date));
    assert.deepEqual(
      [on('2025-12-31T23:00:00Z'), on('2026-01-01T23:59:59Z'), on('2026-01-02T00:00:00Z'), on('2026-01-11T00:00:00Z')],
      [10, 10, 20, 10_240],
    );
    assert.equal(on('2026-01-11T00:00:00Z', { gatewayMails: 500 }), 500);
    assert.equal(on('2036-01-01T00:00:00Z'), undefined);
    assert.equal(on('2036-01-01T00:00:00Z', { gatewayMails: 500 }), 500);
  });

  it('spread what goes to one domain over the minute', async () => {
    const { limits } = begin({ domainMails: 60 });
    const waits: number[] = [];
    for (let at = 0; at < 12; at += 1) waits.push(await limits.waitFor([`a${at}@Slow.example`, 'b@slow.example']));
    assert.ok(
      waits.slice(0, 6).every((wait) => wait === 0),
      waits.join(' '),
    );
    assert.ok((waits[11] ?? 0) > 3000 && (waits[11] ?? 0) < 8000, waits.join(' '));
    assert.equal(await limits.waitFor(['a@fast.example']), 0);
  });

  it('have their sentences', () => {
    for (const kind of ['per-mail', 'mails', 'newcomer', 'recipients', 'gateway'])
      assert.ok(`email.limit.${kind}` in policyTexts.en);
  });
});
