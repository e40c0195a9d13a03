import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PATIENCE_MS } from './patience.js';
import { removeTempDir, tempDir } from './temp-dir.js';

const run = promisify(execFile);
const LOOK_AGAIN_MS = 100;

interface TerminalOptions {
  readonly command: string;
  readonly columns?: number;
  readonly rows?: number;
}

/** A program in a terminal (tmux), as somebody who types into it and looks at it has it. Its home is an empty folder. */
export class Terminal {
  readonly home: string;
  readonly #socket: string;

  private constructor(home: string) {
    this.home = home;
    this.#socket = join(home, 'tmux.sock');
  }

  static async open({ command, columns = 100, rows = 30 }: TerminalOptions): Promise<Terminal> {
    const terminal = new Terminal(await tempDir('terminal'));
    const size = ['-x', String(columns), '-y', String(rows)];
    const session = ['new-session', '-d', ...size, `HOME=${terminal.home} LANG=C.UTF-8 exec ${command}`];
    // One row for its own line of state would be missing.
    await terminal.#tmux('-f', '/dev/null', ...session, ';', 'set', '-g', 'status', 'off');
    await terminal.#tmux('set', '-g', 'default-terminal', 'tmux-256color');
    return terminal;
  }

  /** Types a line and sends it off. */
  async type(line: string): Promise<void> {
    await this.#tmux('send-keys', '-l', line);
    await this.press('Enter');
  }

  /** A key by its name in tmux: `Enter`, `M-2`, `C-n`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys);
  }

  /** What is on the screen, with the colours as escape sequences where they are asked for. */
  async screen(colours = false): Promise<string> {
    return await this.#tmux('capture-pane', '-p', ...(colours ? ['-e'] : []));
  }

  /** Resolves with the screen when it shows that. Rejects with what it shows instead. */
  async shows(what: RegExp, patienceMs = PATIENCE_MS): Promise<string> {
    const until = Date.now() + patienceMs;
    let screen = await this.screen();
    while (!what.test(screen)) {
      if (Date.now() > until) throw new Error(`the terminal does not show ${what}:\n${screen}`);
      await setTimeout(LOOK_AGAIN_MS);
      screen = await this.screen();
    }
    return screen;
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server').catch(() => undefined);
    await removeTempDir(this.home);
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    return (await run('tmux', ['-u', '-S', this.#socket, ...args])).stdout;
  }
}
