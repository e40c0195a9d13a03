import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { PATIENCE_MS } from './patience.js';
import { Watchers } from './watchers.js';

/** Where Debian's util-linux puts it; with it the kernel ends a child together with its parent. */
const SETPRIV = '/usr/bin/setpriv';
const LOG_LIMIT = 1024 * 1024;

/** A program that lives no longer than this process. */
export interface ChildOptions {
  /** For error messages: `prosody`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the child gets when this process ends, also by `kill -9`. Default SIGKILL. */
  readonly onParentDeath?: 'SIGKILL' | 'SIGTERM';
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** How a process ended: its exit code, or the signal that ended it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A child process with its output kept (the last MiB). It has a process group of its own, so that Ctrl-C on the terminal
 * reaches only the parent, which decides about the order of stopping; and it ends when the parent ends, however it does.
 */
export class Child {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  #exit: Exit | undefined;
  #log = '';
  readonly #watchers = new Watchers();

  private constructor(name: string, pid: number, exited: Promise<Exit>) {
    this.name = name;
    this.pid = pid;
    this.exited = exited;
  }

  /** Starts a process. Throws when the command cannot be started at all. */
  static async start(options: ChildOptions): Promise<Child> {
    const death = options.onParentDeath === 'SIGTERM' ? 'TERM' : 'KILL';
    const guarded = existsSync(SETPRIV);
    const command = guarded ? SETPRIV : options.command;
    const args = guarded ? ['--pdeathsig', death, '--', options.command, ...options.args] : [...options.args];
    const spawned = spawn(command, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    await new Promise<void>((resolve, reject) => {
      spawned.once('spawn', resolve);
      spawned.once('error', (error) => reject(new Error(`cannot start ${options.name}: ${error.message}`)));
    });
    if (spawned.pid === undefined) throw new Error(`cannot start ${options.name}`);
    const exited = new Promise<Exit>((resolve) => {
      spawned.once('close', (code, signal) => resolve({ code, signal }));
    });
    const child = new Child(options.name, spawned.pid, exited);
    child.#listen(spawned.stdout, options.onOutput);
    child.#listen(spawned.stderr, options.onOutput);
    void exited.then((exit) => {
      child.#exit = exit;
      child.#wake();
    });
    return child;
  }

  /** How it ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** What it has written to its standard output and error. */
  logs(): string {
    return this.#log.slice(-LOG_LIMIT);
  }

  /** Sends a signal; does nothing when it has ended. */
  signal(signal: NodeJS.Signals): void {
    if (this.#exit !== undefined) return;
    try {
      process.kill(this.pid, signal);
    } catch {
      // It has just ended.
    }
  }

  /** Asks it to end (SIGTERM), insists after `graceMs` (SIGKILL), and waits until it is gone. */
  async stop(graceMs = 5000): Promise<Exit> {
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** `kill -9`, and waits until it is gone. */
  async kill(): Promise<Exit> {
    this.signal('SIGKILL');
    return await this.exited;
  }

  /** Waits until its output matches. Rejects when it ends before, or after `timeoutMs`. */
  async waitForLog(pattern: RegExp, timeoutMs = PATIENCE_MS): Promise<RegExpMatchArray> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const match = this.#log.match(pattern);
      if (match !== null) return match;
      if (this.#exit !== undefined) throw new Error(`${this.name} ended before it wrote ${pattern}\n${this.tail()}`);
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`${this.name} did not write ${pattern} within ${timeoutMs} ms\n${this.tail()}`);
      await this.#watchers.change(left);
    }
  }

  /** The last lines of its output, for error messages. */
  tail(lines = 40): string {
    return this.logs().split('\n').slice(-lines).join('\n');
  }

  #listen(stream: Readable, onOutput: ((text: string) => void) | undefined): void {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      this.#log += text;
      // Seldom: cutting costs as much as there is.
      if (this.#log.length > 2 * LOG_LIMIT) this.#log = this.#log.slice(-LOG_LIMIT);
      onOutput?.(text);
      this.#wake();
    });
  }

  #wake(): void {
    this.#watchers.wake();
  }
}
