import { z } from 'zod';
import { duration, size } from '../units.js';
import { addressPattern } from './schema-parts.js';

const whole = z.int().min(1).max(1e9);

const limits = z.strictObject({
  mails: whole.default(500).describe('Mails that one user may send in a day (UTC)'),
  recipients: whole.default(1000).describe('Recipients of all mails of one user in a day'),
  perMail: z.int().min(1).max(1000).default(50).describe('Recipients of one mail'),
  newcomers: z
    .strictObject({
      for: duration('0s', '365d').prefault('3d').describe('How long after registering a user is new'),
      mails: whole.default(50).describe('Mails of such a user in a day'),
    })
    .prefault({})
    .describe('Users who have just registered'),
  gatewayMails: whole
    .optional()
    .describe('Mails from addresses of the gateway in a day, of all users together; default: no limit'),
  domainMails: whole
    .default(120)
    .describe('Mails from addresses of the gateway to one domain in a minute; what is more waits'),
  warmUp: z
    .strictObject({
      from: z.iso
        .date('write a date that there is, such as 2026-01-31')
        .describe('First day of sending from a new address or domain'),
      first: whole.default(50).describe('Mails of all users together on that day'),
      growth: z.number().min(1.01).max(10).default(1.5).describe('By which each day may be more than the one before'),
    })
    .optional()
    .describe('Send little at first, so that receivers learn to trust a new mail server')
    .meta({ examples: [{ from: '2026-01-31' }] }),
  notices: z
    .int()
    .min(1)
    .max(1000)
    .default(20)
    .describe('Mails that one sender may write to one user in an hour without pause'),
});

const sizes = z.strictObject({
  outgoing: size('64KiB', '1GiB')
    .prefault('25MiB')
    .describe('Largest mail that is sent, as the mail server sees it (files grow by a third)'),
  incoming: size('64KiB', '1GiB').prefault('50MiB').describe('Largest mail that is taken in'),
  text: size('1KiB', '128KiB')
    .prefault('32KiB')
    .describe('Longest text of a mail that is shown; what is longer comes as a file'),
  waiting: size('1MiB', '1GiB')
    .prefault('25MiB')
    .describe(
      'Redis memory for mails to one address of the gateway that wait for its user, or whose text came shortened (packed)',
    ),
  inFlight: size('1MiB', '16GiB')
    .prefault('256MiB')
    .describe('Memory of one process for mails that are coming in; more wait'),
  filesInFlight: size('1MiB', '16GiB')
    .prefault('256MiB')
    .describe('Memory of one process for files that are fetched to go along with mails; more mails with files wait'),
});

const domains = (what: string) =>
  z.strictObject({
    allow: z.array(addressPattern).default([]).describe(`${what} that are allowed: addresses and domains; empty: all`),
    deny: z.array(addressPattern).default([]).describe(`${what} that are not allowed`),
  });

const retry = z.strictObject({
  for: duration('10m', '30d').prefault('5d').describe('How long a mail that cannot be handed over now is tried again'),
  noticeAfter: duration('1m', '30d').prefault('4h').describe('Time after which its sender is told that it still waits'),
});

const reports = z.strictObject({
  relayed: z
    .boolean()
    .default(false)
    .describe('Whether a mail counts as delivered when a mail server has taken it over that will report nothing more'),
});

/** What the gateway allows, by the keys of its section. */
export const policySchema = {
  limits: limits.prefault({}).describe('How much may be sent'),
  sizes: sizes.prefault({}).describe('How large mails may be'),
  recipients: domains('Recipients').prefault({}).describe('Whom users may write to'),
  senders: domains('Senders').prefault({}).describe('Who may write to users'),
  unknownSenders: z
    .enum(['deliver', 'ask', 'leave'])
    .default('deliver')
    .describe(
      'What becomes of mail of somebody to whom the user has never written, unless the user wants it otherwise. deliver: it comes; ask: it waits until the user accepts the sender as a contact; leave: it stays in the mailbox',
    ),
  retry: retry.prefault({}).describe('What becomes of mail that cannot be sent now'),
  reports: reports.prefault({}).describe('What reports of mail servers mean (DSN, RFC 3464)'),
};

export type LimitsConfig = z.output<typeof limits>;
export type DomainsConfig = z.output<ReturnType<typeof domains>>;
