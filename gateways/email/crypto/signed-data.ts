/** SignedData of CMS (RFC 5652 5): read and checked, and made. */
import { createHash, type KeyObject } from 'node:crypto';
import { checkSignature, type Hash, hashIdentifier, hashOf, schemeOf, signWith } from './algorithms.js';
import { type BerElement, is, octetsOf, oidOf, readBer, TAG, tagged, timeOf } from './ber.js';
import { readCapabilities, writeCapabilities } from './capabilities.js';
import { type Certificate, certificatesIn } from './certificate.js';
import { context, octetString, oid, sequence, setOf, smallInteger, time } from './der.js';
import { equal } from './octets.js';
import { OID } from './oids.js';

/** What is wrong with one signature, by itself: whether its signer is trusted is another question. */
export type SignatureFault =
  | 'malformed'
  /** The certificate of the signer is not there. */
  | 'no-certificate'
  /** What was signed is not what is there. */
  | 'changed'
  /** The signature was not made with the key of the certificate. */
  | 'forged'
  /** Made with a hash for which others can be found. */
  | 'weak'
  | 'unsupported';

/** One signature. */
export interface SignerReading {
  readonly fault?: SignatureFault;
  readonly certificate?: Certificate;
  /** When the signer says that it was made, ms since the epoch. Nobody else says so. */
  readonly signedAt?: number;
  readonly hash?: Hash;
  /** What the program of the signer can decrypt, by OID (RFC 8551 2.5.2); undefined where it does not say. */
  readonly capabilities?: readonly string[];
}

/** What SignedData says (RFC 5652 5). Nothing of it is verified but the signatures themselves. */
export interface SignedReading {
  /** What was signed: what was given, else what is inside; undefined where there is neither. */
  readonly content: Uint8Array | undefined;
  /** All that came along, of signers and of those who made theirs; nobody vouches for them. */
  readonly certificates: readonly Certificate[];
  /** At least one, at most 16. */
  readonly signers: readonly SignerReading[];
}

const MOST_SIGNERS = 16;

/**
 * Reads and checks signatures. `content`: what was signed, where that is not inside. `known`: certificates that may be those
 * of the signers. Undefined: it is no SignedData, or nobody signed it.
 */
export function readSignedData(
  der: Uint8Array,
  content?: Uint8Array,
  known: readonly Certificate[] = [],
): SignedReading | undefined {
  const info = readBer(der);
  const signed = oidOf(info?.children[0]) === OID.signedData ? info?.children[1]?.children[0] : undefined;
  const inside = signed?.children.find((child) => is(child, TAG.sequence));
  const infos = signed?.children.at(-1);
  if (signed === undefined || inside === undefined || !is(infos, TAG.set)) return undefined;
  const certificates = certificatesIn(tagged(signed, 0));
  const held = tagged(inside, 0)?.children[0];
  const octets = content ?? (held === undefined ? undefined : octetsOf(held));
  const type = oidOf(inside.children[0]) ?? '';
  const signers = infos.children
    .slice(0, MOST_SIGNERS)
    .map((signer) => readSigner(signer, type, octets, [...certificates, ...known]));
  return signers.length === 0 ? undefined : { content: octets, certificates, signers };
}

/** SignerInfo (RFC 5652 5.3). */
function readSigner(
  signer: BerElement,
  type: string,
  content: Uint8Array | undefined,
  certificates: readonly Certificate[],
): SignerReading {
  const [, named, digest, maybe] = signer.children;
  const attributes = maybe?.class === 'context' && maybe.tag === 0 ? maybe : undefined;
  const [algorithm, signature] = signer.children.slice(attributes === undefined ? 3 : 4);
  if (named === undefined || algorithm === undefined || !is(signature, TAG.octetString)) return { fault: 'malformed' };
  const certificate = certificates.find((one) => names(named, one));
  const hash = hashOf(digest);
  const said = attributes === undefined ? undefined : readAttributes(attributes);
  const signedAt = timeOf(said?.get(OID.signingTime));
  const capabilities = readCapabilities(said?.get(OID.smimeCapabilities));
  const reading = {
    ...(certificate === undefined ? {} : { certificate }),
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(hash === undefined || hash === 'weak' ? {} : { hash }),
    ...(capabilities === undefined ? {} : { capabilities }),
  };
  if (certificate === undefined) return { ...reading, fault: 'no-certificate' };
  if (hash === 'weak') return { ...reading, fault: 'weak' };
  if (hash === undefined) return { ...reading, fault: 'unsupported' };
  if (content === undefined) return { ...reading, fault: 'malformed' };
  let octets = content;
  if (attributes !== undefined) {
    const written = said?.get(OID.messageDigest);
    // RFC 5652 11.1, 11.2: both have to be there, or attributes could be passed off as a content.
    if (written === undefined || oidOf(said?.get(OID.contentType)) !== type) return { ...reading, fault: 'malformed' };
    if (!equal(createHash(hash).update(content).digest(), octetsOf(written))) return { ...reading, fault: 'changed' };
    octets = asSet(attributes);
  } else if (type !== OID.data) {
    return { ...reading, fault: 'malformed' };
  }
  const good = checkSignature(algorithm, hash, certificate.publicKey, octets, octetsOf(signature));
  if (good === true) return reading;
  if (good === 'unsupported') return { ...reading, fault: 'unsupported' };
  // Without attributes nothing tells a changed content from a forged signature.
  return { ...reading, fault: attributes === undefined ? 'changed' : 'forged' };
}

/** Attributes by their types; of those that stand there twice none: which one counts would be a matter of taste. */
function readAttributes(attributes: BerElement): ReadonlyMap<string, BerElement> {
  const found = new Map<string, BerElement>();
  const twice = new Set<string>();
  for (const { children } of attributes.children) {
    const type = oidOf(children[0]);
    const value = children[1]?.children[0];
    if (type === undefined || value === undefined) continue;
    if (found.has(type) || children[1]?.children.length !== 1) twice.add(type);
    found.set(type, value);
  }
  for (const type of twice) found.delete(type);
  return found;
}

/** What is signed of attributes: they as a SET, not with the tag that they have in their place (RFC 5652 5.4). */
function asSet({ octets }: BerElement): Uint8Array {
  const set = Uint8Array.from(octets);
  set[0] = 0x31;
  return set;
}

/** Whether an identifier of a signer or recipient names a certificate (RFC 5652 5.3, 6.2.1). */
export function names(identifier: BerElement, { issuer, serial, subjectKeyId }: Certificate): boolean {
  if (identifier.class === 'context') {
    return subjectKeyId !== undefined && equal(octetsOf(identifier), subjectKeyId);
  }
  const [name, number] = identifier.children;
  return name !== undefined && number !== undefined && equal(name.octets, issuer) && equal(number.content, serial);
}

/** Who signs. */
export interface Signer {
  readonly certificate: Certificate;
  /** The private key of the certificate. */
  readonly key: KeyObject;
  /** Certificates that lead from it to one that others trust; sent along. */
  readonly chain: readonly Certificate[];
}

/**
 * Signs octets. `at`: time of signing, ms since the epoch; `inside`: they go into it, else beside it (a detached signature).
 * Undefined: the key is of a kind that mail knows no signatures of.
 */
export function makeSignedData(
  content: Uint8Array,
  { certificate, key, chain }: Signer,
  at: number,
  inside: boolean,
): Uint8Array | undefined {
  const scheme = schemeOf(key);
  if (scheme === undefined) return undefined;
  const { hash, identifier } = scheme;
  const attributes = setOf(
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.signingTime, time(at)),
    attribute(OID.messageDigest, octetString(createHash(hash).update(content).digest())),
    attribute(OID.smimeCapabilities, writeCapabilities()),
  );
  const tagged0 = Uint8Array.from(attributes);
  tagged0[0] = 0xa0;
  const signer = sequence(
    smallInteger(1),
    sequence(certificate.issuer, certificate.serialElement),
    hashIdentifier(hash),
    tagged0,
    identifier,
    octetString(signWith(key, hash, attributes)),
  );
  const certificates = [certificate, ...chain.filter((one) => !one.equals(certificate))].map(({ raw }) => raw);
  const signed = sequence(
    smallInteger(1),
    setOf(hashIdentifier(hash)),
    inside ? sequence(oid(OID.data), context(0, octetString(content))) : sequence(oid(OID.data)),
    context(0, ...certificates),
    setOf(signer),
  );
  return sequence(oid(OID.signedData), context(0, signed));
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf(value));
}
