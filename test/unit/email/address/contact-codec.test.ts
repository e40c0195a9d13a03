import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MailAddresses } from '../../../../gateways/email/address/contact-codec.js';
import { fromJidForm, toJidForm } from '../../../../gateways/email/address/jid-form.js';
import { contactForm, parseMailAddress } from '../../../../gateways/email/address/mail-address.js';
import {
  groupContact,
  isGroupContact,
  isListContact,
  listContact,
} from '../../../../gateways/email/address/special-contacts.js';
import { addressTexts } from '../../../../gateways/email/texts/address.js';
import { escapeLocal, normaliseLocal, unescapeLocal } from '../../../../src/xmpp/jid.js';

const codec = new MailAddresses();

/** Contact and local part, or key of the sentence and what was meant. */
function parse(local: string): readonly (string | undefined)[] {
  const result = codec.parse(local);
  if (result.ok) return [result.address, result.local];
  ok(Object.hasOwn(addressTexts.en, result.problem.text.key), result.problem.text.key);
  return [result.problem.text.key, result.suggestion];
}

function prompt(text: string): string {
  const result = codec.prompt(text);
  return result.ok ? result.address : result.problem.text.key;
}

test('addresses are their own local part', () => {
  for (const address of [
    'alice@example.com',
    '"a b"@example.com',
    'a/b@example.com',
    'tréville@musketeers.example',
    'info@münchen.example',
    'user@[192.0.2.1]',
    'a%b@example.com',
  ]) {
    deepEqual(parse(address), [address, address]);
    equal(codec.format(address), address);
  }
});

test('other spellings lead to the canonical one', () => {
  deepEqual(parse('Alice@Example.COM'), ['alice@example.com', 'alice@example.com']);
  deepEqual(parse('info@xn--mnchen-3ya.example'), ['info@münchen.example', 'info@münchen.example']);
  deepEqual(parse('"alice"@example.com'), ['alice@example.com', 'alice@example.com']);
});

test('who writes the form of older gateways is told of ours', () => {
  deepEqual(parse('alice%example.com'), ['email.address.write-as', 'alice@example.com']);
  deepEqual(parse('a%b%example.com'), ['email.address.write-as', 'a%b@example.com']);
  deepEqual(parse('alice%40example.com'), ['email.address.write-as', 'alice@example.com']);
  deepEqual(parse('alice%'), ['email.address.no-at', undefined]);
});

test('what is no contact', () => {
  deepEqual(parse(''), ['email.address.empty', undefined]);
  deepEqual(parse('gateway'), ['email.address.no-at', undefined]);
  deepEqual(parse('alice'), ['email.address.no-at', undefined]);
  deepEqual(parse('a b@example.com'), ['email.address.local', undefined]);
  deepEqual(parse('alice(x)@example.com'), ['email.address.comment', undefined]);
  deepEqual(parse('alice@'), ['email.address.domain', undefined]);
  deepEqual(parse(`${'a'.repeat(65)}@example.com`), ['email.address.too-long', undefined]);
});

test('senders that nobody reads', () => {
  deepEqual(parse('no-reply@example.com'), ['email.address.no-reply', undefined]);
  for (const local of [
    'noreply@x.org',
    'NO_REPLY@x.org',
    'no.reply+abc@x.org',
    'donotreply@x.org',
    'mailer-daemon@x.org',
  ]) {
    equal(codec.noReply(local), local.toLowerCase());
  }
  for (const local of [
    'alice@x.org',
    'noreply-team@x.org',
    'noreply.lists.x.org',
    'norbert@x.org',
    'noreply',
    '+noreply@x.org',
  ]) {
    equal(codec.noReply(local), undefined);
  }
});

test('lists and groups', () => {
  equal(listContact('Dev.Lists.example.org'), 'dev.lists.example.org');
  equal(listContact('my list@here.example.org'), 'my_list_here.example.org');
  equal(listContact('announce'), 'announce.list');
  equal(listContact('..'), '_.list');
  deepEqual(parse('dev.lists.example.org'), ['dev.lists.example.org', 'dev.lists.example.org']);
  const group = groupContact('abcdefghijklmnop234567');
  deepEqual(parse(group), [group, group]);
  equal(isGroupContact(group), true);
  equal(isListContact(group), false);
  equal(isGroupContact('dev.example.group'), false);
  // An id that looks like a group does not become one.
  equal(listContact('abcdefghijklmnop234567.group'), 'abcdefghijklmnop234567.group.list');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (id) => {
      const contact = listContact(id);
      ok(isListContact(contact), contact);
      deepEqual(parse(contact), [contact, contact]);
    }),
  );
});

test('what people type at the prompt', () => {
  equal(prompt(' Alice@example.com, '), 'alice@example.com');
  equal(prompt('Alice Smith <alice@example.com>'), 'alice@example.com');
  equal(prompt('mailto:alice@example.com?subject=Hi%20there'), 'alice@example.com');
  equal(prompt('MAILTO:gorby%25kremvax@example.com'), 'gorby%kremvax@example.com');
  equal(prompt('mailto:%22not%40me%22@example.org'), '"not@me"@example.org');
  equal(prompt('mailto:a@example.com,b@example.com'), 'a@example.com');
  equal(prompt('im:treville%27@example.com'), "treville'@example.com");
  equal(prompt('alice%example.com'), 'alice@example.com');
  equal(prompt('alice\\40example.com'), 'alice@example.com');
  equal(prompt('alice'), 'email.address.no-at');
  equal(prompt('mailto:%zz'), 'email.address.no-at');
});

test('what no JID can hold is written with escapes of RFC 3922', () => {
  equal(toJidForm('😀@example.com'), '%f0%9f%98%80@example.com');
  equal(fromJidForm('%f0%9f%98%80@example.com'), '😀@example.com');
  // A right-to-left name before a left-to-right domain breaks the bidi rule of JIDs.
  equal(toJidForm('אבג@example.com'), '%d7%90%d7%91%d7%92@example.com');
  equal(toJidForm('100%c3@example.com'), '100%25c3@example.com');
  equal(toJidForm('100%25@example.com'), '100%2525@example.com');
  equal(toJidForm('a%b@example.com'), 'a%b@example.com');
  equal(fromJidForm('a%ff@example.com'), 'a%ff@example.com');
});

test('every address has a JID of its own that leads back to it', () => {
  const part = fc.string({
    unit: fc.oneof(
      fc.constantFrom('%', '2', '5', 'c', '3', '8', 'f', '\\', '4', '0', '"', ' ', '.', 'é', 'ß', 'ﬁ', 'א', '😀'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 12,
  });
  const domain = fc.constantFrom('example.com', 'münchen.example', 'א.example', '☃.example', '[192.0.2.1]');
  fc.assert(
    fc.property(part, domain, (local, host) => {
      const read = parseMailAddress(`"${local.replace(/["\\]/g, '\\$&')}"@${host}`);
      if (!read.ok) return;
      const contact = contactForm(read.address);
      const jidLocal = escapeLocal(codec.format(contact));
      ok(jidLocal !== undefined);
      const normal = normaliseLocal(jidLocal);
      ok(normal !== undefined, jidLocal);
      const back = codec.parse(unescapeLocal(normal));
      if (back.ok) equal(back.address, contact);
      else equal(back.problem.text.key, 'email.address.no-reply');
    }),
    { numRuns: 3000 },
  );
});

test('addresses that differ have JIDs that differ', () => {
  const tricky = fc.string({ unit: fc.constantFrom('%', '2', '5', 'c3', 'a9', 'é', '😀'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(tricky, tricky, (one, other) => {
      if (one !== other) notEqual(toJidForm(`${one}@x.org`), toJidForm(`${other}@x.org`));
    }),
    { numRuns: 5000 },
  );
});
