import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { suiteFor } from '../../../../gateways/email/crypto/capabilities.js';
import type { Certificate } from '../../../../gateways/email/crypto/certificate.js';
import type { Recipient } from '../../../../gateways/email/crypto/enveloped-data.js';
import type { Signer } from '../../../../gateways/email/crypto/signed-data.js';
import {
  decryptSmime,
  encryptSmime,
  signSmime,
  smimeKind,
  type VerifyOptions,
  verifySmime,
} from '../../../../gateways/email/crypto/smime.js';
import { CA, Desk, EC, makeCertificate, person } from './support/openssl.js';

const DAY = 86_400_000;
const TEXT = 'Content-Type: text/plain; charset=utf-8\r\n\r\nMy only love sprung from my only hate!\r\n -- \r\n\r\n';
const BINARY = Buffer.concat([
  Buffer.from('Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n'),
  randomBytes(70_000),
  Buffer.from([0, 10, 13, 10, 10, 46, 13]),
]);

const desk = new Desk();
let root: Certificate;
let middle: Certificate;
let juliet: Certificate;
let romeo: Certificate;
let curve: Certificate;

before(() => {
  root = makeCertificate(desk, 'root', { extensions: CA });
  middle = makeCertificate(desk, 'middle', { extensions: [...CA, 'authorityKeyIdentifier=keyid'], by: 'root' });
  juliet = makeCertificate(desk, 'juliet', { extensions: person('juliet@example.org'), by: 'middle' });
  romeo = makeCertificate(desk, 'romeo', { extensions: person('romeo@example.net'), by: 'root' });
  curve = makeCertificate(desk, 'curve', { extensions: person('curve@example.net'), by: 'root', key: EC });
});
after(() => desk.remove());

const keyOf = (name: string) => createPrivateKey(desk.read(`${name}.key`));
const signer = (name: string, certificate: Certificate, ...chain: Certificate[]): Signer => ({
  certificate,
  key: keyOf(name),
  chain,
});
const holds = (name: string, certificate: Certificate): Recipient => ({ certificate, key: keyOf(name) });
const trusting = (more: Partial<VerifyOptions> = {}): VerifyOptions => ({
  from: ['juliet@example.org'],
  anchors: [root],
  at: Date.now(),
  ...more,
});

/** What is wrong with a signature; undefined: nothing. */
function fault(octets: Uint8Array, more: Partial<VerifyOptions> = {}): string | undefined {
  const verified = verifySmime(octets, trusting(more));
  assert.ok(verified !== undefined, 'it is signed');
  return verified.verdict.good ? undefined : verified.verdict.why;
}

/** Signed by openssl. */
function signedBy(name: string, content: string | Uint8Array, ...more: readonly string[]): Buffer {
  const file = desk.write('content', content);
  const who = ['-signer', `${name}.crt`, '-inkey', `${name}.key`];
  return desk.run('cms', '-sign', '-in', file, '-binary', ...who, '-certfile', 'middle.crt', '-crlfeol', ...more);
}

describe('what openssl signed', () => {
  const WAYS: readonly (readonly [string, readonly string[]])[] = [
    ['beside the content', []],
    ['around the content', ['-nodetach']],
    ['around the content, in pieces (BER)', ['-nodetach', '-stream']],
    ['with SHA-512', ['-md', 'sha512']],
    ['with RSA-PSS', ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss']],
    [
      'with RSA-PSS and a long salt',
      ['-md', 'sha384', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:64'],
    ],
    ['without attributes', ['-noattr']],
    ['by a signer who is named by his key', ['-keyid']],
  ];
  for (const [what, more] of WAYS) {
    it(`${what} is verified, and its very octets are given`, () => {
      const octets = signedBy('juliet', TEXT, ...more);
      assert.equal(smimeKind(octets), 'signed');
      const verified = verifySmime(octets, trusting());
      assert.ok(verified?.verdict.good, JSON.stringify(verified?.verdict));
      assert.equal(Buffer.from(verified.entity).toString(), TEXT);
      assert.equal(verified.verdict.signer.fingerprint, juliet.fingerprint);
      assert.equal(verified.verdict.path.length, 3);
      if (!more.includes('-noattr')) assert.ok(Math.abs((verified.verdict.signedAt ?? 0) - Date.now()) < DAY);
    });
  }

  it('with an elliptic curve is verified', () => {
    assert.equal(fault(signedBy('curve', TEXT), { from: ['curve@example.net'] }), undefined);
  });

  it('is not relied on where one octet was changed', () => {
    const octets = signedBy('juliet', TEXT);
    const at = octets.indexOf('only love');
    octets[at] = 'O'.charCodeAt(0);
    assert.equal(fault(octets), 'changed');
    const inside = signedBy('juliet', TEXT, '-nodetach', '-noattr', '-outform', 'DER');
    inside[inside.indexOf('only love')] = 'O'.charCodeAt(0);
    const body = `Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${inside.toString('base64')}`;
    assert.equal(fault(Buffer.from(body)), 'changed');
  });

  it('is not relied on where the attributes or the signature were changed', () => {
    const der = signedBy('juliet', TEXT, '-nodetach', '-outform', 'DER');
    const message = (octets: Buffer) =>
      Buffer.from(
        `Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${octets.toString('base64')}`,
      );
    assert.equal(fault(message(der)), undefined);
    const later = Buffer.from(der);
    // The last digit of the minute of the signing time, an attribute: OID 1.2.840.113549.1.9.5.
    const time = later.indexOf(Buffer.from('2a864886f70d010905', 'hex')) + 9 + 2 + 2;
    later[time + 9] = (later[time + 9] ?? 0) ^ 1;
    assert.equal(fault(message(later)), 'forged');
    const other = Buffer.from(der);
    other[der.length - 20] = (other[der.length - 20] ?? 0) ^ 1;
    assert.equal(fault(message(other)), 'forged');
  });

  it('is relied on for the address in it alone', () => {
    const octets = signedBy('juliet', TEXT);
    assert.equal(fault(octets, { from: ['Juliet@EXAMPLE.org'] }), undefined);
    assert.equal(fault(octets, { from: ['nurse@example.org'] }), 'address');
    assert.equal(fault(octets, { from: ['juliet@example.org', 'nurse@example.org'] }), 'address');
    assert.equal(fault(octets, { from: [] }), 'address');
  });

  it('is relied on only where somebody is trusted who vouches for it, in its time', () => {
    const octets = signedBy('juliet', TEXT);
    assert.equal(fault(octets, { anchors: [romeo] }), 'untrusted');
    assert.equal(fault(octets, { anchors: [] }), 'untrusted');
    assert.equal(fault(octets, { anchors: [middle] }), undefined);
    assert.equal(fault(octets, { anchors: [juliet] }), undefined, 'a certificate that is trusted by itself');
    assert.equal(fault(octets, { at: Date.now() + 31 * DAY }), 'expired');
    assert.equal(fault(octets, { at: Date.now() - 2 * DAY }), 'not-yet-valid');
    const alone = desk.run(
      'cms',
      '-sign',
      '-in',
      'content',
      '-signer',
      'juliet.crt',
      '-inkey',
      'juliet.key',
      '-nocerts',
    );
    assert.equal(fault(alone), 'no-certificate');
    assert.equal(fault(alone, { others: [juliet, middle] }), undefined);
  });

  it('with SHA-1 is weak', () => {
    assert.equal(fault(signedBy('juliet', TEXT, '-md', 'sha1')), 'weak');
  });

  it('is one of two signatures, and the trusted one counts', () => {
    const octets = signedBy('juliet', TEXT, '-signer', 'romeo.crt', '-inkey', 'romeo.key');
    assert.equal(fault(octets), undefined);
    assert.equal(fault(octets, { from: ['romeo@example.net'] }), undefined);
  });
});

describe('what we sign', () => {
  it('openssl verifies, and takes out the very octets', () => {
    const made = signSmime(Buffer.from(TEXT), signer('juliet', juliet, middle), Date.now());
    assert.ok(made);
    assert.match(
      Buffer.from(made).toString(),
      /^Content-Type: multipart\/signed; protocol="application\/pkcs7-signature"/,
    );
    desk.write('made', made);
    desk.run('cms', '-verify', '-in', 'made', '-CAfile', 'root.crt', '-purpose', 'smimesign', '-out', 'out');
    assert.equal(desk.read('out').toString(), TEXT);
    assert.equal(fault(made), undefined);
  });

  it('goes around a content that mail servers would change, and it comes out byte for byte', () => {
    const made = signSmime(BINARY, signer('juliet', juliet, middle), Date.now());
    assert.ok(made);
    assert.match(Buffer.from(made).toString(), /smime-type=signed-data/);
    desk.write('made', made);
    desk.run('cms', '-verify', '-in', 'made', '-CAfile', 'root.crt', '-out', 'out', '-binary');
    assert.deepEqual(desk.read('out'), BINARY);
    assert.deepEqual(Buffer.from(verifySmime(made, trusting())?.entity ?? []), BINARY);
  });

  it('with an elliptic curve openssl verifies too', () => {
    const made = signSmime(Buffer.from(TEXT), signer('curve', curve), Date.now());
    assert.ok(made);
    desk.write('made', made);
    desk.run('cms', '-verify', '-in', 'made', '-CAfile', 'root.crt', '-out', 'out');
    assert.equal(desk.read('out').toString(), TEXT);
  });

  it('tells what we can decrypt, so that answers come in the best way', () => {
    const made = signSmime(Buffer.from(TEXT), signer('juliet', juliet, middle), Date.now());
    assert.ok(made);
    const { capabilities } = verifySmime(made, trusting()) ?? {};
    assert.equal(suiteFor([capabilities]), 'modern');
    assert.equal(suiteFor([capabilities, undefined]), 'compatible');
    assert.equal(suiteFor([verifySmime(signedBy('juliet', TEXT), trusting())?.capabilities]), 'compatible');
    assert.equal(suiteFor([]), 'compatible');
  });
});

describe('what openssl encrypted', () => {
  const WAYS: readonly (readonly [string, readonly string[], boolean])[] = [
    ['with RSA v1.5 and AES-128-CBC', ['-aes128', '-recip', 'juliet.crt'], false],
    ['with RSA v1.5 and AES-256-CBC', ['-aes256', '-recip', 'juliet.crt'], false],
    ['with RSA v1.5 and triple DES', ['-des3', '-recip', 'juliet.crt'], false],
    ['in pieces (BER)', ['-aes256', '-stream', '-recip', 'juliet.crt'], false],
    ['for a key that is named by its id', ['-aes256', '-keyid', '-recip', 'juliet.crt'], false],
    ['with RSA-OAEP of SHA-1', ['-aes256', '-recip', 'juliet.crt', '-keyopt', 'rsa_padding_mode:oaep'], false],
    [
      'with RSA-OAEP of SHA-256',
      ['-aes256', '-recip', 'juliet.crt', '-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha256'],
      false,
    ],
    ['with AES-256-GCM', ['-aes-256-gcm', '-recip', 'juliet.crt'], true],
    ['with AES-128-GCM', ['-aes-128-gcm', '-recip', 'juliet.crt'], true],
  ];
  const encrypted = (more: readonly string[], content: string | Uint8Array = TEXT): Buffer => {
    desk.write('content', content);
    return desk.run('cms', '-encrypt', '-in', 'content', '-binary', ...more);
  };
  for (const [what, more, authenticated] of WAYS) {
    it(`${what} is decrypted`, () => {
      const octets = encrypted(more);
      assert.equal(smimeKind(octets), 'encrypted');
      const result = decryptSmime(octets, [holds('romeo', romeo), holds('juliet', juliet)]);
      assert.ok(result.ok, JSON.stringify(result));
      assert.equal(Buffer.from(result.content).toString(), TEXT);
      assert.equal(result.authenticated, authenticated);
    });
  }

  it('for an elliptic curve is decrypted, whatever its hash', () => {
    for (const more of [[], ['-keyopt', 'ecdh_kdf_md:sha256'], ['-keyid']]) {
      const result = decryptSmime(encrypted(['-aes256', '-recip', 'curve.crt', ...more]), [holds('curve', curve)]);
      assert.ok(result.ok, `${more}`);
      assert.equal(Buffer.from(result.content).toString(), TEXT);
    }
  });

  it('for several is decrypted by each of them, and by nobody else', () => {
    const octets = encrypted(['-aes256', 'juliet.crt', 'romeo.crt', 'curve.crt'], BINARY);
    for (const [name, certificate] of [
      ['juliet', juliet],
      ['romeo', romeo],
      ['curve', curve],
    ] as const) {
      const result = decryptSmime(octets, [holds(name, certificate)]);
      assert.ok(result.ok);
      assert.deepEqual(Buffer.from(result.content), BINARY);
    }
    const other = makeCertificate(desk, 'other', { extensions: person('other@example.net'), by: 'root' });
    assert.deepEqual(decryptSmime(octets, [holds('other', other)]), { ok: false, why: 'not-for-us' });
    assert.deepEqual(decryptSmime(octets, []), { ok: false, why: 'not-for-us' });
  });

  it('is broken where it was changed, and a wrong key looks the same', () => {
    const gcm = Buffer.from(encrypted(['-aes-256-gcm', '-recip', 'juliet.crt', '-outform', 'DER']));
    gcm[gcm.length - 30] = (gcm[gcm.length - 30] ?? 0) ^ 1;
    const message = (der: Buffer) =>
      Buffer.from(
        `Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${der.toString('base64')}`,
      );
    assert.deepEqual(decryptSmime(message(gcm), [holds('juliet', juliet)]), { ok: false, why: 'broken' });
    const swapped = { certificate: juliet, key: keyOf('romeo') };
    for (const more of [[], ['-keyopt', 'rsa_padding_mode:oaep']]) {
      const octets = encrypted(['-aes256', '-recip', 'juliet.crt', ...more]);
      const result = decryptSmime(octets, [swapped]);
      // One in 256 wrong keys of CBC leaves an end that looks right.
      assert.ok(!result.ok ? result.why === 'broken' : Buffer.compare(result.content, Buffer.from(TEXT)) !== 0);
    }
  });

  it('by a file name alone is found', () => {
    const octets = encrypted(['-aes256', '-recip', 'juliet.crt']);
    const renamed = octets
      .toString()
      .replace(/application\/(x-)?pkcs7-mime; smime-type=enveloped-data/, 'application/octet-stream');
    assert.equal(smimeKind(Buffer.from(renamed)), 'encrypted');
    assert.ok(decryptSmime(Buffer.from(renamed), [holds('juliet', juliet)]).ok);
  });
});

describe('what we encrypt', () => {
  for (const suite of ['modern', 'compatible'] as const) {
    it(`openssl decrypts for each of several recipients (${suite})`, () => {
      const made = encryptSmime(BINARY, [juliet, romeo, curve], suite);
      assert.ok(made);
      desk.write('made', made);
      for (const name of ['juliet', 'romeo', 'curve']) {
        desk.run(
          'cms',
          '-decrypt',
          '-in',
          'made',
          '-recip',
          `${name}.crt`,
          '-inkey',
          `${name}.key`,
          '-out',
          'out',
          '-binary',
        );
        assert.deepEqual(desk.read('out'), BINARY, name);
      }
      const result = decryptSmime(made, [holds('curve', curve)]);
      assert.ok(result.ok);
      assert.equal(result.authenticated, suite === 'modern');
      assert.deepEqual(Buffer.from(result.content), BINARY);
      const shown = desk.run('cms', '-cmsout', '-print', '-in', 'made').toString();
      assert.match(shown, suite === 'modern' ? /aes-256-gcm/ : /aes-256-cbc/);
    });
  }

  it('is nothing where there is nobody, or somebody whose key cannot', () => {
    const ed = makeCertificate(desk, 'ed', { extensions: person('ed@example.net'), by: 'root', key: ['ed25519'] });
    assert.equal(encryptSmime(Buffer.from(TEXT), [], 'modern'), undefined);
    assert.equal(encryptSmime(Buffer.from(TEXT), [juliet, ed], 'modern'), undefined);
  });

  it('signed and encrypted comes out of both layers as it went in', () => {
    const signed = signSmime(BINARY, signer('juliet', juliet, middle), Date.now());
    const made = encryptSmime(signed ?? Buffer.alloc(0), [romeo], 'compatible');
    desk.write('made', made ?? '');
    desk.run(
      'cms',
      '-decrypt',
      '-in',
      'made',
      '-recip',
      'romeo.crt',
      '-inkey',
      'romeo.key',
      '-out',
      'inner',
      '-binary',
    );
    desk.run('cms', '-verify', '-in', 'inner', '-CAfile', 'root.crt', '-out', 'out', '-binary');
    assert.deepEqual(desk.read('out'), BINARY);
  });
});

it('what is no S/MIME is none, and nothing that is broken throws', () => {
  for (const text of [
    '',
    '\r\n',
    'Content-Type: text/plain\r\n\r\nHello',
    'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=x\r\n\r\n--x',
  ]) {
    assert.equal(smimeKind(Buffer.from(text)), undefined);
  }
  const whole = signedBy('juliet', TEXT);
  for (let length = 0; length < whole.length; length += 37) {
    const verified = verifySmime(whole.subarray(0, length), trusting());
    assert.ok(verified === undefined || !verified.verdict.good || Buffer.from(verified.entity).toString() === TEXT);
  }
  const base64 = (octets: Uint8Array) =>
    Buffer.from(
      `Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(octets).toString('base64')}`,
    );
  const der = signedBy('juliet', TEXT, '-nodetach', '-outform', 'DER');
  for (let round = 0; round < 300; round++) {
    const hurt = Buffer.from(der);
    const at = (round * 7919) % hurt.length;
    hurt[at] = (hurt[at] ?? 0) ^ (1 << (round % 8));
    const verified = verifySmime(base64(hurt), trusting());
    // What is not signed (certificates of others, attributes behind) may be changed; never the content.
    if (verified?.verdict.good) assert.equal(Buffer.from(verified.entity).toString(), TEXT);
    decryptSmime(base64(hurt), [holds('juliet', juliet)]);
  }
  const deep = Buffer.concat([Buffer.alloc(100_000, Buffer.from([0x30, 0x80]))]);
  assert.equal(smimeKind(base64(deep)), 'unreadable');
});
