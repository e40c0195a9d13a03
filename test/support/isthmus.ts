import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { Child, type Exit } from '../../sandbox/child.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { assertDiscreet, type Hidden, hiddenIn } from './discreet.js';
import { until } from './until.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
/** Long enough for a start on a machine that has much else to do. */
const READY_MS = 60_000;

export interface IsthmusOptions {
  /** The config file as data; `dataDir` and `keyFile` are filled in where they are missing. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Only this role; default all. */
  readonly role?: string;
  /** The folder of another process, to share its dataDir and key. */
  readonly dir?: string;
  /** How long it may take until it is ready, ms. */
  readonly readyWithin?: number;
  /** Variables of its environment besides our own. */
  readonly env?: Readonly<Record<string, string>>;
  /** The program, where it is another release. */
  readonly main?: string;
}

/** Isthmus as a process of its own, as an admin runs it. */
export class Isthmus {
  readonly dir: string;
  readonly #file: string;
  readonly #role: string | undefined;
  readonly #owned: boolean;
  readonly #env: Readonly<Record<string, string>>;
  readonly #readyWithin: number;
  /** What none of its logs may say. */
  readonly #hidden: Hidden;
  #child: Child | undefined;

  private constructor(
    dir: string,
    file: string,
    role: string | undefined,
    owned: boolean,
    { env = {}, readyWithin = READY_MS, config }: Pick<IsthmusOptions, 'env' | 'readyWithin' | 'config'>,
  ) {
    this.#env = env;
    this.#hidden = hiddenIn(config);
    this.#readyWithin = readyWithin;
    this.dir = dir;
    this.#file = file;
    this.#role = role;
    this.#owned = owned;
  }

  /** Writes the config into a temporary folder, starts the process and waits until it is ready. */
  static async start(options: IsthmusOptions): Promise<Isthmus> {
    const dir = options.dir ?? (await tempDir('isthmus'));
    const file = join(dir, `config-${randomBytes(4).toString('hex')}.yaml`);
    const config = { dataDir: join(dir, 'data'), keyFile: join(dir, 'secret.key'), ...options.config };
    await writeFile(file, stringify(config), { mode: 0o600 });
    const isthmus = new Isthmus(dir, file, options.role, options.dir === undefined, options);
    await isthmus.start(options.main);
    return isthmus;
  }

  /** The config file. */
  get file(): string {
    return this.#file;
  }

  get pid(): number {
    return this.#running().pid;
  }

  /** Path of its config file. */
  get configFile(): string {
    return this.#file;
  }

  /** Writes another config and has it read again; resolves when the log says what came of it, with that line. */
  async reload(text: string): Promise<string> {
    const lines = (): string[] =>
      this.logs()
        .split('\n')
        .filter((line) => line.includes('"msg":"config read again'));
    const before = lines().length;
    await writeFile(this.#file, text, { mode: 0o600 });
    process.kill(this.pid, 'SIGHUP');
    await until(() => lines().length > before, 'the config is read again');
    return lines().at(-1) ?? '';
  }

  logs(): string {
    return this.#child?.logs() ?? '';
  }

  /** Resolves when a line of the log fits, written before or later. */
  async waitForLog(pattern: RegExp, timeoutMs = READY_MS): Promise<void> {
    await this.#running().waitForLog(pattern, timeoutMs);
  }

  /** Starts it again with the same config and data, as this release or another one. Resolves when its streams are being opened. */
  async start(main = MAIN): Promise<void> {
    const role = this.#role === undefined ? [] : ['--role', this.#role];
    this.#child = await Child.start({
      name: 'isthmus',
      command: process.execPath,
      args: ['--enable-source-maps', main, 'run', '--config', this.#file, ...role],
      env: this.#env,
    });
    await this.#child.waitForLog(/"msg":"ready"/, this.#readyWithin);
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    const child = this.#running();
    child.kill();
    await child.exited;
    assertDiscreet(child.logs(), this.#hidden);
  }

  /** Orderly end by SIGTERM; tells how it ended. */
  async terminate(graceMs = 15_000): Promise<Exit> {
    const child = this.#running();
    await child.stop(graceMs);
    assertDiscreet(child.logs(), this.#hidden);
    return child.exited;
  }

  /** Ends it and removes its folder. Rejects where its log has said what no log may say. */
  async stop(): Promise<void> {
    if (this.#child !== undefined && this.#child.exit === undefined) await this.#child.stop(15_000);
    if (this.#owned) await removeTempDir(this.dir);
    assertDiscreet(this.logs(), this.#hidden);
  }

  #running(): Child {
    if (this.#child === undefined) throw new Error('isthmus was not started');
    return this.#child;
  }
}
