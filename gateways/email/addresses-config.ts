import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { duration, size } from '../units.js';
import { domain, host, listenAddress, network, oneLine, port, serverShorthand, shorthand } from './schema-parts.js';
import { isLoopback, SECURITIES } from './servers.js';

const LEAST_RSA_BITS = 1024;

/** A private key in PEM with which DKIM can sign (RFC 6376 3.3.3, RFC 8463). */
const signingKey = z.string().superRefine((pem, check) => {
  const wrong = (message: string) => check.addIssue({ code: 'custom', message });
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    if (asymmetricKeyType === 'ed25519') return;
    if (asymmetricKeyType !== 'rsa') wrong('must be a key of RSA or Ed25519');
    else if ((asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS) {
      wrong(`must have at least ${LEAST_RSA_BITS} bits; receivers take no shorter one`);
    }
  } catch {
    wrong('must be a private key in PEM without a passphrase, such as openssl genrsa 2048 writes it');
  }
});

const dkimKey = z.strictObject({
  selector: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/i, 'write the name below _domainkey in DNS, such as isthmus1')
    .describe('Name of the key in DNS: selector._domainkey.domain'),
  domain: domain.optional().describe('Domain that signs; default: that of the addresses'),
  key: signingKey.describe('The private key (PEM, RSA or Ed25519); or use keyFile'),
});

const lmtp = z.strictObject({
  listen: listenAddress.describe('host:port at which your mail server hands over mail by LMTP'),
  peers: z
    .array(network)
    .default(['127.0.0.0/8', '::1'])
    .describe('Networks from which it may do so: whoever is in them can write to all users'),
  connections: z.int().min(1).max(10_000).default(100).describe('Connections at once'),
});

const smtp = z
  .strictObject({
    host: host.describe('Mail server that takes what users send (smarthost)'),
    port: port.default(25).describe('Its port'),
    security: z
      .enum(SECURITIES)
      .optional()
      .describe('TLS from the beginning, by STARTTLS, or none; default: starttls, and none to this machine itself'),
    username: oneLine(255).min(1).optional().describe('User, where the mail server wants a login'),
    password: oneLine(1000).min(1).optional().describe('Password of that user; or use passwordFile'),
    caFile: z.string().min(1).optional().describe('File with the certificates to trust; default: those of the system'),
    serverName: host.optional().describe('Name that the certificate must have; default: the host'),
    name: host.optional().describe('Name by which the gateway introduces itself (EHLO); default: the domain'),
    connections: z.int().min(1).max(100).default(10).describe('Connections of one process at once'),
  })
  .superRefine((value, check) => {
    if ((value.username === undefined) !== (value.password === undefined)) {
      check.addIssue({ code: 'custom', path: ['username'], message: 'username and password belong together' });
    }
    if (value.password !== undefined && value.security === 'none' && !isLoopback(value.host)) {
      check.addIssue({
        code: 'custom',
        path: ['security'],
        message: 'without TLS everybody on the way reads the password: use tls or starttls',
      });
    }
  })
  .transform(({ security, ...smarthost }) => ({
    ...smarthost,
    security: security ?? (isLoopback(smarthost.host) ? ('none' as const) : ('starttls' as const)),
  }));

const aliases = z.strictObject({
  choice: z
    .boolean()
    .default(true)
    .describe('Whether a user may choose the name before the @; else it is made from the JID'),
  default: z
    .enum(['local', 'local.domain'])
    .default('local')
    .describe(
      'The name of users who chose none: romeo for romeo@example.org (where nobody has it), or romeo.example.org',
    ),
  shortest: z.int().min(1).max(20).default(3).describe('Characters of the shortest name that may be chosen'),
  forbidden: z
    .array(z.string().trim().toLowerCase().min(1).max(64))
    .default([])
    .describe('Names that nobody may have, besides postmaster, abuse and the like'),
  keptFor: duration('0s', '3650d')
    .prefault('365d')
    .describe('Time for which nobody else gets the name of a user who has left'),
});

const keepRaw = z.strictObject({
  for: duration('0s', '31d').prefault('7d').describe('How long; 0s: never'),
  perDay: size('16KiB', '64MiB')
    .prefault('512KiB')
    .describe('Redis memory for the mails of one address and one day (packed); what does not fit is not kept'),
});

/** The key `addresses`. */
export const addressesSchema = z
  .strictObject({
    domain: domain.describe('Mail domain whose addresses are given to users; its MX is your mail server'),
    lmtp: shorthand('string', 'listen', lmtp).describe('Where mail comes in'),
    smtp: serverShorthand(smtp).describe('Where mail goes out; host:port for short'),
    aliases: aliases.prefault({}).describe('The names before the @'),
    dkim: z
      .array(dkimKey)
      .max(8)
      .default([])
      .describe('Keys to sign with (DKIM), each of them; empty: the mail server signs'),
    authservIds: z
      .array(host)
      .default([])
      .describe(
        'Names by which your mail server marks its checks (Authentication-Results, RFC 8601); marks of others count nothing',
      ),
    keepRaw: shorthand('string', 'for', keepRaw)
      .prefault({})
      .describe('Mails that are kept whole for a while, for who wants the header, the mail itself, or to pass it on'),
    jabberId: z
      .boolean()
      .default(false)
      .describe('Whether mail tells the JID of its sender in the header Jabber-ID (RFC 7259)'),
  })
  .superRefine(({ aliases: { choice, default: form }, dkim, domain: own }, check) => {
    if (!choice && form === 'local') {
      check.addIssue({
        code: 'custom',
        path: ['aliases', 'default'],
        message: 'without choice two users could be given the same name: use local.domain',
      });
    }
    const seen = new Set<string>();
    for (const [index, { selector, domain: signing = own }] of dkim.entries()) {
      const name = `${selector.toLowerCase()}._domainkey.${signing}`;
      if (seen.has(name)) {
        check.addIssue({ code: 'custom', path: ['dkim', index, 'selector'], message: `${name} stands here twice` });
      }
      seen.add(name);
    }
  });

export type AddressesConfig = z.output<typeof addressesSchema>;

/** Where mail for addresses of the gateway comes in (RFC 2033). */
export type LmtpConfig = AddressesConfig['lmtp'];

/** For how long whole mails are kept, and how much of them. */
export type KeepRawConfig = AddressesConfig['keepRaw'];
