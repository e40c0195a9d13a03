import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Certificate } from '../../../../gateways/email/crypto/certificate.js';
import { knownAfter, readKnown, writeKnown } from '../../../../gateways/email/crypto/certificate-book.js';
import { divide, isMailSafe, unite } from '../../../../gateways/email/crypto/entity.js';
import { protectHeaders } from '../../../../gateways/email/crypto/header-protection.js';
import { signSmime, type Verified, verifySmime } from '../../../../gateways/email/crypto/smime.js';
import { protectedSubject } from '../../../../gateways/email/mime/header-protection.js';
import { parseMessage } from '../../../../gateways/email/mime/part.js';
import { CA, Desk, makeCertificate, person } from './support/openssl.js';

const MESSAGE =
  'Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nFrom: a@example.org\r\nTo: b@example.net\r\nSubject: Our secret\r\n meeting\r\n' +
  'Keywords: dark\r\nMIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n' +
  'Content-Transfer-Encoding: 7bit\r\n\r\nAt eight.\r\n';

describe('a message that is divided', () => {
  it('has each field where it belongs, octet for octet, and is whole again', () => {
    const { header, entity } = divide(Buffer.from(MESSAGE));
    assert.equal(
      Buffer.from(header).toString(),
      'Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nFrom: a@example.org\r\nTo: b@example.net\r\nSubject: Our secret\r\n meeting\r\nKeywords: dark\r\n',
    );
    assert.equal(
      Buffer.from(entity).toString(),
      'Content-Type: text/plain;\r\n charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nAt eight.\r\n',
    );
    assert.equal(Buffer.from(unite(header, entity)).toString(), MESSAGE);
    assert.equal(Buffer.from(divide(Buffer.from('Subject: x')).header).toString(), 'Subject: x');
    assert.equal(Buffer.from(divide(Buffer.from('\r\nbody')).entity).toString(), '\r\nbody');
  });

  it('is safe with mail servers only with what all of them leave alone', () => {
    for (const text of ['', 'a\r\n', 'a', `${'x'.repeat(998)}\r\n`]) assert.equal(isMailSafe(Buffer.from(text)), true);
    for (const text of ['a\n', 'a\rb', 'ä', '\0', `${'x'.repeat(999)}\r\n`, 'x'.repeat(999), 'a\r']) {
      assert.equal(isMailSafe(Buffer.from(text)), false, JSON.stringify(text.slice(0, 9)));
    }
  });
});

describe('a protected header', () => {
  it('is inside, and outside only what everybody may see (RFC 9788)', () => {
    const { header, entity } = protectHeaders(Buffer.from(MESSAGE), 'cipher');
    const outside =
      'Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nFrom: a@example.org\r\nTo: b@example.net\r\nSubject: [...]\r\n';
    assert.equal(Buffer.from(header).toString(), outside);
    assert.equal(
      Buffer.from(entity).toString(),
      'Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nFrom: a@example.org\r\nTo: b@example.net\r\nSubject: Our secret\r\n meeting\r\n' +
        'Keywords: dark\r\n' +
        'HP-Outer: Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nHP-Outer: From: a@example.org\r\n' +
        'HP-Outer: To: b@example.net\r\nHP-Outer: Subject: [...]\r\n' +
        'Content-Type: text/plain;\r\n charset=utf-8;\r\n hp="cipher"\r\nContent-Transfer-Encoding: 7bit\r\n\r\nAt eight.\r\n',
    );
    assert.equal(protectedSubject(parseMessage(header).headers, parseMessage(entity)), 'Our secret meeting');
  });

  it('is the same outside where nothing is secret', () => {
    const { header, entity } = protectHeaders(Buffer.from('Subject: x\r\nBcc: c@example.org\r\n\r\nHi\r\n'), 'clear');
    assert.equal(Buffer.from(header).toString(), 'Subject: x\r\n');
    assert.equal(
      Buffer.from(entity).toString(),
      'Subject: x\r\nContent-Type: text/plain; charset=us-ascii;\r\n hp="clear"\r\n\r\nHi\r\n',
    );
  });

  it('is found in the older form, and not where there is none', () => {
    const old = 'Subject: x\r\nContent-Type: multipart/mixed; boundary=b; protected-headers="v1"\r\n\r\n';
    const within = (entity: string) =>
      protectedSubject(
        parseMessage(Buffer.from('Subject: outside\r\n\r\n')).headers,
        parseMessage(Buffer.from(entity)),
      );
    assert.equal(within(old), 'x');
    assert.equal(within('Subject: x\r\nContent-Type: text/plain\r\n\r\n'), 'outside');
    assert.equal(within('Content-Type: text/plain; hp="clear"\r\n\r\n'), 'outside');
  });
});

describe('the certificates of a correspondent', () => {
  const desk = new Desk();
  let root: Certificate;
  before(() => {
    root = makeCertificate(desk, 'root', { extensions: CA });
  });
  after(() => desk.remove());

  function signedBy(name: string, certificate: Certificate, ...chain: Certificate[]): Verified {
    const signer = { certificate, key: createPrivateKey(desk.read(`${name}.key`)), chain };
    const signed = signSmime(Buffer.from('Content-Type: text/plain\r\n\r\nO\r\n'), signer, Date.now());
    const options = { from: ['a@example.org'], anchors: [root], at: Date.now() };
    const verified = verifySmime(signed ?? Buffer.alloc(0), options);
    assert.ok(verified !== undefined);
    return verified;
  }

  it('are kept from good signatures, the newest first, and are a text in between', () => {
    const one = makeCertificate(desk, 'one', { extensions: person('a@example.org'), by: 'root' });
    const two = makeCertificate(desk, 'two', { extensions: person('a@example.org'), by: 'root' });
    let known = knownAfter([], signedBy('one', one), 'a@example.org', 1000);
    known = knownAfter(readKnown(writeKnown(known)), signedBy('two', two), 'a@example.org', 2000);
    known = readKnown(writeKnown(knownAfter(known, signedBy('two', two), 'a@example.org', 3000)));
    assert.deepEqual(
      known.map(({ certificate, seenAt }) => [certificate.owner, seenAt]),
      [
        ['two', 3000],
        ['one', 1000],
      ],
    );
    assert.ok((known[0]?.capabilities ?? []).length > 3);
  });

  it('are not kept from bad ones, nor those of others that came along', () => {
    const eve = makeCertificate(desk, 'eve', { extensions: person('a@example.org') });
    assert.deepEqual(knownAfter([], signedBy('eve', eve), 'a@example.org', 1), []);
    const signs = makeCertificate(desk, 'signs', {
      extensions: ['keyUsage=digitalSignature', 'subjectAltName=email:a@example.org'],
      by: 'root',
    });
    assert.deepEqual(knownAfter([], signedBy('signs', signs, eve), 'a@example.org', 1), []);
    const opens = makeCertificate(desk, 'opens', {
      extensions: ['keyUsage=keyEncipherment', 'subjectAltName=email:a@example.org'],
      by: 'root',
    });
    const [known] = knownAfter([], signedBy('signs', signs, eve, opens), 'a@example.org', 1);
    assert.equal(known?.certificate.owner, 'opens');
    makeCertificate(desk, 'impostor', { extensions: CA, subject: '/CN=root' });
    const forged = makeCertificate(desk, 'forged', {
      extensions: ['keyUsage=keyEncipherment', 'subjectAltName=email:a@example.org'],
      by: 'impostor',
    });
    assert.equal(forged.maker, signs.maker);
    assert.deepEqual(knownAfter([], signedBy('signs', signs, forged), 'a@example.org', 1), []);
  });

  it('are none where the text is none', () => {
    for (const text of [undefined, '', 'null', '{}', '[{"pem":"x"}]']) assert.deepEqual(readKnown(text), []);
  });
});
