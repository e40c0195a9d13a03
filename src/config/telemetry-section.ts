import { z } from 'zod';

/** Where traces go. */
export const telemetrySection = z.strictObject({
  otlp: z
    .url({ protocol: /^https?$/ })
    .describe('Address of the collector that takes OTLP over HTTP; /v1/traces is added')
    .meta({ examples: ['http://127.0.0.1:4318'] }),
  sample: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('Part of the messages that are traced, 0 to 1; what comes with a traceparent has decided it already'),
  token: z.string().min(1).optional().describe('A token that the collector wants to see (Bearer)'),
});
