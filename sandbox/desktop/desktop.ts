import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asNobody, type Command } from '../as-nobody.js';
import { Child } from '../child.js';
import { removeTempDir, tempDir } from '../temp-dir.js';

const run = promisify(execFile);
const LOOK_AGAIN_MS = 300;
/** What looks the same after this is still. */
const STILL_MS = 1500;
const STARTED_MS = 60_000;
const PATIENCE_MS = 60_000;
/** Debian's own Python: another one does not know Debian's modules. */
const PYTHON = '/usr/bin/python3';

/** Windows without frames: what a picture shows is the program. */
const OPENBOX = `<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications><application class="*"><decor>no</decor><focus>yes</focus></application></applications>
</openbox_config>
`;

/** Something in a window, as a screen reader is told of it. */
interface Widget {
  /** The role as AT-SPI names it: `push button`; default any. */
  readonly role?: string;
  /** Its name, description or text. */
  readonly name: RegExp;
}

/** A part of the screen, in pixels. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface DesktopOptions {
  /** Of the screen, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Puts into the home what programs find there when they start. */
  readonly furnish?: (home: string) => Promise<void>;
}

/** A screen that nobody sees, with a bus and a window manager of its own. Programs on it have a home that is gone afterwards. */
export class Desktop {
  readonly home: string;
  readonly #env: Readonly<Record<string, string>>;
  /** What runs the command that follows as somebody who is not root. */
  readonly #owner: Command;
  readonly #children: Child[];

  private constructor(home: string, env: Readonly<Record<string, string>>, owner: Command, children: Child[]) {
    this.home = home;
    this.#env = env;
    this.#owner = owner;
    this.#children = children;
  }

  static async open({ width = 1000, height = 680, furnish }: DesktopOptions = {}): Promise<Desktop> {
    const home = await tempDir('desktop');
    const runtime = join(home, 'run');
    await mkdir(runtime, { mode: 0o700 });
    await writeFile(join(home, 'openbox.xml'), OPENBOX);
    await furnish?.(home);
    const owner = await asNobody(home, { command: 'env', args: [] });
    const size = `${width}x${height}x24`;
    // Its socket is for everybody on this machine; other programs that are not meant do not look for it.
    // No key repeats itself because its release comes late.
    const args = ['-r', '-displayfd', '1', '-screen', '0', size, '-nolisten', 'tcp', '-noreset', '-ac'];
    const screen = await Child.start({ name: 'Xvfb', command: 'Xvfb', args });
    const children = [screen];
    try {
      const [, display] = await screen.waitForLog(/^(\d+)\n/m, STARTED_MS);
      const bus = await Child.start({
        name: 'dbus-daemon',
        command: owner.command,
        args: [...owner.args, 'dbus-daemon', '--session', '--nofork', '--print-address'],
        env: { HOME: home, XDG_RUNTIME_DIR: runtime, DISPLAY: `:${display}` },
      });
      children.push(bus);
      const [, address = ''] = await bus.waitForLog(/^(unix:\S+)\n/m, STARTED_MS);
      const env = {
        HOME: home,
        XDG_RUNTIME_DIR: runtime,
        XDG_CONFIG_HOME: join(home, '.config'),
        XDG_DATA_HOME: join(home, '.local/share'),
        XDG_CACHE_HOME: join(home, '.cache'),
        DISPLAY: `:${display}`,
        DBUS_SESSION_BUS_ADDRESS: address,
        GSETTINGS_BACKEND: 'memory',
        GTK_THEME: 'Adwaita',
        LANG: 'C.UTF-8',
        LC_ALL: 'C.UTF-8',
        TZ: 'UTC',
        NO_AT_BRIDGE: '0',
      };
      const desktop = new Desktop(home, env, owner, children);
      await desktop.start('openbox', { command: 'openbox', args: ['--config-file', join(home, 'openbox.xml')] });
      return desktop;
    } catch (error) {
      for (const child of children.reverse()) await child.stop();
      await removeTempDir(home);
      throw error;
    }
  }

  /** Starts a program on it, not as root; it ends with the desktop. */
  async start(name: string, command: Command, env: Readonly<Record<string, string>> = {}): Promise<Child> {
    const child = await Child.start({ name, ...this.#owned(command), env: { ...this.#env, ...env } });
    this.#children.push(child);
    return child;
  }

  /** Waits until it is shown, clicks into its middle. */
  async click(widget: Widget, patienceMs = PATIENCE_MS): Promise<void> {
    const { x, y, width, height } = await this.shows(widget, patienceMs);
    await this.clickAt(x + width / 2, y + height / 2);
  }

  /** Clicks at a place of the screen. */
  async clickAt(x: number, y: number): Promise<void> {
    await this.xdotool('mousemove', String(Math.round(x)), String(Math.round(y)), 'click', '1');
  }

  /** Waits until a window shows it; where the last one of these is. Rejects with what is there instead. */
  async shows(widget: Widget, patienceMs = PATIENCE_MS): Promise<Place> {
    const out = await this.#patiently('find', widget, patienceMs);
    const [x = 0, y = 0, width = 0, height = 0] = out.trim().split(' ').map(Number);
    return { x, y, width, height };
  }

  /**
   * Does something when the screen is still, waits until it looks different, and then until it is still again: for programs that tell
   * nobody what is in their windows.
   */
  async changes(act: () => Promise<void>): Promise<void> {
    // What was done before may show late; it is not what this does.
    const before = await this.#still();
    await act();
    await this.#still(before);
  }

  /** Waits until it is shown, and does what Space or Enter would do at it. */
  async act(widget: Widget, patienceMs = PATIENCE_MS): Promise<void> {
    await this.#patiently('act', widget, patienceMs);
  }

  /** What a screen reader is told of all windows, a line each. */
  async tree(): Promise<string> {
    return await this.#hand('tree');
  }

  /** What a screen reader is told of that which has the keyboard: role, name, description, text. */
  async focus(): Promise<string> {
    return await this.#hand('focus');
  }

  /** Types a text with the keyboard. */
  async type(text: string): Promise<void> {
    await this.xdotool('type', '--delay', '30', '--', text);
  }

  /** Presses keys by their names in X: `Return`, `ctrl+n`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.xdotool('key', '--delay', '60', ...keys);
  }

  async xdotool(...args: readonly string[]): Promise<string> {
    return await this.#call('xdotool', args);
  }

  /** Writes what the screen shows, or a part of it, as a small PNG. */
  async picture(file: string, part?: Place): Promise<void> {
    const cut = part === undefined ? [] : ['-crop', `${part.width}x${part.height}+${part.x}+${part.y}`, '+repage'];
    const taken = join(this.home, 'picture.png');
    // Few colours and no dots in between: it is text on flat grounds.
    const small = ['-strip', '+dither', '-colors', '64', '-define', 'png:compression-level=9'];
    await this.#call('import', ['-window', 'root', ...cut, ...small, `png8:${taken}`]);
    await copyFile(taken, file);
  }

  async close(): Promise<void> {
    for (const child of this.#children.reverse()) await child.stop();
    await removeTempDir(this.home);
  }

  /** Resolves with what the screen shows, when it does not change any more and is not what is given. */
  async #still(not?: Buffer): Promise<Buffer> {
    const until = Date.now() + PATIENCE_MS;
    let last = await this.#look();
    for (;;) {
      await setTimeout(STILL_MS);
      const now = await this.#look();
      if (now.equals(last) && !(not !== undefined && now.equals(not))) return now;
      if (Date.now() > until) throw new Error('the screen does not change, or is never still');
      last = now;
    }
  }

  async #look(): Promise<Buffer> {
    const file = join(this.home, 'look.rgb');
    await this.#call('import', ['-window', 'root', '-depth', '8', `rgb:${file}`]);
    return await readFile(file);
  }

  async #patiently(what: 'find' | 'act', { role = 'any', name }: Widget, patienceMs: number): Promise<string> {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        return await this.#hand(what, role, name.source);
      } catch (error) {
        if (Date.now() > until) throw new Error(`there is no ${role} ${name}:\n${await this.tree()}`, { cause: error });
        await setTimeout(LOOK_AGAIN_MS);
      }
    }
  }

  async #hand(...args: readonly string[]): Promise<string> {
    return await this.#call(PYTHON, ['-W', 'ignore', handPath(), ...args]);
  }

  async #call(command: string, args: readonly string[]): Promise<string> {
    const env = { ...process.env, ...this.#env };
    // The bus of the screen readers lets in only the user whose bus it is.
    const owned = this.#owned({ command, args });
    return (await run(owned.command, owned.args, { env, maxBuffer: 16 * 1024 * 1024 })).stdout;
  }

  #owned({ command, args }: Command): Command {
    return { command: this.#owner.command, args: [...this.#owner.args, command, ...args] };
  }
}

function handPath(): string {
  const beside = fileURLToPath(new URL('./hand.py', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../sandbox/desktop/hand.py', import.meta.url));
}
