import type { Socket } from 'node:net';

const CR = 0x0d;
const LF = 0x0a;
const NUL = 0x00;
/** Octets of a command with CR LF. RFC 5321 4.5.3.1.4 says 512, extensions add to it. */
const MOST_LINE = 2048;
/** Octets of a line without end, after which nobody waits for its end any more. */
const MOST_SKIPPED = 1024 * 1024;

/** A line without its end, or why there is none. `endless` and `closed` are the last ones. */
type InputLine =
  | { readonly kind: 'line'; readonly text: string }
  /** Its octets are gone, its end was found. */
  | { readonly kind: 'too-long' }
  /** Not ended by CR LF, or with a CR or NUL in it. */
  | { readonly kind: 'bare' }
  | { readonly kind: 'endless' }
  | { readonly kind: 'closed' };

/** Something that reads octets until it has enough: the place in `chunk` where it ended, or -1. */
interface Reader {
  push(chunk: Buffer): number;
}

/**
 * What comes over a socket, to be asked for when it is wanted: lines, or octets for a reader. Holds a bounded number of octets;
 * with more the other side waits.
 */
export class Input {
  readonly #socket: Socket;
  readonly #beforeWait: () => Promise<void> | undefined;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #closed = false;
  #wake: (() => void) | undefined;

  /** `beforeWait` is called each time when all that has come is used up; what it returns is waited for too. */
  constructor(socket: Socket, beforeWait: () => Promise<void> | undefined) {
    this.#socket = socket;
    this.#beforeWait = beforeWait;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.close());
    socket.on('close', () => this.close());
  }

  /** Whether a whole line has come already. */
  get hasLine(): boolean {
    return this.#buffer.indexOf(LF, this.#at) !== -1;
  }

  /** Nothing more is waited for; what still comes is thrown away. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** The next line. */
  async line(): Promise<InputLine> {
    let skipped = 0;
    for (;;) {
      const end = this.#buffer.indexOf(LF, this.#at);
      if (end !== -1) {
        const start = this.#at;
        this.#at = end + 1;
        return skipped > 0 || end - start >= MOST_LINE ? { kind: 'too-long' } : lineOf(this.#buffer, start, end);
      }
      const rest = this.#waiting;
      if (rest >= MOST_LINE || skipped > 0) {
        skipped += rest;
        this.#at = this.#buffer.length;
        if (skipped > MOST_SKIPPED) return { kind: 'endless' };
      }
      if (!(await this.#more())) return { kind: 'closed' };
    }
  }

  /** Gives a reader all that comes until it has enough; false: the other side is gone before. */
  async read(reader: Reader): Promise<boolean> {
    for (;;) {
      if (this.#at < this.#buffer.length) {
        const rest = this.#buffer.subarray(this.#at);
        const end = reader.push(rest);
        this.#at += end === -1 ? rest.length : end;
        if (end !== -1) return true;
      }
      if (!(await this.#more())) return false;
    }
  }

  /** Waits for more; false: nothing comes any more. */
  async #more(): Promise<boolean> {
    const had = this.#waiting;
    const before = this.#beforeWait();
    if (before !== undefined) await before;
    if (this.#waiting === had && !this.#closed) {
      this.#socket.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    return this.#waiting > had;
  }

  /** Octets that have come and were not read. */
  get #waiting(): number {
    return this.#buffer.length - this.#at;
  }

  #take(chunk: Buffer): void {
    if (this.#closed) return;
    this.#buffer = this.#waiting === 0 ? chunk : Buffer.concat([this.#buffer.subarray(this.#at), chunk]);
    this.#at = 0;
    // What nobody has asked for stays where it is, and in the end the other side has to wait.
    if (this.#wake === undefined) this.#socket.pause();
    else this.#wake();
  }
}

function lineOf(buffer: Buffer, start: number, end: number): InputLine {
  const stop = end - 1;
  if (stop < start || buffer[stop] !== CR) return { kind: 'bare' };
  const octets = buffer.subarray(start, stop);
  if (octets.includes(CR) || octets.includes(NUL)) return { kind: 'bare' };
  return { kind: 'line', text: octets.toString('utf8') };
}
