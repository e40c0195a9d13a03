import type { HoldContext } from '../../gateway.js';
import { pairKey } from '../candidates.js';
import type { PhoneText } from '../replies.js';
import { rememberNoticeSender, type Senders } from '../senders.js';
import type { Destinations } from './destinations.js';
import { keywordOf } from './keywords.js';
import type { OptOuts } from './opt-outs.js';
import type { Keywords } from './schema.js';

export interface GatekeeperOptions {
  readonly context: Pick<HoldContext, 'kv' | 'notice' | 'text' | 'metrics'>;
  readonly keywords: Keywords;
  readonly destinations: Pick<Destinations, 'isBlocked'>;
  readonly optOuts: Pick<OptOuts, 'note'>;
  readonly senders: Senders;
}

/** What is to be done with a text of a phone before anybody gets it. */
export type Verdict =
  /** Nobody gets it. */
  | 'done'
  /** Somebody may get it; where there is nobody, the phone has its answer all the same. */
  | 'settled'
  | 'pass';

/** Looks at what a phone writes before it is given to a user: blocked numbers, and the words that end and allow texts. */
export class Gatekeeper {
  readonly #options: GatekeeperOptions;

  constructor(options: GatekeeperOptions) {
    this.#options = options;
  }

  /** Resolves when what follows from the text is kept and its answer is in the lane. */
  async judge(text: PhoneText): Promise<Verdict> {
    const { keywords, destinations, context } = this.#options;
    const { metrics } = context;
    if (destinations.isBlocked(text.contact)) {
      metrics.count('blocked', {});
      return 'done';
    }
    const keyword = keywordOf(text.body, keywords);
    if (keyword === undefined) return 'pass';
    metrics.count('keywords', { keyword });
    if (keyword === 'help') {
      if (keywords.helpReply === undefined) return 'pass';
      await this.#reply(text, keywords.helpReply);
    } else {
      await this.#optOut(text, keyword === 'stop');
    }
    return keywords.deliver ? 'settled' : 'done';
  }

  /** Confirmed once: a phone that says it again has its answer. */
  async #optOut(text: PhoneText, out: boolean): Promise<void> {
    const { context, keywords, optOuts, senders } = this.#options;
    const isNew = await optOuts.note(pairKey(senders.key(text.ours), text.contact), out);
    if (!isNew || !keywords.reply) return;
    await this.#reply(text, context.text({ key: out ? 'sms.keyword.stopped' : 'sms.keyword.started' }));
  }

  async #reply({ contact, ours }: PhoneText, body: string): Promise<void> {
    const { context, senders } = this.#options;
    if (senders.several) await rememberNoticeSender(context.kv, contact, ours);
    await context.notice({ type: 'notice', contact, body });
  }
}
