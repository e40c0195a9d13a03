import { areAligned, speaksFor } from './alignment.js';
import { type AuthenticationResults, type CheckResult, readAuthenticationResults } from './authentication-results.js';
import { PROVIDER_MARKS } from './authserv-ids.js';
import { domainOf, isWithin, type MailHead } from './mail.js';

/** A signature and what became of its check (RFC 6376). */
interface DkimCheck {
  readonly result: string;
  /** The domain that signed (`d=`), in small letters; empty where it is not told. */
  readonly domain: string;
}

/** What a server that we trust found out about a mail. */
export interface Authentication {
  readonly authservId: string;
  /** `pass`, `fail`, `softfail`, `none` ... (RFC 8601 2.7.2). */
  readonly spf?: string;
  /** Domain of the envelope sender that `spf` is about. */
  readonly spfDomain?: string;
  readonly dkim: readonly DkimCheck[];
  /** `pass`, `fail`, `none` ... (RFC 8616, RFC 7489 11.2). */
  readonly dmarc?: string;
}

/**
 * Whether a mail is from the domain that its From names. `unproven`: it was looked at, and nothing speaks for it; `unknown`: nobody
 * whom we trust has looked, or what was found is of a domain of which only the form says that it has the same owner: neither worth
 * trust nor a warning.
 */
export type Authenticity = 'pass' | 'fail' | 'unproven' | 'unknown';

/** No mail has so many, and nothing behind them can be the work of our own server. */
const MOST_FIELDS = 100;

/** The names of servers whose marks count. */
export class TrustedServers {
  readonly #ids: ReadonlySet<string>;
  readonly #parents: readonly string[];

  /** `ids`: authserv-ids; `.example.org` means all below that domain. */
  constructor(ids: Iterable<string>) {
    const all = [...ids].map((id) => id.toLowerCase());
    this.#ids = new Set(all.filter((id) => !id.startsWith('.')));
    this.#parents = all.flatMap((id) => (id.startsWith('.') ? [id.slice(1)] : []));
  }

  /** Those of a provider, by the host of its IMAP server; none where it is not known. */
  static ofProvider(imapHost: string): TrustedServers {
    const host = imapHost.toLowerCase();
    return new TrustedServers(PROVIDER_MARKS.find(({ imap }) => isWithin(host, imap))?.authservIds ?? []);
  }

  has(id: string): boolean {
    return this.#ids.has(id) || this.#parents.some((parent) => isWithin(id, parent));
  }
}

/**
 * What a trusted server found out about a mail; undefined where none did. Only marks in its name count, and of these only the topmost
 * ones, up to the next field Received: what stands below was in the mail when it came to the server. That server has to take marks in its
 * own name out of what comes in (RFC 8601 5); all others are as good as not there.
 */
export function authenticationOf(
  { headers }: Pick<MailHead, 'headers'>,
  trusted: TrustedServers,
): Authentication | undefined {
  const marks: AuthenticationResults[] = [];
  let fields = 0;
  for (const { name, value } of headers) {
    if (name === 'received' && marks.length > 0) break;
    if (name !== 'authentication-results') continue;
    fields += 1;
    if (fields > MOST_FIELDS) break;
    const read = readAuthenticationResults(value);
    // Another server's mark among ours came in with the mail, and so did what is below it.
    if (read === undefined || !trusted.has(read.authservId)) {
      if (marks.length > 0) break;
      continue;
    }
    marks.push(read);
  }
  const [first] = marks;
  return first === undefined
    ? undefined
    : summary(
        first.authservId,
        marks.flatMap(({ results }) => results),
      );
}

function summary(authservId: string, results: readonly CheckResult[]): Authentication {
  const dmarc = results.find(({ method }) => method === 'dmarc')?.result;
  // Of the two names that SPF looks at, the one of the envelope sender counts for alignment.
  const spf =
    results.find(({ method, properties }) => method === 'spf' && properties.has('smtp.mailfrom')) ??
    results.find(({ method }) => method === 'spf');
  const mailFrom = spf?.properties.get('smtp.mailfrom') ?? '';
  return {
    authservId,
    ...(spf === undefined
      ? {}
      : { spf: spf.result, spfDomain: mailFrom.includes('@') ? domainOf(mailFrom) : mailFrom.toLowerCase() }),
    dkim: results.flatMap(({ method, result, properties }) =>
      method === 'dkim' ? [{ result, domain: signerOf(properties) }] : [],
    ),
    ...(dmarc === undefined ? {} : { dmarc }),
  };
}

/** `header.d`, or the identity where only that is told (Gmail). */
function signerOf(properties: ReadonlyMap<string, string>): string {
  return (properties.get('header.d') ?? domainOf(properties.get('header.i') ?? '')).toLowerCase();
}

/** Whether a mail is from the domain of its From; with several of them, or none, it is from nobody. */
export function authenticityOf(
  { from }: Pick<MailHead, 'from'>,
  authentication: Authentication | undefined,
): Authenticity {
  if (authentication === undefined) return 'unknown';
  const domains = new Set(from.map(({ address }) => domainOf(address)));
  const [domain = ''] = domains;
  if (domains.size !== 1 || domain === '') return 'unproven';
  const { dmarc, dkim, spf, spfDomain = '' } = authentication;
  if (dmarc === 'pass' || dmarc === 'fail') return dmarc;
  const proven = dkim.flatMap((check) => (check.result === 'pass' ? [check.domain] : []));
  if (spf === 'pass') proven.push(spfDomain);
  if (proven.some((one) => speaksFor(one, domain))) return 'pass';
  return proven.some((one) => areAligned(one, domain)) ? 'unknown' : 'unproven';
}
