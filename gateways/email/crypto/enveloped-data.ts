/** EnvelopedData (RFC 5652 6) and AuthEnvelopedData (RFC 5083) of CMS: decrypted and made. */
import type { KeyObject } from 'node:crypto';
import { type BerElement, is, octetsOf, oidOf, readBer, TAG, tagged } from './ber.js';
import type { Suite } from './capabilities.js';
import type { Certificate } from './certificate.js';
import { readCbc, readGcm, type Sealed, type SealedAnew, sealCbc, sealGcm } from './content-cipher.js';
import { context, contextString, octetString, oid, sequence, setOf, smallInteger } from './der.js';
import { unwrapAgreed, wrapAgreed } from './key-agreement.js';
import { unwrapRsa, wrapRsa } from './key-transport.js';
import { OID } from './oids.js';
import { names } from './signed-data.js';

/** Somebody who can decrypt. */
export interface Recipient {
  readonly certificate: Certificate;
  readonly key: KeyObject;
}

/** Why an encrypted object stays closed. */
export type DecryptFault =
  /** It is no encrypted object. */
  | 'malformed'
  /** It is for others. */
  | 'not-for-us'
  /** An algorithm that is not known here. */
  | 'unsupported'
  /** It was changed, or encrypted with a wrong key. */
  | 'broken';

/** What was in an encrypted object, or why it stays closed. */
export type DecryptResult =
  | {
      readonly ok: true;
      readonly content: Uint8Array;
      /** Nobody changed it on its way. Without that parts may be put in by others, so nothing in it may be fetched by itself. */
      readonly authenticated: boolean;
    }
  | { readonly ok: false; readonly why: DecryptFault };

const MOST_RECIPIENTS = 1000;

/** Decrypts with the first of the keys that it is for. */
export function readEnvelopedData(der: Uint8Array, keys: readonly Recipient[]): DecryptResult {
  const info = readBer(der);
  const type = oidOf(info?.children[0]);
  const data = info?.children[1]?.children[0];
  if (data === undefined || (type !== OID.envelopedData && type !== OID.authEnvelopedData)) {
    return { ok: false, why: 'malformed' };
  }
  const recipients = data.children.find((child) => is(child, TAG.set));
  const encrypted = data.children.find((child) => is(child, TAG.sequence));
  if (recipients === undefined || encrypted === undefined) return { ok: false, why: 'malformed' };
  const sealed = readSealed(data, encrypted, type === OID.authEnvelopedData);
  const mine = findMine(recipients.children.slice(0, MOST_RECIPIENTS), keys);
  if (mine === undefined) return { ok: false, why: 'not-for-us' };
  const key = sealed === undefined ? undefined : mine.unwrap(sealed.keyLength);
  if (sealed === undefined || key === undefined) return { ok: false, why: 'unsupported' };
  const content = key.length === sealed.keyLength ? sealed.open(key) : undefined;
  if (content === undefined) return { ok: false, why: 'broken' };
  return { ok: true, content, authenticated: sealed.authenticated };
}

function readSealed(data: BerElement, encrypted: BerElement, authenticated: boolean): Sealed | undefined {
  const algorithm = encrypted.children[1];
  const held = tagged(encrypted, 0);
  if (algorithm === undefined || held === undefined) return undefined;
  const content = octetsOf(held);
  if (!authenticated) return readCbc(algorithm, content);
  const mac = data.children.find((child) => is(child, TAG.octetString));
  const attributes = tagged(data, 1);
  return mac === undefined ? undefined : readGcm(algorithm, content, octetsOf(mac), setOctets(attributes));
}

/** The attributes as a SET (RFC 5083 2.2). */
function setOctets(attributes: BerElement | undefined): Uint8Array | undefined {
  if (attributes === undefined) return undefined;
  const set = Uint8Array.from(attributes.octets);
  set[0] = 0x31;
  return set;
}

interface Mine {
  /** `length`: octets of the key. Undefined: an algorithm that is not known here. */
  unwrap(length: number): Uint8Array | undefined;
}

function findMine(infos: readonly BerElement[], keys: readonly Recipient[]): Mine | undefined {
  for (const info of infos) {
    for (const { certificate, key } of keys) {
      const found = is(info, TAG.sequence) ? transported(info, certificate, key) : agreed(info, certificate, key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function transported(info: BerElement, certificate: Certificate, key: KeyObject): Mine | undefined {
  const [, named, algorithm, encrypted] = info.children;
  if (named === undefined || algorithm === undefined || encrypted === undefined) return undefined;
  if (key.asymmetricKeyType !== 'rsa' || !names(named, certificate)) return undefined;
  return { unwrap: (length) => unwrapRsa(algorithm, octetsOf(encrypted), key, length) };
}

function agreed(info: BerElement, certificate: Certificate, key: KeyObject): Mine | undefined {
  if (info.class !== 'context' || info.tag !== 1 || key.asymmetricKeyType !== 'ec') return undefined;
  for (const { children } of info.children.at(-1)?.children ?? []) {
    const [named, encrypted] = children;
    // RecipientKeyIdentifier: `[0]` with the key's id in it.
    const id = named?.class === 'context' ? named.children[0] : named;
    if (named === undefined || id === undefined || encrypted === undefined) continue;
    const isOurs =
      named.class === 'context'
        ? certificate.subjectKeyId !== undefined && Buffer.compare(octetsOf(id), certificate.subjectKeyId) === 0
        : names(named, certificate);
    if (isOurs) return { unwrap: () => unwrapAgreed(info, octetsOf(encrypted), key) };
  }
  return undefined;
}

/**
 * Encrypts for all of `recipients`. Which keys can be encrypted for is a matter of `mayBeUsed` and of `canReceive`. Undefined
 * where there is one that cannot.
 */
export function makeEnvelopedData(
  content: Uint8Array,
  recipients: readonly Certificate[],
  suite: Suite,
): Uint8Array | undefined {
  if (recipients.length === 0 || !recipients.every(canReceive)) return undefined;
  const sealed = suite === 'modern' ? sealGcm(content) : sealCbc(content);
  const infos = infosFor(recipients, sealed.key, suite);
  if (infos === undefined) return undefined;
  const encrypted = sequence(oid(OID.data), sealed.algorithm, contextString(0, sealed.content));
  if (sealed.mac === undefined) return wrapped(OID.envelopedData, versionOf(recipients), infos, encrypted);
  return wrapped(OID.authEnvelopedData, 0, infos, encrypted, octetString(sealed.mac));
}

/** Undefined: one of the keys is too short for that, or on a curve that OpenSSL has no name of. */
function infosFor(recipients: readonly Certificate[], key: Uint8Array, suite: Suite): Uint8Array | undefined {
  try {
    return setOf(...recipients.map((one) => recipientInfo(one, key, suite)));
  } catch {
    return undefined;
  }
}

/** Whether keys of this kind can be encrypted for. */
export function canReceive({ publicKey }: Certificate): boolean {
  return publicKey.asymmetricKeyType === 'rsa' || publicKey.asymmetricKeyType === 'ec';
}

function wrapped(type: string, version: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return sequence(oid(type), context(0, sequence(smallInteger(version), ...parts)));
}

/** RFC 5652 6.1: 2 where one of the recipients is not named in the oldest way. */
function versionOf(recipients: readonly Certificate[]): number {
  return recipients.every(({ publicKey }) => publicKey.asymmetricKeyType === 'rsa') ? 0 : 2;
}

function recipientInfo(certificate: Certificate, key: SealedAnew['key'], suite: Suite): Uint8Array {
  const { issuer, serialElement, publicKey } = certificate;
  const named = sequence(issuer, serialElement);
  if (publicKey.asymmetricKeyType === 'rsa') {
    const { algorithm, encrypted } = wrapRsa(publicKey, key, suite === 'modern' ? 'oaep' : 'v1.5');
    return sequence(smallInteger(0), named, algorithm, octetString(encrypted));
  }
  const { originator, algorithm, encrypted } = wrapAgreed(publicKey, key);
  const keys = sequence(sequence(named, octetString(encrypted)));
  // `[1]` in the originator is OriginatorPublicKey, whose tag stands in the place of that of its SEQUENCE.
  const point = Uint8Array.from(originator);
  point[0] = 0xa1;
  return context(1, smallInteger(3), context(0, point), algorithm, keys);
}
