import { execFile } from 'node:child_process';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Child } from '../child.js';
import type { XmppAccount } from '../xmpp-server.js';
import { Desktop } from './desktop.js';
import { FrontDoor } from './front-door.js';

const run = promisify(execFile);
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
/**
 * Dino finds the name of its server in a file of hosts, and no DNS answers. Nothing is loaded into it for this: names that are asked for in
 * several threads at once, as Dino does, end a program now and then with "double free or corruption" under libnss-wrapper with
 * libresolv-wrapper.
 */
const NAMES = { 'nsswitch.conf': 'hosts: files dns\n', 'resolv.conf': 'nameserver 127.255.255.254\n' } as const;
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
  readonly #door: FrontDoor;
  #running: Child | undefined;

  private constructor(desktop: Desktop, door: FrontDoor) {
    this.desktop = desktop;
    this.#door = door;
  }

  /** Opens it as somebody's who has logged in with it before, and has no chats. */
  static async open({ account, trusted }: DinoOptions): Promise<Dino> {
    const { domain, jid, password } = account;
    // Dino has no field for host and port.
    const door = await FrontDoor.open(account);
    const desktop = await Desktop.open({
      furnish: async (home) => {
        await writeFile(join(home, 'hosts'), `${door.address} ${domain}\n`);
        for (const [name, text] of Object.entries(NAMES)) await writeFile(join(home, name), text);
        await mkdir(join(home, '.config/gtk-4.0'), { recursive: true });
        await writeFile(join(home, '.config/gtk-4.0/settings.ini'), '[Settings]\ngtk-cursor-blink=0\n');
      },
    }).catch(async (error: unknown) => {
      await door.close();
      throw error;
    });
    const dino = new Dino(desktop, door);
    try {
      // It makes its database, and is told of the account there: its wizard asks servers, and nobody sees how long.
      // Its plugins make theirs before its window is there.
      await desktop.changes(() => dino.#start(trusted));
      await dino.#finds("SELECT 1 FROM _meta WHERE name = 'version'", 'no database');
      await dino.#running?.stop();
      const values = `'${quoted(jid)}', 'dino', '${quoted(password)}', 1`;
      const insert = `INSERT INTO account (bare_jid, resourcepart, password, enabled) VALUES (${values})`;
      await run('sqlite3', [dino.#database, insert]);
      await desktop.changes(() => dino.#start(trusted));
      await dino.#finds('SELECT 1 FROM entity_identity', 'no server');
      await dino.#click('enlarge');
      return dino;
    } catch (error) {
      await dino.close();
      throw new Error(`Dino does not open; it wrote:\n${dino.#running?.tail()}`, { cause: error });
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
    await this.#door.close();
  }

  get #database(): string {
    return join(this.desktop.home, '.local/share/dino/dino.db');
  }

  async #start(trusted: string): Promise<void> {
    const { home } = this.desktop;
    const folder = ['--die-with-parent', '--dev-bind', '/', '/', '--ro-bind', trusted, CERTIFICATES];
    // It may be a link to a file elsewhere.
    for (const name of ['hosts', ...Object.keys(NAMES)])
      folder.push('--ro-bind', join(home, name), await realpath(`/etc/${name}`));
    this.#running = await this.desktop.start('dino', { command: 'bwrap', args: [...folder, '--', 'dino-im'] });
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
      const ended = this.#running?.exit !== undefined;
      if (ended || Date.now() > until)
        throw new Error(`Dino ${ended ? 'has ended' : 'runs'} and has ${missing}; it wrote:\n${this.#running?.tail()}`);
      await setTimeout(LOOK_AGAIN_MS);
    }
  }
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}
