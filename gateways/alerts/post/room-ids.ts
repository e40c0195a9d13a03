import type { Element } from '../../../src/xmpp/element.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import type { KeyValue } from '../../gateway.js';
import { letters } from '../engine/ids.js';

/** Messages can be spoken of so long after they were said, seconds. */
const KEPT_S = 7 * 86_400;

/** The ids that rooms give to our messages (XEP-0359): replies and reactions in a room name these (XEP-0461 3.1, XEP-0444 3.1). */
export class RoomIds {
  readonly #kv: KeyValue;

  constructor(kv: KeyValue) {
    this.#kv = kv;
  }

  /** A room shows a message of ours, `id` being the one that it was sent with. */
  async note(room: string, id: string, shown: Element): Promise<void> {
    const given = shown
      .getChildren('stanza-id', NS.stanzaIds)
      .find(({ attrs }) => attrs.by === room && attrs.id !== undefined)?.attrs.id;
    if (given === undefined || given === id) return;
    await Promise.all([this.#kv.set(keyOf(room, given), id, KEPT_S), this.#kv.set(givenKey(room, id), given, KEPT_S)]);
  }

  /** The ids under which the room shows messages of ours, by ours: a retraction names these (XEP-0424 5). */
  async shown(room: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await Promise.all(
      ids.map(async (id) => [id, await this.#kv.get<string>(givenKey(room, id))] as const),
    );
    return new Map(found.flatMap(([id, given]) => (given === undefined ? [] : [[id, given] as const])));
  }

  /** The ids under which we know what somebody in the room speaks of. */
  async own(room: string, ids: readonly string[]): Promise<readonly string[]> {
    return await Promise.all(ids.map(async (id) => (await this.#kv.get<string>(keyOf(room, id))) ?? id));
  }
}

function keyOf(room: string, id: string): string {
  return `shown:${letters(24, [room, id])}`;
}

function givenKey(room: string, id: string): string {
  return `given:${letters(24, [room, id])}`;
}
