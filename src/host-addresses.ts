import { lookup, Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP, isIPv6 } from 'node:net';
import { interfaceAddresses, isPublic } from './public-addresses.js';

/** An IP address and its family, 4 or 6. */
export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** Addresses of a host, in the order in which to try them; rejects where it has none. Whoever gives up aborts `signal`. */
type HostLookup = (name: string, signal?: AbortSignal) => Promise<readonly HostAddress[]>;

/** Where names are looked up; what is left out is as the machine has it. */
interface HostSources {
  /** Names that this machine knows by itself (`hosts(5)`). */
  readonly hostsFile?: string;
  /** Name servers, `ip:port`. */
  readonly servers?: readonly string[];
  /** getaddrinfo(3). */
  readonly system?: (name: string) => Promise<readonly HostAddress[]>;
  /** Addresses of the machine itself. */
  readonly own?: () => readonly string[];
}

/** Of one question to one name server; the second try has twice as long. With one server that is less than a connection may take. */
const TIMES = { timeout: 2000, tries: 2 } as const;

const getaddrinfo = (name: string): Promise<readonly HostAddress[]> => lookup(name, { all: true });

/**
 * Looks hosts up that users name. getaddrinfo(3) cannot be told to give up, and libuv runs two of it at a time for the whole process:
 * eight names whose name server is silent keep every other lookup waiting for 40 s. So DNS is asked from here, and getaddrinfo only
 * for what DNS does not have (names of search domains, of mDNS and of other parts of nsswitch.conf), one name at a time.
 */
export function hostLookup({
  hostsFile = '/etc/hosts',
  servers,
  system = getaddrinfo,
  own = interfaceAddresses,
}: HostSources = {}): HostLookup {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn: HostLookup = (name, signal) => {
    const found = turn.then(() => {
      signal?.throwIfAborted();
      return system(name);
    });
    turn = found.catch(() => undefined);
    return found;
  };
  return async (name, signal) => {
    const known = await inHostsFile(hostsFile, name);
    const found = known.length > 0 ? known : await inDns(name, servers, signal);
    return found.length > 0 ? inOrder(found, own()) : await inTurn(name, signal);
  };
}

/** The same with the sources of this machine, for all of the process. */
export const lookUpHost: HostLookup = hostLookup();

/** What the file says of a name; nothing where there is no file. */
async function inHostsFile(file: string, name: string): Promise<readonly HostAddress[]> {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const text = (await readFile(file, 'utf8').catch(() => '')).toLowerCase();
  // Some have a hundred thousand lines, against advertisements.
  if (!text.includes(wanted)) return [];
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIP(address);
    return family !== 0 && names.includes(wanted) ? [{ address, family }] : [];
  });
}

/** What DNS says of a name; nothing where it has none. Rejects where it cannot say: getaddrinfo would ask the same servers again. */
async function inDns(
  name: string,
  servers: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly HostAddress[]> {
  signal?.throwIfAborted();
  // One of its own, as cancelling ends all that a resolver was asked.
  const resolver = new Resolver(TIMES);
  if (servers !== undefined) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  signal?.removeEventListener('abort', cancel);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (found.length > 0) return found.map((address) => ({ address, family: isIP(address) }));
  signal?.throwIfAborted();
  for (const answer of answers)
    if (answer.status === 'rejected' && UNANSWERED.has(codeOf(answer.reason))) throw answer.reason;
  return [];
}

/** Name servers, or those that they ask, are silent. */
const UNANSWERED: ReadonlySet<string> = new Set(['ETIMEOUT', 'ESERVFAIL']);

/** Whether a host could not be looked up because name servers are silent. */
export function isSilence(error: unknown): boolean {
  return codeOf(error) === 'ETIMEOUT';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * As getaddrinfo sorts them, but for what concerns single networks (RFC 6724): IPv6 first where this machine has a public address of
 * it, or no other.
 */
function inOrder(found: readonly HostAddress[], own: readonly string[]): readonly HostAddress[] {
  const six = own.some((address) => isIPv6(address) && isPublic(address));
  const four = own.some((address) => !isIPv6(address) && !address.startsWith('127.'));
  const first = six || !four ? 6 : 4;
  return found.toSorted((one, other) => Number(other.family === first) - Number(one.family === first));
}
