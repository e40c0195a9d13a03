import type { Clock, KeyValue, TextRef } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Telling } from '../engine/effect.js';
import { letters } from '../engine/ids.js';
import { settingsOf } from '../post/rendering.js';
import { renderChat } from '../render/chat.js';
import { renderIrc } from '../render/irc.js';
import { renderMail } from '../render/mail.js';
import { renderSms } from '../render/sms.js';

/** A message that a sink has in place of having sent it, as each network would have got it. */
interface SunkMessage {
  /** As the stanza would have been called. */
  readonly id: string;
  /** Wall time, ms. */
  readonly at: number;
  readonly route: string;
  /** Why it was told (see `engine/reasons.ts`). */
  readonly reason: string;
  readonly state: string;
  readonly severity: string;
  readonly test: boolean;
  /** The earlier message that it would have replied to, corrected or retracted, of several the first. */
  readonly follows?: { readonly how: 'edit' | 'reply' | 'retract'; readonly id: string };
  readonly chat: string;
  readonly subject: string;
  readonly mail: string;
  readonly sms: string;
  readonly segments: number;
  readonly irc: string;
}

/** Messages that one sink has, the newest. */
const MOST = 100;
/** They are forgotten after so long without any more, seconds. */
const KEPT_S = 7 * 86_400;
/** Characters of one text. */
const LONGEST = 4000;

interface SinkParts {
  readonly kv: Pick<KeyValue, 'count' | 'fields' | 'setFields' | 'removeFields'>;
  readonly clock: Clock;
  readonly book: () => Book;
  readonly text: (ref: TextRef, lang?: string) => string;
}

/** Places that only write down what they would have been sent, for trying routes: `sink:NAME`. */
export class Sinks {
  readonly #parts: SinkParts;

  constructor(parts: SinkParts) {
    this.#parts = parts;
  }

  /** Resolves when it is written down. The same again is no second message. */
  async add(name: string, telling: Telling): Promise<void> {
    const { kv } = this.#parts;
    const key = keyOf(name);
    const fields = await kv.fields(key);
    const message = this.#shown(telling);
    const ids = new Map(Object.entries(fields).map(([field, text]) => [messageIn(text).id, field]));
    const known = ids.get(message.id);
    // Numbers go round: the newest takes the place of the oldest.
    const field = known ?? String((await kv.count(`${key}:count`, KEPT_S)) % MOST);
    await kv.setFields(key, { [field]: JSON.stringify(message) }, KEPT_S);
  }

  /** What a sink has, the newest first. */
  async list(name: string): Promise<readonly SunkMessage[]> {
    const fields = await this.#parts.kv.fields(keyOf(name));
    return Object.values(fields)
      .map(messageIn)
      .sort((a, b) => b.at - a.at);
  }

  /** Forgets what a sink has. */
  async clear(name: string): Promise<void> {
    const { kv } = this.#parts;
    const names = Object.keys(await kv.fields(keyOf(name)));
    if (names.length > 0) await kv.removeFields(keyOf(name), names);
  }

  #shown(telling: Telling): SunkMessage {
    const { id, view, reason, severity, follows } = telling;
    const settings = settingsOf(telling, this.#parts);
    const mail = renderMail(view, settings);
    const sms = renderSms(view, settings);
    return {
      id,
      at: this.#parts.clock.now(),
      route: view.route,
      reason,
      state: view.state,
      severity,
      test: view.test === true,
      ...(follows !== undefined && { follows: followed(follows) }),
      chat: renderChat(view, settings).text.slice(0, LONGEST),
      subject: mail.subject,
      mail: mail.text.slice(0, LONGEST),
      sms: sms.text,
      segments: sms.segments,
      irc: renderIrc(view, settings).text,
    };
  }
}

function followed(follows: NonNullable<Telling['follows']>): NonNullable<SunkMessage['follows']> {
  return follows.how === 'retract' ? { how: follows.how, id: follows.ids[0] ?? '' } : follows;
}

function messageIn(text: string): SunkMessage {
  return JSON.parse(text);
}

function keyOf(name: string): string {
  return `sink:${letters(20, [name])}`;
}
