import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { readAvatarFile } from './avatar-file.js';
import type { DirectoryConfig } from './directory-section.js';
import { explain, finding, unknownKey } from './explain.js';
import type { Finding, Path } from './finding.js';
import { type Layers, overlaid } from './overrides.js';
import { resolvePlainFiles } from './plain-files.js';
import { explainReason } from './reason.js';
import { withNewNames } from './renamed.js';
import { endpoint, type MainConfig, mainSchema, streams as streamsKey } from './schema.js';
import { checkContents, resolveSecrets } from './secret-files.js';
import { secretPlace } from './secret-place.js';
import { type Shape, shapeOf } from './shape.js';
import { parseSource, type Source } from './source.js';
import { COMMON_SHAPES, type ConfigModule, wholeShape } from './whole-shape.js';

/** A gateway that the file names. */
export interface GatewayConfig {
  readonly name: string;
  readonly domain: string;
  /** Shared with the XMPP server; read from the file where it is in one. */
  readonly secret: string;
  /** The component port, where this gateway has one of its own; else `xmpp.server`. */
  readonly server: { readonly host: string; readonly port: number };
  /** Connections that serve its domain; undefined: as `xmpp.streams` says. */
  readonly streams?: number;
  /** A picture for it and its contacts (PNG), where the admin gives one. */
  readonly avatar?: Buffer;
  /** Its section as its schema gave it. */
  readonly config: unknown;
}

/** The whole config as the program uses it: each gateway's section as that gateway has read it. */
export interface Config extends MainConfig {
  readonly gateways: readonly GatewayConfig[];
}

/** A config that can be used. */
export interface LoadedConfig {
  readonly ok: true;
  readonly config: Config;
  readonly findings: readonly Finding[];
  /** What was given for it, and where each value comes from. */
  readonly source: Source;
  /** What may be given. */
  readonly shape: Shape;
}

/** Warnings come along with a config that can be used; with errors there is none. */
export type ConfigResult = LoadedConfig | { readonly ok: false; readonly findings: readonly Finding[] };

/** A module gets those of the keys that the core reads that its schema names. */
const COMMON_KEYS = Object.keys(COMMON_SHAPES);

/** Reads a config file, and what goes over it, and tells all that is wrong at once, in the order of the file. Touches no network. */
export function loadConfig(file: string, modules: readonly ConfigModule[], layers: Layers = {}): ConfigResult {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const message = `${file} cannot be read: ${explainReason(error)}`;
    return { ok: false, findings: [{ severity: 'error', path: '', message, fix: 'give the path of the config file' }] };
  }
  const written = parseSource(text);
  if (written.findings.length > 0) return { ok: false, findings: written.findings };
  const shape = wholeShape(modules);
  const { source: named, findings: renamed } = withNewNames(written);
  const source = overlaid(named, shape, layers);
  if (source.findings.length > 0) return { ok: false, findings: source.findings };
  const loading = new Loading(source, resolve(file), modules, layers.environment?.CREDENTIALS_DIRECTORY);
  const config = loading.run();
  loading.findings.push(...renamed);
  const findings = loading.findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (config === undefined || findings.some(({ severity }) => severity === 'error')) return { ok: false, findings };
  return { ok: true, config, findings, source, shape };
}

class Loading {
  readonly findings: Finding[] = [];
  readonly #source: Source;
  readonly #file: string;
  readonly #modules: readonly ConfigModule[];
  readonly #credentials: string | undefined;
  #inline = false;

  constructor(source: Source, file: string, modules: readonly ConfigModule[], credentials: string | undefined) {
    this.#source = source;
    this.#file = file;
    this.#modules = modules;
    this.#credentials = credentials;
  }

  run(): Config | undefined {
    const raw = this.#source.value;
    if (!isSection(raw)) {
      this.#error([], undefined, 'holds no keys', 'begin with the example config file');
      return undefined;
    }
    const { gateways: rawGateways, ...rest } = raw;
    const main = this.#parse(
      mainSchema,
      { ...rest, ...(isSection(rawGateways) ? { gateways: {} } : 'gateways' in raw ? { gateways: rawGateways } : {}) },
      [],
    );
    const server = main.value?.xmpp.server;
    const gateways: (GatewayConfig | undefined)[] = [];
    if (isSection(rawGateways)) {
      for (const [name, section] of Object.entries(rawGateways)) gateways.push(this.#gateway(name, section, server));
      this.#checkDomains(rawGateways, main.value?.xmpp.domain);
      this.#checkPolicies(Object.keys(main.value?.about.networkPolicy ?? {}), Object.keys(rawGateways));
    }
    if (main.value !== undefined) this.#warn(main.value, gateways.length);
    if (main.value === undefined || gateways.includes(undefined)) return undefined;
    const { gateways: _, keyFile, dataDir, directory, media, control, ...sections } = main.value;
    const folder = dirname(this.#file);
    const data = resolve(folder, dataDir);
    return {
      ...sections,
      directory: directory === undefined ? undefined : this.#directory(directory, folder),
      dataDir: data,
      keyFile: this.#keyFile(keyFile, data),
      control: {
        ...control,
        dir: control.dir === undefined ? join(data, 'control') : resolve(folder, control.dir),
      },
      media: { ...media, dir: media.dir === undefined ? join(data, 'media') : resolve(folder, media.dir) },
      gateways: gateways.filter((gateway) => gateway !== undefined),
    };
  }

  /** A credential of systemd is there before the start; any other file is made then. */
  #keyFile(named: string | undefined, data: string): string {
    if (named === undefined) return join(data, 'secret.key');
    return secretPlace(named, { config: dirname(this.#file), credentials: this.#credentials });
  }

  #gateway(name: string, section: unknown, mainServer: GatewayConfig['server'] | undefined): GatewayConfig | undefined {
    const path = ['gateways', name];
    const module = this.#modules.find((one) => one.name === name);
    if (module === undefined) {
      const names = this.#modules.map((one) => one.name);
      this.findings.push(unknownKey(name, ['gateways'], names, this.#source));
      return undefined;
    }
    if (!isSection(section)) {
      this.#error(path, section, 'must be a section with keys', `write the settings of ${name} below it, or remove it`);
      return undefined;
    }
    const known = Object.keys(shapeOf(module.config).properties ?? {});
    const own = Object.entries(section).filter(([key]) => known.includes(key) || !COMMON_KEYS.includes(key));
    const parsed = this.#parse(module.config, Object.fromEntries(own), path, true);
    const { domain } = section;
    if (typeof domain !== 'string' && !known.includes('domain')) {
      this.#error([...path, 'domain'], domain, 'is missing', 'add the XMPP domain of this gateway');
    }
    const secret = parsed.contents.get(`gateways.${name}.secretFile`) ?? section.secret;
    if (secret === undefined && section.secretFile === undefined) {
      this.#error(
        [...path, 'secret'],
        undefined,
        'is missing',
        'add secretFile with the path of a file that holds the secret of this component, or secret',
      );
    }
    const server = 'server' in section ? endpoint.safeParse(section.server) : undefined;
    if (server !== undefined && !server.success) {
      this.#error([...path, 'server'], section.server, 'must be a host and a port', 'write it like 127.0.0.1:5347');
    }
    const streams = 'streams' in section ? streamsKey.safeParse(section.streams) : undefined;
    if (streams !== undefined && !streams.success) {
      const fix = 'write component_number of the domain_balancing of ejabberd, or remove it';
      this.#error([...path, 'streams'], section.streams, 'must be a whole number from 1 to 16', fix);
    }
    const avatar = this.#avatar([...path, 'avatarFile'], section.avatarFile);
    const place = server?.data ?? mainServer;
    if (parsed.value === undefined || place === undefined || typeof domain !== 'string' || typeof secret !== 'string') {
      return undefined;
    }
    return {
      name,
      domain: domain.toLowerCase(),
      secret,
      server: place,
      ...(streams?.success === true ? { streams: streams.data } : {}),
      config: parsed.value,
      ...(avatar && { avatar }),
    };
  }

  /** What is wrong with the file is a finding; it is no reason not to look at the rest. */
  #avatar(path: Path, file: unknown): Buffer | undefined {
    if (typeof file !== 'string') return undefined;
    const read = readAvatarFile(resolve(dirname(this.#file), file));
    if (read.ok) return read.bytes;
    this.#error(path, file, read.message, read.fix);
    return undefined;
  }

  /**
   * Resolves the secret files of a section and checks it; what is wrong is added to the findings. `files`: other files of it have to
   * be there, too.
   */
  #parse<T>(
    schema: z.ZodType<T>,
    value: unknown,
    base: Path,
    files = false,
  ): { value: T | undefined; contents: ReadonlyMap<string, string> } {
    const shape = shapeOf(schema);
    const folder = dirname(this.#file);
    const folders = { config: folder, credentials: this.#credentials };
    const secrets = resolveSecrets(value, shape, base, this.#source, folders);
    this.findings.push(...secrets.findings, ...checkContents(schema, secrets, base, this.#source));
    this.#inline ||= secrets.inline;
    const plain = files
      ? resolvePlainFiles(secrets.value, shape, base, this.#source, folder)
      : { value: secrets.value, findings: [] };
    this.findings.push(...plain.findings);
    const result = schema.safeParse(plain.value, { reportInput: false });
    if (result.success) return { value: result.data, contents: secrets.contents };
    const wrong = explain(result.error, { source: this.#source, shape, base, value: plain.value });
    this.findings.push(...wrong.filter(({ path }) => !secrets.unread.has(path)));
    return { value: undefined, contents: secrets.contents };
  }

  /** Its paths begin at the folder of the config file too. */
  #directory({ file, ldap, results }: DirectoryConfig, folder: string): DirectoryConfig {
    const path = file === undefined ? undefined : resolve(folder, file);
    if (path !== undefined && !existsSync(path)) {
      this.#error(['directory', 'file'], file, 'is not there', 'make the file, or correct the path');
    }
    const caFile = ldap?.caFile === undefined ? undefined : resolve(folder, ldap.caFile);
    return { file: path, ldap: ldap && { ...ldap, caFile }, results };
  }

  #checkPolicies(named: readonly string[], gateways: readonly string[]): void {
    for (const name of named) {
      if (gateways.includes(name)) continue;
      this.findings.push(unknownKey(name, ['about', 'networkPolicy'], gateways, this.#source));
    }
  }

  #checkDomains(gateways: Readonly<Record<string, unknown>>, serverDomain: string | undefined): void {
    const holders = new Map<string, string>();
    if (serverDomain !== undefined) holders.set(serverDomain, 'xmpp.domain');
    for (const [name, section] of Object.entries(gateways)) {
      if (!isSection(section) || typeof section.domain !== 'string') continue;
      const domain = section.domain.toLowerCase();
      const holder = holders.get(domain);
      if (holder === undefined) holders.set(domain, `gateways.${name}.domain`);
      else this.#error(['gateways', name, 'domain'], domain, `is the same as ${holder}`, 'give each its own domain');
    }
  }

  /** One that is not there yet is made at the first start. */
  #checkKeyFile({ keyFile, dataDir }: z.output<typeof mainSchema>): void {
    const folder = dirname(this.#file);
    const file = keyFile === undefined ? join(resolve(folder, dataDir), 'secret.key') : resolve(folder, keyFile);
    const { mode = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if ((mode & 0o007) === 0) return;
    // With the keys in the environment it is not read.
    const message = 'can be read by every user of this machine, so Isthmus does not start with it';
    this.#warning(['keyFile'], message, `run: chmod 600 ${file}`);
  }

  #warn(main: z.output<typeof mainSchema>, gateways: number): void {
    if (main.access.allow.length === 0) {
      this.#warning(['access', 'allow'], 'names nobody, so nobody can use it', `add allow: [${main.xmpp.domain}]`);
    }
    if (gateways === 0) this.#warning(['gateways'], 'names no gateway', 'add one, such as sms');
    if (main.http?.publicUrl?.startsWith('http://') === true) {
      const message = 'is not https: whoever is on the way can read the links, and so the files';
      this.#warning(['http', 'publicUrl'], message, 'put a proxy with TLS in front and write https://');
    }
    const { http, console: page } = main;
    if (http !== undefined && page !== undefined && samePlace(http.listen, page.listen)) {
      const shown = `${page.listen.host}:${page.listen.port}`;
      this.#error(['console', 'listen'], shown, 'is the same as http.listen', 'give each a port of its own');
    }
    this.#checkKeyFile(main);
    if (this.#inline && (statSync(this.#file).mode & 0o007) !== 0) {
      this.#warning([], 'this file holds secrets and can be read by every user', `run: chmod 600 ${this.#file}`);
    }
  }

  #error(path: Path, value: unknown, message: string, fix: string): void {
    this.findings.push(finding(this.#source, path, value, message, fix));
  }

  #warning(path: Path, message: string, fix: string): void {
    this.findings.push({ ...finding(this.#source, path, undefined, message, fix), severity: 'warning' });
  }
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Whether two of a machine cannot listen at both. */
function samePlace(one: Place, other: Place): boolean {
  const any = ['0.0.0.0', '::'];
  return one.port === other.port && (one.host === other.host || any.includes(one.host) || any.includes(other.host));
}
