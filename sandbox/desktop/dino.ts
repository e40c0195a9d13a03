import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Child } from '../child.js';
import type { XmppAccount } from '../xmpp-server.js';
import { Desktop } from './desktop.js';

const run = promisify(execFile);
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const LOOK_AGAIN_MS = 300;
/** How long it draws what has come, after it has written it down. */
const DRAWN_MS = 4000;
const PATIENCE_MS = 120_000;

/** Where things are in its window, which fills a screen of 1000 x 680, and in its dialogues, which stand in the middle. */
const PLACES = {
  enlarge: { x: 888, y: 277 },
  firstFound: { x: 490, y: 198 },
  startChat: { x: 692, y: 90 },
  accept: { x: 796, y: 78 },
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

  /** Opens it as somebody's who has logged in with it before, and has no chats. */
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
      // It makes its database, and is told of the account there: its wizard asks servers, and nobody sees how long.
      const first = await dino.#start(trusted);
      await dino.#finds("SELECT 1 FROM _meta WHERE name = 'version'", 'no database');
      await first.stop();
      const values = `'${quoted(jid)}', 'dino', '${quoted(password)}', 1`;
      const insert = `INSERT INTO account (bare_jid, resourcepart, password, enabled) VALUES (${values})`;
      await run('sqlite3', [dino.#database, insert]);
      await desktop.changes(async () => {
        await dino.#start(trusted);
      });
      await dino.#finds('SELECT 1 FROM entity_identity', 'no server');
      await dino.#click('enlarge');
      return dino;
    } catch (error) {
      await dino.close();
      throw error;
    }
  }

  /** Opens a chat with an address, by the dialogue for it; `onChoice` sees it when the address is chosen. */
  async startChat(address: string, onChoice: () => Promise<void>): Promise<void> {
    await this.desktop.changes(() => this.desktop.press('ctrl+t'));
    await this.desktop.changes(() => this.desktop.type(address));
    await this.#click('firstFound');
    await onChoice();
    await this.#click('startChat');
    await this.#hasChat(address);
  }

  /** Opens a chat with an address, as the link to it does. */
  async openChat(address: string): Promise<void> {
    await this.desktop.changes(async () => {
      const link = await this.desktop.start('a link', { command: 'dino-im', args: [`xmpp:${address}`] });
      await link.exited;
    });
    await this.#hasChat(address);
  }

  /** Allows the contact whose chat is open to see the user. */
  async accept(): Promise<void> {
    await this.#click('accept');
  }

  /** Changes the last message in the chat that is open; `onChange` sees it before it is sent. */
  async correct(line: string, onChange: () => Promise<void>): Promise<void> {
    await this.desktop.changes(() => this.desktop.press('Up'));
    await this.desktop.press('ctrl+a');
    await this.desktop.changes(() => this.desktop.type(line));
    await onChange();
    await this.desktop.press('Return');
  }

  /** Types a line and sends it off. */
  async write(line: string): Promise<void> {
    await this.desktop.type(line);
    await this.desktop.press('Return');
    await this.#finds(`SELECT 1 FROM message WHERE direction = 1 AND body = '${quoted(line)}'`, `not sent "${line}"`);
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

  get #database(): string {
    return join(this.desktop.home, '.local/share/dino/dino.db');
  }

  async #start(trusted: string): Promise<Child> {
    const folder = ['--die-with-parent', '--dev-bind', '/', '/', '--ro-bind', trusted, CERTIFICATES];
    const wrapped = ['env', 'LD_PRELOAD=libnss_wrapper.so:libresolv_wrapper.so', 'dino-im'];
    const { home } = this.desktop;
    return await this.desktop.start(
      'dino',
      { command: 'bwrap', args: [...folder, '--', ...wrapped] },
      { NSS_WRAPPER_HOSTS: join(home, 'hosts'), RESOLV_WRAPPER_HOSTS: join(home, 'dns') },
    );
  }

  async #hasChat(address: string): Promise<void> {
    const opened = `SELECT 1 FROM conversation JOIN jid ON jid.id = jid_id WHERE active = 1 AND bare_jid = '${quoted(address)}'`;
    await this.#finds(opened, `no chat with ${address}`);
    await setTimeout(DRAWN_MS);
    await this.desktop.clickAt(PLACES.input.x, PLACES.input.y);
    await setTimeout(DRAWN_MS);
  }

  async #click(place: keyof typeof PLACES): Promise<void> {
    await this.desktop.changes(() => this.desktop.clickAt(PLACES[place].x, PLACES[place].y));
  }

  async #finds(query: string, missing: string): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await run('sqlite3', ['-readonly', this.#database, query]).catch(() => ({ stdout: '' }));
      if (found.stdout !== '') return;
      if (Date.now() > until) throw new Error(`Dino has ${missing}`);
      await setTimeout(LOOK_AGAIN_MS);
    }
  }
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}
