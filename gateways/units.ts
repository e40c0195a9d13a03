import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  KiB: 1024,
  MB: 1e6,
  MiB: 1024 ** 2,
  GB: 1e9,
  GiB: 1024 ** 3,
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

/** Octets of a size such as `64KiB`, `25MiB`, `10MB`; undefined where it is none. */
function parseSize(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?)(B|[kMG]B|[KMG]iB)$/.exec(text.trim()) ?? [];
  const factor = SIZES[unit];
  return factor === undefined ? undefined : Math.round(Number(amount) * factor);
}

/** A size of the config file between two others (both written with their units); read as octets. */
export function size(least: string, most: string) {
  const low = parseSize(least) ?? 0;
  const high = parseSize(most) ?? Number.MAX_SAFE_INTEGER;
  return z.string().transform((text, check) => {
    const octets = parseSize(text);
    if (octets === undefined) {
      check.addIssue({ code: 'custom', message: `write a size with its unit, such as ${least} or ${most}` });
      return z.NEVER;
    }
    if (octets < low || octets > high) {
      check.addIssue({ code: 'custom', message: `must be from ${least} to ${most}` });
      return z.NEVER;
    }
    return octets;
  });
}
