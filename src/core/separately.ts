import { newEnvelopeId } from '../lanes/envelope.js';
import { Recent } from '../recent.js';
import { chatMessage } from '../xmpp/messages.js';
import { serialise } from '../xmpp/serialise.js';
import { ownNode } from './addresses.js';
import type { Arrival } from './arrival.js';
import type { Replies } from './replies.js';
import type { Site } from './site.js';

/** How long nobody is told again, in seconds. */
const ONCE_SECONDS = 86_400;
/** Messages to several of which some are on their way into lanes. */
const REMEMBERED = 1024;

/**
 * Tells somebody who writes to several at once, over a network that cannot, that each of them gets a message alone: people
 * would take it for a group. Once a day, and never in the way of the messages.
 */
export class Separately {
  readonly #site: Site;
  readonly #replies: Replies;
  /** How many of the copies of a message are in a lane, by the id that they share. */
  readonly #copies = new Recent<string, number>(REMEMBERED);

  constructor(site: Site, replies: Replies) {
    this.#site = site;
    this.#replies = replies;
  }

  /** A message is in a lane. Never rejects: a word that is not told is no loss. */
  taken(arrival: Arrival): void {
    const { copy } = arrival;
    if (copy === undefined || this.#site.gateway.features.has('addresses')) return;
    const count = (this.#copies.get(copy.of) ?? 0) + 1;
    this.#copies.set(copy.of, count);
    // Where the others were refused, one alone is what its sender knows of.
    if (count !== 2) return;
    this.#tell(arrival).catch((error: unknown) => {
      this.#site.log.debug({ error: String(error) }, 'nobody was told that recipients are written to one by one');
    });
  }

  async #tell({ from, lang }: Arrival): Promise<void> {
    const { gateway, stores, words } = this.#site;
    const isFirst = await stores.kv(`core.${gateway.name}`).add(`separately ${from.bare}`, 1, ONCE_SECONDS);
    if (!isFirst) return;
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
