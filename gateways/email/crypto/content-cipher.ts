import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type BerElement, is, numberOf, octetsOf, oidOf, TAG } from './ber.js';
import { octetString, oid, sequence, smallInteger } from './der.js';
import { OID } from './oids.js';

/** How a content is encrypted: by the name that Node has for it. */
interface Cipher {
  readonly name: string;
  /** Octets. */
  readonly key: number;
  readonly iv: number;
}

const CBC = new Map<string, Cipher>([
  [OID.aes256Cbc, { name: 'aes-256-cbc', key: 32, iv: 16 }],
  [OID.aes192Cbc, { name: 'aes-192-cbc', key: 24, iv: 16 }],
  [OID.aes128Cbc, { name: 'aes-128-cbc', key: 16, iv: 16 }],
  // What older programs write; nothing is encrypted with it here.
  [OID.desEde3Cbc, { name: 'des-ede3-cbc', key: 24, iv: 8 }],
]);

const GCM = new Map([
  [OID.aes256Gcm, { name: 'aes-256-gcm', key: 32 } as const],
  [OID.aes192Gcm, { name: 'aes-192-gcm', key: 24 } as const],
  [OID.aes128Gcm, { name: 'aes-128-gcm', key: 16 } as const],
] as const);

const GCM_NONCE = 12;
const GCM_MAC = 16;

/** An encrypted content, before anybody has its key. */
export interface Sealed {
  /** Octets of the key. */
  readonly keyLength: number;
  /** Nothing of it can be changed without that being noticed. */
  readonly authenticated: boolean;
  /** Undefined: not with this key, or the content was changed. */
  open(key: Uint8Array): Uint8Array | undefined;
}

/** An EncryptedContentInfo (RFC 5652 6.1), for EnvelopedData. Undefined: an algorithm that is not known here. */
export function readCbc(algorithm: BerElement, content: Uint8Array): Sealed | undefined {
  const [type, iv] = algorithm.children;
  const cipher = CBC.get(oidOf(type) ?? '');
  if (cipher === undefined || !is(iv, TAG.octetString) || iv.content.length !== cipher.iv) return undefined;
  return {
    keyLength: cipher.key,
    authenticated: false,
    open(key) {
      try {
        const decipher = createDecipheriv(cipher.name, key, iv.content);
        return Buffer.concat([decipher.update(content), decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}

/** The same for AuthEnvelopedData (RFC 5083, 5084). `attributes`: DER of the authenticated ones as a SET. */
export function readGcm(
  algorithm: BerElement,
  content: Uint8Array,
  mac: Uint8Array,
  attributes: Uint8Array | undefined,
): Sealed | undefined {
  const [type, parameters] = algorithm.children;
  const cipher = GCM.get((oidOf(type) ?? '') as typeof OID.aes256Gcm);
  const [nonce, length] = parameters?.children ?? [];
  const macLength = length === undefined ? 12 : numberOf(length);
  // RFC 5084 3.2: a shorter one than 12 octets is none.
  if (cipher === undefined || !is(nonce, TAG.octetString) || nonce.content.length === 0) return undefined;
  if (macLength === undefined || macLength < 12 || macLength > 16 || mac.length !== macLength) return undefined;
  return {
    keyLength: cipher.key,
    authenticated: true,
    open(key) {
      try {
        const decipher = createDecipheriv(cipher.name, key, octetsOf(nonce), { authTagLength: macLength });
        decipher.setAuthTag(mac);
        if (attributes !== undefined) decipher.setAAD(attributes);
        return Buffer.concat([decipher.update(content), decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}

/** A content that was encrypted with a fresh key. */
export interface SealedAnew {
  readonly key: Uint8Array;
  readonly content: Uint8Array;
  /** AlgorithmIdentifier. */
  readonly algorithm: Uint8Array;
  /** Only of GCM. */
  readonly mac?: Uint8Array;
}

/** AES-256 in CBC mode under a new key (RFC 3565): what old clients can open. */
export function sealCbc(plain: Uint8Array): SealedAnew {
  const [key, iv] = [randomBytes(32), randomBytes(16)];
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const content = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { key, content, algorithm: sequence(oid(OID.aes256Cbc), octetString(iv)) };
}

/** AES-256 in GCM mode under a new key (RFC 5084): nobody can change it unnoticed. */
export function sealGcm(plain: Uint8Array): SealedAnew {
  const [key, nonce] = [randomBytes(32), randomBytes(GCM_NONCE)];
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_MAC });
  const content = Buffer.concat([cipher.update(plain), cipher.final()]);
  const algorithm = sequence(oid(OID.aes256Gcm), sequence(octetString(nonce), smallInteger(GCM_MAC)));
  return { key, content, algorithm, mac: cipher.getAuthTag() };
}
