/** Second-level names under which countries register domains: `example.co.uk`. */
const SECOND_LEVEL: ReadonlySet<string> = new Set(
  'ac co com edu gob gouv gov go govt gv idf k12 mil muni ne net nom or org plc police sch'.split(' '),
);

/**
 * The domain that somebody registered, of a domain in small letters, as far as the form tells: the last two labels, or three under
 * `co.uk` and its like. Good enough to warn by, not to trust by: only the list of public suffixes (RFC 7489 3.2) knows it all.
 */
export function organisationalDomain(domain: string): string {
  const labels = domain.split('.');
  const second = labels.at(-2) ?? '';
  const country = (labels.at(-1) ?? '').length === 2;
  return labels.slice(country && SECOND_LEVEL.has(second) ? -3 : -2).join('.');
}

/** Whether two domains (small letters) belong to the same owner, as relaxed alignment of DMARC asks (RFC 7489 3.1). */
export function areAligned(one: string, other: string): boolean {
  return one !== '' && other !== '' && organisationalDomain(one) === organisationalDomain(other);
}
