import type { IrcLine } from '../../irc-line.js';
import type { Client } from './client.js';
import type { Network } from './network.js';
import { SaslExchange } from './sasl.js';

/** What a client meets before it is let in. */
export interface LoggingOnOptions {
  readonly network: Network;
  readonly serverName: string;
  /** Capabilities and their values. */
  readonly caps: Readonly<Record<string, string>>;
  /** Tokens of 005. */
  readonly isupport: readonly string[];
  /** Accounts and their passwords. */
  readonly accounts: Readonly<Record<string, string>>;
}

/** Tokens on one line of 005. */
const TOKENS = 13;

/** What a connection says before it is welcome: CAP, AUTHENTICATE, NICK, USER. */
export class LoggingOn {
  readonly #options: LoggingOnOptions;
  readonly #client: Client;
  readonly #sasl: SaslExchange;
  #user = false;

  constructor(options: LoggingOnOptions, client: Client) {
    this.#options = options;
    this.#client = client;
    this.#sasl = new SaslExchange(client, options.accounts);
  }

  /** True where the line was one of these. */
  take({ command, params }: IrcLine): boolean {
    const client = this.#client;
    if (command === 'CAP') this.#cap(params);
    else if (command === 'AUTHENTICATE') this.#sasl.take(params[0] ?? '');
    else if (client.registered) return false;
    else if (command === 'NICK') this.#nick(params[0] ?? '');
    else if (command === 'USER') {
      client.user.username = params[0] ?? 'user';
      client.user.realname = params[3] ?? '';
      this.#user = true;
    } else if (command !== 'PASS' && command !== 'PING') client.numeric('451', 'You have not registered');
    if (!client.registered && this.#user && client.user.nick !== '' && !client.negotiating) this.#welcome();
    return true;
  }

  #nick(nick: string): void {
    if (!/^[A-Za-z[\]\\`_^{|}][A-Za-z0-9[\]\\`_^{|}-]{0,29}$/.test(nick)) {
      this.#client.numeric('432', nick, 'Erroneous nickname');
    } else if (!this.#options.network.name(this.#client.user, nick)) {
      this.#client.numeric('433', nick, 'Nickname is already in use');
    }
  }

  #cap([subcommand = '', list = '']: readonly string[]): void {
    const client = this.#client;
    const { caps } = this.#options;
    const nick = client.registered ? client.user.nick : '*';
    if (subcommand === 'END') client.negotiating = false;
    if ((subcommand === 'LS' || subcommand === 'REQ') && !client.registered) client.negotiating = true;
    if (subcommand === 'LS') {
      const values = Number(list) >= 302;
      const offered = Object.entries(caps).map(([name, value]) => (values && value !== '' ? `${name}=${value}` : name));
      client.reply('CAP', nick, 'LS', offered.join(' '));
    } else if (subcommand === 'LIST') client.reply('CAP', nick, 'LIST', [...client.caps].join(' '));
    else if (subcommand === 'REQ') {
      const asked = list.split(' ').filter((name) => name !== '');
      const fine = asked.every((name) => Object.hasOwn(caps, name.replace(/^-/, '')));
      client.reply('CAP', nick, fine ? 'ACK' : 'NAK', list);
      for (const name of fine ? asked : []) {
        if (name.startsWith('-')) client.caps.delete(name.slice(1));
        else client.caps.add(name);
      }
    }
  }

  #welcome(): void {
    const client = this.#client;
    const { serverName, isupport } = this.#options;
    client.registered = true;
    client.numeric('001', `Welcome to the network, ${client.user.nick}`);
    client.numeric('002', `Your host is ${serverName}, running version honest-1`);
    client.numeric('003', 'This server was created just now');
    client.numeric('004', serverName, 'honest-1', 'i', 'imnstovbk');
    for (let from = 0; from < isupport.length; from += TOKENS) {
      client.numeric('005', ...isupport.slice(from, from + TOKENS), 'are supported by this server');
    }
    client.numeric('422', 'MOTD File is missing');
    this.#options.network.monitors.online(client.user);
  }
}
