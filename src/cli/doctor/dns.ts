import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ExamDns } from '../../../gateways/gateway.js';

/** What a resolver says where there is nothing of the kind. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND', 'NXDOMAIN']);

/** DNS as this machine has it set up, or at one server (`ip` or `ip:port`). */
export function examDns(server: string | undefined, patience: number): ExamDns {
  const resolver = new Resolver({ timeout: Math.max(500, patience / 2), tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  return {
    async addresses(name) {
      if (isIP(name) !== 0) return [name];
      if (server === undefined) {
        return await answered(lookup(name, { all: true }).then((all) => all.map(({ address }) => address)));
      }
      const found = await Promise.all([answered(resolver.resolve4(name)), answered(resolver.resolve6(name))]);
      const known = found.filter((one) => one !== undefined);
      return known.length === 0 ? undefined : known.flat();
    },
    async mx(name) {
      const records = await answered(resolver.resolveMx(name));
      return records?.toSorted((one, other) => one.priority - other.priority).map(({ exchange }) => exchange);
    },
    async txt(name) {
      return (await answered(resolver.resolveTxt(name)))?.map((parts) => parts.join(''));
    },
    async srv(name) {
      const records = await answered(resolver.resolveSrv(name));
      return records?.map(({ name: target, port }) => ({ name: target, port }));
    },
  };
}

async function answered<T>(question: Promise<readonly T[]>): Promise<readonly T[] | undefined> {
  try {
    return await question;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return NOTHING.has(code) ? [] : undefined;
  }
}
