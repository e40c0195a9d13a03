import { createPrivateKey } from 'node:crypto';
import type { TextRef } from '../../gateway.js';
import { Certificate } from './certificate.js';
import type { Signer } from './signed-data.js';

/** Who a user is in S/MIME: certificate, private key, and what leads to who vouches for it. Signs, and decrypts. */
export type Identity = Signer;

interface Written {
  readonly v: 1;
  /** PEM. */
  readonly certificate: string;
  readonly chain: readonly string[];
  /** PEM of PKCS #8. */
  readonly key: string;
}

/** An identity as one text, to be kept sealed: its key is in it. */
export function writeIdentity({ certificate, key, chain }: Identity): string {
  const written: Written = {
    v: 1,
    certificate: certificate.pem,
    chain: chain.map(({ pem }) => pem),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  return JSON.stringify(written);
}

/** The identity of such a text; undefined where it is none. */
export function readIdentity(text: string): Identity | undefined {
  try {
    const { v, certificate, chain, key } = JSON.parse(text) as Partial<Written>;
    const [own] = Certificate.readPem(certificate ?? '');
    if (v !== 1 || own === undefined || key === undefined) return undefined;
    return {
      certificate: own,
      key: createPrivateKey(key),
      chain: (chain ?? []).flatMap((pem) => Certificate.readPem(pem)),
    };
  } catch {
    return undefined;
  }
}

/** What users are told before they give their key away: who can read their mail then. */
export const KEY_EXPLANATION: TextRef = { key: 'email.key.explain' };

/** What is told of the key that is kept, so that its owner can compare it. */
export function keptText({ certificate }: Identity): TextRef {
  const { addresses, owner, maker, notAfter, fingerprint } = certificate;
  const day = new Date(notAfter).toISOString().slice(0, 10);
  return { key: 'email.key.kept', params: { address: addresses.join(', ') || owner, day, maker, fingerprint } };
}
