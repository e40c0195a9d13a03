import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MACHINE = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
/** Changes what a process takes for the time of day; it leaves the monotonic clock alone. */
const FAKETIME = `/usr/lib/${MACHINE}/faketime/libfaketime.so.1`;
const LIBC = `/lib/${MACHINE}/libc.so.6`;

/** The time of day of a process, which can be put ahead and back while it runs (libfaketime). */
export class Clock {
  /** Where it is kept how far it is from the clock of the machine. */
  readonly dir: string;
  readonly #file: string;

  private constructor(dir: string) {
    this.dir = dir;
    this.#file = join(dir, 'clock');
  }

  /** Whether processes may be shown another time than that of the machine. */
  static get exists(): boolean {
    return existsSync(FAKETIME);
  }

  static async make(dir: string): Promise<Clock> {
    const clock = new Clock(dir);
    await mkdir(dir, { recursive: true });
    await clock.shift(0);
    return clock;
  }

  /**
   * What a process with this clock has in its environment; nothing where there is no libfaketime. `ownMalloc`: for a program that is
   * linked with jemalloc, which asks for the time before libfaketime is there, and waits for ever. It gets the malloc of the C
   * library.
   */
  env({ ownMalloc = false } = {}): Readonly<Record<string, string>> {
    if (!Clock.exists) return {};
    return {
      LD_PRELOAD: ownMalloc ? `${FAKETIME} ${LIBC}` : FAKETIME,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** So many seconds later than the clock of the machine. The process notices within a second. */
  async shift(seconds: number): Promise<void> {
    await writeFile(`${this.#file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    await rename(`${this.#file}.new`, this.#file);
  }
}
