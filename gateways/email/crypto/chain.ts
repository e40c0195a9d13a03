import { isOfUsualSize } from './algorithms.js';
import type { Certificate } from './certificate.js';
import { permits } from './name-constraints.js';
import { equal } from './octets.js';
import { OID } from './oids.js';

/** What a certificate is to be used for. */
type Purpose = 'sign' | 'encrypt';

/** Why a certificate is not relied on. */
export type ChainFault =
  /** No way leads to a certificate that is trusted. */
  | 'untrusted'
  | 'expired'
  | 'not-yet-valid'
  /** Its key may not be used for that, or a certificate on the way may make no others. */
  | 'usage'
  /** A CA on the way may not speak for these names. */
  | 'names'
  /** Its signature, or one on the way, is made with what anybody can forge today; or its key is too short. */
  | 'weak'
  /** Something critical in it means what nobody here knows. */
  | 'unknown';

type ChainResult =
  /** `path`: from the certificate to the trusted one, both included. */
  { readonly ok: true; readonly path: readonly Certificate[] } | { readonly ok: false; readonly why: ChainFault };

/** Which certificates may vouch for one, at which time, and for what (RFC 5280 6). */
export interface ChainOptions {
  /** Certificates that are trusted by themselves: of CAs, or of a person. */
  readonly anchors: readonly Certificate[];
  /** Others that may lead to one of them. */
  readonly others: readonly Certificate[];
  /** Wall time at which all of them must be valid, ms since the epoch. */
  readonly at: number;
  readonly purpose: Purpose;
  /** What several searches for one mail share. */
  readonly budget?: ChainBudget;
}

/** Signatures that are still checked. */
export interface ChainBudget {
  left: number;
}

/** How much work looking for ways to an anchor may be, for all certificates of one mail. */
export function chainBudget(): ChainBudget {
  return { left: MOST_CHECKS };
}

/** Certificates on a way, and signatures that are checked to find one: certificates come from strangers. */
const LONGEST_PATH = 8;
const MOST_CHECKS = 64;
const SHORTEST_RSA = 2048;

/** MD2, MD5 and SHA-1, with RSA, DSA and ECDSA. */
const WEAK_SIGNATURES = new Set([
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.4',
  OID.sha1WithRsa,
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
  '1.3.14.3.2.29',
]);

/**
 * Looks for a way from a certificate to one that is trusted (RFC 5280 6.1, without policies). Nothing is asked of the network:
 * whether a certificate was revoked is not known.
 */
export function checkChain(certificate: Certificate, options: ChainOptions): ChainResult {
  const own = faultOf(certificate, options.at) ?? (mayBeUsed(certificate, options.purpose) ? undefined : 'usage');
  if (own !== undefined) return { ok: false, why: own };
  if (options.anchors.some((anchor) => anchor.equals(certificate))) return { ok: true, path: [certificate] };
  const search = new Search(options);
  const path = search.from([certificate]);
  return path === undefined ? { ok: false, why: search.fault } : { ok: true, path };
}

/** Whether its owner may use a key so (RFC 8550 4.4.2, 4.4.4). */
export function mayBeUsed({ keyUsage, purposes }: Certificate, purpose: Purpose): boolean {
  if (purposes !== undefined && !isForMail(purposes)) return false;
  if (keyUsage === undefined) return true;
  return purpose === 'sign'
    ? keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation')
    : keyUsage.has('keyEncipherment') || keyUsage.has('keyAgreement');
}

function isForMail(purposes: ReadonlySet<string>): boolean {
  return purposes.has(OID.emailProtection) || purposes.has(OID.anyExtendedKeyUsage);
}

/** What is wrong with a certificate by itself. */
function faultOf({ notBefore, notAfter, unknownCritical, publicKey }: Certificate, at: number): ChainFault | undefined {
  if (at < notBefore) return 'not-yet-valid';
  if (at > notAfter) return 'expired';
  if (unknownCritical) return 'unknown';
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  return bits !== undefined && bits < SHORTEST_RSA ? 'weak' : undefined;
}

class Search {
  readonly #options: ChainOptions;
  readonly #budget: ChainBudget;
  #fault: ChainFault | undefined;

  constructor(options: ChainOptions) {
    this.#options = options;
    this.#budget = options.budget ?? chainBudget();
  }

  /** Why no way was found: what was wrong with the first one that looked like one. */
  get fault(): ChainFault {
    return this.#fault ?? 'untrusted';
  }

  /** The way from the last certificate of `path` on; undefined where there is none. */
  from(path: readonly Certificate[]): readonly Certificate[] | undefined {
    const last = path.at(-1);
    if (last === undefined || path.length >= LONGEST_PATH) return undefined;
    const { anchors, others } = this.#options;
    for (const anchor of anchors) {
      if (this.#leads(path, last, anchor)) return [...path, anchor];
    }
    for (const issuer of others) {
      if (path.includes(issuer) || !this.#leads(path, last, issuer)) continue;
      const found = this.from([...path, issuer]);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #leads(path: readonly Certificate[], last: Certificate, issuer: Certificate): boolean {
    if (!isNamedBy(last, issuer) || !isOfUsualSize(issuer.publicKey) || this.#budget.left <= 0) return false;
    this.#budget.left -= 1;
    if (!last.isSignedBy(issuer)) return false;
    const fault = this.#faultOfStep(path, last, issuer);
    if (fault !== undefined) this.#fault ??= fault;
    return fault === undefined;
  }

  #faultOfStep(path: readonly Certificate[], last: Certificate, issuer: Certificate): ChainFault | undefined {
    if (WEAK_SIGNATURES.has(last.signatureAlgorithm)) return 'weak';
    const own = faultOf(issuer, this.#options.at);
    if (own !== undefined) return own;
    const { isCa, keyUsage, purposes, pathLength, constraints } = issuer;
    if (!isCa || keyUsage?.has('keyCertSign') === false) return 'usage';
    if (purposes !== undefined && !isForMail(purposes)) return 'usage';
    const between = path.slice(1).filter((one) => !one.isSelfIssued).length;
    if (pathLength !== undefined && between > pathLength) return 'usage';
    if (constraints === 'malformed') return 'unknown';
    if (constraints !== undefined && !path.every((one) => permits(constraints, one))) return 'names';
    return undefined;
  }
}

function isNamedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (!equal(certificate.issuer, issuer.subject)) return false;
  const { authorityKeyId } = certificate;
  const { subjectKeyId } = issuer;
  return authorityKeyId === undefined || subjectKeyId === undefined || equal(authorityKeyId, subjectKeyId);
}
