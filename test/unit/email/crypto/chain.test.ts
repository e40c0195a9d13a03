import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { checkSignature, isOfUsualSize } from '../../../../gateways/email/crypto/algorithms.js';
import { readBer } from '../../../../gateways/email/crypto/ber.js';
import type { Certificate } from '../../../../gateways/email/crypto/certificate.js';
import { Certificate as Read } from '../../../../gateways/email/crypto/certificate.js';
import { type ChainOptions, checkChain } from '../../../../gateways/email/crypto/chain.js';
import { nullValue, oid, sequence } from '../../../../gateways/email/crypto/der.js';
import { OID } from '../../../../gateways/email/crypto/oids.js';
import { CA, Desk, makeCertificate, person } from './support/openssl.js';

const DAY = 86_400_000;

describe('the way from a certificate to one that is trusted', () => {
  const desk = new Desk();
  let root: Certificate;
  before(() => {
    root = makeCertificate(desk, 'root', { extensions: CA });
  });
  after(() => desk.remove());

  const leaf = (name: string, by: string, ...extensions: readonly string[]) =>
    makeCertificate(desk, name, { extensions: extensions.length > 0 ? extensions : person(`${name}@example.org`), by });
  const why = (certificate: Certificate, more: Partial<ChainOptions> = {}): string => {
    const result = checkChain(certificate, { anchors: [root], others: [], at: Date.now(), purpose: 'sign', ...more });
    return result.ok ? result.path.map(({ owner }) => owner).join(' < ') : result.why;
  };

  it('goes over as many as it takes, in whatever order they come', () => {
    const one = makeCertificate(desk, 'one', { extensions: CA, by: 'root' });
    const two = makeCertificate(desk, 'two', { extensions: CA, by: 'one' });
    const anna = leaf('anna', 'two');
    assert.equal(why(anna, { others: [two, one, anna, root] }), 'anna < two < one < root');
    assert.equal(why(anna, { others: [two] }), 'untrusted');
  });

  it('is looked for so long and no longer, by all searches for one mail together', () => {
    makeCertificate(desk, 'middle', { extensions: CA, by: 'root' });
    const others = Read.readPem(desk.read('middle.crt').toString());
    const carol = leaf('carol', 'middle');
    const budget = { left: 3 };
    assert.equal(why(carol, { others, budget }), 'carol < middle < root');
    assert.equal(why(carol, { others, budget }), 'untrusted');
    assert.equal(budget.left, 0);
  });

  it('does not go over keys that take long to calculate with', () => {
    const rsa = (bits: number) => {
      const n = Buffer.alloc(bits / 8, 0xff).toString('base64url');
      return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
    };
    assert.deepEqual([isOfUsualSize(rsa(8192)), isOfUsualSize(rsa(8200))], [true, false]);
    const algorithm = readBer(sequence(oid(OID.sha256WithRsa), nullValue())) ?? assert.fail();
    const check = (bits: number) =>
      checkSignature(algorithm, 'sha256', rsa(bits), Buffer.from('O'), Buffer.alloc(bits / 8));
    assert.deepEqual([check(4096), check(8200)], [false, 'unsupported']);
  });

  it('does not go over who may not make certificates', () => {
    leaf('bob', 'root');
    const forged = leaf('forged', 'bob');
    const bob = Read.readPem(desk.read('bob.crt').toString());
    assert.equal(why(forged, { others: bob }), 'usage');
    assert.equal(why(forged, { anchors: bob }), 'usage', 'a person who is trusted vouches for nobody');
    const noSign = makeCertificate(desk, 'nosign', {
      extensions: ['basicConstraints=critical,CA:true', 'keyUsage=critical,cRLSign'],
      by: 'root',
    });
    assert.equal(why(leaf('ben', 'nosign'), { others: [noSign] }), 'usage');
    const forWeb = makeCertificate(desk, 'web', { extensions: [...CA, 'extendedKeyUsage=serverAuth'], by: 'root' });
    assert.equal(why(leaf('bea', 'web'), { others: [forWeb] }), 'usage');
  });

  it('is not longer than a CA allows', () => {
    const short = makeCertificate(desk, 'short', {
      extensions: ['basicConstraints=critical,CA:true,pathlen:0', 'keyUsage=critical,keyCertSign'],
      by: 'root',
    });
    assert.equal(why(leaf('carl', 'short'), { others: [short] }), 'carl < short < root');
    const below = makeCertificate(desk, 'below', { extensions: CA, by: 'short' });
    assert.equal(why(leaf('cora', 'below'), { others: [short, below] }), 'usage');
  });

  it('speaks for the names alone that a CA is for', () => {
    const limited = makeCertificate(desk, 'limited', {
      extensions: [
        ...CA,
        'nameConstraints=critical,permitted;email:example.org,permitted;email:.example.com,excluded;email:eve@example.org',
      ],
      by: 'root',
    });
    const at = (name: string, address: string) => why(leaf(name, 'limited', ...person(address)), { others: [limited] });
    assert.equal(at('d1', 'dora@example.org'), 'd1 < limited < root');
    assert.equal(at('d2', 'dora@mail.example.com'), 'd2 < limited < root');
    assert.equal(at('d3', 'dora@example.com'), 'names');
    assert.equal(at('d4', 'dora@mail.example.org'), 'names');
    assert.equal(at('d5', 'eve@example.org'), 'names');
    const two = leaf('d6', 'limited', ...person('dora@example.org,email:dora@example.net'));
    assert.equal(why(two, { others: [limited] }), 'names');
    const webOnly = makeCertificate(desk, 'webonly', {
      extensions: [...CA, 'nameConstraints=critical,permitted;DNS:example.org'],
      by: 'root',
    });
    assert.equal(why(leaf('d7', 'webonly'), { others: [webOnly] }), 'd7 < webonly < root');
    const host = leaf('d8', 'webonly', ...person('dora@example.org,DNS:example.org'));
    assert.equal(why(host, { others: [webOnly] }), 'names', 'what is not compared is not allowed');
  });

  it('does not hold where a key may not be used so', () => {
    const only = (name: string, ...usage: readonly string[]) =>
      leaf(name, 'root', ...usage, `subjectAltName=email:${name}@example.org`);
    const encrypts = only('e1', 'keyUsage=keyEncipherment');
    assert.equal(why(encrypts), 'usage');
    assert.equal(why(encrypts, { purpose: 'encrypt' }), 'e1 < root');
    const signs = only('e2', 'keyUsage=digitalSignature', 'extendedKeyUsage=clientAuth,emailProtection');
    assert.equal(why(signs), 'e2 < root');
    assert.equal(why(signs, { purpose: 'encrypt' }), 'usage');
    assert.equal(why(only('e3', 'extendedKeyUsage=serverAuth')), 'usage');
    assert.equal(why(only('e4', 'extendedKeyUsage=anyExtendedKeyUsage')), 'e4 < root');
  });

  it('does not hold with what can be forged, is over, or is not understood', () => {
    const sha1 = makeCertificate(desk, 'sha1', { extensions: person('f1@example.org'), by: 'root', digest: 'sha1' });
    assert.equal(why(sha1), 'weak');
    const small = makeCertificate(desk, 'small', {
      extensions: person('f2@example.org'),
      by: 'root',
      key: ['rsa:1024'],
    });
    assert.equal(why(small), 'weak');
    assert.equal(why(leaf('f3', 'root', '1.2.3.4=critical,ASN1:NULL')), 'unknown');
    assert.equal(why(leaf('f4', 'root', '1.2.3.4=ASN1:NULL')), 'f4 < root');
    const early = makeCertificate(desk, 'early', { extensions: CA, by: 'root', days: 3 });
    assert.equal(why(leaf('f5', 'early'), { others: [early], at: Date.now() + 4 * DAY }), 'expired');
  });

  it('is not found by the name of a CA alone', () => {
    makeCertificate(desk, 'impostor', { extensions: CA, subject: '/CN=root' });
    assert.equal(
      why(leaf('gil', 'impostor'), { others: Read.readPem(desk.read('impostor.crt').toString()) }),
      'untrusted',
    );
  });
});

describe('a certificate', () => {
  const desk = new Desk();
  after(() => desk.remove());

  it('is for the addresses in its extension, and for those in its name only where there are none', () => {
    const both = makeCertificate(desk, 'both', {
      extensions: [
        'subjectAltName=@names',
        '[names]',
        'email=Hal@Example.org',
        'otherName=1.3.6.1.5.5.7.8.9;FORMAT:UTF8,UTF8:häl@example.org',
      ],
      subject: '/CN=Hal/emailAddress=old@example.org',
    });
    assert.deepEqual(both.addresses, ['hal@example.org', 'häl@example.org']);
    const old = makeCertificate(desk, 'old', { extensions: [], subject: '/CN=Hal/emailAddress=Old@example.org' });
    assert.deepEqual(old.addresses, ['old@example.org']);
    assert.equal(old.isFor('OLD@example.org'), true);
    assert.equal(old.isFor('old@example.org.evil'), false);
  });

  it('is for JIDs too', () => {
    const jabber = makeCertificate(desk, 'jabber', {
      extensions: [
        'subjectAltName=URI:im:Iris@example.org,otherName:1.3.6.1.5.5.7.8.5;UTF8:iris@im.example.org,URI:https://a/b@c',
      ],
    });
    assert.deepEqual(jabber.jids, ['iris@example.org', 'iris@im.example.org']);
    assert.deepEqual(jabber.addresses, []);
  });

  it('tells who it is of and until when', () => {
    const jane = makeCertificate(desk, 'jane', { extensions: CA, subject: '/O=Verona/CN=Jane', days: 10 });
    assert.equal(jane.owner, 'Jane');
    assert.equal(jane.maker, 'Jane');
    assert.ok(Math.abs(jane.notAfter - Date.now() - 10 * DAY) < 60_000);
    const shown = desk.run('x509', '-in', 'jane.crt', '-noout', '-fingerprint', '-sha256').toString();
    assert.equal(jane.fingerprint, shown.split('=')[1]?.trim().replaceAll(':', '').toLowerCase());
    assert.equal(Read.read(jane.raw.subarray(0, -5)), undefined);
    assert.equal(Read.read(new Uint8Array()), undefined);
    assert.deepEqual(Read.readPem('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'), []);
  });
});
