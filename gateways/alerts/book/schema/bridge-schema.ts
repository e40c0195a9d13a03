import { z } from 'zod';
import { enabled, listOf } from './parts.js';

const pattern = z.string().min(1);

const end = z.strictObject({
  target: z.string().min(1).describe('Room, channel or node; or a list or person, who are told'),
  direction: z.enum(['in', 'out', 'inout']).default('inout').describe('Which way messages go, seen from the gateway'),
  nick: z.string().min(1).max(64).optional().describe('Nick of the gateway there'),
  format: z.string().min(1).max(200).optional().describe('Instead of `nick` of the bridge, for what is said there'),
});

/** One entry of `bridges`. */
export const bridgeSchema = z.strictObject({
  enabled,
  ends: z
    .array(z.union([z.string().min(1), end]))
    .min(2, 'a bridge has two ends at least')
    .max(100)
    .describe('Places that hear each other, as addresses or with settings'),
  nick: z
    .string()
    .min(1)
    .max(200)
    .default('{nick}')
    .describe('How speakers are called elsewhere; {nick}, {network}, {place} are filled in'),
  noPing: z
    .boolean()
    .default(true)
    .describe('Put an invisible character into nicks, so that nobody is called by what they said'),
  highlights: z
    .enum(['break', 'keep'])
    .default('break')
    .describe('`break`: @everyone and the like, and texts that name more than 5 of those there, call nobody'),
  ignore: z
    .strictObject({
      nicks: listOf(pattern).default([]).describe('Regular expressions of whole nicks that are not carried over'),
      texts: listOf(pattern).default([]).describe('Regular expressions of parts of texts that are not carried over'),
      files: listOf(pattern).default([]).describe('Regular expressions of whole file names that are not carried over'),
    })
    .prefault({})
    .describe('What is not carried over'),
  replace: z
    .array(
      z.strictObject({
        pattern: pattern.describe('Regular expression of what is replaced'),
        with: z.string().max(1000).describe('What comes in its place; $0 is what was found'),
      }),
    )
    .max(100)
    .default([])
    .describe('What is replaced in texts, in this order'),
  joins: z.boolean().default(false).describe('Tell who comes and goes'),
  subject: z.boolean().default(false).describe('Carry over changed subjects'),
  edits: z.boolean().default(true).describe('Carry over corrections'),
  retractions: z.boolean().default(true).describe('Carry over that a message was taken back'),
  replies: z.boolean().default(true).describe('Carry over what a message answers'),
  reactions: z.boolean().default(true).describe('Carry over reactions'),
  files: z.boolean().default(true).describe('Carry over files as links; false: a word in their place'),
  hops: z.int().min(1).max(16).default(3).describe('Relays after which a message goes no further'),
  storm: z.int().min(1).max(100_000).default(300).describe('Messages a minute after which a pair of ends pauses'),
});
