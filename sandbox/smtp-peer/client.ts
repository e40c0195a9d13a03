import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { PATIENCE_MS } from '../patience.js';

/** A reply as it came: its code, and its lines without the code. */
interface ClientReply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** A client of SMTP or LMTP that does what it is told, step by step, right or wrong. Octets are latin1. */
export class SmtpClient {
  readonly #socket: Socket;
  #heard = '';
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.#heard += String(text);
      this.#wake?.();
    });
    socket.on('error', (error) => {
      this.#error = error;
      this.#wake?.();
    });
    socket.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  /** Connects to a port of 127.0.0.1, or to a socket in the file system. */
  static async connect(where: number | string): Promise<SmtpClient> {
    const options = typeof where === 'number' ? { host: '127.0.0.1', port: where } : { path: where };
    const socket = connect({ ...options, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new SmtpClient(socket);
  }

  /** The same connection with TLS over it; this client is done then. Believes every certificate. */
  async secure(): Promise<SmtpClient> {
    this.#socket.removeAllListeners('data');
    const socket = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    return new SmtpClient(socket);
  }

  /** Writes octets as they are. */
  write(octets: string | Uint8Array): void {
    if (typeof octets === 'string') this.#socket.write(octets, 'latin1');
    else this.#socket.write(octets);
  }

  /** Writes octets, and waits until the system has taken them: no faster than the other side reads. */
  async push(octets: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(octets, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Writes one command, and returns the reply. */
  async say(command: string): Promise<ClientReply> {
    this.write(`${command}\r\n`);
    return await this.reply();
  }

  /** The next reply. Rejects where the connection ends before, or none comes in time. */
  async reply(patienceMs = PATIENCE_MS): Promise<ClientReply> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const read = this.#next();
      if (read !== undefined) return read;
      if (this.#ended) throw new Error(`the connection ended; heard: ${JSON.stringify(this.#heard)}`);
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`no reply within ${patienceMs} ms; heard: ${JSON.stringify(this.#heard)}`);
      await this.#change(left);
    }
  }

  /** Several replies, as `code text` of their last lines. */
  async replies(count: number): Promise<readonly string[]> {
    const found: string[] = [];
    while (found.length < count) {
      const { code, lines } = await this.reply();
      found.push(`${code} ${lines.at(-1) ?? ''}`);
    }
    return found;
  }

  /** Waits until the other side has ended the connection; returns what was heard and not asked for. */
  async end(patienceMs = PATIENCE_MS): Promise<string> {
    const deadline = performance.now() + patienceMs;
    while (!this.#ended) {
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`the connection did not end within ${patienceMs} ms`);
      await this.#change(left);
    }
    return this.#heard;
  }

  /** Whether the connection is over. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What went wrong with the connection, if anything. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Reads no more, so that the other side has to wait. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Says that nothing more comes, and goes on reading. */
  finish(): void {
    this.#socket.end();
  }

  /** Is gone at once, without a word; `reset`: so that the other side sees an error. */
  drop(reset = false): void {
    if (reset) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  #next(): ClientReply | undefined {
    const match = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/.exec(this.#heard);
    if (match === null) return undefined;
    this.#heard = this.#heard.slice(match[0].length);
    const lines = match[0].split('\r\n').slice(0, -1);
    return { code: Number(match[0].slice(0, 3)), lines: lines.map((line) => line.slice(4)) };
  }

  async #change(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#wake = done;
    });
  }
}
