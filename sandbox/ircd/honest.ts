import { Client } from './honest/client.js';
import { COMMANDS, type Command } from './honest/commands.js';
import { CHATHISTORY_MAX, chathistory } from './honest/history.js';
import { LoggingOn, type LoggingOnOptions } from './honest/logging-on.js';
import { MESSAGES } from './honest/messages.js';
import { MONITOR_MOST, monitor } from './honest/monitor.js';
import { Multiline } from './honest/multiline.js';
import { type Lost, rejoin, split } from './honest/netsplit.js';
import { fold, Network, type User } from './honest/network.js';
import { markRead } from './honest/read-markers.js';
import type { Peer } from './peer.js';
import { type ScriptedIrcd, type ScriptedOptions, startScriptedIrcd } from './scripted.js';

/** What Ergo offers and this server keeps. */
const CAPABILITIES: Readonly<Record<string, string>> = {
  'account-tag': '',
  'away-notify': '',
  batch: '',
  'cap-notify': '',
  'draft/chathistory': '',
  'draft/message-redaction': '',
  'draft/multiline': 'max-bytes=4096,max-lines=100',
  'draft/no-implicit-names': '',
  'draft/read-marker': '',
  'echo-message': '',
  'extended-join': '',
  'labeled-response': '',
  'message-tags': '',
  'multi-prefix': '',
  sasl: 'PLAIN,SCRAM-SHA-256',
  'server-time': '',
  setname: '',
  'standard-replies': '',
  'userhost-in-names': '',
};

/** What an IRC server that follows the specifications offers. */
export interface HonestOptions extends Pick<ScriptedOptions, 'certificate'> {
  /** Default {@link CAPABILITIES}; `{}` for a server of old. */
  readonly caps?: Readonly<Record<string, string>>;
  /** Tokens of 005 besides the usual ones: `['LINELEN=1024']`. */
  readonly isupport?: readonly string[];
  /** Accounts for SASL and their passwords. */
  readonly accounts?: Readonly<Record<string, string>>;
}

const SERVER = 'irc.honest.test';

/**
 * An IRC server with the newest capabilities, small and honest: what Debian's servers lack. Its clients can also be spoken to
 * line by line, past all that it knows.
 */
export class HonestIrcd {
  readonly serverName = SERVER;
  readonly #ircd: ScriptedIrcd;
  readonly #network: Network;
  readonly #clients: ReadonlySet<Client>;
  #lost: Lost = new Map();

  constructor(ircd: ScriptedIrcd, network: Network, clients: ReadonlySet<Client>) {
    this.#ircd = ircd;
    this.#network = network;
    this.#clients = clients;
  }

  get host(): string {
    return this.#ircd.host;
  }

  get port(): number {
    return this.#ircd.port;
  }

  /** The connection of a nick; undefined where nobody has it. */
  peer(nick: string): Peer | undefined {
    return this.#network.user(nick)?.client?.peer;
  }

  /** All connections that are welcome. */
  get peers(): readonly Peer[] {
    return [...this.#clients].filter(({ registered }) => registered).map(({ peer }) => peer);
  }

  /** Puts people without a connection into a channel, who say nothing: `n0` to `n<count-1>`, or as `nick` names them. */
  populate(channel: string, count: number, nick: (index: number) => string = (index) => `n${index}`): void {
    const { members } = this.#network.open(channel);
    for (let index = 0; index < count; index++) {
      const user: User = { ...nobody(), username: 'u', host: `host${index}.test`, realname: `Number ${index}` };
      if (this.#network.name(user, nick(index))) members.set(user, new Set());
    }
  }

  /** All who have no connection leave at once, as in a netsplit. */
  split(): void {
    this.#lost = split(this.#network, this.#clients, this.#network.absent());
  }

  /** Those who left in the last {@link split} are back. */
  rejoin(): void {
    rejoin(this.#network, this.#clients, this.#lost);
    this.#lost = new Map();
  }

  /** Whoever joins that channel is refused by this numeric. */
  refuse(channel: string, numeric: string, text: string): void {
    this.#network.refusals.set(fold(channel), [numeric, text]);
  }

  /** The topic of a channel, as if it had been set long ago. */
  setTopic(channel: string, text: string): void {
    this.#network.open(channel).topic = { text, by: 'founder!f@host', at: 1_700_000_000 };
  }

  /** Says something as somebody who has no connection; the nick must be one of {@link populate}. Returns the msgid. */
  sayAs(nick: string, channel: string, text: string): string {
    const user = this.#network.user(nick);
    if (user === undefined) throw new Error(`nobody is called ${nick}`);
    const lines = [{ text, concat: false }];
    return this.#network.post(user, this.#network.open(channel), { command: 'PRIVMSG', clientTags: '', lines }).msgid;
  }

  /** Ends all connections and no longer listens. */
  async stop(): Promise<void> {
    await this.#ircd.stop();
  }
}

const TABLE: Readonly<Record<string, Command>> = {
  ...COMMANDS,
  ...MESSAGES,
  CHATHISTORY: chathistory,
  MARKREAD: markRead,
  MONITOR: monitor,
};

/** Starts it on a free loopback port. */
export async function startHonestIrcd(options: HonestOptions = {}): Promise<HonestIrcd> {
  const network = new Network();
  const clients = new Set<Client>();
  const { caps = CAPABILITIES, accounts = {}, certificate } = options;
  const logging: LoggingOnOptions = { network, serverName: SERVER, caps, accounts, isupport: tokens(options, caps) };
  const onPeer = (peer: Peer) => {
    const client = new Client(peer, SERVER, { ...nobody(), host: peer.remoteAddress });
    client.user.client = client;
    clients.add(client);
    serve(network, client, new LoggingOn(logging, client));
    void peer.closed().then(() => {
      clients.delete(client);
      network.remove(client.user, 'Connection closed');
    });
  };
  const ircd = await startScriptedIrcd({ onPeer, ...(certificate === undefined ? {} : { certificate }) });
  return new HonestIrcd(ircd, network, clients);
}

function serve(network: Network, client: Client, logging: LoggingOn): void {
  const multiline = new Multiline(network, client);
  client.peer.onLine = (line) => {
    if (line.raw === '') return true;
    // The answer to a ping of the test, which waits for it.
    if (line.command === 'PONG') return false;
    const batched = client.caps.has('draft/multiline') && client.registered && multiline.take(line);
    if (batched) return true;
    client.labelled(line.tags.get('label'), () => {
      if (logging.take(line)) return;
      const command = Object.hasOwn(TABLE, line.command) ? TABLE[line.command] : undefined;
      if (command === undefined) client.numeric('421', line.command, 'Unknown command');
      else command(network, client, line);
    });
    // What it knows is done; a test may still look at it with `received`.
    return true;
  };
}

function nobody(): User {
  return {
    nick: '',
    username: 'user',
    host: '127.0.0.1',
    realname: '',
    account: undefined,
    away: undefined,
    client: undefined,
  };
}

function tokens(options: HonestOptions, caps: Readonly<Record<string, string>>): readonly string[] {
  return [
    'CASEMAPPING=rfc1459',
    'CHANTYPES=#',
    'PREFIX=(ov)@+',
    'CHANMODES=b,k,,imnst',
    'NICKLEN=30',
    'CHANNELLEN=50',
    'NETWORK=Honest',
    'MODES=20',
    `MONITOR=${MONITOR_MOST}`,
    ...(Object.hasOwn(caps, 'draft/chathistory')
      ? [`CHATHISTORY=${CHATHISTORY_MAX}`, 'MSGREFTYPES=msgid,timestamp']
      : []),
    ...(options.isupport ?? []),
  ];
}
