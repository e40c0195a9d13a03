import { z } from 'zod';
import { duration } from '../units.js';
import { CHARSETS } from './charsets.js';
import { isHost, parseServer } from './hosts.js';
import { parsePin } from './pins.js';
import { ipv6Prefix, socksSchema, template } from './schema-parts.js';

/** Ports of IRC with and without TLS (RFC 7194; the usage of networks). */
export const TLS_PORT = 6697;
export const PLAIN_PORT = 6667;

const port = z.int().min(1).max(65535);

const host = z
  .string()
  .refine(
    (text) => parseServer(text) !== undefined,
    'write a host name or an IP address, with a port where it has another one: irc.example.net, irc.example.net:7000, [2001:db8::1]:6697',
  );

/** A line of the protocol ends at these; a parameter in the middle of it also at a space (RFC 2812 2.3.1). */
const word = (name: string) =>
  z.string().regex(/^[^\s\0:][^\s\0]*$/u, `${name} may hold neither blanks nor a colon at its beginning`);

const pin = z
  .string()
  .refine(
    (text) => parsePin(text) !== undefined,
    'write the SHA-256 or SHA-512 fingerprint of the certificate in hex: 64 or 128 digits, colons between them allowed',
  );

const webirc = z
  .strictObject({
    password: word('password')
      .optional()
      .describe('Password of WEBIRC that the network gave to us; or use passwordFile'),
    passwordFile: z.string().min(1).optional().describe('File with the password of WEBIRC; read at each connection'),
    gateway: word('gateway').max(32).default('isthmus').describe('Name of this gateway that the network knows'),
    host: template('host', 63)
      .default('{hash}.{domain}')
      .describe('Host name of a user that is told to the network: {hash} (of the JID), {local}, {domain}'),
    ipv6Prefix: ipv6Prefix
      .optional()
      .describe('Each user is told with an IPv6 address of its own in this prefix; default: that of `outgoing`'),
  })
  .superRefine((value, check) => {
    if ((value.password === undefined) === (value.passwordFile === undefined)) {
      check.addIssue({ code: 'custom', path: ['password'], message: 'give either password or passwordFile' });
    }
  });

const throttle = z.strictObject({
  burst: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('Lines that may go out at once after a silence; a user may set fewer'),
  every: duration('10ms', '1m').prefault('1s').describe('Time after which another line may go out'),
});

const connects = z.strictObject({
  atOnce: z.int().min(1).max(1000).default(10).describe('Connections that one process may be opening at once'),
  every: duration('1ms', '5m').prefault('200ms').describe('Time between two new connections of one process'),
});

/** One IRC network of the config file. */
export const networkSchema = z
  .strictObject({
    host: host.optional().describe('Server of the network, host or host:port; or use hosts'),
    hosts: z.array(host).default([]).describe('Several servers of the network, tried in this order'),
    port: port.optional().describe(`Port, where a host names none; default: ${TLS_PORT}, or ${PLAIN_PORT} without TLS`),
    names: z
      .array(z.string().refine((name) => isHost(name), 'write a host name'))
      .default([])
      .describe('Other host names by which users know this network, such as those that stand in their old bookmarks'),
    tls: z.boolean().default(true).describe('Speak TLS. False: everybody on the way can read along'),
    verify: z
      .boolean()
      .default(true)
      .describe(
        'Whether the certificate must be of an authority that is trusted and for the host. Use pins rather than false',
      ),
    pins: z
      .array(pin)
      .default([])
      .describe('Fingerprints (SHA-256 or SHA-512, hex) of which the certificate must have one, whoever signed it'),
    caFile: z.string().min(1).optional().describe('File with the certificates to trust; default: those of the system'),
    serverName: z
      .string()
      .refine((name) => isHost(name), 'write a host name')
      .optional()
      .describe('Name that the certificate must have; default: the host'),
    password: z
      .string()
      .regex(/^[^\r\n\0]+$/, 'a password is one line')
      .optional()
      .describe('Password of the server (PASS), the same for all users; or use passwordFile'),
    passwordFile: z
      .string()
      .min(1)
      .optional()
      .describe('File with the password of the server; read at each connection'),
    sasl: z
      .enum(['optional', 'required', 'off'])
      .default('optional')
      .describe('Whether users log in by SASL. required: nobody connects without an account at the network'),
    nickserv: z
      .string()
      .regex(/^[^\s,*?!:#&+$][^\s,*?!:]*$/u, 'write a nick, or an empty text for none')
      .or(z.literal(''))
      .default('NickServ')
      .describe('Whom to tell the password where the server has no SASL; empty: nobody'),
    nick: template('nick', 64).optional().describe('Nick of users who chose none; default: `nick` of the gateway'),
    charset: z.enum(CHARSETS).default('windows-1252').describe('Encoding of lines that are not UTF-8'),
    charsetOut: z.enum(CHARSETS).default('utf-8').describe('Encoding of what is sent'),
    webirc: webirc.optional().describe('Tell the network who the user is (WEBIRC); only where it has agreed'),
    socks: z
      .union([z.literal(false), socksSchema])
      .optional()
      .describe('SOCKS5 proxy to connect through; false: none; default: `socks` of the gateway'),
    throttle: z
      .union([z.literal(false), throttle])
      .prefault({})
      .describe('How fast one connection may send; false: as fast as it can, for a server of your own'),
    connects: connects.prefault({}).describe('How fast connections are opened'),
    maxSessions: z
      .int()
      .min(1)
      .optional()
      .describe(
        'Connections to this network at once, over all processes; networks limit them for an address. Default: no limit',
      ),
    maxRooms: z
      .int()
      .min(1)
      .optional()
      .describe('Rooms of one user at once on this network; default: `maxPerUser.rooms`'),
    keepalive: duration('10s', '1h')
      .prefault('90s')
      .describe('Silence after which the server is asked for a sign of life'),
    timeout: duration('5s', '10m').prefault('60s').describe('Time for that sign, and for connecting and logging in'),
    reconnect: z
      .strictObject({
        first: duration('1s', '10m').prefault('2s').describe('Time to the first try after a connection was lost'),
        most: duration('1s', '6h').prefault('10m').describe('Longest time between two tries; it doubles up to here'),
      })
      .prefault({})
      .describe('When a lost connection is opened again; chance is added to each time'),
  })
  .superRefine((value, check) => {
    const wrong = (key: string, message: string) => check.addIssue({ code: 'custom', path: [key], message });
    if ((value.host === undefined) === (value.hosts.length === 0)) wrong('host', 'give either host or hosts');
    if (value.password !== undefined && value.passwordFile !== undefined) {
      wrong('password', 'give either password or passwordFile');
    }
    if (!value.tls) {
      if (value.pins.length > 0)
        wrong('pins', 'without TLS there is no certificate to compare: remove pins or set tls to true');
      if (value.caFile !== undefined)
        wrong('caFile', 'without TLS there is no certificate to check: remove caFile or set tls to true');
      if (value.serverName !== undefined) {
        wrong('serverName', 'without TLS there is no certificate to check: remove serverName or set tls to true');
      }
    }
    if (value.reconnect.first > value.reconnect.most) wrong('reconnect', 'first must not be longer than most');
  });

export type NetworkConfig = z.infer<typeof networkSchema>;
