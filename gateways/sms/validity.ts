const two = (value: number): string => String(value).padStart(2, '0');

/**
 * How long a carrier may try to deliver: what is configured, and no longer than the sender wants (wall times, ms). Undefined:
 * the carrier decides.
 */
export function validityOf(configured: number | undefined, until: number | undefined, now: number): number | undefined {
  if (until === undefined) return configured;
  const left = Math.max(1000, until - now);
  return configured === undefined ? left : Math.min(configured, left);
}

/** A relative time as `YYMMDDhhmmsstnnR` (SMPP 3.4 7.1.1), of days, hours, minutes and seconds. */
export function relativeTime(ms: number): string {
  const all = Math.max(1, Math.floor(ms / 1000));
  const days = Math.floor(all / 86_400);
  return `0000${two(days)}${two(Math.floor(all / 3600) % 24)}${two(Math.floor(all / 60) % 60)}${two(all % 60)}000R`;
}
