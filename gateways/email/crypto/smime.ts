/**
 * S/MIME (RFC 8551) over whole MIME entities: octets in, octets out. Nothing is kept, nothing is asked of the network, nothing
 * is decided about whom to trust: that is given.
 */
import { randomBytes } from 'node:crypto';
import { base64Lines } from '../compose/base64.js';
import { type Part, parseMessage } from '../mime/part.js';
import { oidOf, readFirstInside } from './ber.js';
import type { Suite } from './capabilities.js';
import type { Certificate } from './certificate.js';
import { type ChainBudget, type ChainFault, chainBudget, checkChain } from './chain.js';
import { isMailSafe } from './entity.js';
import { type DecryptResult, makeEnvelopedData, type Recipient, readEnvelopedData } from './enveloped-data.js';
import { OID } from './oids.js';
import {
  makeSignedData,
  readSignedData,
  type SignatureFault,
  type SignedReading,
  type Signer,
  type SignerReading,
} from './signed-data.js';

/** What an entity is of S/MIME: `unreadable` says that it is, and is not. */
type SmimeKind = 'signed' | 'encrypted' | 'compressed' | 'unreadable';

/** Media types of a signature beside its content, and of CMS by itself; the `x-` ones are older programs'. */
const SIGNATURES = new Set(['application/pkcs7-signature', 'application/x-pkcs7-signature']);
const OBJECTS = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);

/** Which protection an entity has; undefined: none of S/MIME. */
export function smimeKind(octets: Uint8Array): SmimeKind | undefined {
  return protectionOf(parseMessage(octets))?.kind;
}

/** What protects an entity; `cms`: the object that it is, undefined where a signature stands beside its content. */
function protectionOf(part: Part): { readonly kind: SmimeKind; readonly cms?: Uint8Array } | undefined {
  const { type, params } = part;
  if (type === 'multipart/signed') {
    return SIGNATURES.has((params.protocol ?? '').toLowerCase()) ? { kind: 'signed' } : undefined;
  }
  // Some servers turn the type into one that says nothing, and leave the name (RFC 8551 3.2.1).
  const isNamed = type === 'application/octet-stream' && (params.name ?? '').toLowerCase().endsWith('.p7m');
  if (!OBJECTS.has(type) && !isNamed) return undefined;
  const cms = part.content();
  const content = oidOf(readFirstInside(cms));
  if (content === OID.signedData) return { kind: 'signed', cms };
  if (content === OID.envelopedData || content === OID.authEnvelopedData) return { kind: 'encrypted', cms };
  return { kind: content === OID.compressedData ? 'compressed' : 'unreadable' };
}

/** Why a signature is not relied on. */
export type VerdictFault =
  | SignatureFault
  | ChainFault
  /** It is good, and of somebody else than the mail says that it is from. */
  | 'address';

/** What is known of a signed entity. Whether a certificate was revoked is never known. */
export type Verdict =
  | {
      readonly good: true;
      readonly signer: Certificate;
      readonly path: readonly Certificate[];
      readonly signedAt?: number;
    }
  | { readonly good: false; readonly why: VerdictFault; readonly signer?: Certificate; readonly signedAt?: number };

/** Whose signature is expected, and who may vouch for it. */
export interface VerifyOptions {
  /** All addresses of From: the certificate has to be for each of them. */
  readonly from: readonly string[];
  /** A certificate of the whole domain of an address counts as well. */
  readonly byDomain?: true;
  readonly anchors: readonly Certificate[];
  /** More certificates on the way to them, and of signers that send none along. */
  readonly others?: readonly Certificate[];
  /** Wall time at which certificates must be valid, ms since the epoch: when the mail came, not when it says that it was signed. */
  readonly at: number;
}

/** A mail whose signature was looked at, whatever came of that. */
export interface Verified {
  /** The entity that was signed. Only this was: what stands beside it is from anybody. */
  readonly entity: Uint8Array;
  readonly verdict: Verdict;
  /** Certificates that came along, to be kept for answers; none of them is trusted by that. */
  readonly certificates: readonly Certificate[];
  /** What the program of the signer can decrypt, where it says (see `suiteFor`). */
  readonly capabilities?: readonly string[];
}

/** Verifies an entity that is signed, both forms (RFC 8551 3.5). Undefined: it is not of S/MIME or cannot be read. */
export function verifySmime(octets: Uint8Array, options: VerifyOptions): Verified | undefined {
  const found = readSigned(octets, options.others ?? []);
  if (found === undefined) return undefined;
  const { reading, entity } = found;
  const budget = chainBudget();
  const judged = reading.signers.map((signer) => judge(signer, reading.certificates, options, budget));
  // One who signed and is trusted is enough: what others wrote beside it takes nothing away.
  const at = Math.max(
    0,
    judged.findIndex(({ good }) => good),
  );
  const verdict = judged[at] ?? { good: false, why: 'malformed' };
  const capabilities = verdict.good ? reading.signers[at]?.capabilities : undefined;
  return {
    entity,
    verdict,
    certificates: reading.certificates,
    ...(capabilities === undefined ? {} : { capabilities }),
  };
}

function readSigned(
  octets: Uint8Array,
  known: readonly Certificate[],
): { readonly reading: SignedReading; readonly entity: Uint8Array } | undefined {
  const part = parseMessage(octets);
  const { kind, cms } = protectionOf(part) ?? {};
  if (kind !== 'signed') return undefined;
  if (cms !== undefined) {
    const reading = readSignedData(cms, undefined, known);
    return reading?.content === undefined ? undefined : { reading, entity: reading.content };
  }
  const [entity, signature] = part.children;
  // A third part would be shown as if it were signed too.
  if (entity === undefined || signature === undefined || part.children.length !== 2) return undefined;
  const reading = readSignedData(signature.content(), entity.octets, known);
  return reading === undefined ? undefined : { reading, entity: entity.octets };
}

function judge(
  { fault, certificate: signer, signedAt }: SignerReading,
  certificates: readonly Certificate[],
  { from, byDomain, anchors, others = [], at }: VerifyOptions,
  budget: ChainBudget,
): Verdict {
  const when = signedAt === undefined ? {} : { signedAt };
  if (signer === undefined) return { good: false, why: fault ?? 'no-certificate', ...when };
  const who = { signer, ...when };
  if (fault !== undefined) return { good: false, why: fault, ...who };
  const chain = checkChain(signer, { anchors, others: [...certificates, ...others], at, purpose: 'sign', budget });
  if (!chain.ok) return { good: false, why: chain.why, ...who };
  const isOf = (address: string): boolean =>
    signer.isFor(address) || (byDomain === true && signer.isForDomainOf(address));
  const isTheirs = from.length > 0 && from.every(isOf);
  return isTheirs ? { good: true, path: chain.path, ...who } : { good: false, why: 'address', ...who };
}

/**
 * Signs an entity: beside it where mail servers leave its octets as they are, else around it, encoded. Undefined: the key is
 * of a kind that mail knows no signatures of. `at`: ms since the epoch.
 */
export function signSmime(entity: Uint8Array, signer: Signer, at: number): Uint8Array | undefined {
  const beside = isMailSafe(entity);
  const signature = makeSignedData(entity, signer, at, !beside);
  if (signature === undefined) return undefined;
  if (!beside) return objectEntity('signed-data', signature);
  const boundary = `signed-${randomBytes(18).toString('hex')}`;
  const micalg = signer.key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha-384' : 'sha-256';
  const head =
    `Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n micalg=${micalg};\r\n` +
    ` boundary="${boundary}"\r\n\r\n--${boundary}\r\n`;
  const tail =
    `\r\n--${boundary}\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n` +
    'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7s\r\n\r\n' +
    `${base64Lines(signature)}\r\n--${boundary}--\r\n`;
  return Buffer.concat([Buffer.from(head), entity, Buffer.from(tail)]);
}

/** Decrypts an entity with the first of the keys that it is for. */
export function decryptSmime(octets: Uint8Array, keys: readonly Recipient[]): DecryptResult {
  const { kind, cms } = protectionOf(parseMessage(octets)) ?? {};
  if (kind !== 'encrypted' || cms === undefined) return { ok: false, why: 'malformed' };
  return readEnvelopedData(cms, keys);
}

/** Encrypts an entity for all of `recipients`; undefined where there is none, or one whose key cannot be encrypted for. */
export function encryptSmime(
  entity: Uint8Array,
  recipients: readonly Certificate[],
  suite: Suite,
): Uint8Array | undefined {
  const enveloped = makeEnvelopedData(entity, recipients, suite);
  if (enveloped === undefined) return undefined;
  return objectEntity(suite === 'modern' ? 'authEnveloped-data' : 'enveloped-data', enveloped);
}

function objectEntity(kind: string, cms: Uint8Array): Uint8Array {
  return Buffer.from(
    `Content-Type: application/pkcs7-mime; smime-type=${kind};\r\n name=smime.p7m\r\n` +
      'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7m\r\n\r\n' +
      `${base64Lines(cms)}\r\n`,
  );
}
