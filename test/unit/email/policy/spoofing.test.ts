import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { LOOK_ALIKES } from '../../../../gateways/email/policy/look-alikes.js';
import type { MailHead } from '../../../../gateways/email/policy/mail.js';
import { hasHidden, hasMixedWord, looksLatin } from '../../../../gateways/email/policy/scripts.js';
import { type SpoofingFacts, warningsOf } from '../../../../gateways/email/policy/spoofing.js';
import { policyTexts } from '../../../../gateways/email/texts/policy.js';
import { workMs } from '../../../support/cpu-time.js';
import { mail } from './support.js';

const kinds = (more: Partial<MailHead>, facts: Partial<SpoofingFacts> = {}, fields: [string, string][] = []) =>
  warningsOf(mail(more, fields), { authenticity: 'unknown', list: false, ...facts }).map(({ kind }) => kind);
const from = (address: string, name?: string) => ({
  from: [name === undefined ? { address } : { name, address }],
  returnPath: address,
});

describe('scripts', () => {
  it('are mixed where no language mixes them', () => {
    for (const text of ['pаypal', 'Αlice', 'Iv\u0430n Bob', 'рaypal', 'mіcrosoft', 'Bob\u0585'])
      assert.ok(hasMixedWord(text), text);
  });

  it('are not mixed where languages do, nor from word to word', () => {
    for (const text of [
      'Alice',
      'Zoë Müller',
      'Иван Петров',
      'Иван Petrov (ООО)',
      '山田 太郎',
      'カタカナとひらがなと漢字',
      'ーテスト',
      '東京Tower',
      '김철수 Kim',
      '李Ming',
      'ㄅㄆ李a',
      'محمد',
      'יוסי 123',
      'देवनागरी',
      'ไทย',
      'Αλέξης',
      'Naïve‑Bob 42 😀',
      'µm',
      '',
    ]) {
      assert.ok(!hasMixedWord(text), text);
    }
  });

  it('look like Latin in the letters of the table, and only in those', () => {
    for (const [script, letters] of Object.entries(LOOK_ALIKES)) {
      const matcher = new RegExp(`^\\p{Script=${script}}$`, 'u');
      for (const letter of letters) assert.ok(matcher.test(letter), `${letter} is not ${script}`);
      assert.ok(looksLatin(letters));
    }
    assert.ok(looksLatin('раураӏ') && looksLatin('асе'));
    assert.ok(!looksLatin('привет') && !looksLatin('paypal') && !looksLatin('123') && !looksLatin(''));
  });

  it('have characters that are not seen where none belongs', () => {
    for (const text of ['a\u202eb', 'a\u200bb', 'a\u2066b', 'pay\u00adpal', '\ufeffa', 'a\u3164', 'x\u{e0041}']) {
      assert.ok(hasHidden(text), JSON.stringify(text));
    }
    for (const text of [
      'Alice',
      'می\u200cخواهم',
      '👨\u200d👩\u200d👧',
      '❤\ufe0f',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      'יוסי\u200e (x)',
    ]) {
      assert.ok(!hasHidden(text), text);
    }
  });

  it('of any text are told in time that grows with it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        hasMixedWord(text);
        hasHidden(text);
        looksLatin(text);
      }),
    );
    const began = workMs();
    hasMixedWord('аa'.repeat(1_000_000));
    hasHidden('\u200b'.repeat(1_000_000));
    assert.ok(workMs() - began < 2000);
  });
});

describe('a warning', () => {
  it('is not given for usual mail', () => {
    for (const authenticity of ['pass', 'unknown'] as const) {
      for (const sender of [
        from('alice@example.com', 'Alice'),
        from('иван@пример.рф', 'Иван'),
        from('a@xn--e1afmkfd.xn--p1ai'),
      ]) {
        assert.deepEqual(kinds(sender, { authenticity }), []);
      }
    }
    assert.deepEqual(kinds({ replyTo: [{ address: 'help@news.example.com' }] }), []);
    assert.deepEqual(kinds(from('alice@example.com', 'ALICE@example.com')), []);
    assert.deepEqual(kinds({ ...from('alice@example.com'), returnPath: 'bounces@mail.example.com' }), []);
  });

  it('tells of what our server found out', () => {
    assert.deepEqual(kinds({}, { authenticity: 'fail' }), ['failed']);
    assert.deepEqual(kinds({}, { authenticity: 'unproven' }), ['unproven']);
    assert.deepEqual(kinds({}, { authenticity: 'fail', list: true }), []);
  });

  it('tells of another way than named, where nobody has looked and a person is said to have written', () => {
    assert.deepEqual(kinds({ returnPath: 'x@evil.example' }), ['unaligned']);
    assert.deepEqual(kinds({ returnPath: 'x@evil.example' }, { authenticity: 'pass' }), []);
    assert.deepEqual(kinds({ returnPath: 'x@evil.example' }, {}, [['Precedence', 'bulk']]), []);
    assert.deepEqual(kinds({ returnPath: '' }), []);
  });

  it('tells of several authors, and names them all', () => {
    const several = mail({
      from: [{ address: 'alice@example.com' }, { address: 'bob@example.com' }, { address: 'BOB@example.com' }],
    });
    const [warning] = warningsOf(several, { authenticity: 'pass', list: false });
    assert.deepEqual(warning, {
      kind: 'several-from',
      text: { key: 'email.warning.several-from', params: { addresses: 'alice@example.com, bob@example.com' } },
    });
    const many = Array.from({ length: 500 }, (_, at) => ({ address: `a${at}@example.com` }));
    assert.ok(JSON.stringify(warningsOf(mail({ from: many }), { authenticity: 'pass', list: false })).length < 3000);
  });

  it('tells of a name that has another address in it', () => {
    for (const name of [
      'bob@bank.example',
      'Bob <bob@bank.example>',
      '"bob@bank.example" via us',
      "'bob@bank.example'",
    ]) {
      assert.deepEqual(kinds(from('eve@evil.example', name)), ['name-is-address'], name);
    }
    for (const name of ['Bob @ Bank', 'b@d', '@bank.example', 'me@'])
      assert.deepEqual(kinds(from('eve@evil.example', name)), [], name);
    assert.deepEqual(kinds(from('dev@lists.example', 'bob@b.example via Dev'), { list: true }), []);
  });

  it('tells where an answer goes to another domain', () => {
    assert.deepEqual(kinds({ replyTo: [{ address: 'eve@evil.example' }] }), ['reply-to']);
    assert.deepEqual(kinds({ replyTo: [{ address: 'eve@evil.example' }] }, { list: true }), []);
  });

  it('tells of letters that look like others, in all parts of an address, and shows them', () => {
    const alike = domainToASCII('раураӏ.com');
    for (const sender of [
      from('a@example.com', 'Pаypal'),
      from('pаypal@example.com'),
      from('a@pаypal.com'),
      from(`a@${domainToASCII('pаypal.com')}`),
      from(`a@${alike}`),
      from('a@xn--a.com'),
    ]) {
      assert.deepEqual(kinds(sender), ['scripts'], sender.from[0]?.address);
    }
    const [warning] = warningsOf(mail(from('pаy@pаypal.com')), { authenticity: 'pass', list: false });
    assert.deepEqual(warning?.text.params, { address: 'p\\u{430}y@xn--pypal-4ve.com' });
    assert.deepEqual(kinds(from('a@сор.рф')), []);
  });

  it('tells of characters that are not seen', () => {
    assert.deepEqual(kinds(from('a@example.com', 'Alice\u202e gnp.exe')), ['hidden']);
  });

  it('has its sentence in the catalogue, and survives any mail', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.string(), (name, address, other) => {
        const seen = mail({
          from: [{ name, address }, { address: other }],
          replyTo: [{ address: other }],
          returnPath: other,
        });
        for (const authenticity of ['fail', 'unproven', 'unknown'] as const) {
          for (const { text } of warningsOf(seen, { authenticity, list: false }))
            assert.ok(text.key in policyTexts.en, text.key);
        }
      }),
    );
  });
});
