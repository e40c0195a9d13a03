import { z } from 'zod';
import { duration } from '../../../units.js';
import { listOf, medium, name, names, perMedium, severity, targets, zone } from './parts.js';

const one = z.string().min(1);

const preferredStep = z.strictObject({
  by: listOf(medium).describe('Networks that are tried at once'),
  wait: duration('1s', '1d').optional().describe('Time in which a sign of life must come before the next step'),
});

/** One entry of `people`. */
export const personSchema = z.strictObject({
  title: one.max(200).optional().describe('Name as others read it'),
  xmpp: listOf(one).default([]).describe('JIDs'),
  irc: listOf(one)
    .default([])
    .describe('Nicks as network/nick, with the account of services network/nick?account=name'),
  email: listOf(one).default([]).describe('Mail addresses'),
  sms: listOf(one).default([]).describe('Phone numbers with plus sign and country'),
  prefer: listOf(medium)
    .prefault(['xmpp', 'irc', 'email', 'sms'])
    .describe('Networks in the order in which they are tried; those left out come last'),
  least: perMedium(severity).prefault({}).describe('Least severity that comes by each network. Default: info'),
  steps: z
    .partialRecord(severity, z.array(preferredStep).min(1).max(20))
    .default({})
    .describe('By severity: the networks to try one after the other; default: by presence and in the order of prefer')
    .meta({ examples: [{ critical: [{ by: ['xmpp', 'sms'], wait: '2m' }, { by: ['email'] }] }] }),
  sendResolved: z
    .union([z.boolean(), z.array(medium)])
    .optional()
    .describe('Whether it is told that an alert is over, or on which networks. Default: not by SMS'),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'write a language such as en, fr or pt-BR')
    .optional()
    .describe('Language of messages'),
  zone: zone.optional().describe('Time zone, such as Europe/Paris. Default: `zone` of the book'),
  quiet: z
    .strictObject({
      during: names.describe('Windows in which what comes is held until they are over'),
      bypass: severity.default('critical').describe('Severity that comes through all the same'),
    })
    .optional()
    .describe('Quiet hours'),
  digest: duration('0s', '7d')
    .prefault('0s')
    .describe('Time for which what is not critical is collected into one message'),
});

/** One entry of `lists`. */
export const listSchema = z.strictObject({
  title: one.max(200).optional().describe('Name as others read it'),
  members: targets.describe('Addresses, people, rotations, other lists'),
  send: targets
    .default([])
    .describe('Who may write to its address, <name>@ the domain of the gateway. Default: nobody'),
  owners: targets.default([]).describe('Who may add and remove members by commands'),
  join: targets.default([]).describe('Who may join by themselves'),
  mail: z
    .enum(['hidden', 'together', 'each'])
    .default('hidden')
    .describe(
      'How what is written to it goes by mail: one mail for several that names nobody, one that names them all, or one mail each',
    ),
  most: z.int().min(1).max(100_000).default(1000).describe('Most places that one message to it goes to'),
});

const when = one.describe('Time such as 2026-03-01T09:00, in the zone of the rotation, or with Z or an offset');

const layer = z.strictObject({
  people: z
    .array(listOf(name))
    .min(1)
    .describe('Who takes turns, in this order; a list in the list: those share a turn'),
  start: z
    .string()
    .describe('Local time of the first turn, such as 2026-01-05T09:00; turns change at this time of day'),
  end: z.string().optional().describe('Local time at which the layer ends'),
  turn: z
    .string()
    .regex(
      /^(?:hourly|daily|weekly|monthly|\d{1,3} ?(?:hours?|days?|weeks?|months?|[hdw]))$/,
      'write daily, weekly, monthly, 12h, 2d or 2 weeks',
    )
    .default('weekly')
    .describe('Length of a turn: daily, weekly, monthly, 12h, 2d, 2 weeks'),
  during: names.default([]).describe('Windows in which the layer counts; default: always'),
});

/** One entry of `rotations`. */
export const rotationSchema = z.strictObject({
  title: one.max(200).optional().describe('Name as others read it'),
  zone: zone.optional().describe('Time zone. Default: `zone` of the book'),
  layers: z.array(layer).max(50).default([]).describe('Turns; a later layer counts before an earlier one'),
  overrides: z
    .array(
      z.strictObject({
        from: when,
        to: when,
        people: listOf(name).describe('Who is on call'),
        instead: name.optional().describe('Whom alone they replace; default: everybody'),
      }),
    )
    .max(10_000)
    .default([])
    .describe('Somebody else for a time'),
  calendar: one.optional().describe('File of iCalendar whose events name who is on call'),
  otherwise: targets.default([]).describe('Whom to tell while nobody is on call'),
});

const step = z
  .strictObject({
    tell: targets.default([]).describe('Who is told: people, lists, rotations, addresses'),
    by: listOf(medium).default([]).describe('Only by these networks; default: as each person prefers'),
    if: z
      .enum(['always', 'online', 'offline'])
      .default('always')
      .describe('Only those who are so in XMPP at this moment'),
    least: severity.default('info').describe('The step is for alerts of at least this severity'),
    during: names.default([]).describe('The step is only done in these windows; default: always'),
    wait: duration('0s', '7d').prefault('0s').describe('Time until the next step'),
    until: z
      .enum(['delivered', 'seen', 'acknowledged'])
      .default('acknowledged')
      .describe('What must come within the wait, so that the chain ends'),
  })
  .refine(({ tell, wait }) => tell.length > 0 || wait > 0, {
    message: 'a step tells somebody, or waits',
    path: ['tell'],
  });

/** One entry of `policies`. */
export const policySchema = z.strictObject({
  steps: z.array(step).min(1).max(100).describe('What is done, until somebody has taken the alert'),
  repeat: z.int().min(0).max(20).default(0).describe('How often the steps begin anew'),
  final: targets.default([]).describe('Who is told when all was in vain'),
  remind: duration('5m', '7d')
    .optional()
    .describe('Time after which whoever took an alert is asked again; after twice the time it is open again'),
});
