import { newEnvelopeId } from '../lanes/envelope.js';
import { chatMessage } from '../xmpp/messages.js';
import { serialise } from '../xmpp/serialise.js';
import { ownNode } from './addresses.js';
import type { Arrival } from './arrival.js';
import type { Replies } from './replies.js';
import { accountOf, type Site } from './site.js';

/** How long nobody is told again, in seconds. */
const ONCE_SECONDS = 86_400;

/**
 * Tells somebody who writes to several at once, over a network that cannot, that each of them gets a message alone: people
 * would take it for a group. Once a day, and never in the way of the messages.
 */
export class Separately {
  readonly #site: Site;
  readonly #replies: Replies;

  constructor(site: Site, replies: Replies) {
    this.#site = site;
    this.#replies = replies;
  }

  /** Never rejects: a word that is not told is no loss. */
  tell(arrival: Arrival, copies: readonly Arrival[]): void {
    const count = copies.filter(({ wish }) => 'carry' in wish).length;
    if (this.#site.gateway.features.has('addresses') || count < 2) return;
    this.#tell(arrival).catch((error: unknown) => {
      this.#site.log.debug({ error: String(error) }, 'nobody was told that recipients are written to one by one');
    });
  }

  async #tell({ from, lang }: Arrival): Promise<void> {
    const { gateway, stores, words } = this.#site;
    if ((await accountOf(this.#site, from.bare)) === undefined) return;
    const key = `${gateway.name}:separately:${from.bare}`;
    if ((await stores.dedupe.seen([key]))[0] === true) return;
    await stores.dedupe.mark([key], ONCE_SECONDS);
    const id = newEnvelopeId();
    const text = words.text({ key: 'recipients.separately' }, lang);
    const address = {
      from: ownNode(gateway),
      to: from.bare,
      id,
      lang: words.languageOf('recipients.separately', lang),
    };
    await this.#replies.enqueue(id, from.bare, serialise(chatMessage(address, text)));
  }
}
