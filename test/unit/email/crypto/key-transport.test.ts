import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { readBer } from '../../../../gateways/email/crypto/ber.js';
import { nullValue, oid, sequence } from '../../../../gateways/email/crypto/der.js';
import { unwrapRsa, wrapRsa } from '../../../../gateways/email/crypto/key-transport.js';
import { OID } from '../../../../gateways/email/crypto/oids.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const V15 = readBer(sequence(oid(OID.rsaEncryption), nullValue()));

/** A block as it comes out of RSA, before its padding is looked at. */
function block(...pieces: readonly (number | Uint8Array)[]): Uint8Array {
  const octets = Buffer.concat(pieces.map((piece) => (typeof piece === 'number' ? Buffer.from([piece]) : piece)));
  assert.equal(octets.length, 256);
  return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, octets);
}

describe('the key of a content (RSA v1.5)', () => {
  const key = randomBytes(32);
  const filled = (length: number) => Buffer.alloc(length, 0xa5);
  const open = (encrypted: Uint8Array, length = 32): Uint8Array => {
    assert.ok(V15 !== undefined);
    const found = unwrapRsa(V15, encrypted, privateKey, length);
    assert.ok(found !== undefined);
    return found;
  };

  it('comes out where its padding is right', () => {
    assert.deepEqual(Buffer.from(open(block(0, 2, filled(221), 0, key))), key);
    assert.deepEqual(Buffer.from(open(wrapRsa(publicKey, key, 'v1.5').encrypted)), key);
  });

  const WRONG: readonly (readonly [string, () => Uint8Array])[] = [
    ['begins with 1', () => block(1, 2, filled(221), 0, key)],
    ['is of a signature', () => block(0, 1, filled(221), 0, key)],
    ['has a zero within its padding', () => block(0, 2, filled(100), 0, filled(120), 0, key)],
    ['has a zero as the first of its padding', () => block(0, 2, 0, filled(220), 0, key)],
    ['has no zero before the key', () => block(0, 2, filled(222), key)],
    ['holds a longer key', () => block(0, 2, filled(220), 0, key, 7)],
    ['holds a shorter key', () => block(0, 2, filled(222), 0, key.subarray(1))],
    ['is of another size', () => randomBytes(128)],
    ['is nothing', () => new Uint8Array()],
  ];
  for (const [what, make] of WRONG) {
    it(`is another key, of the same length and new each time, where it ${what}`, () => {
      const encrypted = make();
      const [one, other] = [open(encrypted), open(encrypted)];
      assert.equal(one.length, 32);
      assert.notDeepEqual(Buffer.from(one), key);
      assert.notDeepEqual(one, other);
    });
  }

  it('is not opened after an algorithm that is not known', () => {
    const other = readBer(sequence(oid(OID.rsaPss)));
    assert.ok(other !== undefined);
    assert.equal(unwrapRsa(other, new Uint8Array(256), privateKey, 32), undefined);
  });
});
