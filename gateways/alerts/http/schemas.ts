/** Every request and answer of the API: what is checked when one comes, and what the description of the API is made of. */
import { z } from 'zod';
import { SEVERITIES } from '../alert.js';
import { MEDIA } from '../book/place.js';
import { RECIPIENT_STATES } from '../engine/incident-record.js';
import { LIMITS } from '../sources/limits.js';
import { STATUSES } from '../sources/statuses.js';
import { MESSAGE_STATES } from './parts.js';
import type { FieldError } from './problem.js';

const severity = z.enum(SEVERITIES);
const time = z.iso.datetime({ offset: true }).describe('Time (RFC 3339), such as 2026-03-02T09:00:00Z');
const span = z
  .string()
  .regex(/^\d{1,6}(?:\.\d{1,3})?(?:s|m|h|d)$/, 'write a duration with its unit, such as 30m, 2h or 1d')
  .describe('Duration with its unit, such as 30m, 2h or 1d');
const oneLine = z.string().regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'write one line');
const title = oneLine.min(1).max(LIMITS.title);
const comment = z.string().max(1000).optional().describe('For the others who read of it');
const webAddress = z.url({ protocol: /^https?$/ }).max(LIMITS.url);
const route = z.string().min(1).max(64).describe('Name of a route');
const target = z
  .string()
  .min(1)
  .max(2048)
  .describe(
    'A place (xmpp:alice@example.org, sms:+15550123456), or a name of the book: person:alice, list:ops, rotation:oncall, route:db',
  );
const pairs = (longest: number) =>
  z
    .record(z.string().min(1).max(LIMITS.name), z.string().max(longest))
    .refine((all) => Object.keys(all).length <= LIMITS.labels, `write at most ${LIMITS.labels}`);

const messageRequest = z.strictObject({
  to: z.union([target, z.array(target).min(1).max(100)]).describe('Who is to read it'),
  text: z.string().min(1).max(LIMITS.text).describe('Plain text'),
  title: title.optional().describe('One line above it'),
  severity: severity.default('info').describe('By it people are reached, and quiet hours kept'),
  thread: oneLine.min(1).max(255).optional().describe('Messages of one thread stay together'),
  replyTo: z.string().min(1).max(64).optional().describe('Id of an earlier message of the same bot'),
  files: z
    .array(z.strictObject({ url: webAddress, name: oneLine.min(1).max(255).optional() }))
    .max(10)
    .default([])
    .describe('Files by their address'),
  expiresIn: span.optional().describe('After this it is not sent any more'),
});

const messageAccepted = z.strictObject({
  id: z.string(),
  status: z.literal('queued'),
  recipients: z.array(z.strictObject({ to: z.string() })),
});

const messageStatus = z.strictObject({
  id: z.string(),
  at: time,
  recipients: z.array(
    z.strictObject({
      to: z.string(),
      status: z.enum(MESSAGE_STATES),
      at: time,
      reason: z.string().optional().describe('Of failed and held: why'),
    }),
  ),
});

const fileKept = z.strictObject({
  url: z.string().describe('For `files` of a message; whoever has it can load the file'),
  name: z.string(),
  mediaType: z.string(),
  size: z.number().int().describe('Octets'),
  expires: time.optional(),
});

const alertRequest = z.strictObject({
  route: route.optional().describe('Route at which it begins; default: the topmost ones'),
  fingerprint: oneLine
    .min(1)
    .max(LIMITS.id)
    .optional()
    .describe('Names the alert: the same with status resolved ends it. Default: made of its labels'),
  status: z.enum(STATUSES).default('firing').describe('What has become of it'),
  severity: severity.default('warning').describe('How bad it is'),
  title: title.describe('What is wrong, in one line'),
  text: z.string().max(LIMITS.text).optional().describe('What else there is to say'),
  labels: pairs(LIMITS.label).default({}).describe('What it is about; routes are chosen by these'),
  annotations: pairs(LIMITS.annotation).default({}).describe('What describes it to people'),
  links: z
    .array(z.strictObject({ url: webAddress, text: oneLine.max(200).optional() }))
    .max(LIMITS.links)
    .default([])
    .describe('Dashboards, runbooks'),
  startsAt: time.optional(),
  endsAt: time.optional(),
  expiresIn: span.optional().describe('After this it is not told any more'),
});

const alertAccepted = z.strictObject({
  fingerprint: z.string(),
  routes: z.array(z.string()).describe('Names of the routes that take it; none: nobody is told'),
});

const deed = { by: z.string().describe('Who, as others read it'), comment: z.string().optional() };

const incidentSummary = z.strictObject({
  id: z.string().describe('<group>-<number>; the code is taken too while the incident is open'),
  code: z.string().describe('By which people name it in answers'),
  status: z.enum(['open', 'taken', 'silenced', 'over']),
  route: z.string(),
  title: z.string().describe('Of the first alert that fires'),
  severity: severity.describe('The worst that it has been'),
  labels: z.record(z.string(), z.string()).describe('Those that its alerts have in common as a group'),
  opened: time,
  closed: time.optional(),
  alerts: z.strictObject({ firing: z.number().int(), resolved: z.number().int() }).describe('How many of each'),
  told: z.number().int().describe('Recipients'),
  taken: z.strictObject({ ...deed, at: time }).optional(),
  silenced: z.strictObject({ ...deed, until: time }).optional(),
});

const incidentRecipient = z.strictObject({
  to: z.string().describe('As the route names it: person:alice, or a place'),
  place: z
    .string()
    .optional()
    .describe('Where, shortened unless the bot has the scope people; missing: nowhere so far'),
  kind: z.enum(['chat', 'room', 'node', 'phone', 'mail', 'channel', 'nick', 'hook', 'sink']).optional(),
  network: z.enum([...MEDIA, 'hook']).optional(),
  person: z.string().optional(),
  status: z.enum(RECIPIENT_STATES).describe('The best that is known of the messages there'),
  at: time.describe('When it came to that'),
  times: z.partialRecord(z.enum(RECIPIENT_STATES), time).describe('When each was reached first'),
  reason: z.string().optional().describe('Of failed: why; of queued: what it waits for'),
  messages: z.number().int(),
});

const incident = incidentSummary.extend({ recipients: z.array(incidentRecipient) });

const incidents = z.strictObject({
  incidents: z.array(incidentSummary),
  next: z.string().optional().describe('Cursor of the next page; missing: this is the last one'),
});

const incidentRequest = z.strictObject({ comment });

const silenceIncidentRequest = z.strictObject({
  duration: span.optional().describe('How long; default: 2h'),
  comment,
});

const incidentAccepted = z.strictObject({
  incident: z.string().describe('<group>-<number>'),
  code: z.string(),
  action: z.enum(['ack', 'unack', 'silence', 'unsilence', 'resolve']),
});

const routes = z.strictObject({
  routes: z.array(
    z.strictObject({
      name: z.string(),
      path: z.array(z.string()).describe('Names of the routes above it and its own'),
      enabled: z.boolean(),
      match: z.array(z.string()),
      groupBy: z.union([z.literal('all'), z.array(z.string())]),
      address: z.boolean().describe('Whether it can be written to'),
    }),
  ),
});

const duty = z.strictObject({
  people: z.array(z.strictObject({ name: z.string(), title: z.string() })),
  from: time,
  to: time,
});

const onCall = z.strictObject({ rotation: z.string(), now: duty, next: z.array(duty).describe('The next handovers') });

const silence = z.strictObject({
  id: z.string(),
  matchers: z.array(z.string()),
  from: time,
  until: time,
  author: z.string(),
  comment: z.string().optional(),
  active: z.boolean(),
});

const silenceRequest = z
  .strictObject({
    matchers: z.array(z.string().min(1).max(4096)).min(1).max(32).describe('All must match, as in routes: team=db'),
    from: time.optional().describe('Default: now'),
    until: time.optional(),
    duration: span.optional().describe('Instead of until'),
    comment,
  })
  .refine(({ until, duration }) => (until === undefined) !== (duration === undefined), {
    path: ['until'],
    message: 'give either until or duration',
  });

const silences = z.strictObject({ silences: z.array(silence) });

const explainRequest = z.strictObject({
  alerts: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .max(20)
    .describe('In the normalised form: source, status, severity, title, text, labels, fingerprint, startsAt (ms)'),
  to: route.optional().describe('As if they were written to the address of this route'),
});

const explained = z.strictObject({ lines: z.array(z.string()).describe('For people') });

const testRequest = z.strictObject({
  preset: z.string().min(1).max(64).optional().describe('Whose sample is sent; default: generic'),
  to: z
    .union([target, z.array(target).min(1).max(20)])
    .optional()
    .describe('In place of the destinations of the route; other places than sinks (sink:NAME) need the scope message'),
  severity: severity.optional().describe('Default: that of the sample'),
  lasts: span.optional().describe('After this it is over by itself; default: 2m, at most 1h'),
  escalate: z
    .boolean()
    .default(false)
    .describe('Also tries further addresses of people, chains, and goes through quiet hours: somebody may be woken'),
});

const testAccepted = z.strictObject({
  id: z.string().describe('The object of the row test-sent of the audit'),
  route: z.string(),
  severity,
  ends: time,
});

const sink = z.strictObject({
  sink: z.string(),
  messages: z.array(
    z.strictObject({
      id: z.string(),
      at: time,
      route: z.string(),
      reason: z.string().describe('Why it was told'),
      state: z.string(),
      severity: z.string(),
      test: z.boolean(),
      follows: z.strictObject({ how: z.enum(['edit', 'reply', 'retract']), id: z.string() }).optional(),
      chat: z.string(),
      subject: z.string(),
      mail: z.string(),
      sms: z.string(),
      segments: z.number().int().describe('As how many short messages it would go'),
      irc: z.string(),
    }),
  ),
});

const problem = z.strictObject({
  type: z.string().describe('urn:isthmus:problem: and the reason'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('What happened, and what to do'),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});

/** By the names that they have in the description. */
const SCHEMAS = {
  MessageRequest: messageRequest,
  MessageAccepted: messageAccepted,
  MessageStatus: messageStatus,
  FileKept: fileKept,
  AlertRequest: alertRequest,
  AlertAccepted: alertAccepted,
  IncidentSummary: incidentSummary,
  IncidentRecipient: incidentRecipient,
  Incident: incident,
  Incidents: incidents,
  IncidentRequest: incidentRequest,
  SilenceIncidentRequest: silenceIncidentRequest,
  IncidentAccepted: incidentAccepted,
  Routes: routes,
  OnCall: onCall,
  Silence: silence,
  SilenceRequest: silenceRequest,
  Silences: silences,
  ExplainRequest: explainRequest,
  Explained: explained,
  TestRequest: testRequest,
  TestAccepted: testAccepted,
  Sink: sink,
  Problem: problem,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** What a schema makes of JSON. */
export type Shaped<Name extends SchemaName> = z.output<(typeof SCHEMAS)[Name]>;

/** Mistakes that are told at once. */
const MOST_ERRORS = 20;

/** Reads JSON by a schema; all that is wrong with it, at most `MOST_ERRORS`. Never throws. */
export function shape<Name extends SchemaName>(
  name: Name,
  json: unknown,
):
  | { readonly ok: true; readonly value: Shaped<Name> }
  | { readonly ok: false; readonly errors: readonly FieldError[] } {
  const schema: z.ZodType = SCHEMAS[name];
  const result = schema.safeParse(json);
  if (result.success) return { ok: true, value: result.data as Shaped<Name> };
  const errors = result.error.issues.slice(0, MOST_ERRORS).map(({ path, message }) => ({
    path: pathText(path),
    message: message.slice(0, 300),
  }));
  return { ok: false, errors };
}

/** `to[0].url`, as far as it is not endless. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '').slice(0, 200);
}

/** The schemas in JSON Schema 2020-12, as OpenAPI 3.1 has them. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      const { $schema: _, ...made } = z.toJSONSchema(schema, { io: name.endsWith('Request') ? 'input' : 'output' });
      return [name, made];
    }),
  );
}
