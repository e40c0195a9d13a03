import type { Socket } from 'node:net';
import { type IrcLine, LineCutter, readIrcLine } from '../irc-line.js';
import { PATIENCE_MS } from '../patience.js';

/** Lines that are kept, at the least. */
const KEPT = 10_000;

/** What a line must be: its command (`NICK`), a pattern for the whole line, or a question about it. */
export type Expected = string | RegExp | ((line: IrcLine) => boolean);

function fits(expected: Expected, line: IrcLine): boolean {
  if (typeof expected === 'string') return line.command === expected;
  return expected instanceof RegExp ? expected.test(line.raw) : expected(line);
}

/** A client of the scripted server, seen from the server: what it has sent, and everything that can be said to it. */
export class Peer {
  /** The lines received, in order; of very many the last ones. */
  readonly received: IrcLine[] = [];
  /** Octets received. */
  octets = 0;
  /** Called for each line, before it goes to the inbox of {@link expect}; true takes it away. */
  onLine: (line: IrcLine) => boolean = () => false;
  /** Whether it answers a client that asks how far it has read, as every server does; these lines are not kept. */
  tellsWhatIsRead = true;
  readonly #socket: Socket;
  readonly #inbox: IrcLine[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #closed: Promise<void>;
  #open = true;

  constructor(socket: Socket) {
    this.#socket = socket;
    const cutter = new LineCutter();
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.octets += chunk.length;
      for (const raw of cutter.push(chunk)) this.#take(readIrcLine(raw));
    });
    socket.on('error', () => socket.destroy());
    this.#closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#open = false;
        this.#wake();
        resolve();
      });
    });
  }

  /** Whether the connection stands. */
  get open(): boolean {
    return this.#open;
  }

  /** The client's port, as an identd is asked for it. */
  get remotePort(): number {
    return this.#socket.remotePort ?? 0;
  }

  /** The address that the client comes from. */
  get remoteAddress(): string {
    return this.#socket.remoteAddress ?? '';
  }

  /** Octets that the client has not taken yet. */
  get backlog(): number {
    return this.#socket.writableLength;
  }

  /** Writes a line, given without CR LF. */
  send(line: string): void {
    if (this.#open) this.#socket.write(`${line}\r\n`);
  }

  /** Writes octets as they are. */
  sendRaw(octets: string | Buffer): void {
    if (this.#open) this.#socket.write(octets);
  }

  /**
   * Takes the next line that fits out of the inbox, or waits for it; lines that do not fit stay for later. Rejects after
   * `timeoutMs`, or when the client has gone, with what did arrive.
   */
  async expect(expected: Expected, timeoutMs = PATIENCE_MS): Promise<IrcLine> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const index = this.#inbox.findIndex((line) => fits(expected, line));
      const [line] = index < 0 ? [] : this.#inbox.splice(index, 1);
      if (line !== undefined) return line;
      const left = deadline - performance.now();
      if (!this.#open || left <= 0) {
        const why = this.#open ? `within ${timeoutMs} ms` : 'before it went';
        const rest = this.#inbox.map(({ raw }) => `  ${raw}`).join('\n');
        throw new Error(`the client did not send ${String(expected)} ${why}; it sent:\n${rest}`);
      }
      await this.#change(left);
    }
  }

  /** Lines that no {@link expect} has taken. */
  get inbox(): readonly IrcLine[] {
    return this.#inbox;
  }

  /** Stops reading, as a server does that is stuck: what the client writes piles up at the client. */
  stall(): void {
    this.#socket.pause();
  }

  /** Ends {@link stall}. */
  go(): void {
    this.#socket.resume();
  }

  /** Closes orderly behind what was written. */
  end(): void {
    this.#socket.end();
  }

  /** Cuts the connection at once. */
  cut(): void {
    this.#socket.destroy();
  }

  /** Resolves when the connection has ended. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  #take(line: IrcLine): void {
    const [token = ''] = line.params;
    if (this.tellsWhatIsRead && line.command === 'PING' && /^read\d+$/.test(token)) {
      this.send(`:irc.test PONG irc.test ${token}`);
      return;
    }
    this.received.push(line);
    if (this.received.length >= 2 * KEPT) this.received.splice(0, KEPT);
    if (this.onLine(line)) return;
    this.#inbox.push(line);
    this.#wake();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  async #change(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiters.add(done);
    });
  }
}
