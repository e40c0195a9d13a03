import { z } from 'zod';
import { hostName } from '../../src/network.js';
import { duration } from '../units.js';
import { parseServer } from './hosts.js';
import { networkSchema, PLAIN_PORT, TLS_PORT } from './network-config.js';
import { ipv6Prefix, listenAddress, socksSchema, template } from './schema-parts.js';

/** A local part that the core keeps for the gateway itself. */
const OWN_LOCAL = 'gateway';

const networkName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower case letters, digits and hyphens, a letter first')
  .refine((name) => name !== OWN_LOCAL, `${OWN_LOCAL} is the gateway itself: choose another name`);

/** What goes out as part of a line. */
const oneLine = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'write one line without control characters');

const maxPerUser = z.strictObject({
  networks: z.int().min(1).max(1000).default(10).describe('Networks that one user may be connected to at once'),
  rooms: z.int().min(1).max(10_000).default(100).describe('Rooms that one user may be in at once on one network'),
});

const history = z.strictObject({
  keep: z.int().min(0).max(100_000).default(2000).describe('Messages kept of each room, for those who were in it'),
  for: duration('1h', '3650d')
    .prefault('90d')
    .describe('How long the history of a room is kept after its last message'),
  onJoin: z
    .int()
    .min(0)
    .max(1000)
    .default(20)
    .describe('Messages of the history that are shown at a join; a user may set another number'),
  record: z.boolean().default(true).describe('Whether history is kept, unless a user wants it otherwise'),
});

const identd = z.strictObject({
  listen: listenAddress.describe(
    'host:port to answer at. Networks ask port 113 of the address that connections come from',
  ),
});

const outgoing = z
  .strictObject({
    address: z.ipv4().optional().describe('IPv4 address of this machine that connections go out from'),
    address6: z.ipv6().optional().describe('IPv6 address of this machine that connections go out from'),
    ipv6Prefix: ipv6Prefix
      .optional()
      .describe('Prefix of IPv6 that leads to this machine: each user goes out from an address of its own'),
  })
  .refine(({ address6, ipv6Prefix: prefix }) => address6 === undefined || prefix === undefined, {
    path: ['address6'],
    message: 'users have addresses of their own in ipv6Prefix: remove one of the two',
  });

const ctcp = z.strictObject({
  version: oneLine(200).default('Isthmus').describe('Answer to CTCP VERSION; empty: none'),
  time: z.boolean().default(true).describe('Whether CTCP TIME is answered, with the time in UTC'),
  burst: z.int().min(1).max(100).default(5).describe('Answers of one connection that may go out at once'),
  every: duration('100ms', '10m').prefault('5s').describe('Time after which another answer may go out'),
});

const longText = z.strictObject({
  maxLines: z.int().min(1).max(200).default(8).describe('Lines of IRC that one message may become'),
  link: z
    .boolean()
    .default(true)
    .describe(
      'What is longer goes out as its first line and a link to the whole, where `media` is set up. Else it is refused',
    ),
});

/** The section `gateways.irc` of the config file. */
export const ircConfig = z
  .strictObject({
    domain: z.string().min(1).describe('XMPP domain of this gateway, as the server knows the component'),
    secret: z.string().min(1).optional().describe('Secret shared with the server; or use secretFile'),
    secretFile: z.string().min(1).optional().describe('File with the secret shared with the server'),
    server: z.string().min(1).optional().describe('host:port of the component listener; default: xmpp.server'),
    avatarFile: z
      .string()
      .min(1)
      .optional()
      .describe('Picture of the gateway and its contacts: a square PNG under 8 KiB')
      .meta({ examples: ['/etc/isthmus/avatar.png'] }),
    networks: z
      .record(networkName, networkSchema)
      .default({})
      .describe('The networks by their names, which are part of addresses: #chat%libera. Do not rename one later')
      .meta({ sample: { libera: { host: 'irc.libera.chat:6697' } } }),
    anyServer: z
      .boolean()
      .default(false)
      .describe(
        'Whether users may name servers of their own, by host name or in their registration. Only public addresses are dialled',
      ),
    fixedServer: z
      .string()
      .optional()
      .describe(
        'Name of the one network, left out of addresses then: #chat@irc.example.org. Default: addresses name one',
      )
      .meta({ examples: ['libera'] }),
    guests: z
      .boolean()
      .default(true)
      .describe('Whether people who have not registered may join rooms, with the defaults'),
    maxPerUser: maxPerUser.prefault({}).describe('What one user may have at once'),
    persistentByDefault: z
      .boolean()
      .default(false)
      .describe('Whether a user stays in rooms while no client is there, unless the user wants it otherwise'),
    history: history.prefault({}).describe('What is kept of rooms'),
    nick: template('nick', 64)
      .default('{local}')
      .describe('Nick of users who chose none: {local} and {domain} of the JID, {hash} of it'),
    ident: template('ident', 64)
      .default('{hash}')
      .describe('User name (ident), cut at 10 characters, by which a network may ban one user and not the gateway'),
    realnameFromJid: z
      .boolean()
      .default(false)
      .describe('Whether everybody on IRC sees the JID as real name, and the local part as user name'),
    usernameChoice: z
      .boolean()
      .default(false)
      .describe('Whether users may choose their user name; networks then cannot tell by it who they are'),
    identd: identd.optional().describe('Answer networks that ask for the user name of a connection (RFC 1413)'),
    outgoing: outgoing.prefault({}).describe('Addresses that connections go out from'),
    socks: socksSchema.optional().describe('SOCKS5 proxy for all networks; a network may have another one or none'),
    ctcp: ctcp.prefault({}).describe('Answers to clients that ask what ours is'),
    longText: longText.prefault({}).describe('What becomes of long messages'),
    linger: duration('0s', '1d')
      .prefault('1m')
      .describe('Time from leaving the last room to the end of the connection; somebody who comes back finds it open'),
    quitMessage: oneLine(200).default('Left').describe('Reason that others see when a connection ends'),
    abuse: oneLine(200)
      .optional()
      .describe('Where operators of networks can reach you; told to whoever asks with CTCP USERINFO')
      .meta({ examples: ['mailto:abuse@example.org'] }),
    lanes: z
      .int()
      .min(1)
      .max(256)
      .default(8)
      .describe(
        'Parts to spread the users over; each may be held by another process. Stored at the first start, and changed by `isthmus migrate`',
      ),
    allow: z
      .array(z.string())
      .optional()
      .describe('Who may use this gateway, besides `access`: domains and bare JIDs')
      .meta({ live: true }),
    deny: z.array(z.string()).optional().describe('Who may not use this gateway').meta({ live: true }),
  })
  .superRefine((value, check) => {
    const { networks, fixedServer, anyServer } = value;
    const names = Object.keys(networks);
    const wrong = (path: readonly (string | number)[], message: string) =>
      check.addIssue({ code: 'custom', path: [...path], message });
    if (names.length === 0 && !anyServer) wrong(['networks'], 'name at least one network, or set anyServer to true');
    if (fixedServer !== undefined && !Object.hasOwn(networks, fixedServer)) {
      wrong(
        ['fixedServer'],
        `must be the name of one of the networks${names.length === 0 ? '' : `: ${names.join(', ')}`}`,
      );
    }
    if (fixedServer !== undefined && anyServer) {
      wrong(['anyServer'], 'with fixedServer no address names a server: remove one of the two');
    }
    // A server that two networks have would be one network under two sets of limits and bans.
    const owners = new Map<string, string>();
    for (const [name, network] of Object.entries(networks)) {
      for (const known of knownNames(network)) {
        const owner = owners.get(known);
        if (owner !== undefined && owner !== name) {
          wrong(['networks', name], `${known} belongs to the network ${owner} already: keep it in one of the two`);
        }
        owners.set(known, name);
      }
      if (
        network.webirc !== undefined &&
        network.webirc.ipv6Prefix === undefined &&
        value.outgoing.ipv6Prefix === undefined
      ) {
        wrong(
          ['networks', name, 'webirc', 'ipv6Prefix'],
          'WEBIRC tells an address of the user, and XMPP knows none: give a prefix here or outgoing.ipv6Prefix',
        );
      }
      if (
        network.socks !== false &&
        (network.socks ?? value.socks) !== undefined &&
        value.outgoing.ipv6Prefix !== undefined
      ) {
        wrong(
          ['networks', name, 'socks'],
          'behind a proxy no user has an address of its own: set socks of this network to false, or remove outgoing.ipv6Prefix',
        );
      }
    }
    for (const name of names) {
      const owner = owners.get(name);
      if (owner !== undefined && owner !== name) {
        wrong(['networks', name], `the network ${owner} has a host of this name: choose another name`);
      }
    }
  });

export type IrcConfig = z.infer<typeof ircConfig>;

/** What a network is known by: its servers with their ports, and its other names. */
function knownNames({ host, hosts, names, port, tls }: z.infer<typeof networkSchema>): readonly string[] {
  const usual = port ?? (tls ? TLS_PORT : PLAIN_PORT);
  const servers = [...(host === undefined ? [] : [host]), ...hosts].flatMap((text) => {
    const server = parseServer(text);
    return server === undefined ? [] : [`${server.host}:${server.port ?? usual}`];
  });
  return [...servers, ...names.flatMap((text) => hostName(text) ?? [])];
}
