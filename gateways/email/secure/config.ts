import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { addressPattern } from '../schema-parts.js';

const file = z.string().min(1);

const smime = z.strictObject({
  caFile: file
    .optional()
    .describe('File with certificates (PEM) of those who may vouch for people, besides those that Node.js brings'),
  systemRoots: z
    .boolean()
    .default(true)
    .describe('Whether those that Node.js brings may vouch too; false: only those of caFile'),
});

/** A private key in PEM that can sign and decrypt mail. */
const privateKey = z.string().superRefine((pem, check) => {
  try {
    const { asymmetricKeyType } = createPrivateKey(pem);
    if (asymmetricKeyType === 'rsa' || asymmetricKeyType === 'ec') return;
    check.addIssue({ code: 'custom', message: 'must be a key of RSA or of an elliptic curve' });
  } catch {
    check.addIssue({ code: 'custom', message: 'must be a private key in PEM without a passphrase' });
  }
});

const peer = z.strictObject({
  name: addressPattern.describe('A mail address, or a domain for all addresses in it'),
  anchorsFile: file.describe('File with the certificates (PEM) of those who may vouch for this peer, and nobody else'),
  certificatesFile: file
    .optional()
    .describe('File with the certificates (PEM) of this peer, to encrypt with; others are learnt from what it sends'),
});

const direct = z.strictObject({
  accounts: z
    .array(addressPattern)
    .min(1)
    .describe('Mail addresses of users, and domains, that exchange whole objects with peers and nothing with others'),
  identities: z
    .array(
      z.strictObject({
        name: addressPattern.describe('The mail address, or the domain, that it is for'),
        certificateFile: file.describe('File with its certificate, and those that lead to who vouches for it (PEM)'),
        key: privateKey.describe('Its private key (PEM); or use keyFile'),
      }),
    )
    .min(1)
    .describe('Who the gateway signs as, and decrypts for'),
  peers: z.array(peer).describe('Whom objects are exchanged with; all others are refused'),
});

/** The keys `smime`, `direct` and `cpim`. */
export const securitySchema = {
  smime: smime.prefault({}).describe('Signed and encrypted mail (S/MIME)'),
  direct: direct
    .optional()
    .describe('Users who exchange whole objects, signed and encrypted, with peers that you trust'),
  cpim: z
    .strictObject({
      recipients: z
        .array(addressPattern)
        .default([])
        .describe('Addresses and domains that get texts as message/cpim (RFC 3862)'),
    })
    .prefault({})
    .describe('Texts in the common format of instant messaging'),
};

export type DirectConfig = z.output<typeof direct>;
export type SmimeConfig = z.output<typeof smime>;
