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

/** How ejabberd spreads a domain over several connections of its component; `component_number` of them must connect. */
export interface DomainBalancing {
  readonly type: 'random' | 'source' | 'destination' | 'bare_source' | 'bare_destination';
  readonly component_number: number;
}

/** An ejabberd with one host of its own. */
export interface EjabberdOptions {
  /** Default `example.net`. */
  readonly domain?: string;
  /** Component domains and their secrets. */
  readonly components?: Readonly<Record<string, string>>;
  /** Accounts and their passwords. */
  readonly users?: Readonly<Record<string, string>>;
  /** The port for components; default a free one. */
  readonly componentPort?: number;
  /** By component domain. */
  readonly domainBalancing?: Readonly<Record<string, DomainBalancing>>;
  /** Modules besides the usual ones, as in the `modules` section: `{ mod_privilege: {} }`. */
  readonly modules?: Readonly<Record<string, unknown>>;
  /** Further top-level keys: `{ acl: ..., access_rules: ... }`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Further keys of the component listener: `{ max_stanza_size: 65536 }`. */
  readonly extraListener?: Readonly<Record<string, unknown>>;
  /** `mod_http_upload`. */
  readonly upload?: UploadOptions;
  readonly logLevel?: 'debug' | 'info' | 'warning';
}

/** Debian's list without what needs TLS, other ports or other servers; with `mod_mam`, which most installations turn on. */
const MODULES: Readonly<Record<string, unknown>> = {
  mod_adhoc: {},
  mod_admin_extra: {},
  mod_blocking: {},
  mod_caps: {},
  mod_carboncopy: {},
  mod_client_state: {},
  mod_disco: {},
  mod_http_api: {},
  mod_last: {},
  mod_mam: { assume_mam_usage: true, default: 'always' },
  mod_offline: {},
  mod_ping: {},
  mod_privacy: {},
  mod_private: {},
  mod_pubsub: { plugins: ['flat', 'pep'] },
  mod_roster: { versioning: true },
  mod_shared_roster: {},
  mod_stream_mgmt: {},
  mod_vcard: {},
  mod_vcard_xupdate: {},
  mod_version: {},
};

/** A real ejabberd. */
export class Ejabberd extends LocalServer implements XmppServer {
  readonly software = 'ejabberd';
  readonly host = LOOPBACK;
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  /** Its HTTP API (`mod_http_api` under `/api`), open to loopback. */
  readonly apiPort: number;
  readonly components: Readonly<Record<string, string>>;

  constructor(plan: ServerPlan, ports: EjabberdPorts, options: EjabberdOptions) {
    super(plan);
    this.domain = domainOf(options);
    this.c2sPort = ports.c2s;
    this.componentPort = ports.component;
    this.apiPort = ports.api;
    this.components = options.components ?? {};
  }

  async addUser(username: string, password: string = randomPassword()): Promise<XmppAccount> {
    return await addEjabberdUser(this, username, password);
  }
}

interface EjabberdPorts {
  readonly c2s: number;
  readonly component: number;
  readonly api: number;
}

/** Adds an account to an ejabberd of this machine, also one that another process has started. */
export async function addEjabberdUser(
  server: { readonly apiPort: number; readonly domain: string; readonly host: string; readonly c2sPort: number },
  username: string,
  password: string,
): Promise<XmppAccount> {
  const { domain, host, c2sPort } = server;
  const response = await fetch(`http://${LOOPBACK}:${server.apiPort}/api/register`, {
    method: 'POST',
    body: JSON.stringify({ user: username, host: domain, password }),
  });
  if (!response.ok) {
    throw new Error(`ejabberd did not register ${username}@${domain}: ${response.status} ${await response.text()}`);
  }
  return { username, password, domain, jid: `${username}@${domain}`, host, port: c2sPort };
}

/**
 * Starts an ejabberd on free loopback ports, with its data in a temporary folder. It runs straight on Erlang, as whoever
 * runs the test, and without Erlang's distribution: no node name, no epmd, nothing beside its one process.
 */
export async function startEjabberd(options: EjabberdOptions = {}): Promise<Ejabberd> {
  const dir = await tempDir('ejabberd');
  const ports = {
    c2s: await freePort(),
    component: options.componentPort ?? (await freePort()),
    api: await freePort(),
  };
  const configPath = join(dir, 'ejabberd.yml');
  await mkdir(join(dir, 'spool'));
  // ejabberd reads YAML, and JSON is YAML.
  await writeFile(configPath, `${JSON.stringify(ejabberdConfig(dir, ports, options), null, 2)}\n`);
  const domain = domainOf(options);
  const firstComponent = Object.keys(options.components ?? {})[0];
  const plan: ServerPlan = {
    name: 'ejabberd',
    dir,
    command: 'erl',
    args: ['-noinput', '-mnesia', 'dir', `"${join(dir, 'spool')}"`, '-s', 'ejabberd'],
    env: {
      HOME: dir,
      EJABBERD_CONFIG_PATH: configPath,
      EJABBERD_LOG_PATH: join(dir, 'ejabberd.log'),
      ERL_CRASH_DUMP: join(dir, 'erl_crash.dump'),
      ERL_LIBS: erlangLibraries(),
    },
    isReady: async () =>
      (await answersXmpp(ports.c2s, domain, 'jabber:client')) &&
      (firstComponent === undefined || (await answersXmpp(ports.component, firstComponent, 'jabber:component:accept'))),
  };
  const server = new Ejabberd(plan, ports, options);
  await server.start();
  for (const [username, password] of Object.entries(options.users ?? {})) await server.addUser(username, password);
  return server;
}

function domainOf(options: EjabberdOptions): string {
  return options.domain ?? 'example.net';
}

/** Where Debian puts ejabberd's Erlang libraries; it depends on the machine. */
function erlangLibraries(): string {
  const machine = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  return `/usr/lib/${machine}`;
}

function ejabberdConfig(dir: string, ports: EjabberdPorts, options: EjabberdOptions): Record<string, unknown> {
  const { components = {}, domainBalancing, modules = {}, extra = {}, extraListener = {}, logLevel = 'info' } = options;
  const hosts = Object.fromEntries(Object.entries(components).map(([domain, password]) => [domain, { password }]));
  const listen: Record<string, unknown>[] = [
    { port: ports.c2s, ip: LOOPBACK, module: 'ejabberd_c2s', access: 'all', shaper: 'none', max_stanza_size: 262_144 },
    {
      port: ports.api,
      ip: LOOPBACK,
      module: 'ejabberd_http',
      request_handlers: {
        '/api': 'mod_http_api',
        ...(options.upload === undefined ? {} : { '/upload': 'mod_http_upload' }),
      },
    },
  ];
  if (Object.keys(hosts).length > 0) {
    listen.push({
      port: ports.component,
      ip: LOOPBACK,
      module: 'ejabberd_service',
      access: 'all',
      shaper: 'none',
      global_routes: false,
      hosts,
      ...extraListener,
    });
  }
  return {
    loglevel: logLevel,
    hosts: [domainOf(options)],
    auth_password_format: 'plain',
    disable_sasl_mechanisms: ['digest-md5', 'X-OAUTH2'],
    // No DNS look-ups for the domains of components that are away.
    s2s_access: 'none',
    api_permissions: { 'sandbox api': { from: ['mod_http_api'], who: 'all', what: '*' } },
    listen,
    modules: { ...MODULES, ...uploadModule(dir, ports, options), ...modules },
    ...uploadRules(options),
    ...(domainBalancing === undefined ? {} : { domain_balancing: domainBalancing }),
    ...extra,
  };
}

function uploadModule(dir: string, ports: EjabberdPorts, { upload }: EjabberdOptions): Record<string, unknown> {
  if (upload === undefined) return {};
  const { maxSize = UPLOAD_MAX_SIZE } = upload;
  const url = `http://${LOOPBACK}:${ports.api}/upload`;
  return { mod_http_upload: { put_url: url, docroot: join(dir, 'upload'), max_size: maxSize, access: 'uploaders' } };
}

/** Without such a rule the module takes nothing from components. */
function uploadRules({ upload, components = {} }: EjabberdOptions): Record<string, unknown> {
  if (upload === undefined) return {};
  return {
    acl: { local: { user_regexp: '' }, gateways: { server: upload.components ?? Object.keys(components) } },
    access_rules: { uploaders: [{ allow: 'local' }, { allow: 'gateways' }] },
  };
}
