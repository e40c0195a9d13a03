import type { Clock } from '../../clock.js';
import { LONGEST_TEXT } from './pieces.js';

interface BatchOptions {
  /** Milliseconds after the first line of a batch in which others join it. */
  readonly wait: number;
  readonly clock: Clock;
}

/** Characters that are kept while something is being sent; then nothing more is read until there is room. */
const MOST_KEPT = 4 * LONGEST_TEXT;

/**
 * Puts lines that come soon after each other together, at most as many as one message carries. Reads on while a batch is being sent, so
 * that all that comes meanwhile is one batch too. Empty lines alone make none. Rejects as the lines do.
 */
export async function* batches(lines: AsyncIterable<string>, options: BatchOptions): AsyncGenerator<string> {
  const kept = new KeptLines();
  const reading = kept.fill(lines);
  // Told by `take`; until then nobody waits for it.
  reading.catch(() => undefined);
  for (;;) {
    await kept.change((now) => now.length > 0 || now.ended);
    if (kept.length === 0) break;
    await gathered(kept, options);
    const text = kept.take();
    if (/\S/.test(text)) yield text;
  }
  await reading;
}

/** Resolves when the wait is over, or nothing more fits, or comes. */
async function gathered(kept: KeptLines, { wait, clock }: BatchOptions): Promise<void> {
  let over = false;
  const timer = clock.after(wait, () => {
    over = true;
    kept.tell();
  });
  await kept.change(({ length, ended }) => over || ended || length >= LONGEST_TEXT);
  timer.cancel();
}

/** Lines that were read and not taken yet. */
class KeptLines {
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();
  #length = 0;
  #ended = false;

  get length(): number {
    return this.#length;
  }

  get ended(): boolean {
    return this.#ended;
  }

  async fill(lines: AsyncIterable<string>): Promise<void> {
    try {
      for await (const line of lines) {
        this.#lines.push(line);
        this.#length += line.length + 1;
        this.tell();
        await this.change(({ length }) => length <= MOST_KEPT);
      }
    } finally {
      this.#ended = true;
      this.tell();
    }
  }

  /** The first lines, as many as one message carries; one in any case. */
  take(): string {
    let [count, length] = [0, 0];
    for (const line of this.#lines) {
      if (count > 0 && length + line.length > LONGEST_TEXT) break;
      count += 1;
      length += line.length + 1;
    }
    this.#length -= length;
    const text = this.#lines.splice(0, count).join('\n');
    this.tell();
    return text;
  }

  tell(): void {
    for (const resolve of [...this.#waiting]) resolve();
  }

  /** Resolves when what is kept is so. */
  async change(is: (now: KeptLines) => boolean): Promise<void> {
    while (!is(this)) {
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#waiting.delete(done);
          resolve();
        };
        this.#waiting.add(done);
      });
    }
  }
}
