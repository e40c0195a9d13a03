import { isWithin } from './mail.js';

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

/**
 * Whether two domains (small letters) belong to the same owner, as far as the form tells: relaxed alignment of DMARC (RFC 7489 3.1)
 * without its list. Under a suffix such as `uk.com`, where strangers register domains, it takes them for one owner.
 */
export function areAligned(one: string, other: string): boolean {
  return one !== '' && other !== '' && organisationalDomain(one) === organisationalDomain(other);
}

/**
 * Whether what a domain says about another (small letters) is to be trusted: it is the same one, or stands above it, so that whoever has
 * it rules the other in the DNS too. Not what stands below or beside, as relaxed alignment would have it: anybody may have registered
 * `evil.uk.com`, and without the list of public suffixes (RFC 7489 3.2) nobody can tell it from a part of `uk.com`.
 */
export function speaksFor(domain: string, other: string): boolean {
  return domain !== '' && isWithin(other, domain);
}
