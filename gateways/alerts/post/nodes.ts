import { type Element, el } from '../../../src/xmpp/element.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, Log, Post } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { NodePlace } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import { letters } from '../engine/ids.js';
import type { Intake } from '../intake.js';
import { readPubsub } from '../sources/pubsub.js';
import { mappingOf } from '../sources/sources.js';
import { contextOf } from './words.js';

export interface NodesParts {
  readonly book: () => Book;
  readonly post: (stanza: Post) => Promise<void>;
  readonly intake: Pick<Intake, 'take'>;
  /** Full JID of ours. */
  readonly agent: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Listens at the nodes of PubSub that the book names as sources (XEP-0060). */
export class Nodes {
  readonly #parts: NodesParts;
  /** URIs of the nodes that we have asked for. */
  #asked = new Set<string>();

  constructor(parts: NodesParts) {
    this.#parts = parts;
  }

  /** Subscribes to the nodes of the book that it has not subscribed to yet (XEP-0060 6.1). */
  async open(): Promise<void> {
    const wanted = new Map<string, NodePlace>();
    for (const { kind, enabled, places } of this.#parts.book().sources) {
      if (kind !== 'pubsub' || !enabled) continue;
      for (const place of places) if (place.kind === 'node') wanted.set(place.uri, place);
    }
    this.#asked = new Set([...this.#asked].filter((uri) => wanted.has(uri)));
    for (const [uri, place] of wanted) {
      if (this.#asked.has(uri)) continue;
      this.#asked.add(uri);
      await this.#subscribe(place);
    }
  }

  /** Takes a message with an event; false: there is none in it. */
  async hear(message: Element, from: string): Promise<boolean> {
    const items = message.getChild('event', NS.pubsubEvent)?.getChild('items');
    if (items === undefined) return false;
    const parsed = parsePlace(`pubsub:${from}/${items.attrs.node ?? ''}`);
    if (!parsed.ok) return true;
    const { book, clock, intake } = this.#parts;
    for (const source of book().sourcesAt(parsed.value)) {
      if (!source.enabled || source.kind !== 'pubsub') continue;
      const { preset, fields } = source;
      const mapping = mappingOf({ fields, ...(preset !== undefined && { preset }) });
      const known = mapping !== undefined && !('findings' in mapping) ? { mapping } : {};
      const read = readPubsub(message, { ...contextOf(source, clock.now()), ...known });
      if (read.ok) await intake.take(read.alerts, source.route);
    }
    return true;
  }

  async #subscribe({ service, node }: NodePlace): Promise<void> {
    const { agent, post, clock, log } = this.#parts;
    const [jid = agent] = agent.split('/');
    const id = `e${letters(30, ['subscribe', service, node, String(clock.now())])}`;
    const payload = el('pubsub', { xmlns: NS.pubsub }, el('subscribe', { node, jid }));
    const stanza = serialise(el('iq', { type: 'set', id, from: agent, to: service }, payload));
    await post({ id, from: agent, to: service, stanza });
    log.info({ service }, 'asked for the items of a node');
  }
}
