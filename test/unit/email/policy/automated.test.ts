import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { answersTo, automated, isUnattended } from '../../../../gateways/email/policy/automated.js';
import { AUTOMATIC_HEADERS, AUTOMATIC_LOCAL_PARTS } from '../../../../gateways/email/policy/automatic-headers.js';
import { workMs } from '../../../support/cpu-time.js';
import { mail } from './support.js';

const kind = (...fields: readonly (readonly [string, string])[]) => automated(mail({}, fields))?.kind;

describe('what a person wrote', () => {
  it('is not taken for a program, whatever fields mail programs add', () => {
    const person = mail({}, [
      ['Received', 'from a by b; Wed, 12 Aug 2026 10:00:00 +0000'],
      ['Auto-Submitted', 'no'],
      ['Precedence', 'normal'],
      ['Precedence', 'first-class'],
      ['X-Autoreply', 'no'],
      ['X-Autorespond', 'false'],
      ['X-Auto-Response-Suppress', 'RN'],
      ['Content-Type', 'multipart/mixed; boundary=x'],
      ['X-Mailer', 'Mutt'],
      ['Listen', 'List-Id'],
    ]);
    assert.equal(automated(person), undefined);
    assert.deepEqual(answersTo(person), { reply: true, receipt: false });
    assert.deepEqual(answersTo(mail()), { reply: true, receipt: true });
  });

  it('may have any address that only looks a little like one of a program', () => {
    for (const address of [
      'noreen@example.com',
      'owner@example.com',
      'bounce.house@example.com',
      'lister@example.com',
    ]) {
      assert.equal(automated(mail({ from: [{ address }], returnPath: address })), undefined, address);
    }
  });
});

describe('what a program wrote', () => {
  it('tells so in a field of the table, each of them', () => {
    for (const rule of AUTOMATIC_HEADERS) {
      for (const value of rule.values ?? ['x']) {
        for (const written of [value, value.toUpperCase(), ` ${value} `, `${value}; a=b`, `${value} (comment)`]) {
          const found = automated(mail({}, [[rule.name, written]]));
          const least = AUTOMATIC_HEADERS.find((other) => other.name === rule.name && other.kind === rule.kind);
          assert.equal(found?.by, rule.name, `${rule.name}: ${written}`);
          assert.ok(found.kind === rule.kind || least !== undefined, `${rule.name}: ${written}`);
        }
      }
      for (const value of rule.except ?? [])
        assert.equal(kind([rule.name, value]), undefined, `${rule.name}: ${value}`);
    }
  });

  it('is told apart by kind', () => {
    assert.equal(kind(['Auto-Submitted', 'auto-replied (vacation)']), 'reply');
    assert.equal(kind(['Auto-Submitted', 'auto-generated']), 'generated');
    assert.equal(kind(['Auto-Submitted', 'auto-notified; owner-email="a@b"']), 'generated');
    assert.equal(kind(['Auto-Submitted', 'something-new']), 'generated');
    assert.equal(kind(['Precedence', 'bulk']), 'bulk');
    assert.equal(kind(['Precedence', 'Junk']), 'bulk');
    assert.equal(kind(['Precedence', 'list']), 'list');
    assert.equal(kind(['Precedence', 'auto_reply']), 'reply');
    assert.equal(kind(['List-Id', 'Dev <dev.example.org>'], ['Precedence', 'bulk']), 'list');
    assert.equal(kind(['X-Auto-Response-Suppress', 'DR, OOF, AutoReply']), 'generated');
    assert.equal(kind(['X-Auto-Response-Suppress', 'All']), 'generated');
    assert.equal(
      kind(['Content-Type', 'multipart/report; report-type=delivery-status'], ['Auto-Submitted', 'auto-replied']),
      'report',
    );
  });

  it('tells so by the null sender, by its own address, or by that to which bounces go', () => {
    assert.deepEqual(automated(mail({ returnPath: '' })), { kind: 'report', by: 'return-path' });
    const from = (address: string) => automated(mail({ from: [{ address }] }))?.kind;
    for (const { is, begins, ends, kind: expected } of AUTOMATIC_LOCAL_PARTS) {
      const local = is ?? (begins === undefined ? `x${ends}` : `${begins}x`);
      assert.equal(from(`${local}@example.com`), expected, local);
      assert.equal(from(`${local.toUpperCase()}@EXAMPLE.COM`), expected, local);
    }
    assert.equal(from('No-Reply@example.com'), 'generated');
    assert.equal(from('do_not_reply@example.com'), 'generated');
    assert.equal(from('MAILER-DAEMON@example.com'), 'report');
    assert.deepEqual(automated(mail({ returnPath: 'dev-bounces@lists.example.org' })), {
      kind: 'list',
      by: 'return-path',
    });
    assert.deepEqual(automated(mail({ sender: { address: 'owner-dev@example.org' } })), { kind: 'list', by: 'sender' });
  });

  it('is answered by nothing of ours', () => {
    assert.deepEqual(answersTo(mail({ returnPath: '' })), { reply: false, receipt: false });
    assert.deepEqual(answersTo(mail({}, [['List-Id', '<a.b>']])), { reply: false, receipt: false });
  });

  it('is known as one that nobody answers', () => {
    assert.ok(isUnattended('no-reply@example.com') && isUnattended('bounces+x@example.com'));
    assert.ok(!isUnattended('alice@example.com') && !isUnattended('dev-request@example.com') && !isUnattended(''));
  });

  it('may say anything at all without harm, in time that grows with it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.string())),
        fc.string(),
        fc.string(),
        (fields, subject, address) => {
          automated(mail({ subject, from: [{ address }], returnPath: address }, fields));
        },
      ),
    );
    const long = '('.repeat(2_000_000);
    const began = workMs();
    automated(
      mail({ subject: long, from: [{ address: long }] }, [
        ['auto-submitted', long],
        ['precedence', long],
      ]),
    );
    assert.ok(workMs() - began < 2000);
  });
});
