import { guardedGet } from '../../../gateways/email/accounts/discovery/guarded-get.js';
import { mailDns } from '../../../gateways/email/accounts/discovery/mail-dns.js';
import { LineLink } from '../../../gateways/email/accounts/line-link.js';
import { reachableServers } from '../../../gateways/email/accounts/reachable-servers.js';
import { connect } from '../../../gateways/email/imap/connecting.js';
import { dial as dialSmtp } from '../../../gateways/email/smtp/dial.js';
import { dial as dialIrc } from '../../../gateways/irc/connection/dial.js';
import { dialable } from '../../../gateways/irc/policy/allowed-addresses.js';
import { systemClock } from '../../../src/clock.js';
import { Fetcher } from '../../../src/http/fetch/fetch.js';
import { hostName } from '../../../src/network.js';
import { dnsServer } from '../email/accounts/support/dns-server.js';
import { settingsFor } from '../irc/connection/support/scene.js';

/** Addresses of a name; rejects where it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** What somebody wants to be connected to. */
export interface Wanted {
  /** As a user writes it: a name, an address in any form, in brackets where URLs have them. */
  readonly host: string;
  readonly port: number;
  readonly resolve: Resolve;
  /** The one address that is not public and may be connected to all the same. */
  readonly allowed: string;
  /** PEM of the authority of servers that speak TLS. */
  readonly ca: string;
}

/** A way by which a user, or what a user or a stranger sends, has the gateway connect to a host. */
export interface Door {
  /** Sources of what opens connections (`connections.test.ts`) that it goes through. */
  readonly through: readonly string[];
  /** By what it follows redirects, if it does. */
  readonly redirects?: 'http' | 'https';
  /** Connects as the gateway does; ends when that has ended, however it did. */
  open(wanted: Wanted): Promise<unknown>;
}

const FETCH = ['src/host-addresses.ts', 'src/http/fetch/ask.ts', 'src/http/fetch/target.ts'] as const;
const TRIAL_MS = 5000;

const fetcher = ({ resolve, allowed, ca }: Wanted): Fetcher =>
  new Fetcher({
    maxFile: 1000,
    allowNetworks: [allowed],
    userAgent: 'Isthmus/test',
    clock: systemClock,
    resolve: async (host) =>
      (await resolve(host)).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    ca,
  });

/** The servers of a mailbox and networks of IRC are read from forms: what is no host is refused there. */
async function ofForm(written: string, open: (host: string) => Promise<unknown>): Promise<unknown> {
  const host = hostName(written);
  return host === undefined ? undefined : await open(host);
}

async function tryMailbox({ port, resolve, allowed, ca }: Wanted, host: string): Promise<void> {
  const target = {
    server: { host, port, security: 'tls' as const },
    login: { user: 'romeo', password: 'x' },
    allowed: reachableServers([allowed]),
    ca,
  };
  (await LineLink.open(target, resolve, AbortSignal.timeout(TRIAL_MS))).close();
}

/** Every door, by its name. */
export const DOORS: Readonly<Record<string, Door>> = {
  'a link over http': {
    through: FETCH,
    redirects: 'http',
    open: (wanted) => fetcher(wanted).fetch(`http://${wanted.host}:${wanted.port}/`),
  },
  'a link over https': {
    through: FETCH,
    redirects: 'https',
    open: (wanted) => fetcher(wanted).fetch(`https://${wanted.host}:${wanted.port}/`),
  },
  'what is posted': {
    through: FETCH,
    redirects: 'http',
    open: (wanted) =>
      fetcher(wanted).post(`http://${wanted.host}:${wanted.port}/`, {
        mediaType: 'text/plain',
        body: 'x',
        plain: true,
      }),
  },
  'settings of a mailbox': {
    through: ['gateways/email/accounts/discovery/guarded-get.ts'],
    redirects: 'https',
    open: async ({ host, port, resolve, allowed, ca }) => {
      const get = guardedGet({ allowed: reachableServers([allowed]), resolve, ca });
      const url = `https://${host}:${port}/`;
      return URL.canParse(url) ? await get(url, AbortSignal.timeout(TRIAL_MS)) : undefined;
    },
  },
  'a mailbox that is tried': {
    through: ['gateways/email/accounts/line-link.ts'],
    open: (wanted) => ofForm(wanted.host, (host) => tryMailbox(wanted, host)),
  },
  'a mailbox at the host that the MX of its domain names': {
    through: ['gateways/email/accounts/discovery/mail-dns.ts', 'gateways/email/accounts/line-link.ts'],
    open: async (wanted) => {
      const dns = await dnsServer({ 'domain.example': [{ type: 'MX', priority: 1, host: wanted.host }] });
      try {
        for (const host of await mailDns([dns.address]).mx('domain.example')) await tryMailbox(wanted, host);
      } finally {
        dns.close();
      }
    },
  },
  'a mailbox that is watched': {
    through: ['gateways/email/imap/addresses.ts', 'gateways/email/imap/guarded-flow.ts'],
    open: ({ host: written, port, resolve, allowed, ca }) =>
      ofForm(written, (host) =>
        connect(
          {
            server: {
              host,
              port,
              security: 'tls',
              auth: { user: 'romeo', password: 'x' },
              allowPrivate: reachableServers([allowed]),
              ca,
            },
            credential: { password: 'x' },
            clock: systemClock,
            maxLiteral: 1000,
            connectMs: TRIAL_MS,
            silenceMs: TRIAL_MS,
            mayWrite: () => true,
            resolve,
          },
          (flow) => flow.close(),
        ),
      ),
  },
  'a mailbox that sends': {
    through: ['gateways/email/smtp/dial.ts'],
    open: ({ host: written, port, resolve, allowed }) =>
      ofForm(written, async (host) => {
        const server = { host, port, security: 'tls', allowPrivate: false } as const;
        const how = { clock: systemClock, timeoutMs: TRIAL_MS, resolve, addressAllowed: reachableServers([allowed]) };
        (await dialSmtp(server, how)).destroy();
      }),
  },
  'a server of IRC': {
    through: ['gateways/irc/connection/addresses.ts', 'gateways/irc/connection/dial.ts'],
    open: ({ host: written, port, resolve, allowed }) =>
      ofForm(written, async (host) => {
        const foreign = dialable({ named: false });
        const settings = settingsFor(port, { addressAllowed: (ip) => ip === allowed || foreign(ip) });
        const dialled = await dialIrc({
          host: { host, port, tls: false },
          settings,
          timeoutMs: TRIAL_MS,
          clock: systemClock,
          resolve,
        });
        dialled.socket.destroy();
      }),
  },
};
