/** One server, by a `redis://` or `rediss://` URL or the path of its Unix socket; its replicas or a cluster by the URLs of `redisAddress`. */
export type RedisAddress = { readonly url: string; readonly replicas?: number } | { readonly socket: string };

/** A machine and a port. */
interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface Login {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

/** What a URL of several machines says. */
export type RedisGroup =
  /** Sentinels, which know the master of this name; the login is the master's, and the sentinels' too. */
  | (Login & {
      readonly kind: 'sentinel';
      readonly nodes: readonly RedisNode[];
      readonly master: string;
      readonly db: number;
    })
  /** Some nodes of a cluster, which know the others. */
  | (Login & { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[] });

const UNIX = 'unix://';
const GROUP = /^(rediss?)-(sentinel|cluster):\/\/(?:([^@/]*)@)?([^@/?#]+)(?:\/([^/?#]*))?(?:\/(\d{1,4}))?\/?$/;
const PORTS = { sentinel: 26379, cluster: 6379 } as const;

/**
 * The address that a URL of the config names: `redis://`, `rediss://`, `unix:///path/of/the.sock`, or one of `redisGroup`.
 * `replicas`: so many of them must have a write before it counts.
 */
export function redisAddress(url: string, replicas = 0): RedisAddress {
  if (url.startsWith(UNIX)) return { socket: url.slice(UNIX.length) };
  return replicas > 0 ? { url, replicas } : { url };
}

/**
 * `redis-sentinel://USER:PASSWORD@host:26379,host:26379/MASTER/DB` or `redis-cluster://USER:PASSWORD@host:6379,host:6379`; `rediss-` with
 * TLS. Login, ports and the number of the database may be missing. Undefined: it is no URL of several machines.
 */
export function redisGroup(url: string): RedisGroup | undefined {
  const found = GROUP.exec(url);
  if (found === null) return undefined;
  const [, scheme, kind, login = '', hosts = '', master = '', db = '0'] = found;
  const nodes = hosts.split(',').map((host) => nodeOf(host, kind === 'sentinel' ? PORTS.sentinel : PORTS.cluster));
  const known = nodes.filter((node) => node !== undefined);
  if (known.length !== nodes.length) return undefined;
  const tls = scheme === 'rediss';
  const who = loginOf(login);
  if (who === undefined) return undefined;
  if (kind === 'cluster') return master === '' ? { kind, nodes: known, tls, ...who } : undefined;
  return master === ''
    ? undefined
    : { kind: 'sentinel', nodes: known, master: decodeURIComponent(master), db: Number(db), tls, ...who };
}

function nodeOf(text: string, usual: number): RedisNode | undefined {
  const found = /^(\[[0-9A-Fa-f:.]+\]|[^:\s[\]]+)(?::(\d{1,5}))?$/.exec(text);
  if (found === null) return undefined;
  const [, host = '', port = String(usual)] = found;
  return Number(port) > 0 && Number(port) < 65_536
    ? { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
    : undefined;
}

function loginOf(text: string): Omit<Login, 'tls'> | undefined {
  if (text === '') return {};
  const colon = text.indexOf(':');
  try {
    const username = decodeURIComponent(colon === -1 ? text : text.slice(0, colon));
    const password = colon === -1 ? '' : decodeURIComponent(text.slice(colon + 1));
    return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
  } catch {
    return undefined;
  }
}
