import type { Element } from '../../../src/xmpp/element.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { deepText, isAtomEntry, readAtomEntry } from './atom.js';
import { type CapContext, capElement, readCap } from './cap.js';
import { headlineOf } from './clean.js';
import { Collector, type Draft } from './collector.js';
import { fingerprintOfParts } from './fingerprint.js';
import { readMapped } from './json/json.js';
import type { Mapping } from './json/mapping.js';
import { refuse } from './refusals.js';
import type { Read, Refusal } from './source.js';
import { timeOf } from './times.js';
import { pairOf } from './values.js';

/** XEP-0335. */
const JSON_CONTAINER = 'urn:xmpp:json:0';

/** How items of a pubsub node (XEP-0060) are read. */
export interface PubsubContext extends CapContext {
  /** How items of JSON are read; without it they are shown as text. */
  readonly mapping?: Mapping;
}

/** What was read of an event. */
export interface ReadItems extends Read {
  /** Items that the service told of without what is in them (XEP-0060 4.3): whoever wants them has to ask for them. */
  readonly toFetch: readonly { readonly node: string; readonly id: string }[];
}

/**
 * Reads an event of PubSub (XEP-0060 7.1.2): an entry of Atom, an alert of CAP (XEP-0127), JSON (XEP-0335), or any other element by its
 * text. An item that is published anew is the same alert again; one that is retracted is resolved.
 */
export function readPubsub(message: Element, context: PubsubContext): ReadItems | Refusal {
  const items = message.getChild('event', NS.pubsubEvent)?.getChild('items');
  const node = items?.attrs.node;
  if (items === undefined || node === undefined) return refuse('nothing-to-say');
  const { from: service = '' } = message.attrs;
  const reader = new ItemsReader(node, service, { sender: service, ...context });
  const delayed = timeOf(message.getChild('delay', NS.delay)?.attrs.stamp);
  for (const item of items.elements()) {
    if (item.name === 'item') reader.published(item, delayed);
    else if (item.name === 'retract') reader.retracted(item);
  }
  return reader.result();
}

class ItemsReader {
  readonly #node: string;
  readonly #service: string;
  readonly #context: PubsubContext;
  readonly #collector: Collector;
  readonly #toFetch: { node: string; id: string }[] = [];

  constructor(node: string, service: string, context: PubsubContext) {
    this.#node = node;
    this.#service = service;
    this.#context = context;
    this.#collector = new Collector(context, 'pubsub');
  }

  published(item: Element, delayed: number | undefined): void {
    const { id, publisher } = item.attrs;
    const [payload] = item.elements();
    if (payload === undefined) {
      if (id !== undefined) this.#toFetch.push({ node: this.#node, id });
      return;
    }
    if (capElement(payload) === payload) {
      // What is no alert after all is one that could not be read.
      if (!readCap(payload, this.#context, this.#collector).ok) this.#collector.left('alerts', 1);
      return;
    }
    if (this.#readJson(payload)) return;
    const draft = isAtomEntry(payload) ? readAtomEntry(payload) : this.#plain(payload);
    if (![...draft.titles, draft.text].some((text) => text !== undefined && /\S/u.test(text))) {
      this.#collector.left('alerts', 1);
      return;
    }
    this.#collector.add({
      ...draft,
      ...this.#named(id ?? `${this.#context.receivedAt} ${draft.text ?? ''}`),
      status: 'firing',
      labels: [...pairOf('node', this.#node), ...pairOf('publisher', publisher), ...draft.labels],
      startsAt: draft.startsAt ?? delayed,
    });
  }

  retracted({ attrs: { id } }: Element): void {
    if (id === undefined) return;
    this.#collector.add({
      ...this.#named(id),
      status: 'resolved',
      titles: [id],
      labels: pairOf('node', this.#node),
      endsAt: this.#context.receivedAt,
    });
  }

  result(): ReadItems {
    return { ...this.#collector.result(), toFetch: this.#toFetch };
  }

  #named(id: string): Pick<Draft, 'fingerprint' | 'sender'> {
    return { fingerprint: fingerprintOfParts('pubsub', this.#service, this.#node, id), sender: this.#context.sender };
  }

  /** Whether it was JSON, and a mapping has read it. */
  #readJson(payload: Element): boolean {
    const { mapping } = this.#context;
    if (payload.name !== 'json' || payload.ns !== JSON_CONTAINER || mapping === undefined) return false;
    try {
      return readMapped(JSON.parse(payload.getText()), mapping, this.#context, this.#collector).ok;
    } catch {
      // Not JSON: it is shown as text.
      return false;
    }
  }

  #plain(payload: Element): Pick<Draft, 'titles' | 'text' | 'labels' | 'startsAt'> {
    const text = payload.getChildText('body') ?? deepText(payload);
    return { titles: [payload.getChildText('subject'), headlineOf(text)], text, labels: [], startsAt: undefined };
  }
}
