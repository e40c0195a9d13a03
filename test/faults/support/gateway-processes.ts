import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Child, Exit } from '../../../sandbox/child.js';
import { type IsthmusOptions, mainFile, startIsthmus, writeConfig } from '../../../sandbox/isthmus.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';

export type Role = 'all' | 'xmpp' | 'sms' | 'email' | 'irc' | 'alerts';

/** Long enough for a start on a machine that has much else to do, ms. */
export const READY_MS = 60_000;

/** What processes are started in: a namespace, a clock. */
export type Surroundings = Pick<IsthmusOptions, 'within' | 'env'>;

interface Line {
  readonly level: string;
  readonly msg: string;
}

/** Isthmus as one process or as several with a role each, over one configuration, killed and started in any state. */
export class GatewayProcesses {
  readonly dir: string;
  readonly #configPath: string;
  readonly #surroundings: Surroundings;
  readonly #running = new Map<Role, Child>();
  readonly #expected = new Set<Child>();
  /** Processes that ended by themselves, with the last of what they wrote. */
  readonly deaths: string[] = [];
  /** How often each warning and error was logged. */
  readonly complaints = new Map<string, number>();
  #rest = new Map<Role, string>();
  #output = '';

  private constructor(dir: string, configPath: string, surroundings: Surroundings = {}) {
    this.dir = dir;
    this.#configPath = configPath;
    this.#surroundings = surroundings;
  }

  /** Writes the configuration; `dataDir` and `keyFile` are filled in. Starts nothing. */
  static async make(
    config: Readonly<Record<string, unknown>>,
    surroundings: Surroundings = {},
  ): Promise<GatewayProcesses> {
    const dir = await tempDir('isthmus');
    const path = await writeConfig(dir, { dataDir: join(dir, 'data'), keyFile: join(dir, 'secret.key'), ...config });
    return new GatewayProcesses(dir, path, surroundings);
  }

  /** More processes over the configuration and the keys of others, as on a second machine. Stop them first. */
  static async beside(others: GatewayProcesses): Promise<GatewayProcesses> {
    return new GatewayProcesses(await tempDir('isthmus'), others.#configPath);
  }

  get roles(): readonly Role[] {
    return [...this.#running.keys()];
  }

  /** All that was logged, of all processes (the last MiB). */
  get output(): string {
    return this.#output;
  }

  pid(role: Role): number {
    return this.#child(role).pid;
  }

  /** Starts a process and returns at once. */
  async start(role: Role): Promise<void> {
    if (this.#running.has(role)) throw new Error(`${role} runs already`);
    this.#rest.delete(role);
    const child = await startIsthmus(this.#configPath, {
      args: role === 'all' ? [] : ['--role', role],
      onOutput: (text) => this.#log(role, text),
      ...this.#surroundings,
    });
    this.#running.set(role, child);
    void child.exited.then((exit) => {
      if (this.#running.get(role) === child) this.#running.delete(role);
      if (!this.#expected.has(child))
        this.deaths.push(`${role} ended by itself ${JSON.stringify(exit)}: ${child.tail(15)}`);
    });
  }

  /** Resolves when the process says that it is ready. */
  async ready(role: Role, timeoutMs = READY_MS): Promise<void> {
    await this.#child(role).waitForLog(/"msg":"ready"/, timeoutMs);
  }

  async kill(role: Role): Promise<void> {
    const child = this.#child(role);
    this.#expected.add(child);
    await child.kill();
    this.#running.delete(role);
  }

  signal(role: Role, signal: NodeJS.Signals): void {
    this.#child(role).signal(signal);
  }

  /** Orderly end; tells how it ended and after how many ms. */
  async terminate(role: Role, graceMs = 20_000): Promise<Exit & { readonly ms: number }> {
    const child = this.#child(role);
    this.#expected.add(child);
    const begun = performance.now();
    const exit = await child.stop(graceMs);
    this.#running.delete(role);
    return { ...exit, ms: performance.now() - begun };
  }

  /** It is meant to end by itself; tells how it did. */
  async ended(role: Role): Promise<Exit> {
    const child = this.#child(role);
    this.#expected.add(child);
    return await child.exited;
  }

  /** What a command of Isthmus says over the same configuration, beside the processes. */
  async say(...args: readonly string[]): Promise<string> {
    const [command = '', ...rest] = args;
    const all = [mainFile(), command, '--config', this.#configPath, ...rest];
    return (await promisify(execFile)(process.execPath, all, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  }

  logs(role: Role): string {
    return this.#child(role).logs();
  }

  /** Waits until something is logged by any process. */
  async waitForLog(pattern: RegExp, timeoutMs = READY_MS): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!pattern.test(this.#output)) {
      if (performance.now() > deadline)
        throw new Error(`not logged within ${timeoutMs} ms: ${pattern}\n${this.#output.slice(-4000)}`);
      await delay(20);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.roles.map((role) => this.terminate(role, 5000)));
    await removeTempDir(this.dir);
  }

  #child(role: Role): Child {
    const child = this.#running.get(role);
    if (child === undefined) throw new Error(`${role} does not run`);
    return child;
  }

  #log(role: Role, text: string): void {
    this.#output = (this.#output + text).slice(-1024 * 1024);
    const lines = ((this.#rest.get(role) ?? '') + text).split('\n');
    this.#rest.set(role, lines.pop() ?? '');
    for (const line of lines) {
      if (!line.startsWith('{')) {
        if (line !== '') this.#complain(line);
        continue;
      }
      const { level, msg } = JSON.parse(line) as Line;
      if (level !== 'info' && level !== 'debug') this.#complain(`${level}: ${msg}`);
    }
  }

  #complain(what: string): void {
    this.complaints.set(what, (this.complaints.get(what) ?? 0) + 1);
  }
}
