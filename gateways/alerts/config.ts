import { z } from 'zod';
import { duration } from '../units.js';
import { ADDRESS_LEVELS } from './audit/record.js';

/** What the registration form of another gateway is answered with, by the names of its fields. */
const fields = z.record(z.string().min(1).max(64), z.string().max(1023));

const accounts = z.strictObject({
  sms: fields
    .optional()
    .describe('At the SMS gateway')
    .meta({ examples: [{ name: 'Alerts' }] }),
  email: fields
    .optional()
    .describe('At the email gateway')
    .meta({ examples: [{ 'x-alias': 'alerts' }] }),
  irc: fields
    .optional()
    .describe('At the IRC gateway')
    .meta({ examples: [{ nick: 'alerts' }] }),
});

const audit = z.strictObject({
  keep: duration('1d', '3650d').prefault('90d').describe('How long a row is kept'),
  perDay: z.int().min(1000).max(10_000_000).default(200_000).describe('Most rows of one day'),
  addresses: z
    .enum(ADDRESS_LEVELS)
    .default('masked')
    .describe('How much of an address is kept: its ends, a hash by which it is known again, or all of it'),
});

/** The section `gateways.alerts` of the config file. */
export const alertsConfig = z.strictObject({
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
  routes: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe(
      'The file with the book of routes, or several; paths begin at the folder of this file. They are read again while Isthmus runs',
    )
    .meta({ examples: ['routes.yaml'] }),
  accounts: accounts
    .prefault({})
    .describe(
      'What the gateway registers with at the other gateways of this installation, by the fields of their forms: it writes to people there as one of their users',
    ),
  nick: z.string().min(1).max(64).default('alerts').describe('Nick in rooms'),
  audit: audit.prefault({}).describe('What is kept of who was told what, and of who did what'),
  publicUrl: z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, 'must be a URL, such as https://alerts.example.org')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .describe('Where the world reaches the HTTP port, for links in messages; default: http.publicUrl'),
});

export type AlertsConfig = z.infer<typeof alertsConfig>;

/** The networks on which the gateway is a user of another one. */
export const NETWORKS = ['sms', 'email', 'irc'] as const;

export type HouseNetwork = (typeof NETWORKS)[number];
