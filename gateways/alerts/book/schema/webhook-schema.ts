import { z } from 'zod';
import { isFreeHeader, isHeaderValue, MOST_HEADERS } from '../../../request-headers.js';
import { EVENT_TYPES } from '../webhook.js';
import { listOf } from './parts.js';

const url = z
  .string()
  .max(2048)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'write an address of the web')
  .refine((text) => {
    const { username = '', password = '' } = URL.canParse(text) ? new URL(text) : {};
    return username === '' && password === '';
  }, 'put what is secret into headers, not before the @')
  .transform((text) => {
    const made = new URL(text);
    made.hash = '';
    return made.href;
  });

const headers = z
  .record(
    z
      .string()
      .refine(
        (name) => isFreeHeader(name) && !/^x-isthmus-/i.test(name),
        'write the name of a header that says nothing of the connection, the host, the body or its signature',
      ),
    z.string().refine(isHeaderValue, 'write printable characters of ASCII, in one line'),
  )
  .refine((all) => Object.keys(all).length <= MOST_HEADERS, `write at most ${MOST_HEADERS} headers`);

/** The key `webhook` of a bot. */
export const webhookSchema = z
  .strictObject({
    url: url.describe('Where events are posted, such as https://bot.example.net/events'),
    secret: z
      .string()
      .min(16, 'a secret has at least 16 characters')
      .max(512)
      .optional()
      .describe('What both sides know, for the signature in X-Isthmus-Signature; or use secretFile'),
    events: listOf(z.enum(EVENT_TYPES))
      .prefault([...EVENT_TYPES])
      .describe('Which events; default: all of them'),
    batch: z.int().min(1).max(100).default(20).describe('Most events in one request; 1: each by itself'),
    headers: headers.default({}).describe('Headers that each request has, such as Authorization'),
  })
  .refine(({ secret }) => secret !== undefined, { path: ['secret'], message: 'give secret or secretFile' });
