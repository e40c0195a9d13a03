import { registrationOf } from '../account-id.js';
import { Recent } from '../recent.js';
import type { Chosen } from './account-choice.js';
import type { Site } from './site.js';

/** For how long what was sent last counts more than what the store says: the store may have been asked before, ms. */
const FRESH_MS = 10_000;
const REMEMBERED = 4096;

/** What was stored of the reactions that a group of messages brings, by message. */
export type Stored = ReadonlyMap<string, readonly string[]>;

/**
 * What users reacted with last, by message. XMPP tells the whole set each time (XEP-0444); what came and went since is what
 * people and most networks want to know.
 */
export class ReactionSets {
  readonly #site: Site;
  readonly #sent = new Recent<string, { readonly emojis: readonly string[]; readonly until: number }>(REMEMBERED);

  constructor(site: Site) {
    this.#site = site;
  }

  /** Reads what is stored of the messages that are reacted to; nothing where none is. */
  async load(chosen: readonly Chosen[]): Promise<Stored | undefined> {
    const keys = chosen.flatMap((one) => saidIn(one)?.key ?? []);
    if (keys.length === 0) return undefined;
    return this.#site.stores.reactions.get(this.#site.gateway.name, keys);
  }

  /** What its sender reacted with before this one; undefined where nobody remembers. */
  before(chosen: Chosen, stored: Stored | undefined): readonly string[] | undefined {
    const key = saidIn(chosen)?.key ?? '';
    const sent = this.#sent.get(key);
    return sent !== undefined && this.#site.clock.monotonic() < sent.until ? sent.emojis : stored?.get(key);
  }

  /** It is on its way into a lane. */
  sending(chosen: Chosen): void {
    const said = saidIn(chosen);
    if (said === undefined) return;
    this.#sent.set(said.key, { emojis: said.emojis, until: this.#site.clock.monotonic() + FRESH_MS });
  }

  /** It is in a lane. Never rejects. */
  async taken(chosen: Chosen): Promise<void> {
    const said = saidIn(chosen);
    if (said === undefined) return;
    try {
      await this.#site.stores.reactions.set(this.#site.gateway.name, said.key, said.emojis);
    } catch (error) {
      this.#site.log.warn({ error: String(error) }, 'reactions could not be stored; the next ones may be told twice');
    }
  }

  /** It was refused and counts as never sent, so that trying again says it. */
  refused(chosen: Chosen): void {
    const said = saidIn(chosen);
    if (said !== undefined) this.#sent.delete(said.key);
  }
}

/** By account: another one is somebody else to the network. */
function saidIn({
  arrival: { to, wish },
  account,
}: Chosen): { readonly key: string; readonly emojis: readonly string[] } | undefined {
  if (account === undefined || !('carry' in wish) || wish.reactions === undefined) return undefined;
  const { id, emojis } = wish.reactions;
  return { key: `${registrationOf(account.id, account.born)}|${to.bare}|${id}`, emojis };
}
