import { z } from 'zod';
import { parseNetwork } from '../../../../src/network.js';
import { duration, size } from '../../../units.js';
import { SOURCE_KINDS } from '../source.js';
import { enabled, listOf, medium, name, names, rate, severity, targets } from './parts.js';

/** Networks of IP addresses from which something may come. */
export const networks = listOf(
  z.string().refine((text) => parseNetwork(text) !== undefined, 'write a network such as 10.0.0.0/8, or an address'),
);

/** A token of an API; short ones can be guessed. */
export const token = z.string().min(16, 'a token has at least 16 characters').max(512);

const header = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'write the name of an HTTP header');

const hmac = z
  .strictObject({
    secret: z.string().min(8).optional().describe('What both sides know; or use secretFile'),
    algorithm: z.enum(['sha256', 'sha512']).default('sha256').describe('Hash of the HMAC'),
    header: header.default('X-Grafana-Alerting-Signature').describe('Header that holds the signature in hex'),
    prefix: z.string().max(32).default('').describe('What stands before the hex digits, such as sha256='),
    timestampHeader: header
      .optional()
      .describe(
        'Header with the time in seconds, signed together with the body as time:body; without it replays are possible',
      ),
    window: duration('1s', '1d').prefault('5m').describe('How far that time may be from ours'),
  })
  .refine(({ secret }) => secret !== undefined, { path: ['secret'], message: 'give secret or secretFile' });

const upstream = z.strictObject({
  kind: z.enum(['alertmanager', 'pagerduty']).describe('Its API: silences of Alertmanager, or events of PagerDuty'),
  url: z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'write an address of the web')
    .transform((text) => text.replace(/\/+$/, ''))
    .describe(
      'Where it listens, such as https://alertmanager.example.org; of Grafana https://grafana.example.org/api/alertmanager/grafana',
    ),
  token: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .describe('Bearer token, for PagerDuty the routing key; or use tokenFile'),
  user: z.string().min(1).optional().describe('User, where it asks for one'),
  password: z.string().min(1).optional().describe('Password of that user; or use passwordFile'),
  silence: duration('0s', '30d')
    .prefault('4h')
    .describe('How long it is silent about an alert that somebody took, unless it is over before; 0s: not at all'),
});

/** One entry of `sources`. */
export const sourceSchema = z.strictObject({
  kind: z.enum(SOURCE_KINDS).describe('In which form the alerts come'),
  enabled,
  token: token.optional().describe('Token by which it is known over HTTP; or use tokenFile'),
  hmac: hmac.optional().describe('Signature that each request must have'),
  networks: networks.default([]).describe('Networks from which its requests may come; default: any'),
  rate: rate.optional().describe('Most requests or messages; more are asked to come later. Default: `limits.source`'),
  maxSize: size('1KiB', '16MiB').prefault('1MiB').describe('Largest request'),
  route: name
    .optional()
    .describe('Route at which its alerts begin, whatever its matchers say; default: the topmost ones'),
  labels: z
    .record(z.string(), z.string())
    .default({})
    .describe('Labels for each of its alerts that has none of that name'),
  severity: severity.default('warning').describe('Severity of alerts that tell none'),
  severityLabel: z.string().min(1).default('severity').describe('Label that tells the severity'),
  severities: z
    .record(z.string(), severity)
    .default({})
    .describe('What values of that label mean, such as { page: critical }'),
  preset: name.optional().describe('How it is read and shown; default: as usual for its kind'),
  fields: z
    .record(z.string(), z.string())
    .default({})
    .describe('Kind json: a template for each field: title, text, severity, status, fingerprint, labels.x and so on'),
  places: targets
    .default([])
    .describe(
      'Kinds message, cap, pubsub: rooms, channels and nodes where it listens; default: what people write to routes',
    ),
  media: listOf(medium)
    .prefault(['xmpp', 'irc', 'email', 'sms'])
    .describe('Kind message: networks from which messages are taken'),
  dedupe: duration('0s', '30d').prefault('1d').describe('Time in which the same id again is a repeat'),
  heartbeat: duration('10s', '30d').optional().describe('Silence after which the gateway raises an alert itself'),
  upstream: upstream.optional().describe('Where it is told what people did with its alerts'),
  maintenance: names.default([]).describe('Windows in which its alerts are kept and nobody is told'),
});
