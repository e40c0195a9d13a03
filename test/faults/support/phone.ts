import { setTimeout as delay } from 'node:timers/promises';
import type { SmscProcess } from '../../../sandbox/smsc/process.js';
import type { Random } from '../../support/random.js';
import type { Pace } from './pace.js';

export interface PhoneOptions {
  readonly smsc: SmscProcess;
  readonly number: number;
  /** Digits. */
  readonly from: string;
  readonly to: string;
  readonly random: Random;
  readonly wrote: (key: string) => void;
  readonly answered: (key: string) => void;
  /** What the journal of the network knows of a part: nothing, that it is to be delivered, or the status of its answer. */
  readonly known: (part: string) => 'waiting' | number | undefined;
}

/** A phone that writes one text after the other, each when the one before was answered, as networks deliver in order. */
export class Phone {
  readonly #o: PhoneOptions;
  #next = 0;
  #off = false;
  readonly refused: string[] = [];

  constructor(options: PhoneOptions) {
    this.#o = options;
  }

  async write(pace: Pace): Promise<void> {
    while ((await pace.take(1)) > 0 && !this.#off) await this.#text();
  }

  /** Is switched off for good. */
  close(): void {
    this.#off = true;
  }

  async #text(): Promise<void> {
    const key = `f${this.#o.number}-${this.#next++}`;
    this.#o.wrote(key);
    const long = this.#o.random.next() < 0.1;
    const pieces = long ? [`${key} ${'first half '.repeat(8)}`, 'second half '.repeat(8)] : [`${key} hello`];
    for (const [index, piece] of pieces.entries()) {
      const header = long ? Buffer.from([5, 0, 3, this.#next & 0xff, pieces.length, index + 1]) : Buffer.alloc(0);
      const octets = Buffer.concat([header, Buffer.from(piece, 'latin1')]);
      const status = await this.#deliver(`${key}.${index}`, octets.toString('hex'), long ? 0x40 : 0);
      if (status === 0) continue;
      if (status !== undefined) this.refused.push(`${key} part ${index}: 0x${status.toString(16)}`);
      return;
    }
    this.#o.answered(key);
  }

  /** Hands a part to the network and waits for its answer, over deaths of the network. */
  async #deliver(part: string, octetsHex: string, esmClass: number): Promise<number | undefined> {
    const { smsc, from, to } = this.#o;
    while (!this.#off) {
      const known = this.#o.known(part);
      if (typeof known === 'number') return known;
      if (known === 'waiting') {
        await delay(50);
        continue;
      }
      try {
        const [status] = await smsc.call('deliver', { from, to, octetsHex, esmClass, dataCoding: 0, key: part });
        if (status !== undefined) return status;
      } catch {
        await delay(50);
      }
    }
    return undefined;
  }
}
