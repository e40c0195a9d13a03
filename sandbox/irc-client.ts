import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type IrcLine, LineCutter, readIrcLine } from './irc-line.js';
import { PATIENCE_MS } from './patience.js';

interface IrcPlace {
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  /** TLS from the first octet; any certificate will do. `cert` and `key` (PEM text) are the client's own. */
  readonly tls?: boolean | { readonly cert: string; readonly key: string };
}

/** How a client logs on (RFC 2812 3.1, IRCv3 capability negotiation). */
export interface RegisterOptions {
  /** Capabilities to ask for; the server must grant them all. */
  readonly caps?: readonly string[];
  /** SASL PLAIN; EXTERNAL where there is no password. */
  readonly sasl?: { readonly account: string; readonly password?: string };
  /** PASS */
  readonly password?: string;
  /** Default `user`. */
  readonly username?: string;
  /** Default: the nick. */
  readonly realname?: string;
}

/** What a waiting caller looks for. */
type Wanted = (line: IrcLine) => boolean;

/**
 * A person with a plain IRC client, for tests. It answers PING by itself; what else arrives lies in an inbox until a
 * {@link waitFor} takes it out.
 */
export class IrcClient {
  /** Everything received so far, in order, taken out of the inbox or not. */
  readonly received: IrcLine[] = [];
  readonly #socket: Socket;
  readonly #inbox: IrcLine[] = [];
  readonly #waiters = new Set<{ readonly wanted: Wanted; readonly resolve: (line: IrcLine) => void }>();
  readonly #closed: Promise<void>;
  #nick = '*';

  constructor(socket: Socket) {
    this.#socket = socket;
    const cutter = new LineCutter();
    socket.on('data', (chunk: Buffer) => {
      for (const raw of cutter.push(chunk)) this.#take(readIrcLine(raw));
    });
    socket.on('error', () => socket.destroy());
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** The nick that the server knows it by. */
  get nick(): string {
    return this.#nick;
  }

  /** What has arrived and was not yet taken. */
  get inbox(): readonly IrcLine[] {
    return this.#inbox;
  }

  /** Writes a line, given without CR LF. */
  send(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  /** Writes octets as they are, for what no client should send. */
  sendRaw(octets: string | Buffer): void {
    this.#socket.write(octets);
  }

  /** Logs on; resolves at the welcome (001). Rejects when the server refuses nick, capabilities or login. */
  async register(nick: string, options: RegisterOptions = {}): Promise<void> {
    const { caps = [], sasl, password, username = 'user', realname = nick } = options;
    const wanted = [...caps, ...(sasl === undefined ? [] : ['sasl'])];
    if (wanted.length > 0) this.send('CAP LS 302');
    if (password !== undefined) this.send(`PASS ${password}`);
    this.send(`NICK ${nick}`);
    this.send(`USER ${username} 0 * :${realname}`);
    if (wanted.length > 0) {
      this.send(`CAP REQ :${wanted.join(' ')}`);
      const { params } = await this.waitFor(
        ({ command, params }) => command === 'CAP' && (params[1] === 'ACK' || params[1] === 'NAK'),
        'the answer to CAP REQ',
      );
      if (params[1] === 'NAK') throw new Error(`the server does not grant ${wanted.join(' ')}`);
      if (sasl !== undefined) await this.#logIn(sasl);
      this.send('CAP END');
    }
    const refused = ['431', '432', '433', '436', '437', '464', '465', 'ERROR'];
    const answer = await this.waitFor(
      ({ command }) => command === '001' || refused.includes(command),
      `a welcome for ${nick}`,
    );
    if (answer.command !== '001') throw new Error(`the server refuses ${nick}: ${answer.raw}`);
    this.#nick = answer.params[0] ?? nick;
  }

  async #logIn(sasl: { readonly account: string; readonly password?: string }): Promise<void> {
    const mechanism = sasl.password === undefined ? 'EXTERNAL' : 'PLAIN';
    this.send(`AUTHENTICATE ${mechanism}`);
    await this.waitFor(({ command }) => command === 'AUTHENTICATE' || command === '904', 'the answer to AUTHENTICATE');
    const { account, password } = sasl;
    const plain = password === undefined ? account : `${account}\0${account}\0${password}`;
    this.send(`AUTHENTICATE ${Buffer.from(plain).toString('base64')}`);
    const answer = await this.waitFor(({ command }) => /^90[3-7]$/.test(command), 'the outcome of SASL');
    if (answer.command !== '903') throw new Error(`SASL ${mechanism} failed: ${answer.raw}`);
  }

  /** Joins a channel; resolves at the end of its list of names. Rejects when the server refuses. */
  async join(channel: string, key?: string): Promise<void> {
    this.send(key === undefined ? `JOIN ${channel}` : `JOIN ${channel} ${key}`);
    const folded = channel.toLowerCase();
    const about = ({ params }: IrcLine) => params[1]?.toLowerCase() === folded;
    const answer = await this.waitFor(
      (line) => about(line) && (line.command === '366' || /^(40[0-9]|4[3-9][0-9])$/.test(line.command)),
      `the names of ${channel}`,
    );
    if (answer.command !== '366') throw new Error(`${this.#nick} may not join: ${answer.raw}`);
  }

  /** PRIVMSG */
  say(target: string, text: string): void {
    this.send(`PRIVMSG ${target} :${text}`);
  }

  /**
   * Takes the first line that `wanted` accepts out of the inbox, or waits for it. Rejects after `timeoutMs` with `what` and
   * with all that did arrive.
   */
  async waitFor(wanted: Wanted, what: string, timeoutMs = PATIENCE_MS): Promise<IrcLine> {
    const index = this.#inbox.findIndex(wanted);
    if (index >= 0) {
      const [line] = this.#inbox.splice(index, 1);
      if (line !== undefined) return line;
    }
    return await new Promise((resolve, reject) => {
      const waiter = {
        wanted,
        resolve: (line: IrcLine) => {
          clearTimeout(timer);
          resolve(line);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const rest = this.#inbox.map(({ raw }) => `  ${raw}`).join('\n');
        reject(new Error(`${this.#nick} did not receive ${what} within ${timeoutMs} ms; it has:\n${rest}`));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  /** Waits for a PRIVMSG to that channel or nick and resolves with its text. */
  async waitForText(target: string, timeoutMs = PATIENCE_MS): Promise<string> {
    const line = await this.waitFor(
      ({ command, params }) => command === 'PRIVMSG' && params[0]?.toLowerCase() === target.toLowerCase(),
      `a message to ${target}`,
      timeoutMs,
    );
    return line.params[1] ?? '';
  }

  /** Waits for a notice of that nick whose text fits. */
  async waitForNotice(nick: string, text: RegExp, timeoutMs = PATIENCE_MS): Promise<IrcLine> {
    return await this.waitFor(
      (line) => line.command === 'NOTICE' && line.nick === nick && text.test(line.params[1] ?? ''),
      `a notice ${text} of ${nick}`,
      timeoutMs,
    );
  }

  /**
   * Resolves when the server has answered a PING of this client, and so has sent all that came before; what it has sent
   * lies in the inbox.
   */
  async settle(timeoutMs = PATIENCE_MS): Promise<void> {
    const token = `s${performance.now()}`;
    this.send(`PING ${token}`);
    await this.waitFor(({ command, params }) => command === 'PONG' && params.includes(token), 'a PONG', timeoutMs);
  }

  /** Leaves the network orderly and waits until the server has closed. */
  async quit(reason = 'bye'): Promise<void> {
    if (!this.#socket.destroyed) this.#socket.end(`QUIT :${reason}\r\n`);
    const timer = setTimeout(() => this.#socket.destroy(), 2000);
    await this.#closed;
    clearTimeout(timer);
  }

  /** Cuts the connection without a word. */
  drop(): void {
    this.#socket.destroy();
  }

  /** Resolves when the connection has ended, whoever ended it. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  #take(line: IrcLine): void {
    this.received.push(line);
    if (line.command === 'PING') {
      this.send(`PONG :${line.params.at(-1) ?? ''}`);
      return;
    }
    if (line.command === 'NICK' && line.nick === this.#nick) this.#nick = line.params[0] ?? this.#nick;
    for (const waiter of this.#waiters) {
      if (!waiter.wanted(line)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(line);
      return;
    }
    this.#inbox.push(line);
  }
}

/** Connects, and does not log on yet. Rejects when nobody listens. */
export async function connectIrc(place: IrcPlace): Promise<IrcClient> {
  const { host = '127.0.0.1', port, tls = false } = place;
  const own = typeof tls === 'object' ? tls : {};
  const socket = tls === false ? connect(port, host) : connectTls({ host, port, rejectUnauthorized: false, ...own });
  await once(socket, tls === false ? 'connect' : 'secureConnect');
  socket.setNoDelay(true);
  return new IrcClient(socket);
}
