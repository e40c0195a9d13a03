import { z } from 'zod';
import { duration } from './units.js';

const names = (...usual: string[]) =>
  z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'must be the name of an attribute'))
    .min(1)
    .default(usual);

const ldapSection = z
  .strictObject({
    url: z
      .string()
      .regex(
        /^ldaps?:\/\/(\[[0-9A-Fa-f:.]+\]|[^\s/:@]+)(:\d{1,5})?\/?$/i,
        'must be ldap://host:port or ldaps://host:port',
      )
      .describe('The LDAP server')
      .meta({ examples: ['ldap://ldap.example.org'] }),
    startTls: z
      .boolean()
      .default(true)
      .describe('With ldap://: begin TLS before anything is said. false sends everything in the clear'),
    caFile: z
      .string()
      .optional()
      .describe('File with the certificates to trust; default: those of the system')
      .meta({ examples: ['/etc/ssl/ldap-ca.pem'] }),
    bindDn: z
      .string()
      .min(1)
      .optional()
      .describe('Whom to log in as; leave out: nobody')
      .meta({ examples: ['cn=isthmus,dc=example,dc=org'] }),
    password: z.string().optional().describe('Password of bindDn; or use passwordFile, which is read at each search'),
    passwordFile: z
      .string()
      .optional()
      .describe('File with the password')
      .meta({ examples: ['/etc/isthmus/ldap.secret'] }),
    base: z
      .string()
      .min(1)
      .describe('Below which entry to search')
      .meta({ examples: ['ou=people,dc=example,dc=org'] }),
    filter: z.string().min(3).default('(objectClass=person)').describe('Who can be found at all (RFC 4515)'),
    attributes: z
      .strictObject({
        first: names('givenName').describe('Given name'),
        last: names('sn').describe('Family name'),
        nick: names('displayName').describe('Nick'),
        email: names('mail').describe('Mail addresses'),
        phone: names('mobile', 'telephoneNumber').describe('Phone numbers'),
      })
      .prefault({})
      .describe('The attributes that hold each field'),
    timeout: duration('100ms', '20s').prefault('5s').describe('How long a search may take, connecting included'),
  })
  .superRefine((value, check) => {
    if (value.bindDn !== undefined && value.password === undefined && value.passwordFile === undefined) {
      check.addIssue({ code: 'custom', path: ['password'], message: 'bindDn needs password or passwordFile' });
    }
  });

/** The section `directory` of the config file. */
export const directorySection = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .optional()
      .describe('People in a file: .yaml, .csv or .vcf. Read again when it has changed')
      .meta({ examples: ['/etc/isthmus/people.yaml'] }),
    ldap: ldapSection.optional().describe('People in an LDAP server'),
    results: z.int().min(1).max(200).default(50).describe('The most people that a search finds'),
  })
  .refine((value) => (value.file === undefined) !== (value.ldap === undefined), 'give either file or ldap');

export type DirectoryConfig = z.output<typeof directorySection>;
