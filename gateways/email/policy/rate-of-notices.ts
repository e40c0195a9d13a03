import type { KeyValue } from '../../gateway.js';

export interface NoticeRateOptions {
  readonly kv: Pick<KeyValue, 'add'>;
  /** Milliseconds in which one notice of a kind goes to one peer; default a day (RFC 5230 4.2 asks for no less). */
  readonly every?: number;
}

const DAY_MS = 86_400_000;

/** Lets one notice of a kind through to one peer in a time, over all processes and restarts. */
export class NoticeRate {
  readonly #kv: Pick<KeyValue, 'add'>;
  readonly #seconds: number;

  constructor({ kv, every = DAY_MS }: NoticeRateOptions) {
    this.#kv = kv;
    this.#seconds = Math.max(1, Math.ceil(every / 1000));
  }

  /**
   * Whether a notice may go now; if so, the next ones may not. `account`: for whom; `peer`: to whom. Rejects where the store does not
   * answer: then nothing should go.
   */
  async may(kind: string, account: string, peer: string): Promise<boolean> {
    return await this.#kv.add(`noticed:${kind}:${account}:${peer.toLowerCase()}`, 1, this.#seconds);
  }
}
