import type { Socket } from 'node:net';
import { abandon } from '../../../src/abandon.js';
import type { Clock } from '../../gateway.js';
import { Framer } from '../wire/framer.js';
import type { IrcMessage } from '../wire/message.js';
import { type LineOut, serialiseLine } from '../wire/serialise.js';
import type { LineCodec } from './codec.js';
import { type Failure, failure } from './failure.js';
import { Keepalive } from './keepalive.js';
import { ReadMarks } from './read-marks.js';
import { SendQueue } from './send-queue.js';
import { serverError } from './server-error.js';
import type { Throttle, Timeouts } from './settings.js';
import { systemFailure } from './system-failure.js';

interface LinkOptions {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly codec: LineCodec;
  readonly parse: (line: string) => IrcMessage | undefined;
  readonly throttle: Throttle | undefined;
  readonly timeouts: Timeouts;
  /** False: this process may not write any more; the link ends then. */
  readonly mayWrite: () => boolean;
}

interface LinkEvents {
  /** Any line but `PING`, and `PONG` where it was ours. */
  message(message: IrcMessage): void;
  /** Exactly once. */
  ended(failed: Failure): void;
}

/** Lines that are held while the consumer is paused; beyond them nothing is read any more. */
const MOST_HELD = 2000;
/** Octets handed to the system and not read by the server, above which the queue waits, and above which it is hopeless. */
const ENOUGH_UNSENT = 64 * 1024;
const MOST_UNSENT = 1024 * 1024;
const QUIT_MS = 2000;

/**
 * Lines over one socket: cuts, reads and writes them, answers `PING` whatever else happens, notices when the other side is
 * gone. What is written in one turn of the event loop goes out at once.
 */
export class Link {
  readonly queue: SendQueue;
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #framer = new Framer();
  readonly #keepalive: Keepalive;
  readonly #marks = new ReadMarks((token) => this.write(`PING ${token}`));
  #out = '';
  #blocked = false;
  #paused = false;
  #held: IrcMessage[] = [];
  #deaf = false;
  #ended = false;
  /** Not told yet. */
  #end: Failure | undefined;
  /** What the server gave as the reason. */
  #error: Failure | undefined;

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
    const { socket, clock, timeouts } = options;
    this.queue = new SendQueue({ throttle: options.throttle, clock, write: (line) => this.write(line) });
    this.#keepalive = new Keepalive({
      clock,
      silenceMs: timeouts.silence,
      pongMs: timeouts.pong,
      ping: (token) => this.write(`PING ${token}`),
      dead: () => this.end(failure('ping-timeout')),
    });
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('drain', () => this.#drained());
    socket.on('error', (error) => this.end(this.#error ?? systemFailure(error, 'lost')));
    socket.on('end', () => this.end(this.#error ?? failure('lost')));
    socket.on('close', () => this.end(this.#error ?? failure('lost')));
    if (socket.destroyed) queueMicrotask(() => this.end(failure('lost')));
    // A proxy hands its socket over paused.
    else socket.resume();
  }

  /** Whether it can be written to. */
  get open(): boolean {
    return !this.#ended;
  }

  /** How long the server took to answer the last time it was asked, ms. */
  get lagMs(): number | undefined {
    return this.#keepalive.lagMs;
  }

  /** LINELEN of the server, octets. */
  set lineOctets(octets: number) {
    this.#framer.lineOctets = octets;
  }

  /** Sends past the queue. */
  send(line: LineOut): void {
    this.write(serialiseLine(line));
  }

  /** Writes one line past the queue; false: the other side is slow, and more should wait. */
  write(line: string): boolean {
    if (this.#ended) return false;
    if (this.#out === '') queueMicrotask(() => this.#flush());
    this.#out += `${line}\r\n`;
    return !this.#blocked;
  }

  /** See {@link ReadMarks.wait}. */
  onRead(read: () => void): void {
    this.#marks.wait(read);
  }

  /** Lines are held back until `resume`; `PING` is answered all the same. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    let taken = 0;
    while (taken < this.#held.length && !this.#paused) {
      const message = this.#held[taken];
      taken += 1;
      if (message !== undefined) this.#tell(message);
    }
    this.#held = this.#held.slice(taken);
    if (this.#deaf && this.#held.length <= MOST_HELD / 2) this.#hear();
    if (this.#held.length === 0) this.#tellEnd();
  }

  /**
   * Says goodbye and resolves when the connection is closed, at most 2 s later. `ended` is told as for any end; what is
   * held back is dropped.
   */
  quit(message: string): Promise<void> {
    return new Promise((resolve) => {
      this.#held = [];
      if (this.#ended) {
        this.#tellEnd();
        resolve();
        return;
      }
      const { socket, clock } = this.#options;
      this.queue.clear();
      this.send({ command: 'QUIT', params: [message] });
      const late = clock.after(QUIT_MS, () => this.end(failure('closed')));
      socket.once('close', () => {
        late.cancel();
        resolve();
      });
      if (this.#deaf) this.#hear();
    });
  }

  /** Ends at once. What waits in the queue is dropped, and told; what is held back comes before the end does. */
  end(failed: Failure): void {
    if (this.#ended) return;
    this.#flush();
    this.#ended = true;
    this.#end = failed;
    this.#keepalive.stop();
    abandon(this.#options.socket);
    this.queue.clear();
    if (this.#held.length === 0) this.#tellEnd();
  }

  #tellEnd(): void {
    const end = this.#end;
    this.#end = undefined;
    if (end !== undefined) this.#events.ended(end);
  }

  #flush(): void {
    const { socket, codec, mayWrite } = this.#options;
    const out = this.#out;
    this.#out = '';
    if (this.#ended || out === '' || socket.destroyed) return;
    if (!mayWrite()) {
      this.end(failure('not-held'));
      return;
    }
    const more = socket.write(codec.encode(out));
    if (socket.writableLength > MOST_UNSENT) this.end(failure('lost', 'the server does not read what we write'));
    else this.#blocked = !more && socket.writableLength > ENOUGH_UNSENT;
  }

  #drained(): void {
    this.#blocked = false;
    this.queue.resume();
  }

  #read(chunk: Buffer): void {
    const { codec, parse, mayWrite } = this.#options;
    // Another process tells what comes from now on; the same again, and later, would be wrong.
    if (!mayWrite()) {
      this.end(failure('not-held'));
      return;
    }
    this.#keepalive.heard();
    for (const octets of this.#framer.push(chunk)) {
      if (this.#ended) return;
      const message = parse(codec.decode(octets));
      if (message !== undefined) this.#receive(message);
    }
  }

  #receive(message: IrcMessage): void {
    const { command, params } = message;
    if (command === 'PING') {
      this.send({ command: 'PONG', params: params.slice(-1) });
      return;
    }
    if (command === 'PONG' && this.#keepalive.pong(params.at(-1) ?? '')) return;
    if (command === 'ERROR') this.#error = serverError(params.at(-1) ?? '');
    if (!this.#paused && this.#held.length === 0) this.#tell(message);
    else this.#hold(message);
  }

  /** In its turn: a refusal that is held back comes before the answer which says that its line was read. */
  #tell(message: IrcMessage): void {
    if (message.command === 'PONG' && this.#marks.pong(message.params.at(-1) ?? '')) return;
    this.#events.message(message);
  }

  #hold(message: IrcMessage): void {
    this.#held.push(message);
    if (this.#held.length < MOST_HELD || this.#deaf) return;
    this.#deaf = true;
    this.#keepalive.deaf = true;
    this.#options.socket.pause();
  }

  #hear(): void {
    if (this.#ended) return;
    this.#deaf = false;
    this.#keepalive.deaf = false;
    this.#options.socket.resume();
  }
}
