import { copy, type Element, el } from '../../../src/xmpp/element.js';
import { readError } from '../../../src/xmpp/errors.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, KeyValue, Log, Post, Timer } from '../../gateway.js';
import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import type { NodePlace } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import type { Source } from '../book/source.js';
import { letters } from '../engine/ids.js';
import type { Intake } from '../intake.js';
import { type ReadItems, readPubsub } from '../sources/pubsub.js';
import { mappingOf } from '../sources/sources.js';
import { type Coming, NodeItems } from './node-items.js';
import type { SourceRates } from './source-rates.js';
import { contextOf } from './words.js';

/** A subscription is asked for again after so long, ms: after the first refusal, and at most. */
const SHORTEST_MS = 5000;
const LONGEST_MS = 600_000;
/**
 * Services forget, and do not all tell that they have deleted a node: a subscription that was granted is asked for again after so long,
 * seconds. Until then it is looked every `LONGEST_MS` what is in the node.
 */
const GRANTED_S = 3600;
/** Items of a node that are asked for after we could not hear it. */
const MOST_ITEMS = 100;

interface NodesParts {
  readonly book: () => Book;
  readonly post: (stanza: Post) => Promise<void>;
  readonly intake: Pick<Intake, 'take'>;
  readonly kv: Pick<KeyValue, 'get' | 'set' | 'remove' | 'fields' | 'setFields' | 'removeFields'>;
  readonly rates: Pick<SourceRates, 'mayBring'>;
  /** Tells that a source brings more than it may: what is over its rate nobody sends again. */
  readonly over: (source: Source) => Promise<void>;
  /** Full JID of ours. */
  readonly agent: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Listens at the nodes of PubSub that the book names as sources (XEP-0060), and asks for what was published while it could not: each item is
 * taken once. What one lane asks for another one may hear.
 */
export class Nodes {
  readonly #parts: NodesParts;
  /** By URI of a node that we have not subscribed to yet: how often we have asked. */
  readonly #asked = new Map<string, number>();
  readonly #items: NodeItems;
  #timer: Timer | undefined;
  #closed = false;

  constructor(parts: NodesParts) {
    this.#parts = parts;
    this.#items = new NodeItems(parts.kv, parts.clock);
  }

  /** The server is there again: subscribes anew, as services forget, and asks for what was published meanwhile. */
  async anew(): Promise<void> {
    await Promise.all(this.#nodes().map((place) => this.#parts.kv.remove(keyOf(place))));
    this.#asked.clear();
    await this.open();
  }

  /** Subscribes to the nodes of the book (XEP-0060 6.1), again and again until it may: a node may be made later. */
  async open(): Promise<void> {
    this.#timer?.cancel();
    const wanted = this.#nodes();
    const missing: NodePlace[] = [];
    for (const place of wanted) {
      if ((await this.#parts.kv.get(keyOf(place))) === undefined) missing.push(place);
      else await this.#askFor(place);
    }
    const uris = new Set(missing.map(({ uri }) => uri));
    for (const uri of this.#asked.keys()) if (!uris.has(uri)) this.#asked.delete(uri);
    for (const place of missing) {
      this.#asked.set(place.uri, (this.#asked.get(place.uri) ?? 0) + 1);
      await this.#subscribe(place);
    }
    if (wanted.length === 0 || this.#closed) return;
    const fewest = Math.min(...this.#asked.values(), Number.POSITIVE_INFINITY);
    const wait = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(20, fewest - 1));
    this.#timer = this.#parts.clock.after(wait, () => {
      this.open().catch((error: unknown) => {
        this.#parts.log.warn({ error: String(error) }, 'a node cannot be subscribed to');
      });
    });
  }

  /** Takes a message with an event; false: there is none in it. `cause` names the message, which may come twice. */
  async hear(message: Element, from: string, cause: string): Promise<boolean> {
    const event = message.getChild('event', NS.pubsubEvent);
    const gone = event?.getChild('delete') ?? event?.getChildren('subscription').find(isEnded);
    if (gone !== undefined) {
      await this.#gone(from, gone);
      return true;
    }
    const items = event?.getChild('items');
    if (items === undefined) return false;
    // What has a time stamp was published before, and is told again to whoever has come.
    const delayed = message.getChild('delay', NS.delay) !== undefined;
    await this.#read(message, items, { from, cause, coming: delayed ? 'again' : 'published' });
    return true;
  }

  /** Takes an answer to a request of ours; false: it was none of these. */
  async answered(iq: Element): Promise<boolean> {
    const from = parseJid(iq.attrs.from ?? '')?.bare;
    const subscribed = this.#nodes().find((place) => place.service === from && subscriptionId(place) === iq.attrs.id);
    if (subscribed !== undefined) {
      await this.#subscribed(subscribed, iq);
      return true;
    }
    const items = iq.getChild('pubsub', NS.pubsub)?.getChild('items');
    const missed = this.#nodes().find((place) => place.service === from && itemsId(place) === iq.attrs.id);
    if (missed !== undefined) {
      const isGone = iq.attrs.type === 'error' && readError(iq).condition === 'item-not-found';
      if (isGone) await this.#deleted(missed);
      else await this.#missed(missed, iq.attrs.type === 'result' ? items : undefined);
      return true;
    }
    if (items === undefined || from === undefined || iq.attrs.type !== 'result') return false;
    await this.#read(el('message', { from }), items, { from, cause: iq.attrs.id ?? '', coming: 'published' });
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #nodes(): readonly NodePlace[] {
    const listening = this.#parts.book().sources.filter(({ kind, enabled }) => kind === 'pubsub' && enabled);
    const places = listening.flatMap(({ places }) => places).filter((place) => place.kind === 'node');
    return [...new Map(places.map((place) => [place.uri, place])).values()];
  }

  async #subscribed(place: NodePlace, answer: Element): Promise<void> {
    const { kv, log } = this.#parts;
    if (answer.attrs.type === 'result') {
      await kv.set(keyOf(place), true, GRANTED_S);
      await this.#askFor(place);
      return;
    }
    const { condition } = readError(answer);
    log.warn({ why: condition }, 'a node cannot be subscribed to, and is asked for again');
    // Whatever will be in it when it is there was published after we have begun to listen.
    if (condition === 'item-not-found') await this.#items.watch(place);
  }

  /** What is in a node: news, but the first time, when all of it is older than our subscription. Undefined: the service does not tell. */
  async #missed(place: NodePlace, items: Element | undefined): Promise<void> {
    const known = await this.#items.isWatched(place);
    const { service: from } = place;
    const cause = letters(30, ['missed', place.uri, ...(items?.elements() ?? []).map(serialise)]);
    if (items !== undefined && known)
      await this.#read(el('message', { from }), items, { from, cause, coming: 'again' });
    else if (items !== undefined) await this.#items.note(place, items.getChildren('item'), 'again');
    if (!known) await this.#items.watch(place);
  }

  /** A node was deleted, or does not want us any more. */
  async #gone(from: string, { name, attrs: { node = '' } }: Element): Promise<void> {
    const place = this.#nodes().find((one) => one.service === from && one.node === node);
    if (place === undefined) return;
    if (name === 'delete') await this.#deleted(place);
    else await this.#parts.kv.remove(keyOf(place));
    this.#asked.delete(place.uri);
    // Only whoever has subscribed asks again.
    if (this.#timer !== undefined) await this.open();
  }

  async #deleted(place: NodePlace): Promise<void> {
    await this.#items.forgetAll(place);
    await this.#parts.kv.remove(keyOf(place));
  }

  async #read(
    message: Element,
    items: Element,
    { from, cause, coming }: { readonly from: string; readonly cause: string; readonly coming: Coming },
  ): Promise<void> {
    const { node = '' } = items.attrs;
    const parsed = parsePlace(`pubsub:${from}/${node}`);
    if (!parsed.ok || parsed.value.kind !== 'node') return;
    const place = parsed.value;
    const { book, clock } = this.#parts;
    const published = items.getChildren('item');
    const news = new Set(await this.#items.news(place, published, coming));
    const kept = items.elements().filter((one) => one.name !== 'item' || news.has(one));
    if (kept.length === 0) return;
    const parts = message.elements().filter(({ ns }) => ns !== NS.pubsubEvent);
    const event = el('event', { xmlns: NS.pubsubEvent }, el('items', { node }, ...kept.map(copy)));
    const told = el('message', message.attrs, ...parts.map(copy), event);
    for (const source of book().sourcesAt(place)) {
      if (!source.enabled || source.kind !== 'pubsub') continue;
      const { preset, fields } = source;
      const mapping = mappingOf({ fields, ...(preset !== undefined && { preset }) });
      const known = mapping !== undefined && !('findings' in mapping) ? { mapping } : {};
      const read = readPubsub(told, { ...contextOf(source, clock.now()), ...known });
      if (!read.ok) continue;
      await this.#take(source, read.alerts, cause);
      // What came as an answer and is still without content has none.
      if (message.attrs.type !== undefined || message.attrs.to !== undefined) await this.#fetch(from, read.toFetch);
    }
    await this.#items.note(place, [...news], coming);
    const retracted = kept.flatMap(({ name, attrs: { id = '' } }) => (name === 'retract' ? [id] : []));
    await this.#items.forget(place, retracted);
  }

  async #take(source: Source, alerts: readonly Alert[], cause: string): Promise<void> {
    const { intake, rates, over } = this.#parts;
    if (await rates.mayBring(source, alerts, cause)) await intake.take(alerts, source.route);
    else await over(source);
  }

  /** Asks for items of which the service has only told that they are there (XEP-0060 6.5.8). */
  async #fetch(service: string, items: ReadItems['toFetch']): Promise<void> {
    const { agent, post, clock } = this.#parts;
    for (const { node, id: item } of items) {
      const id = `e${letters(30, ['fetch', service, node, item, String(clock.now())])}`;
      const payload = el('pubsub', { xmlns: NS.pubsub }, el('items', { node }, el('item', { id: item })));
      const stanza = serialise(el('iq', { type: 'get', id, from: agent, to: service }, payload));
      await post({ id, from: agent, to: service, stanza });
    }
  }

  /** Asks for all that is in a node (XEP-0060 6.5.2). */
  async #askFor(place: NodePlace): Promise<void> {
    const { agent, post, clock } = this.#parts;
    const { service, node } = place;
    const id = itemsId(place);
    const payload = el('pubsub', { xmlns: NS.pubsub }, el('items', { node, max_items: MOST_ITEMS }));
    const stanza = serialise(el('iq', { type: 'get', id, from: agent, to: service }, payload));
    await post({ id: `e${letters(30, [id, String(clock.now())])}`, from: agent, to: service, stanza });
  }

  async #subscribe(place: NodePlace): Promise<void> {
    const { agent, post, clock, log } = this.#parts;
    const { service, node } = place;
    const [jid = agent] = agent.split('/');
    const id = subscriptionId(place);
    const payload = el('pubsub', { xmlns: NS.pubsub }, el('subscribe', { node, jid }));
    const stanza = serialise(el('iq', { type: 'set', id, from: agent, to: service }, payload));
    const envelope = `e${letters(30, [id, String(clock.now())])}`;
    await post({ id: envelope, from: agent, to: service, stanza });
    log.info({ service }, 'asked for the items of a node');
  }
}

/** Always the same one for a node, so that whichever lane hears the answer knows it. */
function subscriptionId({ uri }: NodePlace): string {
  return `e${letters(30, ['subscribe', uri])}`;
}

/** As {@link subscriptionId}. */
function itemsId({ uri }: NodePlace): string {
  return `e${letters(30, ['items', uri])}`;
}

function isEnded({ attrs: { subscription } }: Element): boolean {
  return subscription === 'none';
}

function keyOf({ uri }: NodePlace): string {
  return `node:${letters(30, [uri])}`;
}
