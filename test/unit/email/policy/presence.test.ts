import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { parseQuietHours } from '../../../../gateways/email/accounts/quiet-hours.js';
import { DigestBox, digestLines } from '../../../../gateways/email/policy/digest.js';
import { jabberIdOf } from '../../../../gateways/email/policy/jabber-id.js';
import { noticeOf } from '../../../../gateways/email/policy/notification-mode.js';
import { arrivalOf, type PresenceWishes } from '../../../../gateways/email/policy/presence-mode.js';
import { urgencyFields, urgencyOf } from '../../../../gateways/email/policy/urgency.js';
import { policyTexts } from '../../../../gateways/email/texts/policy.js';
import { type TestStore, testStore } from '../../store/support.js';
import { mail } from './support.js';

const NOON = Date.UTC(2026, 7, 1, 12);
const NIGHT = Date.UTC(2026, 7, 1, 23, 30);

describe('when mail comes', () => {
  const quiet = parseQuietHours('22:00-07:00', 'UTC');
  assert.ok(quiet !== undefined);
  const always: PresenceWishes = { delivery: 'always', busyIsAway: true };
  const online: PresenceWishes = { delivery: 'online', busyIsAway: true };
  const here = { available: true };
  const busy = { available: true, show: 'dnd' } as const;
  const gone = { available: false };

  it('is at once for who wants it so, whoever is there', () => {
    for (const presence of [here, busy, gone])
      assert.deepEqual(arrivalOf(always, presence, false, NOON), { now: true });
  });

  it('is while they are there for who wants it so; busy counts as away by choice', () => {
    assert.deepEqual(arrivalOf(online, here, false, NOON), { now: true });
    assert.deepEqual(arrivalOf(online, { available: true, show: 'xa' }, false, NOON), { now: true });
    assert.deepEqual(arrivalOf(online, gone, false, NOON), { now: false, why: 'offline' });
    assert.deepEqual(arrivalOf(online, busy, false, NOON), { now: false, why: 'busy' });
    assert.deepEqual(arrivalOf({ ...online, busyIsAway: false }, busy, false, NOON), { now: true });
  });

  it('is not in quiet hours, whose end is told', () => {
    for (const wishes of [always, online]) {
      assert.deepEqual(arrivalOf({ ...wishes, quiet }, here, false, NIGHT), {
        now: false,
        why: 'quiet',
        until: Date.UTC(2026, 7, 2, 7),
      });
      assert.deepEqual(arrivalOf({ ...wishes, quiet }, here, false, NOON), { now: true });
    }
  });

  it('is at once for what is important', () => {
    for (const presence of [here, busy, gone]) {
      assert.deepEqual(arrivalOf({ ...online, quiet }, presence, true, NIGHT), { now: true });
    }
  });
});

describe('a digest', () => {
  let redis: TestStore;
  before(async () => {
    redis = await testStore();
  });
  after(() => redis.close());
  let boxes = 0;
  const begin = () => {
    boxes += 1;
    return new DigestBox<number>(redis.store.kv(`digest-${boxes}`));
  };
  const mail = (n: number, subject = `Subject ${n}`) => ({ id: `m${n}`, from: 'Alice', subject, at: n, mail: n });

  it('names what waited, once, in order', async () => {
    const box = begin();
    assert.equal(await box.waiting('a'), undefined);
    for (const n of [1, 2, 1]) assert.equal(await box.note('a', mail(n)), true);
    await box.note('b', mail(9));
    assert.deepEqual(await box.waiting('a'), { mails: [mail(1), mail(2)], full: false });
    await box.note('a', mail(3));
    await box.drop('a', ['m1', 'm2']);
    assert.deepEqual((await box.waiting('a'))?.mails, [mail(3)]);
    await box.drop('a', ['m3']);
    assert.equal(await box.waiting('a'), undefined);
    await box.forget('b');
    assert.equal(await box.waiting('b'), undefined);
  });

  it('never grows without end', async () => {
    const box = begin();
    const subject = `x\r\n${'long '.repeat(1000)}`;
    for (let n = 0; n < 210; n += 1) assert.equal(await box.note('a', mail(n, subject)), n < 200);
    assert.equal(await box.note('a', mail(7)), true);
    const digest = await box.waiting('a');
    assert.ok(digest !== undefined);
    assert.deepEqual([digest.mails.length, digest.full], [200, true]);
    assert.equal([...(digest.mails[0]?.subject ?? '')].length, 120);
    assert.doesNotMatch(digest.mails[0]?.subject ?? '', /[\r\n]/);
    const lines = digestLines(digest);
    assert.equal(lines.length, 53);
    assert.deepEqual(lines.slice(-2), [
      { key: 'email.digest.more', params: { more: 150 } },
      { key: 'email.digest.full' },
    ]);
  });

  it('has its sentences', () => {
    const lines = digestLines({ mails: [mail(1, '')], full: false });
    assert.deepEqual(lines, [
      { key: 'email.digest.one' },
      { key: 'email.digest.line-without-subject', params: { from: 'Alice' } },
    ]);
    const several = digestLines({ mails: [mail(1), mail(2)], full: true });
    assert.deepEqual(
      several.map(({ key }) => key),
      ['email.digest.several', 'email.digest.line', 'email.digest.line', 'email.digest.full'],
    );
    for (const { key } of [...lines, ...several]) assert.ok(key in policyTexts.en, key);
  });
});

describe('a notice in the place of a mail', () => {
  it('tells who wrote, the subject and the beginning', () => {
    assert.deepEqual(
      noticeOf({
        from: { name: 'Alice', address: 'alice@example.com' },
        subject: 'Dinner',
        preview: 'Hello\n\nRomeo',
        files: 2,
      }),
      {
        subject: 'Dinner',
        lines: [
          { key: 'email.notice.mail', params: { from: 'Alice <alice@example.com>', subject: 'Dinner' } },
          { key: 'email.notice.beginning', params: { text: 'Hello Romeo' } },
          { key: 'email.notice.files', params: { files: 2 } },
          { key: 'email.notice.how', params: { address: 'alice@example.com' } },
        ],
      },
    );
    assert.deepEqual(noticeOf({ from: { address: 'a@b.example' }, preview: ' ', files: 1 }).lines, [
      { key: 'email.notice.mail-without-subject', params: { from: 'a@b.example' } },
      { key: 'email.notice.file', params: { files: 1 } },
      { key: 'email.notice.how', params: { address: 'a@b.example' } },
    ]);
  });

  it('is short and one line each, whatever the mail is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), fc.string({ unit: 'binary' }), (preview, subject) => {
        const { lines, subject: title = '' } = noticeOf({
          from: { address: 'a@b.example' },
          subject,
          preview,
          files: 0,
        });
        for (const text of [
          title,
          String(lines.find(({ key }) => key === 'email.notice.beginning')?.params?.text ?? ''),
        ]) {
          assert.ok([...text].length <= 200);
          assert.doesNotMatch(text, /[\r\n]/);
        }
        for (const { key } of lines) assert.ok(key in policyTexts.en);
      }),
    );
  });
});

describe('how urgent a mail is', () => {
  const urgency = (name: string, value: string) => urgencyOf(mail({}, [[name, value]]));
  it('is what one of several fields says', () => {
    for (const [name, value, expected] of [
      ['Importance', 'High', 'high'],
      ['Importance', 'normal', undefined],
      ['Importance', 'low', 'low'],
      ['X-Priority', '1 (Highest)', 'high'],
      ['X-Priority', '2', 'high'],
      ['X-Priority', '3 (Normal)', undefined],
      ['X-Priority', '5', 'low'],
      ['X-Priority', '10', undefined],
      ['Priority', 'urgent', 'high'],
      ['Priority', 'non-urgent', 'low'],
      ['X-MSMail-Priority', 'High', 'high'],
      ['X-Other', 'high', undefined],
    ] as const) {
      assert.equal(urgency(name, value), expected, `${name}: ${value}`);
    }
  });

  it('is told to mail programs as they know it, and comes back the same', () => {
    for (const value of ['high', 'low'] as const) {
      const fields = urgencyFields([{ name: 'Urgency', value }]);
      for (const { name, value: written } of fields) assert.equal(urgency(name, written), value);
      assert.equal(fields.length, 2);
    }
    assert.deepEqual(
      urgencyFields([
        { name: 'Urgency', value: 'medium' },
        { name: 'Keywords', value: 'high' },
      ]),
      [],
    );
  });
});

describe('the JID of an author', () => {
  const jid = (authenticity: 'pass' | 'fail' | 'unproven' | 'unknown', ...values: string[]) =>
    jabberIdOf(
      mail(
        {},
        values.map((value): [string, string] => ['Jabber-ID', value]),
      ),
      authenticity,
    );
  it('counts where the mail is proven to be from its author, and is one', () => {
    assert.equal(jid('pass', ' xmpp:Alice@Example.com '), 'alice@example.com');
    assert.equal(jid('pass', 'alice@example.com'), 'alice@example.com');
    for (const authenticity of ['fail', 'unproven', 'unknown'] as const)
      assert.equal(jid(authenticity, 'a@b.example'), undefined);
    for (const value of ['', 'example.com', 'a@b.example/x', 'a b@c', '@', 'x'.repeat(10_000)]) {
      assert.equal(jid('pass', value), undefined, value.slice(0, 20));
    }
    assert.equal(jid('pass', 'a@b.example', 'c@d.example'), undefined);
    assert.equal(jid('pass'), undefined);
  });
});
