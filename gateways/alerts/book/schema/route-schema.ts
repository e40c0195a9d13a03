import { z } from 'zod';
import { duration, size } from '../../../units.js';
import { reservedFor } from '../reserved.js';
import { enabled, listOf, matchers, name, names, rate, severity, targets, zone } from './parts.js';
import { transformSchema } from './transform-schema.js';

const time = (least: string, most: string) => duration(least, most);

const resolved = z
  .union([z.boolean(), z.array(z.enum(['xmpp', 'irc', 'email', 'sms', 'hook']))])
  .optional()
  .describe(
    'Whether it is told that an alert is over, or by which media. Default: what the person wants, else not by SMS',
  );

const destination = z.strictObject({
  target: z.string().min(1).describe('Address, or name of a person, list or rotation'),
  direction: z
    .enum(['in', 'out', 'inout'])
    .default('out')
    .describe('inout: what is said there comes to the route too; in: only that'),
  sendResolved: resolved,
  least: severity.default('info').describe('Least severity that goes there'),
  template: name.optional().describe('Template for this destination'),
  updates: z
    .enum(['edit', 'reply', 'new'])
    .default('reply')
    .describe(
      'How news of a group comes after the first message: a correction of it, a reply, or a message of its own',
    ),
  ended: z
    .enum(['tell', 'edit', 'retract'])
    .default('tell')
    .describe(
      'When the alert is over, in chats and rooms of XMPP: that is told, the first message is corrected, or all of them are taken back',
    ),
  form: z
    .boolean()
    .default(false)
    .describe('Chats of XMPP get a form to answer by; who has a program without forms sees the text alone'),
  digest: duration('0s', '7d').prefault('0s').describe('Time for which news is collected into one message'),
});

const allow = z.strictObject({
  send: targets.optional().describe('Who may write to its address. Default: people'),
  acknowledge: targets.optional().describe('Who may take its alerts. Default: people'),
  silence: targets.optional().describe('Who may silence its alerts. Default: people'),
});

const files = z.strictObject({
  keep: z
    .enum(['copy', 'link', 'none'])
    .optional()
    .describe(
      'copy: they are fetched and kept as files of all gateways are; link: their addresses go along; none: they do not. Default: link',
    ),
  maxSize: size('1KiB', '10GiB').optional().describe('Largest file that goes along. Default: any'),
  types: listOf(
    z
      .string()
      .toLowerCase()
      .regex(/^[a-z0-9!#$&^_.+-]{1,127}\/([a-z0-9!#$&^_.+-]{1,127}|\*)$/, 'write a type such as image/png or image/*'),
  )
    .optional()
    .describe('Types of files that go along, such as image/png or image/*; all: []. Default: all'),
  expires: time('10m', '365d').optional().describe('How long copies are kept. Default: as the config file says'),
  sms: z.boolean().optional().describe('Short messages have the address of the first file. Default: false'),
});

/** What a route has from the one above where it says nothing; at the top from `defaults`. */
const inherited = {
  transform: z
    .array(transformSchema)
    .max(50)
    .optional()
    .describe('What is changed in alerts that the route keeps, before they are grouped and told; none: []'),
  groupBy: z
    .union([z.literal('all'), z.array(z.string().min(1)).max(50)])
    .optional()
    .describe('Labels whose values make a group; all: each alert is a group of its own. Default: [alertname]'),
  groupWait: time('0s', '1h').optional().describe('Wait before a new group is told. Default: 30s'),
  groupInterval: time('1s', '1d').optional().describe('Least time between two messages of a group. Default: 5m'),
  repeat: z
    .union([z.literal('never'), time('1m', '365d')])
    .optional()
    .describe('Time after which the same is told again, or never. Default: 4h'),
  expire: time('1m', '365d').optional().describe('Age from which an alert is not told any more. Default: none'),
  to: listOf(z.union([z.string().min(1), destination]))
    .optional()
    .describe('Who is told: addresses, people, lists, rotations; as texts or with settings of their own'),
  policy: name.optional().describe('Policy by which it escalates; none: by no policy'),
  active: names.optional().describe('Windows outside of which nothing is told'),
  mute: names.optional().describe('Windows in which nothing is told'),
  bypass: severity.optional().describe('Severity from which on windows do not count'),
  whenMuted: z
    .enum(['hold', 'drop'])
    .optional()
    .describe('What becomes of news while windows are closed: told afterwards, or only written down. Default: hold'),
  zone: zone.optional().describe('Time zone of windows that name none. Default: `zone` of the book'),
  template: name.optional().describe('Template of its messages. Default: as its source is shown'),
  rate: rate
    .optional()
    .describe(
      'Most notifications: one group that is told to everybody at once counts as one. More become a summary. Default: `limits.route`',
    ),
  files: files.optional().describe('What becomes of files that come with what people write to it'),
  allow: allow.optional().describe('Who may do what'),
};

/** The section `defaults`. */
export const defaultsSchema = z.strictObject(inherited);

/** One entry of `routes`; the routes in it are read one by one, so that findings name their places. */
export const routeSchema = z.strictObject({
  name: name
    .refine((text) => reservedFor(text) === undefined, {
      error: ({ input }) => `${String(input)} is ${reservedFor(String(input))}`,
    })
    .describe('Its name, and its address at the domain of the gateway'),
  enabled,
  match: matchers
    .default([])
    .describe('What it takes: team=db, team!=db, team=~"db|web", team!~"db|web", severity>=error; all must hold'),
  continue: z.boolean().default(false).describe('Whether routes after it are tried although it took the alert'),
  ...inherited,
  address: z.boolean().default(true).describe('Whether one can write to <name>@ the domain of the gateway'),
  routes: z.array(z.unknown()).max(1000).default([]).describe('Routes that are tried first for what it takes'),
});
export type RawRoute = z.output<typeof routeSchema>;
export type RawDefaults = z.output<typeof defaultsSchema>;

/** One entry of `inhibit`. */
export const inhibitSchema = z.strictObject({
  name: name.optional().describe('How it is called in reasons; default: its place in the list'),
  source: matchers.describe('Alerts that mute others while they fire'),
  target: matchers.describe('Alerts that are muted'),
  equal: listOf(z.string().min(1)).default([]).describe('Labels that must be the same in both'),
  allMissing: z
    .enum(['differs', 'equal'])
    .default('differs')
    .describe('Whether two alerts without any of these labels are the same; Alertmanager says equal'),
});
