import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { asNobody } from './as-nobody.js';
import { removeTempDir, tempDir } from './temp-dir.js';
import { Terminal } from './terminal.js';
import type { XmppAccount } from './xmpp-server.js';

/** It takes what comes faster for something pasted. */
const KEY_MS = 20;

/** Keys that tmux knows by a name. */
const NAMED: Readonly<Record<string, string>> = { ' ': 'Space', ';': '\\;' };

/** poezio, a client in a terminal, as somebody who types into it has it. */
export class Poezio {
  readonly terminal: Terminal;
  readonly #home: string;

  private constructor(terminal: Terminal, home: string) {
    this.terminal = terminal;
    this.#home = home;
  }

  /** Opens it and logs in. `trusted`: PEM file with the certificate of the server, where that has one. */
  static async open(
    { jid, password, host, port }: XmppAccount,
    { trusted, patienceMs = 60_000 }: { readonly trusted?: string; readonly patienceMs?: number } = {},
  ): Promise<Poezio> {
    const home = await tempDir('poezio');
    const config = join(home, 'poezio.cfg');
    const folders = [join(home, 'data'), join(home, 'logs')] as const;
    for (const folder of folders) await mkdir(folder);
    const settings = {
      jid,
      password,
      custom_host: host,
      custom_port: port,
      force_encryption: false,
      ...(trusted === undefined ? {} : { ca_cert_path: trusted }),
      enable_avatars: false,
      rooms: '',
      data_dir: folders[0],
      log_dir: folders[1],
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    await writeFile(config, ['[Poezio]', ...lines, ''].join('\n'));
    // It refuses to be run by root.
    const { command, args } = await asNobody(home, { command: 'poezio', args: ['-f', config] });
    const terminal = await Terminal.open({
      command: `env HOME=${home} ${[command, ...args].join(' ')}`,
      columns: 100,
      rows: 24,
    });
    const poezio = new Poezio(terminal, home);
    try {
      await terminal.shows(/Authentication success/, patienceMs);
      return poezio;
    } catch (error) {
      await poezio.close();
      throw error;
    }
  }

  /** Types a line and sends it off. */
  async type(line: string): Promise<void> {
    for (const key of line) {
      await this.terminal.press(NAMED[key] ?? key);
      await setTimeout(KEY_MS);
    }
    await this.terminal.press('Enter');
  }

  async close(): Promise<void> {
    await this.terminal.close();
    await removeTempDir(this.#home);
  }
}
