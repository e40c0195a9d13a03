/** What `Retry-After` says (RFC 9110 10.2.3): seconds or a date. Milliseconds from `now`, at least 0; undefined: nothing to go by. */
export function waitOf(text: string, now: number): number | undefined {
  const written = text.trim();
  if (/^\d{1,9}$/.test(written)) return Number(written) * 1000;
  // Dates begin with the day of the week; anything else that can be parsed as one is none.
  if (!/^[A-Z][a-z]{2,8},? /.test(written) || written.length > 40) return undefined;
  const at = Date.parse(written);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
