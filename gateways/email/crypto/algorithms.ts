import { constants, type KeyObject, sign, verify } from 'node:crypto';
import { type BerElement, numberOf, oidOf, tagged } from './ber.js';
import { nullValue, oid, sequence } from './der.js';
import { OID } from './oids.js';

/** Hashes that are good enough to sign with, as Node names them. */
export type Hash = 'sha256' | 'sha384' | 'sha512';

const HASHES = new Map<string, Hash>([
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);

/** How a signature is made and checked; `plain`: whatever the key is for by itself. */
interface Scheme {
  readonly key: 'rsa' | 'ec' | 'ed25519';
  readonly hash: Hash | undefined;
  /** Octets of the salt, for RSA-PSS. */
  readonly salt?: number;
}

const FIXED = new Map<string, Scheme>([
  [OID.sha256WithRsa, { key: 'rsa', hash: 'sha256' }],
  [OID.sha384WithRsa, { key: 'rsa', hash: 'sha384' }],
  [OID.sha512WithRsa, { key: 'rsa', hash: 'sha512' }],
  [OID.ecdsaWithSha256, { key: 'ec', hash: 'sha256' }],
  [OID.ecdsaWithSha384, { key: 'ec', hash: 'sha384' }],
  [OID.ecdsaWithSha512, { key: 'ec', hash: 'sha512' }],
  [OID.ed25519, { key: 'ed25519', hash: undefined }],
]);

/** Bits of the largest key of RSA that is calculated with: strangers choose theirs, and twice the size takes four times as long. */
const LARGEST_RSA = 8192;

/** Whether a signature by a key is checked in a time that a stranger may cost. */
export function isOfUsualSize({ asymmetricKeyDetails }: KeyObject): boolean {
  return (asymmetricKeyDetails?.modulusLength ?? 0) <= LARGEST_RSA;
}

/** The hash of an AlgorithmIdentifier; `weak`: one with which signatures can be forged; undefined: not known here. */
export function hashOf(algorithm: BerElement | undefined): Hash | 'weak' | undefined {
  const id = oidOf(algorithm?.children[0]);
  // MD2, MD5.
  if (id === OID.sha1 || id === '1.2.840.113549.2.2' || id === '1.2.840.113549.2.5') return 'weak';
  return id === undefined ? undefined : HASHES.get(id);
}

/** The AlgorithmIdentifier of a hash, without parameters (RFC 5754 2). */
export function hashIdentifier(hash: Hash): Uint8Array {
  return sequence(oid({ sha256: OID.sha256, sha384: OID.sha384, sha512: OID.sha512 }[hash]));
}

/** What a key signs with. Undefined: it is of a kind that mail knows no signatures of. */
export function schemeOf(key: KeyObject): { readonly hash: Hash; readonly identifier: Uint8Array } | undefined {
  if (key.asymmetricKeyType === 'rsa') {
    return { hash: 'sha256', identifier: sequence(oid(OID.sha256WithRsa), nullValue()) };
  }
  if (key.asymmetricKeyType !== 'ec') return undefined;
  const wide = key.asymmetricKeyDetails?.namedCurve === 'secp384r1';
  if (!wide) return { hash: 'sha256', identifier: sequence(oid(OID.ecdsaWithSha256)) };
  return { hash: 'sha384', identifier: sequence(oid(OID.ecdsaWithSha384)) };
}

/** Signs with the scheme of `schemeOf`. */
export function signWith(key: KeyObject, hash: Hash, octets: Uint8Array): Uint8Array {
  return sign(hash, octets, key);
}

/**
 * Checks a signature made after an AlgorithmIdentifier. `digest` is the hash that the signer names beside it. `unsupported`
 * where this way to sign is not known, or not fit for the key.
 */
export function checkSignature(
  algorithm: BerElement,
  digest: Hash,
  key: KeyObject,
  octets: Uint8Array,
  signature: Uint8Array,
): boolean | 'unsupported' {
  const scheme = readScheme(algorithm, digest);
  const kind = key.asymmetricKeyType === 'rsa-pss' ? 'rsa' : key.asymmetricKeyType;
  if (scheme === undefined || scheme.key !== kind || !isOfUsualSize(key)) return 'unsupported';
  const pss = scheme.salt === undefined ? {} : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.salt };
  try {
    return verify(scheme.hash, octets, { key, ...pss }, signature);
  } catch {
    return false;
  }
}

function readScheme(algorithm: BerElement, digest: Hash): Scheme | undefined {
  const [type, parameters] = algorithm.children;
  const id = oidOf(type) ?? '';
  // Older programs name the kind of the key alone (RFC 3370 3.2): the hash is the one beside it.
  if (id === OID.rsaEncryption) return { key: 'rsa', hash: digest };
  if (id === OID.ecPublicKey) return { key: 'ec', hash: digest };
  return id === OID.rsaPss && parameters !== undefined ? readPss(parameters) : FIXED.get(id);
}

/** RSASSA-PSS-params (RFC 4055 3.1); what is left out would be SHA-1. */
function readPss(parameters: BerElement): Scheme | undefined {
  const hash = hashOf(tagged(parameters, 0)?.children[0]);
  const mask = tagged(parameters, 1)?.children[0];
  const maskHash = oidOf(mask?.children[0]) === OID.mgf1 ? hashOf(mask?.children[1]) : undefined;
  if (hash === undefined || hash === 'weak' || maskHash !== hash) return undefined;
  const salt = tagged(parameters, 2);
  return { key: 'rsa', hash, salt: salt === undefined ? 20 : (numberOf(salt.children[0]) ?? 0) };
}
