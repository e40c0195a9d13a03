import { isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';

/** Words that end and begin texts to a phone, as carriers in North America ask for them (CTIA). */
const STOP = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'OPT-OUT', 'REVOKE', 'REMOVE'];
const START = ['START', 'UNSTOP'];
const HELP = ['HELP', 'INFO'];

const word = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^\S{1,20}$/, 'a keyword is one word');

const keywords = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether a phone may end texts from one of our numbers with STOP, and allow them again with START'),
  stop: z
    .array(word)
    .default(STOP)
    .describe('Words that end them; the whole text must be one, in any case')
    .meta({ live: true }),
  start: z.array(word).default(START).describe('Words that allow them again').meta({ live: true }),
  help: z
    .array(word)
    .default(HELP)
    .describe('Words that are answered with `helpReply`, where that is set')
    .meta({ live: true }),
  reply: z
    .boolean()
    .default(true)
    .describe('Confirm STOP and START to the phone, once; turn it off where the carrier does so itself')
    .meta({ live: true }),
  helpReply: z
    .string()
    .min(1)
    .max(320)
    .optional()
    .describe('What a phone that asks for help is told')
    .meta({ live: true }),
  deliver: z.boolean().default(true).describe('Show these texts to the user who is meant, too').meta({ live: true }),
});

const country = z
  .string()
  .toUpperCase()
  .refine((text) => isSupportedCountry(text), 'write the two letters of a country, such as US (ISO 3166)');

const countries = z.strictObject({
  allow: z.array(country).default([]).describe('Countries that may be written to; empty: all that have a route'),
  deny: z.array(country).default([]).describe('Countries that may not'),
});

const whole = z.int().min(1).max(1e9);
const money = z.number().positive().max(1e9);

const spending = z.strictObject({
  userSegments: whole.optional().describe('Segments that one user may send in a day (UTC)'),
  gatewaySegments: whole.optional().describe('Segments that all users together may send in a day'),
  userCost: money.optional().describe('What the segments of one user may cost in a day, by the `cost` of the carriers'),
  gatewayCost: money.optional().describe('What the segments of all users may cost in a day'),
  currency: z.string().min(1).max(8).default('').describe('Written behind an amount of money, such as EUR'),
});

const prefix = z.string().regex(/^\+?\d{1,15}$/, 'write + and digits, or the digits a short code begins with');

/** Keys of the section `gateways.sms` that say what may be sent, how much, and what a phone may refuse. */
export const policySchema = {
  keywords: keywords.prefault({}).describe('What a phone says to end and to allow texts'),
  countries: countries.prefault({}).describe('Where users may write to').meta({ live: true }),
  spending: spending.prefault({}).describe('How much may be sent').meta({ live: true }),
  blocked: z
    .array(prefix)
    .default([])
    .describe('Numbers, by their first characters, that nobody may write to and from which nothing is taken')
    .meta({ live: true }),
};

export type Keywords = z.output<typeof keywords>;
export type Countries = z.output<typeof countries>;
export type SpendingLimits = z.output<typeof spending>;
