import { type Account, type KeyValue, Recent } from '../../gateway.js';

const KEPT_SECONDS = 400 * 86_400;
const HOUR_SECONDS = 3600;
/** Contacts that were noted lately. */
const REMEMBERED = 10_000;

/** Whose mail programs know reactions (RFC 9078), and how often they get some. */
export class Reactors {
  readonly #kv: Pick<KeyValue, 'add' | 'get' | 'count'>;
  readonly #most: number;
  readonly #noted = new Recent<string, true>(REMEMBERED);

  /** `most`: reactions that one conversation gets in an hour without pause. */
  constructor(kv: Pick<KeyValue, 'add' | 'get' | 'count'>, most = 20) {
    this.#kv = kv;
    this.#most = most;
  }

  /** A contact has sent a reaction, or a mail of a program that knows them. */
  async learn(account: Pick<Account, 'id' | 'born'>, contact: string): Promise<void> {
    const key = keyOf('rc', account, contact);
    if (this.#noted.get(key)) return;
    await this.#kv.add(key, 1, KEPT_SECONDS);
    this.#noted.set(key, true);
  }

  async knows(account: Pick<Account, 'id' | 'born'>, contact: string): Promise<boolean> {
    return (await this.#kv.get(keyOf('rc', account, contact))) !== undefined;
  }

  /** Counts one more; false: that is too many. */
  async count(account: Pick<Account, 'id' | 'born'>, contact: string): Promise<boolean> {
    return (await this.#kv.count(keyOf('rn', account, contact), HOUR_SECONDS)) <= this.#most;
  }
}

function keyOf(kind: string, { id, born }: Pick<Account, 'id' | 'born'>, contact: string): string {
  return `${kind}:${born}:${id}:${contact}`;
}
