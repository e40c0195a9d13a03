import type { HoldContext } from '../../gateway.js';
import type { PhoneText } from '../replies.js';
import type { Destinations } from './destinations.js';
import { type Keyword, keywordOf } from './keywords.js';
import { type OptOuts, optOutPair } from './opt-outs.js';
import type { Keywords } from './schema.js';

/** A phone that says the same again has its answer; each answer costs money. */
const ANSWERED_SECONDS = 3600;

interface GatekeeperOptions {
  readonly context: Pick<HoldContext, 'kv' | 'notice' | 'text' | 'metrics'>;
  /** Looked at for each text: they may change. */
  readonly keywords: Keywords;
  readonly destinations: Pick<Destinations, 'isBlocked'>;
  readonly optOuts: Pick<OptOuts, 'note' | 'stored'>;
}

/** What is to be done with a text of a phone before anybody gets it. */
type Verdict =
  /** Nobody gets it. */
  | 'done'
  /** It is settled; whoever it is surely for may see it, and the phone is asked nothing more about it. */
  | 'settled'
  | 'pass';

/** Looks at what a phone writes before it is given to a user: blocked numbers, and the words that end and allow texts. */
export class Gatekeeper {
  readonly #options: GatekeeperOptions;

  constructor(options: GatekeeperOptions) {
    this.#options = options;
  }

  /** Whether nothing of this phone is taken at all. */
  isBlocked(contact: string): boolean {
    const blocked = this.#options.destinations.isBlocked(contact);
    if (blocked) this.#options.context.metrics.count('blocked', {});
    return blocked;
  }

  /** Resolves when what follows from the text is kept and its answer is in the lane. */
  async judge(text: PhoneText): Promise<Verdict> {
    const { keywords, context } = this.#options;
    const keyword = keywordOf(text.body, keywords);
    if (keyword === undefined || (keyword === 'help' && keywords.helpReply === undefined)) return 'pass';
    context.metrics.count('keywords', { keyword });
    if (keyword === 'help') await this.#reply(text, keyword, keywords.helpReply ?? '');
    else await this.#optOut(text, keyword);
    return keywords.deliver ? 'settled' : 'done';
  }

  /**
   * Confirmed before it is kept: where that fails the carrier repeats the text, and a confirmation may come twice but is
   * never missing. What is kept already has been confirmed.
   */
  async #optOut(text: PhoneText, keyword: 'stop' | 'start'): Promise<void> {
    const { context, keywords, optOuts } = this.#options;
    const pair = optOutPair(text.ours, text.contact);
    const out = keyword === 'stop';
    if (keywords.reply && (await optOuts.stored(pair)) !== out) {
      const body = context.text({ key: out ? 'sms.keyword.stopped' : 'sms.keyword.started' });
      await this.#reply(text, keyword, body);
    }
    await optOuts.note(pair, out);
  }

  async #reply({ contact, ours }: PhoneText, keyword: Keyword, body: string): Promise<void> {
    const { context } = this.#options;
    const { kv } = context;
    const answered = `keyword.${keyword}.${optOutPair(ours, contact)}`;
    if ((await kv.get(answered)) !== undefined) return;
    await context.notice({ type: 'notice', contact, body, from: ours });
    await kv.set(answered, 1, ANSWERED_SECONDS);
  }
}
