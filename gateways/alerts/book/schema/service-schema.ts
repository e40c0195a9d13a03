import { z } from 'zod';
import { SCOPES } from '../bot.js';
import { enabled, listOf, medium, names, perMedium, rate, severity, targets } from './parts.js';
import { networks, token } from './source-schema.js';
import { webhookSchema } from './webhook-schema.js';

/** One entry of `bots`. */
export const botSchema = z
  .strictObject({
    enabled,
    token: token.optional().describe('Token by which it is known; or use tokenFile'),
    scopes: listOf(z.enum(SCOPES)).prefault(['send', 'status']).describe('What it may do'),
    routes: z
      .union([z.literal('all'), names])
      .default('all')
      .describe('Routes that it may use, with those below them; default: all'),
    most: severity.default('critical').describe('Worst severity that it may claim'),
    networks: networks.default([]).describe('Networks from which it may come; default: any'),
    rate: rate.prefault('300/1m').describe('Most requests; more are asked to come later'),
    expires: z.string().optional().describe('Time after which its token is not taken, such as 2027-01-01'),
    webhook: webhookSchema
      .optional()
      .describe('Where events are posted as they happen: what the stream of events has, for the scope `events`'),
  })
  .refine((bot) => bot.token !== undefined, { path: ['token'], message: 'give token or tokenFile' });

const text = z.string().max(20_000).optional();

/** One entry of `templates`. */
export const templateSchema = z.strictObject({
  title: text.describe('One line that names the alert'),
  chat: text.describe('Messages of XMPP'),
  subject: text.describe('Subject of mails'),
  mail: text.describe('Text of mails'),
  html: text.describe('HTML of mails'),
  sms: text.describe('SMS; better no longer than one'),
  irc: text.describe('A line of IRC'),
});

/** The section `multicast`. */
export const multicastSchema = z.strictObject({
  allow: targets.describe('Whose messages to the gateway itself are sent to all addresses that they name'),
  by: listOf(medium)
    .prefault(['xmpp', 'email', 'irc'])
    .describe('Networks of those addresses; SMS costs, and is used only where it is named'),
});

const money = z
  .strictObject({
    perDay: z.number().positive().describe('Most that SMS may cost in a day'),
    currency: z.string().min(1).max(8).default('EUR').describe('Currency of all amounts'),
    price: z
      .number()
      .min(0)
      .describe('Price of one SMS (of one part, if it is long) to numbers that `prices` does not name'),
    prices: z
      .record(z.string().regex(/^\+?\d{1,15}$/, 'write the beginning of a number, such as "+33"'), z.number().min(0))
      .default({})
      .describe('Prices by the beginning of numbers; the longest that fits counts'),
    warnAt: z.number().min(0.01).max(1).default(0.8).describe('Share of the day at which admins are warned'),
    bypass: severity.default('critical').describe('Severity that goes out all the same'),
  })
  .describe('What SMS may cost');

/** The section `limits`. */
export const limitsSchema = z.strictObject({
  source: rate.prefault('300/1m').describe('Most requests of a source'),
  route: rate
    .prefault('300/1m')
    .describe('Most notifications of a route: one group that is told to everybody at once counts as one'),
  destination: rate.prefault('60/1m').describe('Most messages to one place'),
  person: rate.prefault('60/1m').describe('Most messages to one person, on all networks together'),
  network: perMedium(rate).prefault({}).describe('Most messages by one network'),
  global: rate.prefault('30000/1m').describe('Most messages altogether'),
  bypass: severity.default('critical').describe('Severity that all but `global` let pass'),
  money: money.optional(),
});
