import type { Element } from '../../../src/xmpp/element.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, KeyValue } from '../../gateway.js';
import type { NodePlace } from '../book/place.js';
import { letters } from '../engine/ids.js';

/** How an item came: told when it was published, told again or asked for later. */
export type Coming = 'published' | 'again';

/** Field by which is known that we have begun to know the items of a node: no item has an empty id. */
const WATCHED = '';
/** Items of one node that are known, and how many more may be until the oldest are forgotten; and how long, seconds. */
const MOST = 500;
const MORE = 100;
const LASTS = 90 * 86_400;
/** What was asked for may be told as well, by a service that was just about to do it, ms. */
const CROSSED_MS = 60_000;

interface Known {
  readonly content: string;
  /** Wall time, ms. */
  readonly at: number;
  readonly coming: Coming;
}

/** Which items of nodes were taken, so that each is taken once: as one that it was, whenever it is told again. Bounded. */
export class NodeItems {
  readonly #kv: Pick<KeyValue, 'fields' | 'setFields' | 'removeFields'>;
  readonly #clock: Clock;

  constructor(kv: Pick<KeyValue, 'fields' | 'setFields' | 'removeFields'>, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /**
   * From now on all items of the node are news: it is not there yet, or those that were there before us are known. True where that is
   * so already.
   */
  async watch(place: NodePlace): Promise<boolean> {
    const key = keyOf(place);
    if ((await this.#kv.fields(key))[WATCHED] !== undefined) return true;
    await this.#kv.setFields(key, { [WATCHED]: '' }, LASTS);
    return false;
  }

  async isWatched(place: NodePlace): Promise<boolean> {
    return (await this.#kv.fields(keyOf(place)))[WATCHED] !== undefined;
  }

  /** The items that are news, all of which `note` has to be told when they are taken. What has no id or no content always is. */
  async news(place: NodePlace, items: readonly Element[], coming: Coming): Promise<readonly Element[]> {
    const known = await this.#kv.fields(keyOf(place));
    const now = this.#clock.now();
    return items.filter((item) => {
      const before = read(known[item.attrs.id ?? '']);
      if (before === undefined || before.content !== contentOf(item)) return true;
      return coming === 'published' && (before.coming === 'published' || now - before.at > CROSSED_MS);
    });
  }

  async note(place: NodePlace, items: readonly Element[], coming: Coming): Promise<void> {
    const at = this.#clock.now();
    const named = items.flatMap((item): [string, string][] => {
      const { id = '' } = item.attrs;
      const content = contentOf(item);
      return id === '' || content === '' ? [] : [[id, JSON.stringify({ content, at, coming } satisfies Known)]];
    });
    if (named.length === 0) return;
    const key = keyOf(place);
    await this.#kv.setFields(key, Object.fromEntries(named.slice(-MOST)), LASTS);
    const all = Object.entries(await this.#kv.fields(key)).filter(([id]) => id !== WATCHED);
    if (all.length <= MOST + MORE) return;
    const oldest = all.sort(([, a], [, b]) => (read(a)?.at ?? 0) - (read(b)?.at ?? 0)).slice(0, all.length - MOST);
    await this.#kv.removeFields(
      key,
      oldest.map(([id]) => id),
    );
  }

  /** Items were retracted: the same is news when it is published again. */
  async forget(place: NodePlace, ids: readonly string[]): Promise<void> {
    const names = ids.filter((id) => id !== WATCHED);
    if (names.length > 0) await this.#kv.removeFields(keyOf(place), names);
  }

  /** The node is gone with all its items; what is in one of the same name is news. */
  async forgetAll(place: NodePlace): Promise<void> {
    await this.forget(place, Object.keys(await this.#kv.fields(keyOf(place))));
    await this.watch(place);
  }
}

/** '' for an item without content. */
function contentOf(item: Element): string {
  const [payload] = item.elements();
  return payload === undefined ? '' : letters(24, [serialise(payload)]);
}

function read(text: string | undefined): Known | undefined {
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as Known);
}

function keyOf({ uri }: NodePlace): string {
  return `node-items:${letters(30, [uri])}`;
}
