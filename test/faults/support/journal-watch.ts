import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Entry } from '../../../sandbox/smsc/journal.js';

const EVERY_MS = 50;

/** Follows the journal of the phone network, which tells what it took, whether or not it lives. */
export class JournalWatch {
  readonly #path: string;
  readonly #onEntry: (entry: Entry) => void;
  readonly #decoder = new StringDecoder('utf8');
  readonly #timer: NodeJS.Timeout;
  #offset = 0;
  #rest = '';

  constructor(path: string, onEntry: (entry: Entry) => void) {
    this.#path = path;
    this.#onEntry = onEntry;
    this.#timer = setInterval(() => this.read(), EVERY_MS);
  }

  /** Reads what is new at once. */
  read(): void {
    if (!existsSync(this.#path)) return;
    const fd = openSync(this.#path, 'r');
    const chunk = Buffer.alloc(1024 * 1024);
    try {
      for (let read = readSync(fd, chunk, 0, chunk.length, this.#offset); read > 0; ) {
        this.#offset += read;
        const lines = (this.#rest + this.#decoder.write(chunk.subarray(0, read))).split('\n');
        this.#rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') this.#onEntry(JSON.parse(line) as Entry);
        read = readSync(fd, chunk, 0, chunk.length, this.#offset);
      }
    } finally {
      closeSync(fd);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.read();
  }
}
