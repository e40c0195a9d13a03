import { z } from 'zod';
import { duration } from '../units.js';
import { addressesSchema } from './addresses-config.js';
import { policySchema } from './limits-config.js';
import { mailboxesSchema } from './mailboxes-config.js';
import { shorthand } from './schema-parts.js';
import { securitySchema } from './secure/config.js';

/** The section `gateways.email` of the config file. */
export const emailConfig = z
  .strictObject({
    domain: z.string().min(1).describe('XMPP domain of this gateway, as the server knows the component'),
    secret: z.string().min(1).optional().describe('Secret shared with the server; or use secretFile'),
    secretFile: z.string().min(1).optional().describe('File with the secret shared with the server'),
    server: z.string().min(1).optional().describe('host:port of the component listener; default: xmpp.server'),
    avatarFile: z
      .string()
      .min(1)
      .optional()
      .describe('Picture of the gateway and its contacts: a square PNG under 8 KiB')
      .meta({ examples: ['/etc/isthmus/avatar.png'] }),
    ownMailboxes: shorthand('boolean', 'allowed', mailboxesSchema)
      .prefault({})
      .describe('Mailboxes that users have elsewhere, reached by IMAP and SMTP'),
    addresses: addressesSchema
      .optional()
      .describe('Mail addresses that the gateway gives to its users, with the help of your mail server'),
    ...policySchema,
    ...securitySchema,
    hold: z
      .strictObject({
        default: duration('0s', '60s')
          .prefault('0s')
          .describe('Time for which a mail is held back, so that it can be corrected or taken back'),
        most: duration('0s', '60s').prefault('60s').describe('Longest time that a user may set'),
      })
      .prefault({})
      .describe('Mails that wait a moment before they go out'),
    remember: duration('1d', '3650d')
      .prefault('365d')
      .describe('How long answers and reports find the mail that they speak of; its text is not kept for that'),
    rooms: z
      .strictObject({
        keep: duration('1h', '3650d')
          .prefault('30d')
          .describe(
            'How long what is said in a room is kept: for who enters it, and for answers to it; a client that was lost loses nothing',
          ),
      })
      .prefault({})
      .describe('Conversations of several people that are entered as rooms'),
    lanes: z
      .int()
      .min(1)
      .max(256)
      .default(8)
      .describe(
        'Parts to spread the users over; each may be held by another process. Stored at the first start, and changed by `isthmus migrate`',
      ),
    allow: z
      .array(z.string())
      .optional()
      .describe('Who may use this gateway, besides `access`: domains and bare JIDs')
      .meta({ live: true }),
    deny: z.array(z.string()).optional().describe('Who may not use this gateway').meta({ live: true }),
  })
  .superRefine((value, check) => {
    const { ownMailboxes, addresses, hold, domain } = value;
    const wrong = (path: readonly string[], message: string) =>
      check.addIssue({ code: 'custom', path: [...path], message });
    if (!ownMailboxes.allowed && addresses === undefined) {
      wrong(['addresses'], 'nobody could have an address: give addresses, or set ownMailboxes to true');
    }
    if (hold.default > hold.most) wrong(['hold', 'default'], 'must not be longer than hold.most');
    // A mail server that takes an address of ours for one of its own would send mail round in circles.
    if (addresses?.domain === domain.toLowerCase() && addresses.smtp.host === addresses.domain) {
      wrong(['addresses', 'smtp', 'host'], 'this is the gateway itself: name the mail server that sends');
    }
    for (const [name, provider] of Object.entries(ownMailboxes.oauth)) {
      const known = name === 'google' || name === 'microsoft';
      if (!known && (provider.tokenUrl === undefined || (provider.authorizeUrl ?? provider.deviceUrl) === undefined)) {
        wrong(
          ['ownMailboxes', 'oauth', name],
          'is no provider that is known: give tokenUrl, scopes, and authorizeUrl or deviceUrl',
        );
      }
      if (!known && provider.domains.length === 0) {
        wrong(['ownMailboxes', 'oauth', name, 'domains'], 'name the domains of the mail addresses at this provider');
      }
    }
  });

export type EmailConfig = z.output<typeof emailConfig>;
