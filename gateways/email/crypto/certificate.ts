import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { type BerElement, is, numberOf, oidOf, readBer, TAG, tagged, timeOf } from './ber.js';
import { addressesOf, domainsOf, type GeneralName, jidsOf, lower } from './certificate-names.js';
import { type NameConstraints, readNameConstraints } from './name-constraints.js';
import { equal } from './octets.js';
import { OID } from './oids.js';
import { pemBlocks } from './pem.js';

/** Bits of the key usage that mail needs (RFC 5280 4.2.1.3). */
type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyEncipherment' | 'keyAgreement' | 'keyCertSign';

/** Extensions whose meaning is known here: any other one that is critical makes a certificate unusable (RFC 5280 4.2). */
const KNOWN_EXTENSIONS = new Set<string>([
  OID.keyUsage,
  OID.subjectAltName,
  OID.basicConstraints,
  OID.nameConstraints,
  OID.certificatePolicies,
  OID.extendedKeyUsage,
]);

const USAGE_BITS: readonly (KeyUsage | undefined)[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  undefined,
  'keyAgreement',
  'keyCertSign',
];

const LARGEST = 65_536;

/** An X.509 certificate (RFC 5280), read once. Immutable. */
export class Certificate {
  /** DER. */
  readonly raw: Uint8Array;
  readonly publicKey: KeyObject;
  /** DER of the names; equal names have equal octets here. */
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  /** Contents of the INTEGER. */
  readonly serial: Uint8Array;
  /** DER of the INTEGER, as a recipient or signer is named by it. */
  readonly serialElement: Uint8Array;
  /** First and last moment of its validity, ms since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** OID of the algorithm that it is signed with. */
  readonly signatureAlgorithm: string;
  /** Undefined: not restricted. */
  readonly keyUsage?: ReadonlySet<KeyUsage>;
  /** Purposes by OID; undefined: not restricted. */
  readonly purposes?: ReadonlySet<string>;
  readonly isCa: boolean;
  /** Certificates of CAs that may stand between this one and a leaf; undefined: any number. */
  readonly pathLength?: number;
  readonly subjectKeyId?: Uint8Array;
  readonly authorityKeyId?: Uint8Array;
  readonly names: readonly GeneralName[];
  readonly constraints?: NameConstraints | 'malformed';
  /** A critical extension that nobody here understands. */
  readonly unknownCritical: boolean;
  /** Mail addresses that it is for, ASCII in lower case, never empty strings. */
  readonly addresses: readonly string[];
  /** Mail domains that it is for as a whole, in lower case (dNSName). */
  readonly domains: readonly string[];
  /** JIDs and `im:` or `pres:` addresses that it is for (RFC 3923 3.2, RFC 6120 13.7.1.4), without the scheme. */
  readonly jids: readonly string[];
  readonly #x509: X509Certificate;

  private constructor(x509: X509Certificate, parts: Parts) {
    this.#x509 = x509;
    this.raw = x509.raw;
    this.publicKey = x509.publicKey;
    this.subject = parts.subject.octets;
    this.issuer = parts.issuer.octets;
    this.serial = parts.serial.content;
    this.serialElement = parts.serial.octets;
    this.notBefore = parts.notBefore;
    this.notAfter = parts.notAfter;
    this.signatureAlgorithm = parts.signatureAlgorithm;
    const { extensions } = parts;
    const usage = extensions.get(OID.keyUsage);
    if (usage !== undefined) this.keyUsage = usageOf(usage.value);
    const purposes = extensions.get(OID.extendedKeyUsage);
    if (purposes !== undefined) this.purposes = new Set(purposes.value?.children.map((one) => oidOf(one) ?? ''));
    const [ca, pathLength] = extensions.get(OID.basicConstraints)?.value?.children ?? [];
    this.isCa = is(ca, TAG.boolean) && ca.content[0] !== 0;
    const longest = numberOf(pathLength);
    if (this.isCa && longest !== undefined) this.pathLength = longest;
    const subjectKey = extensions.get(OID.subjectKeyIdentifier)?.value;
    if (is(subjectKey, TAG.octetString)) this.subjectKeyId = subjectKey.content;
    const authority = extensions.get(OID.authorityKeyIdentifier)?.value;
    const authorityKey = authority === undefined ? undefined : tagged(authority, 0);
    if (authorityKey !== undefined) this.authorityKeyId = authorityKey.content;
    this.names = (extensions.get(OID.subjectAltName)?.value?.children ?? []).map((one) => ({
      tag: one.tag,
      element: one,
    }));
    const constraints = extensions.get(OID.nameConstraints);
    if (constraints !== undefined) this.constraints = readNameConstraints(constraints.value);
    this.unknownCritical = [...extensions].some(([id, { critical }]) => critical && !KNOWN_EXTENSIONS.has(id));
    this.addresses = addressesOf(this.names, parts.subject);
    this.domains = domainsOf(this.names);
    this.jids = jidsOf(this.names);
  }

  /** Reads DER; undefined where it is no certificate, or one that OpenSSL cannot read. */
  static read(der: Uint8Array): Certificate | undefined {
    if (der.length > LARGEST) return undefined;
    const parts = partsOf(der);
    if (parts === undefined) return undefined;
    try {
      return new Certificate(new X509Certificate(der), parts);
    } catch {
      return undefined;
    }
  }

  /** All certificates of a PEM text, in order; what cannot be read is left out. At most 256. */
  static readPem(text: string): readonly Certificate[] {
    return pemBlocks(text, 'CERTIFICATE')
      .slice(0, 256)
      .flatMap((der) => Certificate.read(der) ?? []);
  }

  /** PEM. */
  get pem(): string {
    return this.#x509.toString();
  }

  /** SHA-256 of its DER form, lower case hex: its name wherever it is compared or kept. */
  get fingerprint(): string {
    return createHash('sha256').update(this.raw).digest('hex');
  }

  /** Who it is of, for people: its common name, else the whole name, in one line. */
  get owner(): string {
    return shownName(this.#x509.subject);
  }

  /** Who made it, for people. */
  get maker(): string {
    return shownName(this.#x509.issuer);
  }

  get isSelfIssued(): boolean {
    return equal(this.subject, this.issuer);
  }

  equals(other: Certificate): boolean {
    return equal(this.raw, other.raw);
  }

  /** Whether the key of `issuer` signed it. */
  isSignedBy(issuer: Certificate): boolean {
    try {
      return this.#x509.verify(issuer.publicKey);
    } catch {
      return false;
    }
  }

  /** Whether a private key is the one of this certificate. */
  fits(key: KeyObject): boolean {
    try {
      return this.#x509.checkPrivateKey(key);
    } catch {
      return false;
    }
  }

  /** Whether it is for a mail address, however that is capitalised. */
  isFor(address: string): boolean {
    return this.addresses.includes(lower(address));
  }

  /** Whether it is for all addresses of the domain of one, as those are that organisations share. */
  isForDomainOf(address: string): boolean {
    return this.domains.includes(lower(address.slice(address.lastIndexOf('@') + 1)));
  }
}

/** The certificates in a set of CMS (RFC 5652 10.2.3), at most 64; other kinds, and what cannot be read, are left out. */
export function certificatesIn(set: BerElement | undefined): readonly Certificate[] {
  const some = (set?.children ?? []).filter((one) => is(one, TAG.sequence)).slice(0, 64);
  return some.flatMap(({ octets }) => Certificate.read(octets) ?? []);
}

interface Extension {
  readonly critical: boolean;
  /** Undefined: malformed. */
  readonly value: BerElement | undefined;
}

interface Parts {
  readonly serial: BerElement;
  readonly issuer: BerElement;
  readonly subject: BerElement;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly signatureAlgorithm: string;
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** TBSCertificate (RFC 5280 4.1). */
function partsOf(der: Uint8Array): Parts | undefined {
  const certificate = readBer(der);
  const [tbs, algorithm] = certificate?.children ?? [];
  if (tbs === undefined || algorithm === undefined) return undefined;
  const fields = tbs.children.filter((child) => child.class === 'universal');
  const [serial, , issuer, validity, subject] = fields;
  const notBefore = timeOf(validity?.children[0]);
  const notAfter = timeOf(validity?.children[1]);
  const signatureAlgorithm = oidOf(algorithm.children[0]);
  if (!is(serial, TAG.integer) || !is(issuer, TAG.sequence) || !is(subject, TAG.sequence)) return undefined;
  if (notBefore === undefined || notAfter === undefined || signatureAlgorithm === undefined) return undefined;
  const extensions = new Map<string, Extension>();
  for (const one of tagged(tbs, 3)?.children[0]?.children ?? []) {
    const id = oidOf(one.children[0]);
    const critical = one.children[1];
    const value = one.children.at(-1);
    // Twice the same one is forbidden (RFC 5280 4.2), and who wins would be a matter of taste.
    if (id === undefined || extensions.has(id) || !is(value, TAG.octetString)) return undefined;
    extensions.set(id, {
      critical: is(critical, TAG.boolean) && critical.content[0] !== 0,
      value: readBer(value.content),
    });
  }
  return { serial, issuer, subject, notBefore, notAfter, signatureAlgorithm, extensions };
}

function usageOf(value: BerElement | undefined): ReadonlySet<KeyUsage> {
  const bits = is(value, TAG.bitString) ? (value.content[1] ?? 0) : 0;
  return new Set(
    USAGE_BITS.flatMap((usage, bit) => (usage !== undefined && (bits & (0x80 >> bit)) !== 0 ? [usage] : [])),
  );
}

function shownName(lines: string): string {
  const parts = lines.split('\n');
  const common = parts.find((part) => part.startsWith('CN='));
  return common === undefined ? parts.join(', ') : common.slice('CN='.length);
}
