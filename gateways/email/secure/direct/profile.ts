import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Account } from '../../../gateway.js';
import type { Identity as MailIdentity } from '../../conversation/identity.js';
import { Certificate } from '../../crypto/certificate.js';
import { type KnownCertificate, readKnown, writeKnown } from '../../crypto/certificate-book.js';
import type { DirectTrust } from '../../crypto/direct/trust.js';
import { canReceive } from '../../crypto/enveloped-data.js';
import type { Identity } from '../../crypto/identity.js';
import { AddressSet } from '../../policy/address-set.js';
import { pemOf } from '../anchors.js';
import type { DirectConfig } from '../config.js';
import type { Correspondents } from '../correspondents.js';
import type { KeyRing } from '../key-ring.js';
import { type PlainPeer, trustOf } from './jobs.js';

/** Certificates of one peer that are remembered: new ones come before the old ones end. */
const MOST = 4;

/** What one peer sends is for all users: certificates are kept under this name. */
const ALL: Pick<Account, 'id' | 'born'> = { id: 'direct', born: 0 };

interface DirectProfileParts {
  readonly config: DirectConfig;
  readonly keys: Pick<KeyRing, 'of'>;
  readonly correspondents: Correspondents;
}

/** Who exchanges whole objects with whom, and by which keys. */
export class DirectProfile {
  readonly #o: DirectProfileParts;
  readonly #accounts: AddressSet;
  readonly #identities: ReadonlyMap<string, Identity>;
  readonly #peers: readonly PlainPeer[];

  /** Throws where a file cannot be read, or a key belongs to another certificate. */
  constructor(parts: DirectProfileParts) {
    this.#o = parts;
    this.#accounts = new AddressSet(parts.config.accounts);
    const files = readDirectFiles(parts.config);
    this.#identities = files.identities;
    this.#peers = files.peers;
  }

  /** Whether an account takes part: then it exchanges nothing with anybody but peers. */
  has({ self }: Pick<MailIdentity, 'self'>): boolean {
    return this.#accounts.match(self.address) !== undefined;
  }

  /** The keys of an account, the one to sign with first: the admin's for its address, or its domain, and its user's own. */
  async identitiesOf({ self, account }: MailIdentity): Promise<readonly Identity[]> {
    const address = self.address.toLowerCase();
    const own = await this.#o.keys.of(account);
    const [whole, domain] = [address, address.slice(address.lastIndexOf('@') + 1)].map((name) =>
      this.#identities.get(name),
    );
    return [whole, own, domain].filter((one) => one !== undefined);
  }

  /** The peers, with the certificates that have come from these addresses. */
  async peersFor(addresses: readonly string[]): Promise<readonly PlainPeer[]> {
    const learnt = await Promise.all(addresses.map((address) => this.#o.correspondents.get(ALL, address)));
    const more = learnt.flatMap(readKnown).map(({ certificate }) => certificate.pem);
    return this.#peers.map((peer) => ({ ...peer, certificates: [peer.certificates, ...more].join('\n') }));
  }

  /** Who is relied on, with the certificate that has come from this address. */
  async trustFor(address: string): Promise<DirectTrust> {
    return trustOf(await this.peersFor([address]));
  }

  /** Keeps the certificate that a peer has signed with, so that it can be answered. `at`: wall time, ms. */
  async learn(address: string, certificate: Certificate, at: number): Promise<void> {
    if (!canReceive(certificate)) return;
    const before = readKnown(await this.#o.correspondents.get(ALL, address));
    if (before[0]?.certificate.equals(certificate) === true) return;
    const fresh: KnownCertificate = { certificate, seenAt: at };
    const others = before.filter((one) => !one.certificate.equals(certificate));
    await this.#o.correspondents.put(ALL, address, writeKnown([fresh, ...others].slice(0, MOST)));
  }
}

/** What stands in the files of the config. Throws where one cannot be read, or a key belongs to another certificate. */
export function readDirectFiles({ identities, peers }: DirectConfig): {
  readonly identities: ReadonlyMap<string, Identity>;
  readonly peers: readonly PlainPeer[];
} {
  return {
    identities: new Map(identities.map((one) => [one.name, identityOf(one)])),
    peers: peers.map(({ name, anchorsFile, certificatesFile }) => ({
      name,
      anchors: pemOf(anchorsFile),
      certificates: certificatesFile === undefined ? '' : pemOf(certificatesFile),
    })),
  };
}

function identityOf({ name, certificateFile, key }: DirectConfig['identities'][number]): Identity {
  const [certificate, ...chain] = Certificate.readPem(readFileSync(certificateFile, 'utf8'));
  const privateKey = createPrivateKey(key);
  if (certificate === undefined) throw new Error(`there is no certificate in ${certificateFile}`);
  if (!certificate.fits(privateKey)) throw new Error(`the key of ${name} does not belong to ${certificateFile}`);
  return { certificate, key: privateKey, chain };
}
