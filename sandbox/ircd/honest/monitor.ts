import type { Client } from './client.js';
import type { Command } from './commands.js';
import { fold, type Network, sourceOf, type User } from './network.js';

/** Names that one client may watch (ISUPPORT MONITOR). */
export const MONITOR_MOST = 100;

/** Who watches which nicks (IRCv3 MONITOR). */
export class Monitors {
  readonly #watchers = new Map<string, Set<Client>>();

  watch(client: Client, nick: string): boolean {
    if (this.of(client).length >= MONITOR_MOST) return false;
    const known = this.#watchers.get(fold(nick)) ?? new Set();
    this.#watchers.set(fold(nick), known.add(client));
    return true;
  }

  drop(client: Client, nick: string): void {
    this.#watchers.get(fold(nick))?.delete(client);
  }

  /** The folded nicks that a client watches. */
  of(client: Client): readonly string[] {
    return [...this.#watchers].flatMap(([nick, clients]) => (clients.has(client) ? [nick] : []));
  }

  clear(client: Client): void {
    for (const clients of this.#watchers.values()) clients.delete(client);
  }

  online(user: User): void {
    for (const client of this.#watchers.get(fold(user.nick)) ?? []) client.numeric('730', sourceOf(user));
  }

  offline(nick: string): void {
    for (const client of this.#watchers.get(fold(nick)) ?? []) client.numeric('731', nick);
  }
}

function show(network: Network, client: Client, nicks: readonly string[]): void {
  for (const nick of nicks) {
    const user = network.user(nick);
    if (user !== undefined && user.client?.registered !== false) client.numeric('730', sourceOf(user));
    else client.numeric('731', nick);
  }
}

/** MONITOR (IRCv3 monitor): +, -, C, L and S. */
export const monitor: Command = (network, client, { params: [what = '', list = ''] }) => {
  const { monitors } = network;
  const nicks = list.split(',').filter((nick) => nick !== '');
  if (what === '+') {
    const full = nicks.filter((nick) => !monitors.watch(client, nick));
    if (full.length > 0) client.numeric('734', String(MONITOR_MOST), full.join(','), 'Monitor list is full.');
    show(
      network,
      client,
      nicks.filter((nick) => !full.includes(nick)),
    );
  } else if (what === '-') for (const nick of nicks) monitors.drop(client, nick);
  else if (what === 'C') monitors.clear(client);
  else if (what === 'S') show(network, client, monitors.of(client));
  else if (what === 'L') {
    const watched = monitors.of(client);
    if (watched.length > 0) client.numeric('732', watched.join(','));
    client.numeric('733', 'End of MONITOR list');
  }
};
