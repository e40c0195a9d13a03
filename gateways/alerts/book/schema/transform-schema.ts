import { z } from 'zod';
import { listOf, matchers, severity } from './parts.js';

const label = z
  .string()
  .max(128)
  .regex(/^[\p{L}_][\p{L}\p{N}_.:/-]*$/u, 'the name of a label begins with a letter, and has no spaces');

const template = z.string().max(4096);

/** One entry of `transform` of a route. */
export const transformSchema = z.strictObject({
  when: matchers.default([]).describe('Only alerts for which these hold; default: all'),
  replace: z
    .array(
      z.strictObject({
        label: label.describe('Label in whose value something is replaced'),
        pattern: z.string().min(1).describe('Regular expression of what is replaced'),
        with: z.string().max(1000).default('').describe('What comes in its place; $0 is what was found'),
      }),
    )
    .max(50)
    .default([])
    .describe('What is replaced in values of labels, in this order'),
  set: z
    .record(label, template)
    .default({})
    .describe('Templates of labels, such as { service: "{{labels.job}}" }; a label that becomes empty is removed'),
  rename: z.record(label, label).default({}).describe('New names of labels, such as { instance: host }'),
  drop: listOf(z.string().min(1)).default([]).describe('Regular expressions of whole names of labels that are removed'),
  keep: listOf(z.string().min(1))
    .optional()
    .describe('Regular expressions of whole names; labels that fit none of them are removed'),
  severity: z
    .record(z.string().min(1), severity)
    .default({})
    .describe(
      'Severity by matchers, such as { priority=P1: critical, priority=~"P[23]": error }; the first that holds',
    ),
  title: template.optional().describe('Template of the title; one that is empty changes nothing'),
  text: template.optional().describe('Template of the text; one that is empty removes it'),
});

export type RawTransform = z.output<typeof transformSchema>;
