import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { claim, release } from '../../sandbox/claim.js';
import { addEjabberdUser, type Ejabberd, startEjabberd } from '../../sandbox/ejabberd.js';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import { addProsodyUser, type Prosody, startProsody } from '../../sandbox/prosody.js';
import { type RedisServer, startRedis } from '../../sandbox/redis.js';
import { startRedisCluster } from '../../sandbox/redis-cluster.js';
import { randomPassword, type XmppAccount } from '../../sandbox/xmpp-server.js';

/**
 * One Prosody, one ejabberd and one Redis for a whole `npm test`, found through the environment; a test file that runs
 * alone starts those that it asks for. Tests that kill, pause or fill a server start their own with `sandbox/`.
 */
const ENV = {
  prosody: 'ISTHMUS_TEST_PROSODY',
  ejabberd: 'ISTHMUS_TEST_EJABBERD',
  redis: 'ISTHMUS_TEST_REDIS',
} as const;

/** `1`: what is shared is a Redis Cluster in place of one Redis. */
const CLUSTER = 'ISTHMUS_TEST_CLUSTER';

const DOMAINS = 60;

export type Software = 'prosody' | 'ejabberd';

/** What a test file needs to know of a shared XMPP server, and what travels in the environment. */
interface Place {
  readonly software: Software;
  readonly dir: string;
  readonly host: string;
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly apiPort: number;
  readonly secret: string;
}

/** A component domain of a shared server that belongs to the asking test file until it gives it back. */
export interface ComponentDomain {
  /** `c07.example.org` */
  readonly domain: string;
  readonly secret: string;
  /** Of the component port. */
  readonly host: string;
  readonly port: number;
  /** So that another test file may have it; happens by itself when the process ends. */
  release(): void;
}

/** A shared XMPP server as a test file sees it. */
export interface SharedXmpp {
  readonly software: Software;
  readonly host: string;
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  /** A component domain that nobody else has. */
  takeDomain(): ComponentDomain;
  /** A new account with an empty roster; `name` is the beginning of its local part. */
  newUser(name?: string): Promise<XmppAccount>;
  /** Ends the server if this process has started it. Call it in `after`. */
  close(): Promise<void>;
}

/** A shared Redis as a test file sees it. */
export interface SharedRedis {
  readonly url: string;
  /** For keys and queue names of this test file: a letter and 12 hex digits, no punctuation. */
  readonly prefix: string;
  /** Ends the server if this process has started it. Call it in `after`. */
  close(): Promise<void>;
}

/** Started by the test command: the servers and the environment that tells the test files where they are. */
export interface Shared {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts all shared servers. */
export async function startShared(): Promise<Shared> {
  const spread = process.env[CLUSTER] === '1';
  const kept = spread ? startRedisCluster({ replicas: 0, nodeTimeoutMs: PATIENCE_MS }) : startRedis();
  const [prosody, ejabberd, redis] = await Promise.all([ownProsody(), ownEjabberd(), kept]);
  return {
    env: {
      [ENV.prosody]: JSON.stringify(prosody.place),
      [ENV.ejabberd]: JSON.stringify(ejabberd.place),
      [ENV.redis]: redis.url,
    },
    stop: async () => {
      await Promise.all([prosody.server.stop(), ejabberd.server.stop(), redis.stop()]);
    },
  };
}

/** The shared XMPP server of that software. */
export async function sharedXmpp(software: Software): Promise<SharedXmpp> {
  const told = process.env[ENV[software]];
  if (told !== undefined) return view(readPlace(told), async () => undefined);
  const own = software === 'prosody' ? await ownProsody() : await ownEjabberd();
  return view(own.place, async () => await own.server.stop());
}

/** The shared Redis. */
export async function sharedRedis(): Promise<SharedRedis> {
  const prefix = `t${randomBytes(6).toString('hex')}`;
  const told = process.env[ENV.redis];
  if (told !== undefined) return { url: told, prefix, close: async () => undefined };
  const server: RedisServer = await startRedis();
  return { url: server.url, prefix, close: async () => await server.stop() };
}

/** From now on {@link sharedRedis} is another one in this process: a test file's own. */
export function useRedis(url: string): void {
  process.env[ENV.redis] = url;
}

function view(place: Place, close: () => Promise<void>): SharedXmpp {
  const { software, host, domain, c2sPort, componentPort, secret } = place;
  return {
    software,
    host,
    domain,
    c2sPort,
    componentPort,
    close,
    takeDomain: () => {
      const kind = `domains-${componentPort}`;
      for (const name of domainNames(domain)) {
        if (!claim(kind, name)) continue;
        return { domain: name, secret, host, port: componentPort, release: () => release(kind, name) };
      }
      throw new Error(`all ${DOMAINS} component domains of the shared ${software} are taken (claims in ${tmpdir()})`);
    },
    newUser: async (name = 'user') => {
      const username = `${name}-${randomBytes(4).toString('hex')}`;
      const add = software === 'prosody' ? addProsodyUser : addEjabberdUser;
      return await add(place, username, randomPassword());
    },
  };
}

async function ownProsody(): Promise<{ readonly server: Prosody; readonly place: Place }> {
  const secret = randomPassword();
  const server = await startProsody({ domain: 'example.org', components: componentsOf('example.org', secret) });
  return { server, place: placeOf(server, 0, secret) };
}

async function ownEjabberd(): Promise<{ readonly server: Ejabberd; readonly place: Place }> {
  const secret = randomPassword();
  const server = await startEjabberd({ domain: 'example.net', components: componentsOf('example.net', secret) });
  return { server, place: placeOf(server, server.apiPort, secret) };
}

function placeOf(server: Prosody | Ejabberd, apiPort: number, secret: string): Place {
  const { software, dir, host, domain, c2sPort, componentPort } = server;
  return { software, dir, host, domain, c2sPort, componentPort, apiPort, secret };
}

function domainNames(domain: string): string[] {
  return Array.from({ length: DOMAINS }, (_, index) => `c${String(index + 1).padStart(2, '0')}.${domain}`);
}

function componentsOf(domain: string, secret: string): Record<string, string> {
  return Object.fromEntries(domainNames(domain).map((name) => [name, secret]));
}

/** Our own words, written by {@link startShared}; only their outline is checked. */
function readPlace(text: string): Place {
  const place: unknown = JSON.parse(text);
  if (typeof place !== 'object' || place === null || !('software' in place) || !('componentPort' in place)) {
    throw new Error(`not the place of a shared server: ${text}`);
  }
  return place as Place;
}
