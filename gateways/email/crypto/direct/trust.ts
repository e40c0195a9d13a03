import type { Problem } from '../../../gateway.js';
import type { Certificate } from '../certificate.js';
import { checkChain } from '../chain.js';
import { canReceive } from '../enveloped-data.js';

/** Somebody with whom whole objects are exchanged: an address, or all of a domain. */
interface DirectPeer {
  /** `alice@example.org`, or `example.org` for all of it; in lower case. */
  readonly name: string;
  /** Whose certificates are relied on for this peer, and for no other one. */
  readonly anchors: readonly Certificate[];
  /** Certificates of the peer that are known, and of who made them. */
  readonly certificates: readonly Certificate[];
}

/** The peers that are allowed: with everybody else nothing is exchanged, in neither direction. */
export class DirectTrust {
  readonly #peers: ReadonlyMap<string, DirectPeer>;

  constructor(peers: readonly DirectPeer[]) {
    this.#peers = new Map(peers.map((peer) => [peer.name.toLowerCase(), peer]));
  }

  /** Who an address belongs to: the entry of the address itself before that of its domain. Domains below one are others. */
  of(address: string): DirectPeer | undefined {
    const whole = address.toLowerCase();
    return this.#peers.get(whole) ?? this.#peers.get(whole.slice(whole.lastIndexOf('@') + 1));
  }

  /**
   * The certificate to encrypt with for an address: one of its own before one of its whole domain, of several the one that is
   * valid longest. `at`: wall time, ms.
   */
  certificateFor(address: string, at: number): Certificate | Problem {
    const peer = this.of(address);
    if (peer === undefined) return notAllowed(address);
    const { anchors, certificates } = peer;
    const good = certificates.filter((one) => {
      const isTheirs = one.isFor(address) || one.isForDomainOf(address);
      return (
        isTheirs && canReceive(one) && checkChain(one, { anchors, others: certificates, at, purpose: 'encrypt' }).ok
      );
    });
    const [best] = good.sort((a, b) => Number(b.isFor(address)) - Number(a.isFor(address)) || b.notAfter - a.notAfter);
    return best ?? noCertificate(address);
  }
}

/** That nothing is exchanged with an address. */
export function notAllowed(address: string): Problem {
  const text = { key: 'email.direct.not-allowed', params: { address } };
  return { type: 'auth', condition: 'policy-violation', text, code: 'direct not-allowed' };
}

function noCertificate(address: string): Problem {
  const text = { key: 'email.direct.no-certificate', params: { address } };
  return { type: 'cancel', condition: 'policy-violation', text, code: 'direct no-certificate' };
}
