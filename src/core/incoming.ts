import type { Account, Incoming } from '../../gateways/gateway.js';
import { newEnvelopeId } from '../lanes/envelope.js';
import { el } from '../xmpp/element.js';
import { chatMessage, delay, nick, originId, unstyled } from '../xmpp/messages.js';
import { serialise } from '../xmpp/serialise.js';
import { contactJid } from './addresses.js';
import { mask } from './mask.js';
import type { Replies } from './replies.js';
import { type Site, standing } from './site.js';

/** How long a repeat of the same message of a network is recognised, in seconds. */
const DEDUPE_SECONDS = 86_400;

/** Carries messages of a network to XMPP users. */
export class IncomingMessages {
  readonly #site: Site;
  readonly #replies: Replies;

  constructor(site: Site, replies: Replies) {
    this.#site = site;
    this.#replies = replies;
  }

  /**
   * Resolves when the message is in the lane of the user's stream (or was before, by its `dedupe` key), or is dropped,
   * because its account has ended.
   */
  async deliver(message: Incoming): Promise<void> {
    const { gateway, stores, metrics, pressed } = this.#site;
    if (pressed()) throw new Error('there is no room for new messages');
    const key = message.dedupe === undefined ? undefined : `${gateway.name}:${message.dedupe}`;
    if (key !== undefined) {
      const [seen] = await stores.dedupe.seen([key]);
      if (seen === true) return;
    }
    const found = await standing(this.#site, message.account, message.born);
    if (found === undefined) {
      metrics.count('messages_dropped', { gateway: gateway.name });
      this.#site.log.info({ account: mask(message.account) }, 'message dropped: its account has ended');
      return;
    }
    const { user, account } = found;
    // Before it is in the lane: its reader may answer at once, and the answer goes the way that this came.
    if (user.all.length > 1) await stores.pins.wrote(gateway.name, account, message.contact);
    const id = newEnvelopeId();
    await this.#replies.enqueue(id, account.id, this.#stanza(id, message, account), {
      giveUpAfter: this.#site.limits.patience,
    });
    // Only now: a crash in between repeats the message, the other order would lose it.
    if (key !== undefined) await stores.dedupe.mark([key], DEDUPE_SECONDS);
    metrics.count('messages_received', { gateway: gateway.name });
  }

  /** To the bare JID with type chat: the user's server then serves every client of the user (RFC 6121 8.5.2). */
  #stanza(id: string, message: Incoming, account: Account): string {
    const { lang, subject, contact, sentAt } = message;
    const from = contactJid(this.#site.gateway, contact);
    return serialise(
      chatMessage(
        { from, to: account.jid, id, ...(lang === undefined ? {} : { lang }) },
        message.body,
        subject === undefined ? undefined : el('subject', {}, subject),
        originId(id),
        // Text of another network is shown as it is: `*` and `_` are no markup there (XEP-0393 6).
        unstyled(),
        message.nick === undefined ? undefined : nick(message.nick),
        sentAt === undefined ? undefined : delay(sentAt, from),
      ),
    );
  }
}
