import { changesOf, effectiveKeys } from '../config/effective.js';
import type { Config, LoadedConfig } from '../config/load.js';
import type { Layers } from '../config/overrides.js';
import type { DirectorySettings } from '../core/about.js';
import type { Host } from '../core/host.js';
import type { Reloaded } from '../core/operator/config.js';
import type { Log } from '../log.js';
import { findingText } from './finding-text.js';
import { aboutOf, type LiveConfig } from './live-config.js';
import { moduleFindings } from './module-findings.js';
import type { Networks } from './networks.js';
import { readConfig } from './read-config.js';

/** What reading the config again needs of the process that runs. */
export interface ReloaderParts {
  readonly file: string;
  readonly networks: Networks;
  readonly layers: Layers;
  readonly role: string | undefined;
  /** The config with which the process was started. */
  readonly started: LoadedConfig;
  readonly live: LiveConfig;
  readonly directory: DirectorySettings | undefined;
  readonly log: Log;
}

/** What a host has to do with a config that was read again. */
type Reloading = Pick<Host, 'reload' | 'take' | 'tellReload'>;

/** Reads the config again and takes over what may change while Isthmus runs; with any error all stays as it is. */
export class Reloader {
  readonly #parts: ReloaderParts;
  readonly #host: Reloading;
  /** What was taken last. */
  #now: LoadedConfig;
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: ReloaderParts, host: Reloading) {
    this.#parts = parts;
    this.#host = host;
    this.#now = parts.started;
    host.tellReload(true);
  }

  /** One after the other, so that the last one sees the last files. Never rejects. */
  run(): Promise<Reloaded> {
    const running = this.#running.then(() => this.#run());
    this.#running = running;
    return running;
  }

  async #run(): Promise<Reloaded> {
    const { log } = this.#parts;
    let done: Reloaded;
    try {
      done = await this.#read();
    } catch (error) {
      done = failed([error instanceof Error ? error.message : String(error)]);
    }
    this.#host.tellReload(done.ok);
    const { findings, taken, restart } = done;
    if (!done.ok) log.error({ findings }, 'config read again: it has errors and was not taken, what was before stays');
    else if (restart.length > 0) log.warn({ taken, restart }, 'config read again; some keys count after a restart');
    else log.info({ taken }, 'config read again');
    return done;
  }

  async #read(): Promise<Reloaded> {
    const { file, networks, layers, role, started, live, directory } = this.#parts;
    const { modules, result } = await readConfig(networks, file, layers);
    const findings = result.findings.map((finding) => findingText(file, finding));
    if (!result.ok) return failed(findings);
    const own = await moduleFindings(file, result, modules, role);
    findings.push(...own.map((finding) => findingText(finding.file, finding)));
    const bad = own.some(({ severity }) => severity === 'error');
    // Also where that is known to be bad: gateways count and tell it in their own words.
    const wrong = await this.#host.reload();
    if (bad) return failed(findings);
    // Its files changed between the check and now: what they say was not taken, and it has told why.
    if (wrong.length > 0)
      return failed([...findings, ...wrong.map((name) => `gateways.${name}: its files have errors`)]);
    const now = effectiveKeys(result);
    const { live: taken } = changesOf(effectiveKeys(this.#now), now);
    // What an earlier reload did not take still waits for the restart.
    const { restart } = changesOf(effectiveKeys(started), now);
    this.#now = result;
    live.take(result.config);
    const about = aboutOf(result.config, directory);
    for (const { name, config } of result.config.gateways) this.#host.take(name, { config, about: about(name) });
    return {
      ok: true,
      findings,
      taken,
      restart: [...restart, ...otherSecrets(started.config, result.config, restart)],
    };
  }
}

function failed(findings: readonly string[]): Reloaded {
  return { ok: false, findings, taken: [], restart: [] };
}

/** Files of components' secrets that hold another one than at the start, though the keys are the same. */
function otherSecrets(started: Config, now: Config, named: readonly string[]): readonly string[] {
  return now.gateways.flatMap(({ name, secret }) => {
    const before = started.gateways.find((one) => one.name === name);
    if (before === undefined || before.secret === secret) return [];
    const told = named.some((key) => key.startsWith(`gateways.${name}.secret`));
    return told ? [] : [`gateways.${name}.secretFile`];
  });
}
