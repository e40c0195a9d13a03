import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a duration such as `500ms`, `30s`, `10m`, `2h`, `7d`; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** A duration of the config file between two others (both written with their units); read as milliseconds. */
export function duration(least: string, most: string) {
  const low = parseDuration(least) ?? 0;
  const high = parseDuration(most) ?? Number.MAX_SAFE_INTEGER;
  return z.string().transform((text, check) => {
    const ms = parseDuration(text);
    if (ms === undefined) {
      check.addIssue({ code: 'custom', message: `write a duration with its unit, such as ${least} or ${most}` });
      return z.NEVER;
    }
    if (ms < low || ms > high) {
      check.addIssue({ code: 'custom', message: `must be from ${least} to ${most}` });
      return z.NEVER;
    }
    return ms;
  });
}
