import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { answersXmpp } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';
import {
  LOOPBACK,
  randomPassword,
  UPLOAD_MAX_SIZE,
  type UploadOptions,
  type XmppAccount,
  type XmppServer,
} from './xmpp-server.js';

/** A Prosody with one host of its own. */
export interface ProsodyOptions {
  /** Default `example.org`. */
  readonly domain?: string;
  /** Component domains and their secrets: `{ 'sms.example.org': 's3cret' }`. */
  readonly components?: Readonly<Record<string, string>>;
  /** Accounts and their passwords: `{ romeo: 'capulet' }`. */
  readonly users?: Readonly<Record<string, string>>;
  /** The port for clients; default a free one. */
  readonly c2sPort?: number;
  /** Prosody leaves Nagle's algorithm on; false turns it off. */
  readonly nagle?: boolean;
  /** Modules of Prosody besides the usual ones: `['limits']`. */
  readonly modules?: readonly string[];
  /** Lua lines for the global section. */
  readonly extraGlobal?: string;
  /** Lua lines for every component section: `component_conflict_resolve = "kick_old"`. */
  readonly extraComponent?: string;
  /** Certificate and key (PEM files): offers STARTTLS to clients. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** `mod_http_file_share`. */
  readonly upload?: UploadOptions;
  /** `debug` writes every stanza's fate. Default `info`. */
  readonly logLevel?: 'debug' | 'info' | 'warn';
}

/**
 * What Debian's configuration enables, without `limits` (it slows clients to 10 kB/s), what needs other servers, and what
 * only serves administration; with `mam`, which most installations turn on.
 */
const MODULES = [
  'disco',
  'roster',
  'saslauth',
  'blocklist',
  'bookmarks',
  'carbons',
  'pep',
  'private',
  'smacks',
  'vcard4',
  'vcard_legacy',
  'csi_simple',
  'ping',
  'register',
  'time',
  'uptime',
  'version',
  'mam',
];

/** A real Prosody. */
export class Prosody extends LocalServer implements XmppServer {
  readonly software = 'prosody';
  readonly host = LOOPBACK;
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly components: Readonly<Record<string, string>>;

  constructor(plan: ServerPlan, c2sPort: number, componentPort: number, options: ProsodyOptions) {
    super(plan);
    this.domain = domainOf(options);
    this.c2sPort = c2sPort;
    this.componentPort = componentPort;
    this.components = options.components ?? {};
  }

  async addUser(username: string, password: string = randomPassword()): Promise<XmppAccount> {
    return await addProsodyUser(this, username, password);
  }
}

/**
 * Adds an account to a Prosody of this machine, also one that another process has started: accounts are files, and
 * Prosody reads them at each login.
 */
export async function addProsodyUser(
  server: { readonly dir: string; readonly domain: string; readonly host: string; readonly c2sPort: number },
  username: string,
  password: string,
): Promise<XmppAccount> {
  const { dir, domain, host, c2sPort } = server;
  const folder = join(dir, 'data', fileName(domain), 'accounts');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${fileName(username)}.dat`), `return {\n\t["password"] = ${lua(password)};\n};\n`);
  return { username, password, domain, jid: `${username}@${domain}`, host, port: c2sPort };
}

/** Starts a Prosody on free loopback ports, with its data in a temporary folder. */
export async function startProsody(options: ProsodyOptions = {}): Promise<Prosody> {
  const dir = await tempDir('prosody');
  const c2sPort = options.c2sPort ?? (await freePort());
  const componentPort = await freePort();
  const configPath = join(dir, 'prosody.cfg.lua');
  await mkdir(join(dir, 'data'));
  await mkdir(join(dir, 'certs'));
  const httpPort = options.upload === undefined ? undefined : await freePort();
  await writeFile(configPath, prosodyConfig(dir, { c2sPort, componentPort, httpPort }, options));
  const domain = domainOf(options);
  const firstComponent = Object.keys(options.components ?? {})[0];
  const plan: ServerPlan = {
    name: 'prosody',
    dir,
    command: 'prosody',
    args: ['--config', configPath, '-F'],
    isReady: async () =>
      (await answersXmpp(c2sPort, domain, 'jabber:client')) &&
      (firstComponent === undefined || (await answersXmpp(componentPort, firstComponent, 'jabber:component:accept'))),
  };
  const server = new Prosody(plan, c2sPort, componentPort, options);
  for (const [username, password] of Object.entries(options.users ?? {})) await server.addUser(username, password);
  await server.start();
  return server;
}

function domainOf(options: ProsodyOptions): string {
  return options.domain ?? 'example.org';
}

interface ProsodyPorts {
  readonly c2sPort: number;
  readonly componentPort: number;
  /** Only with an upload service. */
  readonly httpPort: number | undefined;
}

function prosodyConfig(dir: string, ports: ProsodyPorts, options: ProsodyOptions): string {
  const { c2sPort, componentPort, httpPort } = ports;
  const { components = {}, nagle, modules = [], extraGlobal, extraComponent, certificate, logLevel = 'info' } = options;
  const enabled = [...MODULES, ...(certificate === undefined ? [] : ['tls']), ...modules];
  const lines = [
    `pidfile = ${lua(join(dir, 'prosody.pid'))}`,
    `data_path = ${lua(join(dir, 'data'))}`,
    // Continuous integration is often root in a throw-away machine.
    'run_as_root = true',
    'daemonize = false',
    `modules_enabled = { ${enabled.map(lua).join(', ')} }`,
    'modules_disabled = { "s2s" }',
    'authentication = "internal_plain"',
    'c2s_require_encryption = false',
    'allow_unencrypted_plain_auth = true',
    'interfaces = { "127.0.0.1" }',
    `c2s_ports = { ${c2sPort} }`,
    'c2s_direct_tls_ports = {}',
    `component_ports = { ${componentPort} }`,
    'component_interfaces = { "127.0.0.1" }',
    `http_ports = { ${httpPort ?? ''} }`,
    'http_interfaces = { "127.0.0.1" }',
    'https_ports = {}',
    `log = { { levels = { min = ${lua(logLevel)} }, to = "console" } }`,
  ];
  if (nagle !== undefined) lines.push(`network_settings = { nagle = ${nagle} }`);
  if (certificate !== undefined) {
    lines.push(`ssl = { certificate = ${lua(certificate.cert)}, key = ${lua(certificate.key)} }`);
  }
  if (extraGlobal !== undefined) lines.push(extraGlobal);
  lines.push(`VirtualHost ${lua(domainOf(options))}`);
  for (const [domain, secret] of Object.entries(components)) {
    lines.push(`Component ${lua(domain)}`, `  component_secret = ${lua(secret)}`);
    if (extraComponent !== undefined) lines.push(extraComponent);
  }
  if (httpPort !== undefined) lines.push(...uploadLines(httpPort, options));
  return `${lines.join('\n')}\n`;
}

function uploadLines(httpPort: number, options: ProsodyOptions): string[] {
  const { maxSize = UPLOAD_MAX_SIZE, components = Object.keys(options.components ?? {}) } = options.upload ?? {};
  const domain = domainOf(options);
  return [
    `Component ${lua(`upload.${domain}`)} "http_file_share"`,
    `  http_external_url = ${lua(`http://${LOOPBACK}:${httpPort}/`)}`,
    `  http_host = ${lua(LOOPBACK)}`,
    `  http_file_share_size_limit = ${maxSize}`,
    `  http_file_share_access = { ${[domain, ...components].map(lua).join(', ')} }`,
  ];
}

/** A Lua string; bytes beyond plain ASCII as decimal escapes. */
function lua(text: string): string {
  let out = '"';
  for (const byte of Buffer.from(text, 'utf8')) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    out += plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  }
  return `${out}"`;
}

/** As Prosody's storage names files: everything but letters and digits as `%xx`. */
function fileName(text: string): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte);
    out += /[A-Za-z0-9]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return out;
}
