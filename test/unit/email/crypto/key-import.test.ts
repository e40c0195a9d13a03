import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { context, octetString, oid, sequence, smallInteger } from '../../../../gateways/email/crypto/der.js';
import { keptText, readIdentity, writeIdentity } from '../../../../gateways/email/crypto/identity.js';
import { importKey, type KeyFile } from '../../../../gateways/email/crypto/key-import.js';
import { bmp, derive } from '../../../../gateways/email/crypto/password-encryption.js';
import { signSmime, verifySmime } from '../../../../gateways/email/crypto/smime.js';
import { CA, Desk, EC, makeCertificate, person } from './support/openssl.js';

const DAY = 86_400_000;

describe('the file with a key', () => {
  const desk = new Desk();
  before(() => {
    makeCertificate(desk, 'root', { extensions: CA });
    makeCertificate(desk, 'middle', { extensions: CA, by: 'root' });
    makeCertificate(desk, 'juliet', { extensions: person('juliet@example.org'), by: 'middle' });
    makeCertificate(desk, 'curve', { extensions: person('juliet@example.org'), by: 'middle', key: EC });
    makeCertificate(desk, 'lookalike', { extensions: person('romeo@example.org'), by: 'middle' });
    makeCertificate(desk, 'tls', {
      extensions: ['extendedKeyUsage=serverAuth', 'subjectAltName=email:juliet@example.org'],
      by: 'middle',
    });
    desk.write('chain.pem', Buffer.concat([desk.read('middle.crt'), desk.read('root.crt')]));
  });
  after(() => desk.remove());

  const bundle = (name: string, password: string, ...more: readonly string[]): Buffer =>
    desk.run(
      ...['pkcs12', '-export', '-inkey', `${name}.key`, '-in', `${name}.crt`, '-certfile', 'chain.pem'],
      ...['-passout', `pass:${password}`, ...more],
    );
  const take = (octets: Uint8Array, more: Partial<KeyFile> = {}) =>
    importKey({ octets, addresses: ['Juliet@example.org'], now: Date.now(), ...more });
  const why = async (octets: Uint8Array, more: Partial<KeyFile> = {}): Promise<string> => {
    const result = await take(octets, more);
    return result.ok ? `${result.identity.certificate.owner} ${result.identity.chain.length}` : result.problem.text.key;
  };

  const LEGACY = ['-legacy', '-provider', 'legacy', '-provider', 'default'];
  const WAYS: readonly (readonly [string, readonly string[]])[] = [
    ['as OpenSSL 3 makes it (AES-256, SHA-256)', []],
    [
      'with triple DES and SHA-1, as Windows makes it',
      ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
    ],
    [
      'with RC2 for the certificates, as older Windows makes it',
      ['-certpbe', 'PBE-SHA1-RC2-40', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1', ...LEGACY],
    ],
    [
      'with RC2 of 128 bits',
      ['-certpbe', 'PBE-SHA1-RC2-128', '-keypbe', 'PBE-SHA1-2DES', '-macalg', 'sha1', ...LEGACY],
    ],
    [
      'with AES-128 and a checksum of SHA-512',
      ['-certpbe', 'AES-128-CBC', '-keypbe', 'AES-128-CBC', '-macalg', 'sha512'],
    ],
    ['without a checksum', ['-nomac']],
    ['with certificates in clear', ['-certpbe', 'NONE']],
  ];
  for (const [what, more] of WAYS) {
    it(`is read ${what}`, async () => {
      assert.equal(await why(bundle('juliet', 'pässwörd', ...more), { password: 'pässwörd' }), 'juliet 2');
      assert.equal(await why(bundle('curve', 'x', ...more), { password: 'x' }), 'curve 2');
      assert.equal(await why(bundle('juliet', 'right', ...more), { password: 'wrong' }), 'email.key.wrong-password');
    });
  }

  it('is read with an empty password and no other one', async () => {
    assert.equal(await why(bundle('juliet', '')), 'juliet 2');
    assert.equal(await why(bundle('juliet', 'x')), 'email.key.needs-password');
  });

  it('is read as PEM, in every form of its key', async () => {
    const chain = Buffer.concat([desk.read('juliet.crt'), desk.read('chain.pem')]);
    const pem = (key: Uint8Array) => Buffer.concat([key, chain]);
    assert.equal(await why(pem(desk.read('juliet.key'))), 'juliet 2');
    assert.equal(await why(pem(desk.run('rsa', '-traditional', '-in', 'juliet.key'))), 'juliet 2');
    for (const more of [
      ['-v2', 'aes-256-cbc'],
      ['-v2', 'des3', '-v2prf', 'hmacWithSHA1'],
      ['-v1', 'PBE-SHA1-3DES'],
    ]) {
      const closed = pem(desk.run('pkcs8', '-topk8', '-in', 'juliet.key', '-passout', 'pass:s3cret', ...more));
      assert.equal(await why(closed, { password: 's3cret' }), 'juliet 2', more.join(' '));
      assert.equal(await why(closed, { password: 'wrong' }), 'email.key.wrong-password', more.join(' '));
      assert.equal(await why(closed), 'email.key.needs-password', more.join(' '));
    }
    const old = pem(desk.run('rsa', '-traditional', '-in', 'juliet.key', '-aes256', '-passout', 'pass:s3cret'));
    assert.equal(await why(old, { password: 's3cret' }), 'juliet 2');
    assert.equal(await why(old, { password: 'wrong' }), 'email.key.wrong-password');
    assert.equal(await why(old), 'email.key.needs-password');
  });

  it('is refused with what is wrong and what to do', async () => {
    const good = bundle('juliet', '');
    assert.equal(await why(good, { now: Date.now() + 31 * DAY }), 'email.key.expired');
    assert.equal(await why(good, { now: Date.now() - 2 * DAY }), 'email.key.not-yet');
    const other = await take(bundle('lookalike', ''));
    assert.ok(!other.ok);
    assert.deepEqual(other.problem.text, {
      key: 'email.key.address',
      params: { named: 'romeo@example.org', address: 'Juliet@example.org' },
    });
    assert.equal(await why(bundle('tls', '')), 'email.key.usage');
    assert.equal(await why(desk.read('juliet.crt')), 'email.key.no-key');
    assert.equal(await why(desk.read('juliet.key')), 'email.key.no-certificate');
    assert.equal(
      await why(Buffer.concat([desk.read('juliet.key'), desk.read('curve.crt')])),
      'email.key.no-certificate',
    );
    for (const text of ['', 'Hello', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n']) {
      assert.equal(await why(Buffer.from(text)), 'email.key.unknown-file', text);
    }
    assert.equal(await why(Buffer.alloc(300_000, 0x30)), 'email.key.unknown-file');
  });

  it('does not make the gateway calculate for ever', async () => {
    const costly = desk.run(
      'pkcs8',
      '-topk8',
      '-in',
      'juliet.key',
      '-passout',
      'pass:x',
      '-v2',
      'aes-256-cbc',
      '-iter',
      '5000001',
    );
    assert.equal(await why(costly, { password: 'x' }), 'email.key.costly');
    const old = bundle('juliet', 'x', '-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-iter', '200001');
    assert.equal(await why(old, { password: 'x' }), 'email.key.costly');
  });

  it('costs only so much, however many parts it has', async () => {
    const salt = Buffer.alloc(8, 1);
    const rounds = 100_000;
    const made = (purpose: number, length: number) => derive('sha1', purpose, bmp('x'), salt, rounds, length);
    const cipher = createCipheriv('des-ede3-cbc', made(1, 24), made(2, 8));
    const encrypted = Buffer.concat([cipher.update('no key'), cipher.final()]);
    // 100,000
    const count = Buffer.from([2, 3, 0x01, 0x86, 0xa0]);
    const algorithm = sequence(oid('1.2.840.113549.1.12.1.3'), sequence(octetString(salt), count));
    const key = sequence(algorithm, octetString(encrypted));
    const bag = sequence(oid('1.2.840.113549.1.12.10.1.2'), context(0, key));
    const data = (octets: Uint8Array) => sequence(oid('1.2.840.113549.1.7.1'), context(0, octetString(octets)));
    const file = sequence(smallInteger(3), data(sequence(data(sequence(...Array.from({ length: 40 }, () => bag))))));
    const begun = process.cpuUsage();
    assert.equal(await why(file, { password: 'x' }), 'email.key.costly');
    assert.ok(process.cpuUsage(begun).user < 5_000_000);
  });

  it('that is hurt anywhere never throws', async () => {
    const whole = bundle('juliet', 'x');
    for (let round = 0; round < 60; round++) {
      const hurt = Buffer.from(whole);
      const at = (round * 104_729) % hurt.length;
      hurt[at] = (hurt[at] ?? 0) ^ (1 << (round % 8));
      await why(hurt, { password: 'x' });
      await why(whole.subarray(0, at), { password: 'x' });
    }
  });

  it('becomes a text that is kept, and one that signs again', async () => {
    const result = await take(bundle('juliet', 'x'), { password: 'x' });
    assert.ok(result.ok);
    const { key, params } = keptText(result.identity);
    assert.deepEqual([key, params?.address, params?.maker], ['email.key.kept', 'juliet@example.org', 'middle']);
    const again = readIdentity(writeIdentity(result.identity));
    assert.ok(again !== undefined);
    const signed = signSmime(Buffer.from('Content-Type: text/plain\r\n\r\nO\r\n'), again, Date.now());
    const anchors = again.chain.filter((one) => one.isSelfIssued);
    const options = { from: ['juliet@example.org'], anchors, at: Date.now() };
    assert.equal(verifySmime(signed ?? Buffer.alloc(0), options)?.verdict.good, true);
    for (const text of ['', '{}', 'null', '{"v":2}', '{"v":1,"certificate":"x","key":"y"}']) {
      assert.equal(readIdentity(text), undefined, text);
    }
  });
});
