import { createPrivateKey } from 'node:crypto';
import type { AddressesConfig } from '../addresses-config.js';
import type { DkimSigner } from '../compose/dkim.js';

/** The keys with which mail of the gateway's own domain is signed; undefined where the admin's mail server signs. */
export function signerOf({ dkim, domain }: AddressesConfig): DkimSigner | undefined {
  const [first] = dkim;
  if (first === undefined) return undefined;
  return {
    domain: first.domain ?? domain,
    keys: dkim.map(({ selector, key }) => ({ selector, privateKey: createPrivateKey(key) })),
  };
}
