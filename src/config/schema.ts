import { z } from 'zod';
import { isLoopback, parseNetwork } from '../network.js';
import { redisGroup } from '../redis-address.js';
import { aboutSection } from './about-section.js';
import { directorySection } from './directory-section.js';
import { telemetrySection } from './telemetry-section.js';
import { duration, size } from './units.js';

/** `host:port`, `[v6]:port`; becomes its two parts. */
export const endpoint = z.string().transform((text, context) => {
  const [, v6, name, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:\s/@]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = v6 ?? name;
  if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return { host, port: Number(port) };
  context.addIssue({ code: 'custom', message: 'must be a host and a port, such as 127.0.0.1:5347' });
  return z.NEVER;
});

/** How many connections serve one domain. */
export const streams = z.int().min(1).max(16);

const domain = z
  .string()
  .toLowerCase()
  .regex(/^(?=.{1,253}$)[^\s@/:.]{1,63}(\.[^\s@/:.]{1,63})*$/, 'must be a domain, such as example.org');

const bareJid = z
  .string()
  .toLowerCase()
  .regex(/^[^\s@/]{1,255}@[^\s@/:]{1,253}$/, 'must be a bare JID, such as admin@example.org');

const rule = z.string().regex(/^(\*|([^\s@/]+@)?[^\s@/:*]+(\/.+)?)$/, 'must be a domain, a JID or "*"');

const normalRule = rule.transform((text) => {
  // The resource of a full JID keeps its case.
  const slash = text.indexOf('/');
  return slash < 0 ? text.toLowerCase() : text.slice(0, slash).toLowerCase() + text.slice(slash);
});

const xmppSection = z.strictObject({
  server: endpoint.prefault('127.0.0.1:5347').describe('Where the XMPP server listens for components (XEP-0114)'),
  tls: z.boolean().default(false).describe('Speak TLS on that port, with verification'),
  domain: domain.describe("The server's own domain").meta({ examples: ['example.org'] }),
  streams: streams
    .default(1)
    .describe(
      "Connections for each gateway domain. More than 1 only on ejabberd, and then the same as component_number in its domain_balancing; a gateway's section may have a number of its own",
    ),
});

const redisSection = z.strictObject({
  url: z
    .string()
    .regex(
      /^(rediss?(-sentinel|-cluster)?:\/\/.+|unix:\/\/\/.+)/,
      'must begin with redis://, rediss://, redis-sentinel://, redis-cluster:// or unix:///',
    )
    .refine(
      (url) => !/^rediss?-/.test(url) || redisGroup(url) !== undefined,
      'must be redis-sentinel://HOST:PORT,HOST:PORT/MASTER or redis-cluster://HOST:PORT,HOST:PORT',
    )
    .optional()
    .describe(
      'Redis 7 or Valkey to use: one server, or several with Sentinel or as a cluster. Leave out: a private redis-server is started in dataDir',
    )
    .meta({ examples: ['redis://127.0.0.1:6379'], secret: true }),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'may hold letters, digits and . _ -')
    .default('isthmus')
    .describe('What the name of every key begins with, so that several installations can share one Redis'),
  replicas: z
    .int()
    .min(0)
    .max(8)
    .default(0)
    .describe(
      'Your own Redis: how many replicas must have what is written before it counts. 1 loses nothing at a failover; with fewer of them up nothing is taken',
    ),
  fsync: z
    .enum(['everysec', 'always'])
    .default('everysec')
    .describe(
      'Private Redis: how often it writes to the disk. `always` loses nothing at power loss, for 0.6 ms a step',
    ),
  maxMemory: size('64MiB', '1024GiB')
    .prefault('1GiB')
    .describe('Private Redis: most memory. At 80% new messages are refused'),
});

const accessSection = z.strictObject({
  allow: z
    .array(normalRule)
    .prefault([])
    .describe('Domains and JIDs that may register, or "*"; nobody else may')
    .meta({ sample: ['example.org'] }),
  deny: z
    .array(normalRule)
    .prefault([])
    .describe('Exceptions. The most specific rule counts (full JID, JID, domain, "*"); in a tie deny wins'),
  admins: z
    .array(bareJid)
    .default([])
    .describe('Bare JIDs of the admins, who may use everything')
    .meta({ examples: [['admin@example.org']] }),
});

const network = z
  .string()
  .refine((text) => parseNetwork(text) !== undefined, 'must be a network or an address, such as 10.0.0.0/8');

/** Without a slash at its end. */
const publicUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, 'must be a URL, such as https://gw.example.org')
  .transform((text) => text.replace(/\/+$/, ''));

const httpSection = z.strictObject({
  listen: endpoint.prefault('127.0.0.1:8080').describe('Where to listen for health checks, metrics and links to files'),
  publicUrl: publicUrl
    .optional()
    .describe(
      'Where the world reaches /media/ of this port, through a proxy with TLS. Leave out: no files are kept here',
    ),
  proxies: z
    .array(network)
    .prefault(['127.0.0.0/8', '::1'])
    .describe('Proxies in front of this port, whose X-Forwarded-For is believed'),
  allowNetworks: z
    .array(network)
    .prefault([])
    .describe(
      'Networks such as 10.1.2.0/24 that are not public and may be fetched from when a user sends a link there',
    ),
});

/**
 * The console in the browser. Whoever reaches it can try to sign in, and whoever is on the way could take a session over, so it listens
 * on loopback unless the admin says why not.
 */
const consoleSection = z
  .strictObject({
    listen: endpoint.prefault('127.0.0.1:8481').describe('Where to listen for browsers'),
    publicUrl: publicUrl
      .optional()
      .describe('Where browsers reach it through a proxy with TLS. Leave out: at the address where it listens')
      .meta({ examples: ['https://console.example.org'] }),
    proxies: z
      .array(network)
      .prefault(['127.0.0.0/8', '::1'])
      .describe('Proxies in front of this port, whose X-Forwarded-For is believed'),
    admins: z
      .array(bareJid)
      .optional()
      .describe('Bare JIDs that may sign in. Default: access.admins')
      .meta({ live: true })
      .meta({ examples: [['admin@example.org']] }),
    queues: z
      .boolean()
      .default(true)
      .describe('Show the queues of the lanes in bull-board too, at /queues/: to look at, without what is carried'),
    insecure: z.boolean().default(false).describe('Listen beyond loopback without TLS in front'),
  })
  .superRefine(({ listen, publicUrl: url, insecure }, context) => {
    if (insecure || isLoopback(listen.host) || url?.startsWith('https://') === true) return;
    context.addIssue({
      code: 'custom',
      path: ['listen'],
      message:
        'is not loopback, so sessions of admins could be taken over on the way: put a proxy with TLS in front and name its https:// address in publicUrl, or write insecure: true',
    });
  });

const journeysSection = z.strictObject({
  keep: z
    .union([z.literal('off'), size('1MiB', '10GiB')])
    .prefault('32MiB')
    .describe('Most memory of Redis for the steps of messages, without their texts; `off`: none are kept'),
  age: duration('1h', '90d').prefault('7d').describe('How long they are kept at most'),
});

/** Types that a browser can be made to show safely: none that can hold a program, and none whose content proves nothing. */
const INLINE = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'audio/mp4',
  'audio/mpeg',
  'audio/aac',
  'audio/ogg',
  'audio/flac',
  'audio/wav',
  'audio/amr',
  'video/mp4',
  'video/webm',
  'video/ogg',
  'video/3gpp',
  'video/quicktime',
] as const;

/** The section `media`: files that users send and get, those that are kept here and those that are fetched. */
export const mediaSection = z.strictObject({
  dir: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the files. Default: media in dataDir')
    .meta({ examples: ['/var/lib/isthmus/media'] }),
  maxFile: size('1KiB', '10GiB').prefault('32MiB').describe('Largest file that is kept or fetched'),
  quota: size('1MiB', '10240GiB').prefault('4GiB').describe('Most that all files together may have'),
  userQuota: size('1KiB', '1024GiB').prefault('256MiB').describe('Most that the files of one user may have'),
  ttl: duration('10m', '365d').prefault('14d').describe('How long a file is kept'),
  inline: z
    .array(z.enum([...INLINE, 'application/pdf', 'image/heic', 'image/bmp', 'video/x-matroska']))
    .prefault([...INLINE])
    .describe('Types that a browser may show; it stores all others, and those whose content is something else'),
  upload: z
    .enum(['auto', 'off'])
    .default('auto')
    .describe(
      "`auto` puts files into the XMPP server's own upload service (XEP-0363) where it lets us, else they stay here",
    ),
  uploadPlainHttp: z.boolean().default(false).describe('Use an upload service without TLS too'),
});

const limitsSection = z.strictObject({
  rate: z
    .number()
    .positive()
    .max(1e6)
    .default(1)
    .describe('Messages a second that one user may send for long')
    .meta({ live: true }),
  burst: z.int().min(1).max(1e6).default(30).describe('Messages that one user may send at once').meta({ live: true }),
  stanza: size('10KiB', '10MiB').prefault('256KiB').describe('Largest stanza that is read'),
  contacts: z
    .int()
    .min(1)
    .max(1e6)
    .default(1000)
    .describe('Contacts that one user may have on a gateway')
    .meta({ live: true }),
  accounts: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('Accounts that one user may have on a gateway')
    .meta({ live: true }),
  waiting: z
    .int()
    .min(1)
    .max(1e6)
    .default(1000)
    .describe('Messages of one user that may wait while a network is down or refuses them for now')
    .meta({ live: true }),
  recipients: z
    .int()
    .min(20)
    .max(100)
    .default(100)
    .describe('Recipients that one message may name (XEP-0033)')
    .meta({ live: true }),
  messageTtl: duration('1m', '30d')
    .prefault('24h')
    .describe('How long a message may wait before its sender is told')
    .meta({ live: true }),
  linkTtl: duration('1h', '90d').prefault('7d').describe('How long delivery reports are waited for'),
});

const lanesSection = z.strictObject({
  lease: duration('5s', '60s').prefault('8s').describe('How long after a crash another process takes over'),
  failover: duration('5s', '1h')
    .prefault('60s')
    .describe(
      'How long a lane may have no process or no connection before new conversations take another way, or none',
    ),
  drain: duration('0s', '10m')
    .prefault('10s')
    .describe('How long an orderly stop waits for open answers')
    .meta({ live: true }),
});

const deadLettersSection = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Keep messages that failed, encrypted, so that an admin may have them tried again'),
  keep: duration('1h', '90d').prefault('7d').describe('How long they are kept'),
  count: z.int().min(1).max(1e6).default(10_000).describe('How many are kept; the oldest give way'),
});

const controlSection = z.strictObject({
  enabled: z.boolean().default(true).describe('Let `isthmus NOUN VERB` of this machine reach the running gateway'),
  dir: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the sockets, readable by its owner alone. Default: control in dataDir')
    .meta({ examples: ['/run/isthmus'] }),
});

const logSection = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('The least that is logged')
    .meta({ live: true }),
});

/** The config file without its gateways, which bring schemas of their own. */
export const mainSchema = z.strictObject({
  xmpp: xmppSection.describe('The XMPP server that Isthmus attaches to'),
  redis: redisSection.prefault({}).describe('Where everything is kept'),
  dataDir: z.string().min(1).default('/var/lib/isthmus').describe('Folder for the private Redis'),
  keyFile: z
    .string()
    .min(1)
    .optional()
    .describe('Keys that encrypt secrets in Redis; made at the first start. Default: secret.key in dataDir')
    .meta({ examples: ['/etc/isthmus/secret.key'] }),
  access: accessSection.prefault({}).describe('Who may use it').meta({ sample: true, live: true }),
  http: httpSection.optional().describe('Health, metrics and links to files; leave out: no HTTP, and no files'),
  console: consoleSection.optional().describe('The console in the browser, for admins; leave out: none'),
  journeys: journeysSection.prefault({}).describe('What became of each message, step by step, for admins'),
  media: mediaSection.prefault({}).describe('Files that are carried between XMPP and the networks'),
  about: aboutSection
    .prefault({})
    .describe('What every gateway tells of itself in service discovery')
    .meta({ live: true }),
  directory: directorySection.optional().describe('People whom users can search for (XEP-0055); leave out: no search'),
  limits: limitsSection.prefault({}).describe('What one user may use'),
  lanes: lanesSection.prefault({}).describe('Queues and taking over'),
  deadLetters: deadLettersSection.prefault({}).describe('Messages that could not be carried, for the admin'),
  control: controlSection.prefault({}).describe('The socket for commands of the admin'),
  telemetry: telemetrySection.optional().describe('Traces of messages over OpenTelemetry; leave out: none'),
  log: logSection.prefault({}).describe('Logging, as JSON lines on standard output'),
  gateways: z.record(z.string(), z.unknown()).describe('The gateways; one that is not named is not started'),
});

type Main = z.output<typeof mainSchema>;

/**
 * The main part of the config with every folder and file as an absolute path; defaults that follow `dataDir` are filled
 * in.
 */
export type MainConfig = Omit<Main, 'gateways' | 'keyFile' | 'media' | 'control'> & {
  readonly keyFile: string;
  readonly control: { readonly enabled: boolean; readonly dir: string };
  readonly media: Omit<Main['media'], 'dir'> & { readonly dir: string };
};
