import { lookup, Resolver } from 'node:dns/promises';
import { hostName } from '../../../../src/network.js';

/** A place of a service (RFC 2782). */
interface SrvRecord {
  readonly host: string;
  readonly port: number;
}

/** What is asked of DNS. No method rejects: where there is no answer, there is nothing. */
export interface MailDns {
  /** Places of a service, best first; `absent`: the domain says that it has none (RFC 2782, target `.`). */
  srv(name: string): Promise<readonly SrvRecord[] | 'absent'>;
  /** MX hosts of a domain, best first. */
  mx(domain: string): Promise<readonly string[]>;
}

/** Looks the addresses of a host up, in the order in which to try them; rejects where it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** The resolver of the system, which knows its hosts file too. */
export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);

const TIMES = { timeout: 2000, tries: 2 } as const;
/** Records beyond these are not looked at. */
const MOST_RECORDS = 8;

/** DNS as this machine has it set up, or at `servers` (`ip:port`). */
export function mailDns(servers?: readonly string[]): MailDns {
  const resolver = new Resolver(TIMES);
  if (servers !== undefined) resolver.setServers(servers);
  return {
    async srv(name) {
      const records = await answered(resolver.resolveSrv(name));
      if (records.length === 1 && records[0]?.name === '') return 'absent';
      return records
        .toSorted((one, other) => one.priority - other.priority || other.weight - one.weight)
        .slice(0, MOST_RECORDS)
        .flatMap(({ name: target, port }) => {
          const host = hostName(target);
          return host === undefined || port < 1 ? [] : [{ host, port }];
        });
    },
    async mx(domain) {
      const records = await answered(resolver.resolveMx(domain));
      return records
        .toSorted((one, other) => one.priority - other.priority)
        .slice(0, MOST_RECORDS)
        .flatMap(({ exchange }) => hostName(exchange) ?? []);
    },
  };
}

async function answered<T>(question: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await question;
  } catch {
    return [];
  }
}
