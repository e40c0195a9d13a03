import { Certificate } from './certificate.js';
import { mayBeUsed } from './chain.js';
import { canReceive } from './enveloped-data.js';
import type { Verified } from './smime.js';

/** Certificates with which a correspondent can be answered, kept as one text for each. They come from good signatures alone. */
export interface KnownCertificate {
  readonly certificate: Certificate;
  /** Wall time of the last mail that was signed with it, ms. */
  readonly seenAt: number;
  /** What its owner's program can decrypt, by OID; undefined: it did not say. */
  readonly capabilities?: readonly string[];
}

interface Written {
  readonly pem: string;
  readonly seenAt: number;
  readonly capabilities?: readonly string[];
}

/** Of one correspondent: people have several programs, and new certificates before the old ones end. */
const MOST = 4;

/** Reads what is kept of a correspondent; what cannot be read is left out. */
export function readKnown(text: string | undefined): readonly KnownCertificate[] {
  if (text === undefined) return [];
  try {
    const written = JSON.parse(text) as readonly Written[];
    return written.slice(0, MOST).flatMap(({ pem, seenAt, capabilities }) => {
      const [certificate] = Certificate.readPem(pem);
      return certificate === undefined
        ? []
        : [{ certificate, seenAt, ...(capabilities === undefined ? {} : { capabilities }) }];
    });
  } catch {
    return [];
  }
}

/** What `readKnown` reads. */
export function writeKnown(known: readonly KnownCertificate[]): string {
  const written: readonly Written[] = known.map(({ certificate, seenAt, capabilities }) => ({
    pem: certificate.pem,
    seenAt,
    ...(capabilities === undefined ? {} : { capabilities }),
  }));
  return JSON.stringify(written);
}

/** What is known after a signed mail of a correspondent (`address`) came at a wall time; the same where its signature is not good. */
export function knownAfter(
  known: readonly KnownCertificate[],
  { verdict, certificates, capabilities }: Verified,
  address: string,
  at: number,
): readonly KnownCertificate[] {
  if (!verdict.good) return known;
  const { signer, path } = verdict;
  // Who has two certificates sends the one to encrypt with along. Anybody may put others beside a signature, so it has to be
  // made by who made that of the signer.
  const maker = path[1];
  const others = maker === undefined ? [] : certificates.filter((one) => one.isSignedBy(maker));
  const fresh = [signer, ...others].filter((one) => {
    return one.isFor(address) && canReceive(one) && mayBeUsed(one, 'encrypt');
  });
  const [best] = fresh;
  if (best === undefined) return known;
  const entry = { certificate: best, seenAt: at, ...(capabilities === undefined ? {} : { capabilities }) };
  return [entry, ...known.filter(({ certificate }) => !certificate.equals(best))].slice(0, MOST);
}
