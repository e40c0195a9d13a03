import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** What a peer does instead of answering as a server should. Text is sent as it is. */
export type Act = string | Buffer | 'silence' | 'close' | 'reset' | ((socket: Socket) => void);

export interface PeerOptions {
  readonly extensions?: readonly string[];
  readonly lmtp?: boolean;
  /** From the first octet. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** For STARTTLS. */
  readonly startTls?: { readonly key: string; readonly cert: string };
  /** An act for a command (`MAIL FROM:<...>`), the banner (`BANNER`), the 354 and what comes behind the dot (`DOT`); undefined: as usual. */
  readonly act?: (line: string, connection: number) => Act | undefined;
  /** After so many octets of a mail nothing more is read; 0: nothing after 354. */
  readonly deafAfter?: number;
}

export interface Received {
  readonly connection: number;
  readonly commands: readonly string[];
  readonly body: string;
}

/** An SMTP or LMTP server that does at each step what a test wants, and remembers all that it was told. */
export class Peer {
  readonly commands: string[] = [];
  readonly mails: Received[] = [];
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #options: PeerOptions;

  private constructor(options: PeerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async listen(options: PeerOptions = {}): Promise<Peer> {
    const peer = new Peer(options);
    peer.#server.listen(0, '127.0.0.1');
    await once(peer.#server, 'listening');
    return peer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sockets that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Sends something unasked over all connections, or closes them. */
  interrupt(act: Act): void {
    for (const socket of this.#sockets) perform(socket, act);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(raw: Socket): void {
    this.connections += 1;
    this.#sockets.add(raw);
    raw.on('close', () => this.#sockets.delete(raw));
    raw.on('error', () => undefined);
    const { tls } = this.#options;
    const socket = tls === undefined ? raw : encrypted(raw, tls);
    new Dialogue(socket, this.connections, this.#options, this);
  }
}

function encrypted(socket: Socket, pair: { readonly key: string; readonly cert: string }): Socket {
  const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(pair) });
  secure.on('error', () => undefined);
  return secure;
}

function perform(socket: Socket, act: Act): void {
  if (typeof act === 'function') act(socket);
  else if (act === 'close') socket.end();
  else if (act === 'reset') socket.resetAndDestroy();
  else if (act !== 'silence') socket.write(act);
}

class Dialogue {
  #socket: Socket;
  readonly #number: number;
  readonly #options: PeerOptions;
  readonly #peer: Peer;
  #buffer = '';
  #commands: string[] = [];
  #recipients = 0;
  #inData = false;

  constructor(socket: Socket, number: number, options: PeerOptions, peer: Peer) {
    this.#socket = socket;
    this.#number = number;
    this.#options = options;
    this.#peer = peer;
    this.#hear(socket);
    this.#answer('BANNER', '220 peer.example.org ready\r\n');
  }

  #hear(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#buffer += chunk.toString('latin1');
      this.#read();
      this.#stopHearing();
    });
  }

  #stopHearing(): void {
    if (this.#inData && this.#buffer.length >= (this.#options.deafAfter ?? Number.POSITIVE_INFINITY)) {
      this.#socket.pause();
    }
  }

  #answer(line: string, usual: string): Act {
    const act = this.#options.act?.(line, this.#number) ?? usual;
    perform(this.#socket, act);
    return act;
  }

  #read(): void {
    for (;;) {
      const end = this.#buffer.indexOf(this.#inData ? '\r\n.\r\n' : '\r\n');
      if (end === -1) return;
      const text = this.#buffer.slice(0, end);
      this.#buffer = this.#buffer.slice(end + (this.#inData ? 5 : 2));
      if (this.#inData) this.#mail(`${text}\r\n`);
      else this.#command(text);
    }
  }

  #mail(body: string): void {
    this.#inData = false;
    this.#peer.mails.push({ connection: this.#number, commands: this.#commands, body });
    const each = this.#options.lmtp === true ? this.#recipients : 1;
    this.#answer('DOT', '250 2.0.0 queued as 4711\r\n'.repeat(each));
    this.#commands = [];
    this.#recipients = 0;
  }

  #command(line: string): void {
    this.#peer.commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'MAIL' || verb === 'RCPT') this.#commands.push(line);
    switch (verb) {
      case 'EHLO':
      case 'LHLO':
        this.#answer(
          line,
          ['peer.example.org', ...(this.#options.extensions ?? ['PIPELINING', '8BITMIME', 'ENHANCEDSTATUSCODES'])]
            .map((one, index, all) => `250${index < all.length - 1 ? '-' : ' '}${one}\r\n`)
            .join(''),
        );
        return;
      case 'RCPT': {
        const act = this.#answer(line, '250 2.1.5 ok\r\n');
        if (typeof act === 'string' && act.startsWith('2')) this.#recipients += 1;
        return;
      }
      case 'DATA': {
        const act = this.#answer(line, '354 go on\r\n');
        this.#inData = typeof act === 'string' && act.startsWith('354');
        this.#stopHearing();
        return;
      }
      case 'STAR':
        this.#secure(line);
        return;
      case 'QUIT':
        this.#answer(line, '221 bye\r\n');
        this.#socket.end();
        return;
      case 'AUTH':
        this.#answer(line, '235 2.7.0 welcome\r\n');
        return;
      default:
        this.#answer(
          line,
          verb === 'RSET' || verb === 'MAIL' || verb === 'HELO' ? '250 2.0.0 ok\r\n' : '500 what?\r\n',
        );
    }
  }

  #secure(line: string): void {
    const pair = this.#options.startTls;
    const act = this.#answer(line, pair === undefined ? '502 no\r\n' : '220 go on\r\n');
    if (pair === undefined || typeof act !== 'string' || !act.startsWith('220')) return;
    this.#socket.removeAllListeners('data');
    this.#socket = encrypted(this.#socket, pair);
    this.#hear(this.#socket);
  }
}
