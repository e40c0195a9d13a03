import { createHash } from 'node:crypto';
import { Recent } from '../gateway.js';

/** Users whose lane is remembered. */
const REMEMBERED = 65_536;

/** Spreads the users over the lanes of the gateway: always the same for one user, in every process. */
export class Shares {
  readonly lanes: readonly string[];
  readonly #known = new Recent<string, string>(REMEMBERED);

  constructor(count: number) {
    this.lanes = Array.from({ length: count }, (_, n) => `email.${n}`);
  }

  /** The lane that has a user's mail. `jid`: bare. */
  of(jid: string): string {
    const known = this.#known.get(jid);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(jid).digest().readUInt32BE(0);
    const lane = this.lanes[hash % this.lanes.length] ?? 'email.0';
    this.#known.set(jid, lane);
    return lane;
  }
}
