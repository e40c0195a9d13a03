/** Keys of contents that are agreed on by elliptic curves with each recipient (KeyAgreeRecipientInfo, RFC 5652 6.2.2, RFC 5753). */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { type BerElement, is, octetsOf, oidOf, readBer, TAG, tagged } from './ber.js';
import { context, octetString, oid, sequence } from './der.js';
import { OID } from './oids.js';

const KDF_HASHES = new Map<string, string>([
  [OID.dhSha1Kdf, 'sha1'],
  [OID.dhSha256Kdf, 'sha256'],
  [OID.dhSha384Kdf, 'sha384'],
  [OID.dhSha512Kdf, 'sha512'],
]);

/** Ways to wrap a key (RFC 3565, RFC 3394), with the octets of the key that wraps. */
const WRAPS = new Map<string, { readonly name: string; readonly length: number }>([
  [OID.aes128Wrap, { name: 'id-aes128-wrap', length: 16 }],
  [OID.aes192Wrap, { name: 'id-aes192-wrap', length: 24 }],
  [OID.aes256Wrap, { name: 'id-aes256-wrap', length: 32 }],
]);

/** RFC 3394 2.2.3.1. */
const WRAP_IV = Buffer.alloc(8, 0xa6);

/** Decrypts the key of a content. Undefined: the algorithm is not known here, or it is not for this key. */
export function unwrapAgreed(info: BerElement, encrypted: Uint8Array, key: KeyObject): Uint8Array | undefined {
  const algorithm = info.children.find((child) => is(child, TAG.sequence));
  const wrap = algorithm?.children[1];
  const hash = KDF_HASHES.get(oidOf(algorithm?.children[0]) ?? '');
  const wrapping = WRAPS.get(oidOf(wrap?.children[0]) ?? '');
  const originator = tagged(info, 0)?.children[0];
  if (hash === undefined || wrapping === undefined || wrap === undefined || originator === undefined) return undefined;
  const material = tagged(info, 1)?.children[0];
  try {
    const secret = diffieHellman({ privateKey: key, publicKey: originatorKey(originator, key) });
    const shared = sharedInfo(wrap.octets, material === undefined ? undefined : octetsOf(material), wrapping.length);
    const decipher = createDecipheriv(wrapping.name, derive(hash, secret, shared, wrapping.length), WRAP_IV);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** OriginatorPublicKey: the point alone, on the curve of the recipient's own key. */
function originatorKey(originator: BerElement, own: KeyObject): KeyObject {
  const point = originator.children.find((child) => is(child, TAG.bitString));
  const spki = readBer(createPublicKey(own).export({ type: 'spki', format: 'der' }));
  const algorithm = spki?.children[0];
  if (point === undefined || algorithm === undefined) throw new TypeError('no key of an originator');
  return createPublicKey({ key: Buffer.from(sequence(algorithm.octets, point.octets)), format: 'der', type: 'spki' });
}

/** ECC-CMS-SharedInfo (RFC 5753 7.2). */
function sharedInfo(wrap: Uint8Array, material: Uint8Array | undefined, length: number): Uint8Array {
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(length * 8);
  const given = material === undefined ? [] : [context(0, octetString(material))];
  return sequence(wrap, ...given, context(2, octetString(bits)));
}

/** The key derivation function of X9.63 (SEC 1 3.6.1). */
function derive(hash: string, secret: Uint8Array, shared: Uint8Array, length: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let counter = 1, made = 0; made < length; counter++) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const piece = createHash(hash).update(secret).update(count).update(shared).digest();
    pieces.push(piece);
    made += piece.length;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** Encrypts the key of a content for a recipient's key; `key` is a part of the KeyAgreeRecipientInfo, see `recipientAgreed`. */
export function wrapAgreed(
  recipient: KeyObject,
  content: Uint8Array,
): { readonly originator: Uint8Array; readonly algorithm: Uint8Array; readonly encrypted: Uint8Array } {
  const namedCurve = recipient.asymmetricKeyDetails?.namedCurve ?? '';
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const wrap = sequence(oid(OID.aes256Wrap));
  const secret = diffieHellman({ privateKey, publicKey: recipient });
  const cipher = createCipheriv(
    'id-aes256-wrap',
    derive('sha256', secret, sharedInfo(wrap, undefined, 32), 32),
    WRAP_IV,
  );
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  const point = readBer(publicKey.export({ type: 'spki', format: 'der' }))?.children[1];
  return {
    originator: sequence(sequence(oid(OID.ecPublicKey)), point?.octets ?? new Uint8Array()),
    algorithm: sequence(oid(OID.dhSha256Kdf), wrap),
    encrypted,
  };
}
