import type { KeyValue } from '../../../gateway.js';
import { letters } from '../../engine/ids.js';
import { plainText } from '../../room/plain-text.js';
import { type Origin, originKey } from './origin.js';

/** How long it is known where a message was sent, seconds: longer than anything goes round. */
const SENT_FOR = 24 * 3600;
/** How long the same words of the same speaker between the same places are one message for different bridges, seconds. */
const SAID_FOR = 30;

/** What is sent where. */
interface Passage {
  readonly origin: Origin;
  /** URI of the place where it was heard, and of the one where it is to go. */
  readonly from: string;
  readonly to: string;
  readonly nick: string;
  readonly text: string;
}

/**
 * Which messages went to which places, for all bridges of the installation: none goes to a place twice, not to where it was said first,
 * and not by two bridges that both heard it under ids of their own. Outlives a restart; ends by itself.
 */
export class SentSet {
  readonly #kv: KeyValue;

  constructor(kv: KeyValue) {
    this.#kv = kv;
  }

  /** Whether `bridge` is the one that takes it there. It stays so: a repeat after a crash is let through, under the same ids. */
  async claim(bridge: string, passage: Passage): Promise<boolean> {
    const { origin, from, to, nick, text } = passage;
    if (origin.account === to) return false;
    const key = originKey(origin);
    if (!(await this.#mine(`sent/${letters(32, [key, to])}`, `${bridge} ${from}`, SENT_FOR))) return false;
    const words = plainText(text);
    if (words === '') return true;
    return await this.#mine(`said/${letters(32, [from, to, plainText(nick), words])}`, bridge, SAID_FOR);
  }

  /** Whether a message of this origin was put into a place by a bridge of the installation. */
  async has(origin: Origin, place: string): Promise<boolean> {
    return (await this.#kv.get(`sent/${letters(32, [originKey(origin), place])}`)) !== undefined;
  }

  async #mine(key: string, value: string, ttl: number): Promise<boolean> {
    if (await this.#kv.add(key, value, ttl)) return true;
    return (await this.#kv.get<string>(key)) === value;
  }
}
