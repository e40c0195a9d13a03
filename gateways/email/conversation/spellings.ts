import type { Account, KeyValue } from '../../gateway.js';
import { parseMailAddress, wireForm } from '../address/mail-address.js';

/**
 * How the addresses of contacts are really written. A JID has only small letters, and the case of a local part is its own
 * server's business (RFC 5321 2.4): what came from `Alice@example.com` is answered there.
 */
export class Spellings {
  readonly #kv: KeyValue;
  readonly #seconds: number;

  constructor(kv: KeyValue, keepMs: number) {
    this.#kv = kv;
    this.#seconds = Math.max(1, Math.floor(keepMs / 1000));
  }

  /** Somebody wrote from this address. Only what the contact does not say by itself is kept. */
  async learn(account: Pick<Account, 'id' | 'born'>, contact: string, address: string): Promise<void> {
    if (address === wire(contact)) return;
    await this.#kv.set(this.#key(account, contact), address, this.#seconds);
  }

  /** The address of a contact in the form in which it is sent. */
  async of(account: Pick<Account, 'id' | 'born'>, contact: string): Promise<string> {
    return (await this.#kv.get<string>(this.#key(account, contact))) ?? wire(contact);
  }

  #key({ id, born }: Pick<Account, 'id' | 'born'>, contact: string): string {
    return `s:${born}:${id}:${contact}`;
  }
}

function wire(contact: string): string {
  const read = parseMailAddress(contact);
  return read.ok ? wireForm(read.address) : contact;
}
