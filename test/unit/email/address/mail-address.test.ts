import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contactForm, parseMailAddress, wireForm } from '../../../../gateways/email/address/mail-address.js';

/** What goes over the wire, or why nothing does. */
function read(text: string): string {
  const result = parseMailAddress(text);
  return result.ok ? wireForm(result.address) : `no: ${result.why}`;
}

test('addresses that are sent as they are written', () => {
  for (const text of [
    'alice@example.com',
    'Alice.Smith+tag@example.com',
    "o'brien!#$%&*/=?^_`{|}~-@example.com",
    'a@b',
    '"a b"@example.com',
    '"a@b"@example.com',
    '"(comment)"@example.com',
    '"\\"quoted\\\\"@example.com',
    'user@[192.0.2.1]',
    'user@[IPv6:2001:db8::1]',
    'user@my_host.example.com',
    'tréville@example.com',
    '用户@example.com',
  ]) {
    equal(read(text), text);
  }
});

test('spellings that mean the same have one form', () => {
  equal(read('"alice"@EXAMPLE.com'), 'alice@example.com');
  equal(read('"al\\ice"@example.com'), 'alice@example.com');
  equal(read('info@münchen.example'), 'info@xn--mnchen-3ya.example');
  equal(read('info@MÜNCHEN.example'), 'info@xn--mnchen-3ya.example');
  equal(read('info@xn--mnchen-3ya.example'), 'info@xn--mnchen-3ya.example');
  equal(read('e\u0301@example.com'), 'é@example.com');
});

test('dots that some carriers give out are quoted', () => {
  equal(read('a..b@docomo.example'), '"a..b"@docomo.example');
  equal(read('a.@docomo.example'), '"a."@docomo.example');
  equal(read('.a@docomo.example'), '".a"@docomo.example');
});

test('what is no address', () => {
  equal(read(''), 'no: empty');
  equal(read('alice'), 'no: no-at');
  equal(read('@example.com'), 'no: local-empty');
  equal(read('alice(work)@example.com'), 'no: comment');
  equal(read('alice@example.com(work)'), 'no: comment');
  for (const local of [
    'a b',
    'a,b',
    'a<b',
    'a:b',
    'a;b',
    'a[b',
    'a\\b',
    'a@b',
    '"a',
    '"a"b',
    '"a\\"',
    '"',
    'a\u0000',
    'a\r\nb',
    '"a\r\nb"',
    '"a\u0000"',
    '"a\u007f"',
    'a\u202e',
    'a\u00a0',
    'a\ud800',
    'a\u2028',
  ]) {
    equal(read(`${local}@example.com`), 'no: local', JSON.stringify(local));
  }
  for (const domain of [
    '',
    '.',
    'a..b',
    '.a',
    'a.',
    '-a.com',
    'a-.com',
    'a b',
    'a,b',
    '192.0.2.1',
    '1.2',
    '[192.0.2]',
    '[IPv6:::g]',
    '[fe80::1]',
    '[IPv6:fe80::1%eth0]',
    '[',
    'a%b.com',
    'xn--a.com',
    'a\r\nb',
    'a\u0000.com',
    `${'a'.repeat(64)}.com`,
  ]) {
    equal(read(`alice@${domain}`), 'no: domain', JSON.stringify(domain));
  }
});

test('lengths', () => {
  equal(read(`${'a'.repeat(64)}@example.com`), `${'a'.repeat(64)}@example.com`);
  equal(read(`${'a'.repeat(65)}@example.com`), 'no: too-long');
  equal(read(`${'é'.repeat(32)}@example.com`), `${'é'.repeat(32)}@example.com`);
  equal(read(`${'é'.repeat(33)}@example.com`), 'no: too-long');
  const label = 'd'.repeat(61);
  const domain = `${label}.${label}.${label}.`;
  // 186 octets, and 254 in all with a local part of 2.
  equal(read(`aa@${domain}${'e'.repeat(61)}.fff`), `aa@${domain}${'e'.repeat(61)}.fff`.slice(0, 254));
  equal(read(`aaa@${domain}${'e'.repeat(61)}.fff`), 'no: too-long');
  equal(read(`a@${domain}${'e'.repeat(63)}.fffff`), 'no: domain');
  equal(read('a'.repeat(100_000)), 'no: too-long');
});

test('only a local part outside ASCII needs SMTPUTF8', () => {
  const needs = (text: string): boolean | undefined => {
    const result = parseMailAddress(text);
    return result.ok ? result.address.needsUtf8 : undefined;
  };
  equal(needs('info@münchen.example'), false);
  equal(needs('tréville@example.com'), true);
});

test('a contact is in small letters and for people', () => {
  const contact = (text: string): string | undefined => {
    const result = parseMailAddress(text);
    return result.ok ? contactForm(result.address) : undefined;
  };
  equal(contact('Alice@XN--MNCHEN-3YA.example'), 'alice@münchen.example');
  equal(contact('"Alice B"@Example.com'), '"alice b"@example.com');
  equal(contact('User@[IPv6:2001:DB8::1]'), 'user@[IPv6:2001:db8::1]');
});

test('nothing that is read can end a command or a field, and reading it again changes nothing', () => {
  const hostile = fc.string({
    unit: fc.constantFrom(
      'a',
      '.',
      '@',
      '"',
      '\\',
      ' ',
      '\r',
      '\n',
      '\0',
      '<',
      '>',
      '(',
      ',',
      'é',
      '😀',
      '[',
      ']',
      '%',
      '-',
    ),
    maxLength: 40,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        hostile,
        hostile.map((local) => `${local}@example.com`),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const result = parseMailAddress(text);
        if (!result.ok) return;
        const wire = wireForm(result.address);
        ok(!/[\r\n\0]/.test(wire));
        ok(result.address.ascii === result.address.ascii.replace(/[^!-~]/g, ''));
        deepEqual(parseMailAddress(wire), result);
      },
    ),
    { numRuns: 3000 },
  );
});
