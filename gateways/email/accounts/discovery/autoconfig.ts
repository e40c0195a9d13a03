import type { Clock } from '../../../gateway.js';
import type { MailAddress } from '../../address/mail-address.js';
import { isUnder, type MailServer } from '../../servers.js';
import { type FileServer, readAutoconfigFile } from './autoconfig-file.js';
import type { GuardedGet } from './guarded-get.js';
import type { MailDns } from './mail-dns.js';
import { type Provider, providerOfDomain, providerOfMx } from './providers.js';

/** A server at which an account may be, and the name to log in with. */
export interface Candidate {
  readonly server: MailServer;
  readonly user: string;
  /**
   * `named`: the user does; `provider`: a table of ours says so; `file`: the domain says so over https; `dns`: DNS does, which others may have forged;
   * `guess`: a usual name below the domain.
   */
  readonly source: 'named' | 'provider' | 'file' | 'dns' | 'guess';
}

/** Where the mail of an address is; each list best first, with the guesses never empty. */
export interface Discovery {
  readonly provider?: Provider;
  readonly imap: readonly Candidate[];
  readonly smtp: readonly Candidate[];
}

interface AutoconfigOptions {
  readonly dns: MailDns;
  readonly get: GuardedGet;
  /** `ownMailboxes.lookup`. */
  readonly lookup: { readonly dns: boolean; readonly web: boolean; readonly database?: string | undefined };
  readonly clock: Clock;
}

/** What has not been answered by then is not waited for. */
const PATIENCE_MS = 5000;

type Side = 'imap' | 'smtp';

/** Services by SRV (RFC 6186 3, RFC 8314 5.1), TLS from the first octet before STARTTLS. */
const SERVICES: Readonly<Record<Side, readonly (readonly [string, MailServer['security']])[]>> = {
  imap: [
    ['_imaps._tcp', 'tls'],
    ['_imap._tcp', 'starttls'],
  ],
  smtp: [
    ['_submissions._tcp', 'tls'],
    ['_submission._tcp', 'starttls'],
  ],
};

/** Usual names, tried in this order. */
const GUESSES: Readonly<Record<Side, readonly (readonly [string, number, MailServer['security']])[]>> = {
  imap: [
    ['imap.', 993, 'tls'],
    ['mail.', 993, 'tls'],
    ['', 993, 'tls'],
    ['mail.', 143, 'starttls'],
  ],
  smtp: [
    ['smtp.', 465, 'tls'],
    ['mail.', 465, 'tls'],
    ['smtp.', 587, 'starttls'],
    ['mail.', 587, 'starttls'],
    ['', 465, 'tls'],
  ],
};

/** Finds the servers of a mail address, by what its domain tells the world. Sends no password anywhere. */
export class Autoconfig {
  readonly #options: AutoconfigOptions;

  constructor(options: AutoconfigOptions) {
    this.#options = options;
  }

  /** Never rejects; ends soon after the signal aborts. */
  async find(address: MailAddress, signal: AbortSignal): Promise<Discovery> {
    const known = providerOfDomain(address.ascii);
    if (known !== undefined) return ofProvider(known, address);
    const { dns, lookup, clock } = this.#options;
    const stop = new AbortController();
    const timer = clock.after(PATIENCE_MS, () => stop.abort());
    const until = AbortSignal.any([signal, stop.signal]);
    const nothing = { imap: [], smtp: [] };
    const [hosts, servers, file] = await Promise.all([
      lookup.dns ? inTime(dns.mx(address.ascii), [], until) : [],
      lookup.dns ? inTime(this.#services(address), nothing, until) : nothing,
      lookup.web ? inTime(this.#file(address, until), [], until) : [],
    ]);
    timer.cancel();
    const provider = providerOfMx(hosts);
    // What a domain says of itself over https counts more than who takes its mail: that may be a filter in between.
    const told = { imap: fromFile(file, 'imap', address), smtp: fromFile(file, 'smtp', address) };
    const table = provider === undefined ? { imap: [], smtp: [] } : ofProvider(provider, address);
    const all = (side: Side): readonly Candidate[] =>
      unique([...table[side], ...told[side], ...servers[side], ...guesses(side, address)]);
    return { ...(provider === undefined ? {} : { provider }), imap: all('imap'), smtp: all('smtp') };
  }

  async #services(address: MailAddress): Promise<Readonly<Record<Side, readonly Candidate[]>>> {
    const ofSide = async (side: Side): Promise<readonly Candidate[]> => {
      const answers = await Promise.all(
        SERVICES[side].map(async ([service, security]) => {
          const records = await this.#options.dns.srv(`${service}.${address.ascii}`);
          if (records === 'absent') return [];
          return records.map(({ host, port }) => ({ host, port, security }));
        }),
      );
      return answers.flat().map((server) => ({ server, user: userOf(address), source: 'dns' as const }));
    };
    const [imap, smtp] = await Promise.all([ofSide('imap'), ofSide('smtp')]);
    return { imap, smtp };
  }

  /** The first file that there is, in the order of the places; all are asked at once. */
  async #file(address: MailAddress, signal: AbortSignal): Promise<readonly FileServer[]> {
    const { get, lookup } = this.#options;
    const domain = address.ascii;
    const query = `emailaddress=${encodeURIComponent(userOf(address))}`;
    const places = [
      `https://autoconfig.${domain}/mail/config-v1.1.xml?${query}`,
      `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml?${query}`,
      ...(lookup.database === undefined ? [] : [`${lookup.database.replace(/\/$/, '')}/${domain}`]),
    ];
    const files = await Promise.all(
      places.map(async (place) => {
        const text = await get(place, signal);
        return text === undefined ? [] : readAutoconfigFile(text);
      }),
    );
    return files.find((servers) => servers.length > 0) ?? [];
  }
}

/** What comes of some work, or something else once the signal aborts. */
function inTime<T>(work: Promise<T>, otherwise: T, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => resolve(otherwise);
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}

/**
 * Whether a server may be given a password without asking the user: DNS may be forged, so that what it names has to be in the
 * user's own mail domain (RFC 6186 6).
 */
export function needsConfirmation({ server, source }: Candidate, address: MailAddress): boolean {
  return source === 'dns' && !isUnder(server.host, [address.ascii]);
}

/** Name to log in with, where nothing else is known (RFC 6186 4). */
export function userOf({ local, ascii }: MailAddress): string {
  return `${local}@${ascii}`;
}

function ofProvider(provider: Provider, address: MailAddress): Discovery {
  const candidate = (server: MailServer): Candidate => ({ server, user: userOf(address), source: 'provider' });
  return { provider, imap: [candidate(provider.imap)], smtp: [candidate(provider.smtp)] };
}

function fromFile(servers: readonly FileServer[], side: Side, address: MailAddress): readonly Candidate[] {
  return servers
    .filter((one) => one.side === side && one.password && one.server.security !== 'none')
    .map(({ server, user }) => ({
      server,
      user: user
        .replaceAll('%EMAILADDRESS%', () => userOf(address))
        .replaceAll('%EMAILLOCALPART%', () => address.local)
        .replaceAll('%EMAILDOMAIN%', () => address.ascii),
      source: 'file' as const,
    }));
}

function guesses(side: Side, address: MailAddress): readonly Candidate[] {
  return GUESSES[side].map(([prefix, port, security]) => ({
    server: { host: `${prefix}${address.ascii}`, port, security },
    user: userOf(address),
    source: 'guess',
  }));
}

function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ server: { host, port } }) => {
    const name = `${host} ${port}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
