import { randomUUID } from 'node:crypto';
import type { HoldContext } from '../../gateway.js';

/** A process that has died, or hangs, has what it claimed for so long, s. Work that takes longer says that it goes on. */
const SECONDS = 100;

/**
 * Work that one process at a time may do, whichever lane it does it for: mail that comes by LMTP waits in the lane of the process that
 * took it, while its user comes back in another one.
 */
export class Claims {
  readonly #kv: HoldContext['kv'];

  constructor({ kv }: Pick<HoldContext, 'kv'>) {
    this.#kv = kv;
  }

  /** Does the work unless another one is at it: then false. `goesOn` has to be called more often than each minute. */
  async run(name: string, work: (goesOn: () => Promise<void>) => Promise<void>): Promise<boolean> {
    const key = `claim:${name}`;
    const own = randomUUID();
    if (!(await this.#kv.add(key, own, SECONDS))) return false;
    try {
      await work(async () => await this.#kv.set(key, own, SECONDS));
    } finally {
      // One that took too long has lost it, perhaps to another.
      if ((await this.#kv.get(key)) === own) await this.#kv.remove(key);
    }
    return true;
  }
}
