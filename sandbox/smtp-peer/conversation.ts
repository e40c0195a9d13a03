import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Credentials, Login } from './login.js';
import { readLogin } from './login.js';
import type { Act, Plan, Stage } from './plan.js';

/** An address as a command named it, with the parameters behind it as they were written: `['SIZE=120', 'BODY=8BITMIME']`. */
export interface PeerPath {
  readonly address: string;
  readonly parameters: readonly string[];
}

/** A mail of which the final dot has come, whatever was answered. */
export interface PeerMail {
  /** Which connection it came over, counted from 1. */
  readonly connection: number;
  readonly from: PeerPath;
  readonly recipients: readonly PeerPath[];
  /** Without stuffed dots. */
  readonly octets: Buffer;
  /** What it came over: TLS or not, and as whom. */
  readonly secure: boolean;
  readonly user: string | undefined;
}

interface ConversationParts {
  readonly socket: Socket;
  readonly connection: number;
  readonly lmtp: boolean;
  readonly name: string;
  /** Keywords of EHLO or LHLO, without AUTH and STARTTLS. */
  readonly extensions: readonly string[];
  readonly login: Login | undefined;
  readonly secureContext: SecureContext | undefined;
  readonly plan: Plan;
  readonly heard: (line: string) => void;
  readonly received: (mail: PeerMail) => void;
}

const RESET_MS = 10;
const LINE_END = Buffer.from('\r\n');
/** After the last octet of a mail, whose own line end is the first two of it. */
const END = Buffer.from('\r\n.\r\n');

/** One connection of the peer: does what a plain server does, and at each step what the plan says instead. */
export class Conversation {
  readonly #parts: ConversationParts;
  #socket: Socket;
  #input = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #ended = false;
  #secure: boolean;
  #user: string | undefined;
  #from: PeerPath | undefined;
  #recipients: PeerPath[] = [];

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#socket = parts.socket;
    this.#secure = parts.socket instanceof TLSSocket;
    this.#listen();
  }

  /** Talks until the connection ends. */
  async run(): Promise<void> {
    const { name, lmtp } = this.#parts;
    await this.#at('banner', '', `220 ${name} ${lmtp ? 'LMTP' : 'ESMTP'}`);
    for (;;) {
      const line = await this.#line();
      if (line === undefined) return;
      this.#parts.heard(line);
      await this.#command(line);
    }
  }

  /** Ends it at once. */
  cut(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    const socket = this.#socket;
    const over = () => {
      if (socket !== this.#socket) return;
      this.#ended = true;
      this.#wake?.();
    };
    socket.on('data', (chunk: Buffer) => {
      this.#input = Buffer.concat([this.#input, chunk]);
      this.#wake?.();
    });
    socket.on('error', over);
    socket.on('close', over);
    socket.on('end', () => socket.end());
  }

  async #command(line: string): Promise<void> {
    const [, verb = '', argument = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
    switch (verb.toUpperCase()) {
      case 'EHLO':
      case 'LHLO':
        this.#forget();
        await this.#at(this.#parts.lmtp ? 'LHLO' : 'EHLO', argument, this.#hello());
        break;
      case 'STARTTLS':
        await this.#startTls();
        break;
      case 'AUTH':
        await this.#authenticate(argument);
        break;
      case 'MAIL':
        this.#from = pathOf(argument);
        await this.#at('MAIL', argument, '250 2.1.0 Ok');
        break;
      case 'RCPT':
        await this.#recipient(argument);
        break;
      case 'DATA':
        await this.#data();
        break;
      case 'RSET':
        this.#forget();
        await this.#at('RSET', '', '250 2.0.0 Ok');
        break;
      case 'NOOP':
        await this.#at('NOOP', '', '250 2.0.0 Ok');
        break;
      case 'QUIT':
        await this.#at('QUIT', '', '221 2.0.0 Bye');
        this.#socket.end();
        break;
      default:
        this.#write('500 5.5.1 No such command\r\n');
    }
  }

  #hello(): string {
    const { name, extensions, login, secureContext } = this.#parts;
    const lines = [
      name,
      ...extensions,
      ...(login === undefined ? [] : [`AUTH ${login.mechanisms.join(' ')}`]),
      ...(secureContext === undefined || this.#secure ? [] : ['STARTTLS']),
    ];
    return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`).join('\n');
  }

  async #startTls(): Promise<void> {
    const { secureContext, plan } = this.#parts;
    const act = plan.take('STARTTLS', '');
    if (act !== undefined) await this.#perform(act, '220 2.0.0 Go');
    else if (secureContext === undefined || this.#secure) this.#write('502 5.5.1 Not here\r\n');
    else this.#secureWith(secureContext);
  }

  #secureWith(secureContext: SecureContext): void {
    const plain = this.#socket;
    plain.removeAllListeners('data');
    // What was sent along with STARTTLS was not protected, and is not to be heard.
    this.#input = Buffer.alloc(0);
    this.#write('220 2.0.0 Go\r\n');
    this.#socket = new TLSSocket(plain, { isServer: true, secureContext });
    this.#secure = true;
    this.#forget();
    this.#listen();
  }

  async #authenticate(argument: string): Promise<void> {
    const { login, plan } = this.#parts;
    const act = plan.take('AUTH', argument);
    if (act !== undefined) await this.#perform(act, '235 2.7.0 Welcome');
    else if (login === undefined) this.#write('502 5.5.1 Not here\r\n');
    else await this.#logIn(argument, login);
  }

  async #logIn(argument: string, login: Login): Promise<void> {
    const credentials: Credentials | undefined = await readLogin(argument, async (challenge) => {
      this.#write(`334 ${challenge}\r\n`);
      return (await this.#line()) ?? '*';
    });
    if (credentials !== undefined && login.accepts(credentials)) {
      this.#user = credentials.user;
      this.#write('235 2.7.0 Welcome\r\n');
      return;
    }
    if (credentials?.kind === 'token') {
      // RFC 7628 3.2.3: the client hears why, and says that it has heard.
      this.#write(`334 ${Buffer.from('{"status":"401","schemes":"bearer"}').toString('base64')}\r\n`);
      await this.#line();
    }
    this.#write('535 5.7.8 Wrong user or password\r\n');
  }

  async #recipient(argument: string): Promise<void> {
    const path = pathOf(argument);
    const answer = await this.#at('RCPT', argument, '250 2.1.5 Ok');
    if (answer.startsWith('2')) this.#recipients.push(path);
  }

  async #data(): Promise<void> {
    if (this.#recipients.length === 0) {
      this.#write('503 5.5.1 No recipients\r\n');
      return;
    }
    const answer = await this.#at('DATA', '', '354 Go');
    if (!answer.startsWith('354')) return;
    const octets = await this.#content();
    if (octets === undefined || this.#from === undefined) return;
    const { connection, received, lmtp } = this.#parts;
    const [from, recipients] = [this.#from, this.#recipients];
    this.#forget();
    received({ connection, from, recipients, octets, secure: this.#secure, user: this.#user });
    const addresses = recipients.map(({ address }) => address);
    for (const about of lmtp ? addresses : [addresses.join(' ')]) await this.#at('dot', about, '250 2.0.0 Taken');
  }

  /** The mail that follows DATA; undefined where it does not end. */
  async #content(): Promise<Buffer | undefined> {
    // As if the line of DATA belonged to it: a dot may be its first octet.
    const pieces = [LINE_END];
    let tail = LINE_END;
    for (;;) {
      if (this.#input.length === 0 && !(await this.#more())) return undefined;
      if (pieces.length === 1) {
        const act = this.#parts.plan.take('body', '');
        if (act !== undefined) await this.#perform(act, '');
        if (this.#ended && this.#input.length === 0) return undefined;
      }
      const input = this.#input;
      const joined = Buffer.concat([tail, input]);
      const end = joined.indexOf(END);
      const taken = end === -1 ? input.length : end + END.length - tail.length;
      pieces.push(input.subarray(0, taken));
      this.#input = input.subarray(taken);
      if (end !== -1) return unstuffed(Buffer.concat(pieces).subarray(LINE_END.length, LINE_END.length - END.length));
      tail = joined.subarray(1 - END.length);
    }
  }

  /** Answers in the usual way, or as the plan says; returns what was said. */
  async #at(stage: Stage, about: string, usual: string): Promise<string> {
    return await this.#perform(this.#parts.plan.take(stage, about) ?? { reply: usual }, usual);
  }

  /** Does something; returns what was said, or nothing. */
  async #perform(act: Act, usual: string): Promise<string> {
    if ('reply' in act) {
      if (act.reply !== '') this.#write(`${act.reply.replaceAll('\n', '\r\n')}\r\n`);
      return act.reply;
    }
    if ('raw' in act) this.#write(act.raw);
    else if ('wait' in act) {
      await delay(act.wait);
      return await this.#perform(act.then ?? { reply: usual }, usual);
    } else if ('trickle' in act) {
      for (const octet of `${act.trickle.replaceAll('\n', '\r\n')}\r\n`) {
        this.#write(octet);
        await delay(act.every);
      }
      return act.trickle;
    } else if ('all' in act) {
      const said: string[] = [];
      for (const one of act.all) said.push(await this.#perform(one, usual));
      return said.join('\n');
    } else if ('close' in act) this.#socket.end();
    else if ('reset' in act) {
      // What was said before arrives first.
      await delay(RESET_MS);
      this.#parts.socket.resetAndDestroy();
      // What came before was never read.
      this.#input = Buffer.alloc(0);
      this.#ended = true;
    } else await this.#gone();
    return '';
  }

  /** Until the other side gives up. */
  async #gone(): Promise<void> {
    while (!this.#ended) {
      this.#input = Buffer.alloc(0);
      await this.#more();
    }
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#input.indexOf('\r\n');
      if (end !== -1) {
        const line = this.#input.toString('utf8', 0, end);
        this.#input = this.#input.subarray(end + 2);
        return line;
      }
      if (!(await this.#more())) return undefined;
    }
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const had = this.#input.length;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
    return this.#input.length > had;
  }

  #forget(): void {
    this.#from = undefined;
    this.#recipients = [];
  }

  #write(text: string): void {
    if (this.#socket.writable) this.#socket.write(text, 'latin1');
  }
}

/** `FROM:<a@b> SIZE=1` */
function pathOf(argument: string): PeerPath {
  const [, address = '', rest = ''] = /^[A-Za-z]+:\s*<((?:"(?:[^"\\]|\\.)*"|[^>"])*)>(.*)$/.exec(argument) ?? [];
  return { address, parameters: rest.split(' ').filter((word) => word !== '') };
}

function unstuffed(octets: Buffer): Buffer {
  return Buffer.from(octets.toString('latin1').replace(/(^|\r\n)\./g, '$1'), 'latin1');
}
