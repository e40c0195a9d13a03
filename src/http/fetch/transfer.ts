import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FetchEnd, MediaFailure } from '../../../gateways/media.js';
import type { Clock, Timer } from '../../clock.js';
import { failure } from '../failure.js';
import { SNIFFED } from '../media/type.js';

interface TransferLimits {
  /** Octets. */
  readonly size: number;
  /** Milliseconds that no octet may come. */
  readonly silence: number;
  /** Octets a second that must come on average while we wait for them, after `silence`. */
  readonly speed: number;
}

/** The content of an answer, octet by octet under limits. */
export class Transfer {
  /** Resolves when the content has ended or failed; never rejects. */
  readonly end: Promise<FetchEnd>;
  readonly #response: IncomingMessage;
  readonly #chunks: AsyncIterator<unknown>;
  readonly #host: string;
  readonly #limits: TransferLimits;
  readonly #clock: Clock;
  readonly #hash = createHash('sha256');
  readonly #settle: (end: FetchEnd) => void;
  readonly #head: Buffer[] = [];
  #size = 0;
  #waited = 0;
  #over = false;
  #timer: Timer | undefined;
  #content: Readable | undefined;
  #failed: MediaFailure | undefined;

  constructor(response: IncomingMessage, host: string, limits: TransferLimits, clock: Clock) {
    this.#response = response;
    this.#chunks = response[Symbol.asyncIterator]();
    this.#host = host;
    this.#limits = limits;
    this.#clock = clock;
    let settle: (end: FetchEnd) => void = () => undefined;
    this.end = new Promise((resolve) => {
      settle = resolve;
    });
    this.#settle = settle;
  }

  /** Reads the first octets, which show what it is; what was read stays part of the content. */
  async peek(): Promise<Buffer | MediaFailure> {
    let read = 0;
    while (read < SNIFFED && !this.#over) {
      const chunk = await this.#next();
      if (chunk === undefined) break;
      this.#head.push(chunk);
      read += chunk.length;
    }
    return this.#failed ?? Buffer.concat(this.#head).subarray(0, SNIFFED);
  }

  /** All of it, as a stream; called once. */
  stream(): Readable {
    const content = Readable.from(this.#all(), { objectMode: false });
    this.#content = content;
    // Told by `end`, also to a gateway that does not listen at this moment.
    content.on('error', () => undefined);
    // Whoever stops reading early leaves nothing open.
    content.once('close', () => this.stop(failure('broken')));
    return content;
  }

  /** Ends it where it has not ended. */
  stop(why: MediaFailure): void {
    this.#timer?.cancel();
    this.#response.destroy();
    if (!this.#over) this.#failed ??= why;
    this.#settle(this.#failed ?? failure('broken'));
    if (this.#failed !== undefined) this.#content?.destroy(errorOf(this.#failed));
  }

  async *#all(): AsyncGenerator<Buffer> {
    yield* this.#head.splice(0);
    while (!this.#over) {
      const chunk = await this.#next();
      if (chunk !== undefined) yield chunk;
    }
    if (this.#failed !== undefined) throw errorOf(this.#failed);
  }

  /** The next octets; undefined at the end, also at a bad one. */
  async #next(): Promise<Buffer | undefined> {
    const { size, silence, speed } = this.#limits;
    const asked = this.#clock.monotonic();
    this.#timer = this.#clock.after(silence, () => this.stop(failure('timeout', { host: this.#host })));
    let next: IteratorResult<unknown>;
    try {
      next = await this.#chunks.next();
    } catch {
      next = { done: true, value: undefined };
      this.#failed ??= failure('broken');
    }
    this.#timer.cancel();
    this.#waited += this.#clock.monotonic() - asked;
    if (next.done === true) return this.#finish();
    const chunk = Buffer.from(next.value as Uint8Array);
    this.#size += chunk.length;
    if (this.#size > size) this.stop(failure('too-large', { limit: size }));
    else if (this.#waited > silence && this.#size < (this.#waited / 1000) * speed) {
      this.stop(failure('timeout', { host: this.#host }));
    }
    if (this.#failed !== undefined) return this.#finish();
    this.#hash.update(chunk);
    return chunk;
  }

  #finish(): undefined {
    if (!this.#over) {
      this.#over = true;
      if (!this.#response.complete) this.#failed ??= failure('broken');
      this.#settle(this.#failed ?? { ok: true, size: this.#size, hashes: { 'sha-256': this.#hash.digest('base64') } });
    }
    return undefined;
  }
}

function errorOf({ why }: MediaFailure): Error {
  return new Error(`the file was not fetched: ${why}`);
}
