import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Certificate } from '../../../../gateways/email/crypto/certificate.js';
import { type KnownCertificate, knownAfter } from '../../../../gateways/email/crypto/certificate-book.js';
import type { Identity } from '../../../../gateways/email/crypto/identity.js';
import { type MailOpening, openMail, signerOf } from '../../../../gateways/email/crypto/open-mail.js';
import { type SecureMail, secureMail } from '../../../../gateways/email/crypto/secure-mail.js';
import { encryptSmime, signSmime } from '../../../../gateways/email/crypto/smime.js';
import { closedText, verdictText } from '../../../../gateways/email/crypto/verdict-text.js';
import { protectedSubject } from '../../../../gateways/email/mime/header-protection.js';
import { parseMessage } from '../../../../gateways/email/mime/part.js';
import { cryptoTexts } from '../../../../gateways/email/texts/crypto.js';
import { CA, Desk, makeCertificate, person } from './support/openssl.js';

const MESSAGE = Buffer.from(
  'From: a@example.org\r\nTo: b@example.net\r\nSubject: Tonight\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nAt eight.\r\n',
);

const desk = new Desk();
let root: Certificate;
let anna: Identity;
let bert: Identity;

before(() => {
  root = makeCertificate(desk, 'root', { extensions: CA });
  const make = (name: string, address: string): Identity => ({
    certificate: makeCertificate(desk, name, { extensions: person(address), by: 'root' }),
    key: createPrivateKey(desk.read(`${name}.key`)),
    chain: [],
  });
  anna = make('anna', 'a@example.org');
  bert = make('bert', 'b@example.net');
});
after(() => desk.remove());

const opening = (more: Partial<MailOpening> = {}): MailOpening => ({
  from: ['a@example.org'],
  anchors: [root],
  at: Date.now(),
  identities: [bert],
  ...more,
});
const knowing = (known: readonly KnownCertificate[]) => (address: string) =>
  known.filter(({ certificate }) => certificate.isFor(address));
const secure = (more: Partial<SecureMail> = {}) =>
  secureMail({
    message: MESSAGE,
    identity: anna,
    recipients: ['b@example.net'],
    known: knowing([{ certificate: bert.certificate, seenAt: 0 }]),
    anchors: [root],
    at: Date.now(),
    ...more,
  });

describe('a secured mail', () => {
  it('is read by its receiver and its sender, with its subject, and by nobody on the way', () => {
    const made = secure();
    assert.ok(made.ok);
    const seen = parseMessage(made.octets);
    assert.deepEqual([seen.headers.text('subject'), seen.headers.first('to')], ['[...]', 'b@example.net']);
    for (const reader of [bert, anna]) {
      const opened = openMail(made.octets, opening({ identities: [reader] }));
      assert.equal(signerOf(opened)?.fingerprint, anna.certificate.fingerprint);
      assert.equal(protectedSubject(seen.headers, parseMessage(opened.entity)), 'Tonight');
      assert.equal(parseMessage(opened.entity).text(), 'At eight.\n');
      assert.deepEqual([opened.encrypted, opened.closed], [{ authenticated: false }, undefined]);
    }
    desk.write('mail', made.octets);
    desk.run('cms', '-decrypt', '-in', 'mail', '-recip', 'bert.crt', '-inkey', 'bert.key', '-out', 'inner', '-binary');
    desk.run('cms', '-verify', '-in', 'inner', '-CAfile', 'root.crt', '-out', 'out');
    assert.match(desk.read('out').toString(), /^Subject: Tonight\r$/m);
  });

  it('that is only signed is open to all', () => {
    const made = secure({ recipients: [] });
    assert.ok(made.ok);
    assert.equal(parseMessage(made.octets).headers.text('subject'), 'Tonight');
    const opened = openMail(made.octets, opening({ identities: [] }));
    assert.ok(opened.signed?.verdict.good);
    assert.equal(opened.encrypted, undefined);
  });

  it('is answered in the best way that its sender can read', () => {
    const first = secure({ recipients: [] });
    assert.ok(first.ok);
    const { signed } = openMail(first.octets, opening());
    assert.ok(signed !== undefined);
    const known = knownAfter([], signed, 'a@example.org', Date.now());
    const answer = secure({ identity: bert, recipients: ['a@example.org'], known: knowing(known) });
    assert.ok(answer.ok);
    assert.match(Buffer.from(answer.octets).toString(), /smime-type=authEnveloped-data/);
    const opened = openMail(answer.octets, opening({ from: ['b@example.net'], identities: [anna] }));
    assert.deepEqual(opened.encrypted, { authenticated: true });
    assert.ok(signerOf(opened));
  });

  it('does not go out where the certificate of one recipient is missing, or nobody vouches for it', () => {
    const key = (made: ReturnType<typeof secure>): unknown => (made.ok ? 'sent' : made.problem.text);
    const missing = (address: string) => ({ key: 'email.encrypt.no-certificate', params: { address } });
    assert.deepEqual(key(secure({ recipients: ['b@example.net', 'c@example.net'] })), missing('c@example.net'));
    assert.deepEqual(key(secure({ anchors: [] })), missing('b@example.net'));
    assert.deepEqual(key(secure({ at: Date.now() + 40 * 86_400_000 })), missing('b@example.net'));
  });
});

describe('a mail in layers', () => {
  const plain = Buffer.from('Content-Type: text/plain\r\n\r\nHi\r\n');
  const sign = (entity: Uint8Array, who: Identity): Uint8Array => signSmime(entity, who, Date.now()) ?? Buffer.alloc(0);
  const seal = (entity: Uint8Array): Uint8Array =>
    encryptSmime(entity, [bert.certificate], 'compatible') ?? Buffer.alloc(0);

  it('signed, encrypted and signed again is opened to its core', () => {
    const opened = openMail(sign(seal(sign(plain, anna)), anna), opening());
    assert.deepEqual(Buffer.from(opened.entity), plain);
    assert.ok(opened.signed?.verdict.good);
  });

  it('is not signed by who only signed what is encrypted', () => {
    const opened = openMail(sign(seal(plain), anna), opening());
    assert.deepEqual(Buffer.from(opened.entity), plain);
    assert.equal(opened.signed, undefined);
  });

  it('stays closed without the key, and is given as it came', () => {
    const sealed = seal(plain);
    const opened = openMail(sealed, opening({ identities: [] }));
    assert.deepEqual([opened.closed, Buffer.from(opened.entity)], ['not-for-us', Buffer.from(sealed)]);
    let many = plain as Uint8Array;
    for (let layer = 0; layer < 6; layer++) many = seal(many);
    assert.equal(openMail(many, opening()).closed, 'unsupported', 'nobody wraps a mail so often');
    assert.deepEqual(Buffer.from(openMail(plain, opening()).entity), plain);
  });

  it('is told in words that are there', () => {
    const words = cryptoTexts.en as Readonly<Record<string, string>>;
    const opened = openMail(sign(plain, anna), opening({ anchors: [] }));
    assert.ok(opened.signed !== undefined);
    const bad = verdictText(opened.signed.verdict);
    assert.equal(bad.key, 'email.signature.untrusted');
    assert.equal(bad.params?.fingerprint, anna.certificate.fingerprint);
    const good = openMail(sign(plain, anna), opening()).signed;
    assert.ok(good !== undefined);
    for (const { key, params = {} } of [
      bad,
      verdictText(good.verdict),
      closedText('broken', true),
      closedText('broken', false),
    ]) {
      const places = [...(words[key] ?? '{missing}').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      for (const place of places) assert.ok(place in params, `${key} ${place}`);
    }
  });
});
