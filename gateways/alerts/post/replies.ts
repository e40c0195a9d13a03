import type { Clock, KeyValue, Post } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Place } from '../book/place.js';
import { Rates } from '../engine/rates.js';
import type { Till } from '../engine/till.js';
import { smsSegments } from '../render/sms-length.js';
import { noteSms, type SmsSent } from './sms-sent.js';
import { type Reply, replyPost } from './writing.js';

/** Replies that one address gets within an hour. Phones and mail programs answer by themselves, and SMS cost. */
const HOUR_MS = 3_600_000;
const MOST = { xmpp: 120, irc: 120, hook: 120, sms: 12, email: 12 } as const;

interface RepliesParts {
  readonly kv: KeyValue;
  readonly clock: Clock;
  readonly book: () => Book;
  readonly till: Pick<Till, 'pay'>;
  readonly audit: (row: SmsSent) => Promise<void>;
  readonly post: (stanza: Post) => Promise<void>;
}

/** Answers those who write to the agent. Whoever writes much, or answers what we answer, is not answered any more for a while. */
export class Replies {
  readonly #parts: RepliesParts;
  readonly #rates: Rates;

  constructor(parts: RepliesParts) {
    this.#parts = parts;
    this.#rates = new Rates(parts.kv, parts.clock);
  }

  /** Resolves when the reply is in a lane, or it is known that there is none. `place`: of whom it is for; `from`: full JID of ours. */
  async say(reply: Reply, place: Place, from: string): Promise<void> {
    const { book, till, post, audit, clock } = this.#parts;
    const rate = { count: MOST[place.medium], per: HOUR_MS };
    const said = replyPost(reply, from);
    const draw = { level: 'destination', name: `reply ${place.uri}`, rate } as const;
    if ((await this.#rates.take([draw], `reply ${said.id}`)) !== undefined) return;
    const segments = () => smsSegments(reply.text);
    const paid = await till.pay({ place, severity: 'info', as: said.id, segments }, book());
    if (paid === undefined) return;
    await post(said);
    await noteSms({ id: said.id, place, paid }, { audit, book, clock });
  }
}
