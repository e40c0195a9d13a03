import { z } from 'zod';
import { parseDuration } from '../../../units.js';
import { SEVERITIES } from '../../alert.js';
import { MEDIA } from '../place.js';

/** Where names of the book begin: they are local parts of addresses, labels in logs and keys of states. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** The name under which something stands in the book. */
export const name = z
  .string()
  .regex(
    NAME,
    'a name has small letters, digits, dots, hyphens and underscores, at most 64, the first a letter or digit',
  );

/** A list of which a single item may also be written alone. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(1000),
  );
}

/** Texts that name places, people, lists or rotations. */
export const targets = listOf(z.string().min(1));

/** Names of the book. */
export const names = listOf(name);

/** Conditions on alerts, all of which must hold. */
export const matchers = listOf(z.string().min(1));

/** A severity by its word. */
export const severity = z.enum(SEVERITIES);

/** A medium by its word. */
export const medium = z.enum(MEDIA);

/** Something on each medium. */
export function perMedium<T extends z.ZodType>(item: T) {
  return z.strictObject({
    xmpp: item.optional().describe('By XMPP'),
    irc: item.optional().describe('By IRC'),
    email: item.optional().describe('By mail'),
    sms: item.optional().describe('By SMS'),
  });
}

/** A rate such as `300/5m` or `10/s`; becomes `Rate`. */
export const rate = z.string().transform((text, check) => {
  const [, count = '', per = ''] = /^(\d{1,9}) ?\/ ?(\S+)$/.exec(text.trim()) ?? [];
  const ms = parseDuration(/^\d/.test(per) ? per : `1${per}`);
  if (ms !== undefined && ms >= 1 && Number(count) >= 1) return { count: Number(count), per: ms };
  check.addIssue({ code: 'custom', message: 'write a rate as a count and the time for it, such as 300/5m or 10/s' });
  return z.NEVER;
});

/** IANA. Whether there is such a zone is looked up when the book is put together. */
export const zone = z.string().min(1).max(64);

/** What counts for the zones of windows and days. */
export const enabled = z.boolean().default(true).describe('False: as if it were not there');
