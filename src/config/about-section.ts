import { z } from 'zod';

const uris = z
  .array(
    z
      .string()
      .regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be a URI, such as mailto:help@example.org or xmpp:help@example.org'),
  )
  .default([]);

const contactsSection = z.strictObject({
  abuse: uris.describe('For reports of abuse'),
  admin: uris.describe('The administrators'),
  feedback: uris.describe('For feedback'),
  sales: uris.describe('For sales'),
  security: uris.describe('For reports of security holes'),
  status: uris.describe('Where the state of the service is told'),
  support: uris.describe('Help for users'),
});

const hours = z.union(
  [z.int().min(0).max(1e6), z.enum(['infinite', 'unknown'])],
  'must be a number of hours, infinite or unknown',
);

const policySection = z.strictObject({
  authData: z
    .enum(['no_auth', 'plain', 'hidden', 'restricted'])
    .optional()
    .describe('What the service sees of the credentials that users give'),
  transmission: z
    .enum(['plain', 'encrypted', 'e2e', 'gre'])
    .optional()
    .describe('How data goes between the gateway and its network'),
  algorithm: z
    .string()
    .min(1)
    .optional()
    .describe('How that is encrypted')
    .meta({ examples: ['TLSv1.3'] }),
  retention: hours
    .optional()
    .describe('Hours that messages are kept at most, infinite or unknown')
    .meta({ examples: [24] }),
  deletion: z.boolean().optional().describe('Whether users can delete data'),
  encryptionAtRest: z.boolean().optional().describe('Whether stored data is encrypted (for example the disk)'),
  terms: z
    .string()
    .regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be a URI')
    .optional()
    .describe('URI of the terms of service')
    .meta({ examples: ['https://example.org/terms'] }),
  export: z.boolean().optional().describe('Whether users can export their data'),
  access: z
    .array(z.enum(['admins', 'moderators', 'organization_member', 'government', 'advertisers', 'partners', 'none']))
    .min(1)
    .optional()
    .describe('Who has access to the data of users')
    .meta({ examples: [['admins']] }),
  fullErasure: z.boolean().optional().describe('Whether users can have everything erased'),
  backupFrequency: z
    .int()
    .min(0)
    .max(1e6)
    .optional()
    .describe('Hours between two backups; 0: none are made')
    .meta({ examples: [24] }),
  backupRetention: hours
    .optional()
    .describe('Hours that backups are kept, infinite or unknown')
    .meta({ examples: [720] }),
  extraInfo: z
    .string()
    .min(1)
    .optional()
    .describe('What else users should know, in a few sentences; default: what is kept for how long'),
});

/** The section `about` of the config file. */
export const aboutSection = z.strictObject({
  contacts: contactsSection.prefault({}).describe('Whom to turn to (XEP-0157), as URIs'),
  outage: uris.describe('URLs of a JSON file that tells of outages (XEP-0455)'),
  dataPolicy: policySection
    .prefault({})
    .describe('What happens to the data of users here (XEP-0504); what is left out is told as Isthmus knows it'),
  networkPolicy: z
    .record(z.string(), policySection)
    .default({})
    .describe('The same for the network behind a gateway, by the name of the gateway'),
});
