/** Objects for peers as pieces of work: plain data goes in and comes out, so that a thread can do them. */
import type { Problem } from '../../../gateway.js';
import type { MailFields } from '../../compose/mail-fields.js';
import { Certificate } from '../../crypto/certificate.js';
import { type DirectOpened, openDirect } from '../../crypto/direct/open.js';
import { type DirectSealed, sealDirect } from '../../crypto/direct/seal.js';
import { DirectTrust } from '../../crypto/direct/trust.js';
import { readIdentity } from '../../crypto/identity.js';

/** See `DirectPeer`; certificates in PEM. */
export interface PlainPeer {
  readonly name: string;
  readonly anchors: string;
  readonly certificates: string;
}

/** See `DirectSeal`. */
export interface DirectSealJob {
  readonly do: 'direct-seal';
  readonly octets: Uint8Array;
  readonly mail: MailFields;
  /** As `writeIdentity` writes it. */
  readonly identity: string;
  readonly peers: readonly PlainPeer[];
  readonly at: number;
}

/** See `DirectOpening`. */
export interface DirectOpenJob {
  readonly do: 'direct-open';
  readonly octets: Uint8Array;
  readonly identities: readonly string[];
  readonly peers: readonly PlainPeer[];
  readonly at: number;
}

type Refused = Extract<DirectOpened, { kind: 'refused' }>;
type Taken = Extract<DirectOpened, { kind: 'object' }>;

/** What such a mail brings. */
export type PlainOpened =
  /** `signer`: PEM. */
  | (Omit<Taken, 'signer'> & { readonly signer: string })
  /** `report`: the octets of the notice. */
  | { readonly kind: 'notice'; readonly from: string; readonly report: Uint8Array }
  | Refused;

/** In the thread: signs and encrypts a mail for a Direct peer. */
export function directSealJob({ octets, mail, identity, peers, at }: DirectSealJob): DirectSealed {
  const own = readIdentity(identity);
  if (own === undefined) return { ok: false, problem: NO_KEY };
  // What every peer has to read.
  return sealDirect({ object: octets, mail, identity: own, trust: trustOf(peers), suite: 'compatible', at });
}

/** In the thread: decrypts a mail of a Direct peer and checks who signed it. */
export function directOpenJob({ octets, identities, peers, at }: DirectOpenJob): PlainOpened {
  const keys = identities.flatMap((text) => readIdentity(text) ?? []);
  const opened = openDirect({ octets, identities: keys, trust: trustOf(peers), at });
  if (opened.kind === 'object') return { ...opened, signer: opened.signer.pem };
  return opened.kind === 'notice' ? { ...opened, report: opened.report.octets } : opened;
}

/** Who is relied on. */
export function trustOf(peers: readonly PlainPeer[]): DirectTrust {
  return new DirectTrust(
    peers.map(({ name, anchors, certificates }) => ({
      name,
      anchors: Certificate.readPem(anchors),
      certificates: Certificate.readPem(certificates),
    })),
  );
}

const NO_KEY: Problem = { type: 'cancel', condition: 'not-acceptable', text: { key: 'email.direct.no-key' } };
