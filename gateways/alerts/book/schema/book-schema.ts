import { z } from 'zod';
import { bridgeSchema } from './bridge-schema.js';
import { name, targets, zone } from './parts.js';
import { listSchema, personSchema, policySchema, rotationSchema } from './people-schema.js';
import { defaultsSchema, inhibitSchema, routeSchema } from './route-schema.js';
import { botSchema, limitsSchema, multicastSchema, templateSchema } from './service-schema.js';
import { sourceSchema } from './source-schema.js';
import { windowSchema } from './window-schema.js';

function named<T extends z.ZodType>(entry: T) {
  return z.record(name, entry).default({});
}

/** A file of the book. All sections may be spread over several files, but for `zone`, `defaults` and `limits`. */
export const bookSchema = z.strictObject({
  zone: zone
    .optional()
    .describe('Time zone of windows and days that name none. Default: UTC')
    .meta({ examples: ['Europe/Paris'] }),
  sources: named(sourceSchema).describe('Who sends alerts, by name'),
  defaults: defaultsSchema.optional().describe('What the topmost routes have where they say nothing'),
  routes: z
    .array(z.unknown())
    .max(10_000)
    .default([])
    .describe('Which alerts go where; the first that matches takes an alert, and in it the first that matches'),
  inhibit: z.array(inhibitSchema).max(1000).default([]).describe('Alerts that mute others'),
  windows: named(windowSchema).describe('Time windows, by name'),
  people: named(personSchema).describe('People, by name'),
  lists: named(listSchema).describe('Lists of people and places, by name'),
  rotations: named(rotationSchema).describe('Who is on call when, by name'),
  policies: named(policySchema).describe('How alerts escalate, by name'),
  bridges: named(bridgeSchema).describe('Rooms and channels that hear each other, by name'),
  bots: named(botSchema).describe('Programs that use the API, by name'),
  templates: named(templateSchema).describe('Texts of messages, by name'),
  limits: limitsSchema.optional().describe('Where floods stop'),
  multicast: multicastSchema
    .optional()
    .describe('Who may have the gateway write to addresses elsewhere (XEP-0033). Default: nobody'),
  admins: targets
    .optional()
    .describe('Who is told of trouble of the gateway itself. Default: the admins of the config file, by XMPP'),
});

export type RawBook = z.output<typeof bookSchema>;

/** The whole book with the entries of `routes` spelled out: what the reference of the files is made from. */
export const documentedBook = bookSchema.extend({
  defaults: z
    .object({})
    .optional()
    .describe('What the topmost routes have where they say nothing: keys of `routes[]` from transform to allow'),
  routes: z.array(routeSchema).describe(bookSchema.shape.routes.description ?? ''),
});
