import { createHmac } from 'node:crypto';
import type { Account, KeyValue } from '../../gateway.js';

/** How long the certificate of somebody is kept who does not write, s. */
const TTL_SECONDS = 2 * 365 * 86_400;

type Whose = Pick<Account, 'id' | 'born'>;

/**
 * The certificates of people whom an account has signed mail of, as `writeKnown` writes them: each account has its own, so that
 * nobody's mail depends on what others got.
 */
export class Correspondents {
  readonly #kv: KeyValue;
  readonly #secret: Buffer;

  /** `secret`: 32 octets, the same in all processes. */
  constructor(kv: KeyValue, secret: Buffer) {
    this.#kv = kv;
    this.#secret = secret;
  }

  async get(account: Whose, address: string): Promise<string | undefined> {
    return await this.#kv.get<string>(this.#key(account, address));
  }

  async put(account: Whose, address: string, known: string): Promise<void> {
    await this.#kv.set(this.#key(account, address), known, TTL_SECONDS);
  }

  #key({ id, born }: Whose, address: string): string {
    const name = createHmac('sha256', this.#secret).update(JSON.stringify([id, born, address.toLowerCase()]));
    return `certificate:${name.digest('base64url')}`;
  }
}
