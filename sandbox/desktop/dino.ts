import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { XmppAccount } from '../xmpp-server.js';
import { Desktop } from './desktop.js';

const run = promisify(execFile);
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const LOOK_AGAIN_MS = 300;
/** How long it draws what has come, after it has written it down. */
const DRAWN_MS = 4000;
/** How long it asks the server whether it is there. */
const ASKED_MS = 10_000;
const PATIENCE_MS = 120_000;

/** Where things are in its window, which fills a screen of 1000 x 680, and in its dialogues, which stand in the middle. */
const PLACES = {
  setUpAccount: { x: 499, y: 396 },
  enlarge: { x: 888, y: 277 },
  firstFound: { x: 426, y: 200 },
  input: { x: 600, y: 641 },
  /** A part of the list of chats where there is none. */
  nowhere: { x: 150, y: 600 },
} as const;

/** How Dino finds and believes a server that is no public one. */
interface DinoOptions {
  readonly account: XmppAccount;
  /** PEM file of the certificate that it is to trust. */
  readonly trusted: string;
}

/**
 * Dino on a desktop of its own. It tells screen readers nothing of what is in its windows (0.4.2), so it is steered by places; what has
 * come is read in its database.
 */
export class Dino {
  readonly desktop: Desktop;

  private constructor(desktop: Desktop) {
    this.desktop = desktop;
  }

  /** Opens it and logs in, as somebody does who has it for the first time. */
  static async open({ account, trusted }: DinoOptions): Promise<Dino> {
    const { domain, host, port, jid, password } = account;
    const desktop = await Desktop.open({
      furnish: async (home) => {
        // Dino has no field for host and port, it asks the DNS: libnss-wrapper and libresolv-wrapper answer.
        await writeFile(join(home, 'hosts'), `${host} ${domain}\n`);
        await writeFile(join(home, 'dns'), `A ${domain} ${host}\nSRV _xmpp-client._tcp.${domain} ${domain} ${port}\n`);
        await mkdir(join(home, '.config/gtk-4.0'), { recursive: true });
        await writeFile(join(home, '.config/gtk-4.0/settings.ini'), '[Settings]\ngtk-cursor-blink=0\n');
      },
    });
    const dino = new Dino(desktop);
    try {
      const folder = ['--dev-bind', '/', '/', '--ro-bind', trusted, CERTIFICATES];
      const wrapped = ['env', 'LD_PRELOAD=libnss_wrapper.so:libresolv_wrapper.so', 'dino-im'];
      await desktop.changes(async () => {
        await desktop.start(
          'dino',
          { command: 'bwrap', args: [...folder, '--', ...wrapped] },
          { NSS_WRAPPER_HOSTS: join(desktop.home, 'hosts'), RESOLV_WRAPPER_HOSTS: join(desktop.home, 'dns') },
        );
      });
      await dino.#click('setUpAccount');
      await desktop.changes(() => dino.write(jid));
      // It looks for the server meanwhile, and the screen is still.
      await setTimeout(ASKED_MS);
      await desktop.changes(() => dino.write(password));
      await dino.#finds("SELECT 1 FROM account WHERE enabled = 1 AND bare_jid <> ''", 'no account');
      await desktop.changes(() => desktop.press('Return'));
      await dino.#click('enlarge');
      return dino;
    } catch (error) {
      await dino.close();
      throw error;
    }
  }

  /** Opens a chat with an address, by the dialogue for it, which it shows before the address is chosen to who wants to see it. */
  async chat(address: string, onChoice: () => Promise<void> = async () => {}): Promise<void> {
    await this.desktop.changes(() => this.desktop.press('ctrl+t'));
    await this.desktop.changes(() => this.desktop.type(address));
    await onChoice();
    // It is chosen and the chat opened at once.
    await this.#click('firstFound');
    const opened = `SELECT 1 FROM conversation JOIN jid ON jid.id = jid_id WHERE active = 1 AND bare_jid = '${quoted(address)}'`;
    await this.#finds(opened, `no chat with ${address}`);
    await setTimeout(DRAWN_MS);
    await this.desktop.clickAt(PLACES.input.x, PLACES.input.y);
    await setTimeout(DRAWN_MS);
  }

  /** Opens a chat of the list; 0 is the first one. */
  async openChat(index: number): Promise<void> {
    await this.desktop.changes(() => this.desktop.clickAt(PLACES.nowhere.x, 75 + 58 * index));
  }

  /** Types a line and sends it off. */
  async write(line: string): Promise<void> {
    await this.desktop.type(line);
    await this.desktop.press('Return');
  }

  /** Resolves when a message has come whose text starts so. */
  async gets(start: string): Promise<void> {
    await this.#finds(`SELECT 1 FROM message WHERE direction = 0 AND body LIKE '${quoted(start)}%'`, `no "${start}"`);
  }

  /** Resolves when the receipt of a message has come whose text starts so. */
  async isReceived(start: string): Promise<void> {
    await this.#finds(
      `SELECT 1 FROM message WHERE marked = 1 AND body LIKE '${quoted(start)}%'`,
      `no receipt: ${start}`,
    );
  }

  async picture(file: string): Promise<void> {
    // The buttons of a message stay where the pointer is no longer, until it has been elsewhere in the chat.
    for (const y of [620, 560, 520, 300]) await this.desktop.xdotool('mousemove', '650', String(y), 'sleep', '0.3');
    await this.desktop.xdotool('mousemove', String(PLACES.nowhere.x), String(PLACES.nowhere.y));
    await setTimeout(DRAWN_MS);
    await this.desktop.picture(file);
  }

  async close(): Promise<void> {
    await this.desktop.close();
  }

  async #click(place: keyof typeof PLACES): Promise<void> {
    await this.desktop.changes(() => this.desktop.clickAt(PLACES[place].x, PLACES[place].y));
  }

  async #finds(query: string, missing: string): Promise<void> {
    const database = join(this.desktop.home, '.local/share/dino/dino.db');
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await run('sqlite3', ['-readonly', database, query]).catch(() => ({ stdout: '' }));
      if (found.stdout !== '') return;
      if (Date.now() > until) throw new Error(`Dino has ${missing}`);
      await setTimeout(LOOK_AGAIN_MS);
    }
  }
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}
