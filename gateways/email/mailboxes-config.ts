import { z } from 'zod';
import { duration } from '../units.js';
import { domain, endpoint, host, network, serverAddress } from './schema-parts.js';

const hosts = z.strictObject({
  allow: z
    .array(host)
    .default([])
    .describe('Mail servers that users may name, with all names below them; empty: every one of the public Internet'),
  deny: z.array(host).default([]).describe('Mail servers that users may not name, with all names below them'),
});

const watch = z.strictObject({
  mode: z
    .enum(['idle', 'poll'])
    .default('idle')
    .describe('How mailboxes are watched. idle: a connection each, and mail comes at once; poll: they are looked at'),
  userChoice: z.boolean().default(true).describe('Whether a user may choose poll'),
  pollEvery: duration('1m', '1d').prefault('5m').describe('Time between two looks at a mailbox that is polled'),
  pollAfter: duration('1h', '3650d')
    .optional()
    .describe('Mailboxes of users who were not online for so long are polled; default: never')
    .meta({ examples: ['30d'] }),
  opening: z.int().min(1).max(1000).default(50).describe('Connections to mailboxes that one process may open at once'),
  openingHost: z.int().min(1).max(1000).default(10).describe('The same, to one mail server'),
});

const oauthProvider = z.strictObject({
  clientId: z.string().min(1).max(1000).describe('The client id that you have registered with the provider'),
  clientSecret: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('The secret of that client, where the provider gave one; or use clientSecretFile'),
  flow: z
    .enum(['device', 'code'])
    .optional()
    .describe(
      'How users sign in. device: with a code on a page of the provider; code: they copy the address of the page on which they end. Default: as the provider has it',
    ),
  redirectUri: endpoint
    .optional()
    .describe(
      'The address to which the provider leads after signing in, as registered there; default: of this machine',
    ),
  domains: z
    .array(domain)
    .default([])
    .describe('Domains of mail addresses that are at this provider, besides those that are known'),
  authorizeUrl: endpoint.optional().describe('Authorization endpoint (RFC 6749 3.1); known for google and microsoft'),
  tokenUrl: endpoint.optional().describe('Token endpoint (RFC 6749 3.2)'),
  deviceUrl: endpoint.optional().describe('Device authorization endpoint (RFC 8628 3.1)'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .optional()
    .describe('What is asked for (scope)'),
  imap: serverAddress.optional().describe('IMAP server of the provider, by TLS; default: as it is found'),
  smtp: serverAddress.optional().describe('Submission server of the provider, by TLS; default: as it is found'),
});

/** The key `ownMailboxes`. */
export const mailboxesSchema = z.strictObject({
  allowed: z.boolean().default(true).describe('Whether users may register mailboxes that they have elsewhere'),
  hosts: hosts.prefault({}).describe('Which mail servers'),
  allowNetworks: z
    .array(network)
    .default([])
    .describe('Networks that are not public and in which mail servers may be, such as 192.168.1.0/24'),
  plain: z
    .boolean()
    .default(false)
    .describe('Whether users may choose a connection without TLS, over which everybody on the way reads passwords'),
  caFile: z
    .string()
    .min(1)
    .optional()
    .describe('File with certificates to trust besides those of the system, for mail servers of your own'),
  lookup: z
    .strictObject({
      dns: z.boolean().default(true).describe('Ask DNS for SRV records (RFC 6186, RFC 8314)'),
      web: z.boolean().default(true).describe('Ask the domain of the address for an autoconfig file'),
      database: endpoint
        .optional()
        .describe('Database of autoconfig files to ask too; it learns which domains your users have mail at')
        .meta({ examples: ['https://autoconfig.thunderbird.net/v1.1/'] }),
    })
    .prefault({})
    .describe('How the servers of an address are found'),
  oauth: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower case letters, digits and hyphens'), oauthProvider)
    .default({})
    .describe('Providers at which users sign in instead of telling a password (OAuth 2), by their names')
    .meta({
      examples: [{ google: { clientId: '1234.apps.googleusercontent.com', clientSecret: 'from the provider' } }],
    }),
  watch: watch.prefault({}).describe('How mailboxes are watched'),
});

export type MailboxesConfig = z.output<typeof mailboxesSchema>;
export type OAuthProviderConfig = z.output<typeof oauthProvider>;
