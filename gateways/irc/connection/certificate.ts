import { createHash, generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** A certificate that says who a user is to services (SASL EXTERNAL, CertFP). */
export interface ClientCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. A secret. */
  readonly key: string;
}

/** As services want them in `CERT ADD`: lower case hex of the DER form. */
export interface Fingerprints {
  readonly sha256: string;
  readonly sha512: string;
  /** Until when it is valid, wall time in milliseconds. */
  readonly validUntil: number;
}

const YEARS = 20;
const DAY_MS = 24 * 3600 * 1000;

/**
 * Makes a key and a certificate that it signs itself. Nobody checks it but by its fingerprint, so that it holds for long.
 * `name` is public: every server that it is shown to reads it.
 */
export async function createClientCertificate(name: string, now: number): Promise<ClientCertificate> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  // A serial number is positive (RFC 5280 4.1.2.2): its first bit is not set.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(now - DAY_MS);
  certificate.validity.notAfter = new Date(now);
  certificate.validity.notAfter.setUTCFullYear(certificate.validity.notAfter.getUTCFullYear() + YEARS);
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true },
    { name: 'extKeyUsage', clientAuth: true },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key: pair.privateKey };
}

/** The fingerprints of a PEM certificate; undefined where it is none. */
export function fingerprintsOf(pem: string): Fingerprints | undefined {
  try {
    const { raw, validTo } = new X509Certificate(pem);
    const hash = (algorithm: string): string => createHash(algorithm).update(raw).digest('hex');
    return { sha256: hash('sha256'), sha512: hash('sha512'), validUntil: Date.parse(validTo) };
  } catch {
    return undefined;
  }
}
