import { setTimeout as delay } from 'node:timers/promises';
import type { Post } from './mail-post.js';
import type { Pace } from './pace.js';

export interface CorrespondentOptions {
  readonly number: number;
  /** Their address, and that of the user. */
  readonly from: string;
  readonly to: string;
  readonly post: Post;
  readonly wrote: (key: string) => void;
  readonly answered: (key: string) => void;
  /** Octets of every other mail, about; the others have one line. Default: so do these. */
  readonly size?: number;
}

/** Between two attempts to hand over the same mail. */
const AGAIN_MS = 100;

/**
 * Somebody who writes one mail after the other to a user: `f<number>-0`, `f<number>-1`. Each is handed to their mail server
 * until it takes it, the same mail each time, before the next one is written.
 */
export class Correspondent {
  readonly #o: CorrespondentOptions;
  #next = 0;
  #off = false;
  readonly refused: string[] = [];
  /** Times that a mail was not taken and handed over again. */
  repeats = 0;

  constructor(options: CorrespondentOptions) {
    this.#o = options;
  }

  /** The next mail that was not written yet, as octets. */
  letter(): { readonly key: string; readonly octets: string } {
    const { number, from, to, size = 0 } = this.#o;
    const count = this.#next++;
    const key = `f${number}-${count}`;
    const line = 'Words and more words, up to the end of the line and over it.\r\n';
    const filling = count % 2 === 0 ? line.repeat(Math.ceil(size / line.length)) : '';
    const fields = [
      `From: Friend ${number} <${from}>`,
      `To: <${to}>`,
      `Subject: From friend ${number}`,
      `Message-ID: <${key}@sandbox.example.net>`,
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    ];
    return { key, octets: `${fields.join('\r\n')}\r\n\r\n${key} hello\r\n${filling}` };
  }

  /** Writes what the pace allows until it ends. */
  async write(pace: Pace): Promise<void> {
    while ((await pace.take(1)) > 0 && !this.#off) await this.one();
  }

  /** One mail, until it is taken. */
  async one(): Promise<void> {
    const { from, to, post, wrote, answered } = this.#o;
    const { key, octets } = this.letter();
    wrote(key);
    for (; !this.#off; this.repeats++) {
      const code = await post({ from, to, octets }).catch(() => undefined);
      if (code !== undefined && code < 300) {
        answered(key);
        return;
      }
      if (code !== undefined && code >= 500) {
        this.refused.push(`${key}: ${code}`);
        return;
      }
      await delay(AGAIN_MS);
    }
  }

  /** Writes nothing more. */
  close(): void {
    this.#off = true;
  }
}
