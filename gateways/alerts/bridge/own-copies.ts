import type { Element } from '../../../src/xmpp/element.js';
import { readStanzaId } from '../../../src/xmpp/stanza-ids.js';
import type { Bridge } from '../book/bridge.js';
import type { RoomEnd } from './ends/room-end.js';
import { copyId } from './loops/origin.js';
import type { MessageMap } from './memory/message-map.js';
import type { Heard } from './words/heard.js';

/** What rooms show of our own messages: under which ids, so that others may answer them there. */
export class OwnCopies {
  readonly #bridge: Bridge;
  readonly #map: MessageMap;

  constructor(bridge: Bridge, map: MessageMap) {
    this.#bridge = bridge;
    this.#map = map;
  }

  /** A room shows a message that this process has said under this id. */
  async reflected(end: RoomEnd, id: string, message: Element): Promise<void> {
    const subject = message.getChildText('subject');
    if (subject !== undefined && message.getChild('body') === undefined) end.client.subject = subject;
    await this.#named(end, id, readStanzaId(message, end.client.room));
  }

  /** Whether the room shows what a process before this one has said. */
  async isFormer(end: RoomEnd, nick: string, { ids, origin }: Heard): Promise<boolean> {
    // What the map does not know yet is known by its id alone.
    const copy = origin === undefined ? undefined : copyId(this.#bridge.name, origin, end.key);
    if (copy !== undefined && ids.includes(copy)) {
      await this.#named(end, copy, ids[0]);
      return true;
    }
    if (nick !== end.client.nick) return false;
    for (const id of ids) {
      const unit = await this.#map.find(end.key, id);
      if (unit?.sent[end.key] !== id) continue;
      await this.#named(end, id, ids[0]);
      return true;
    }
    return false;
  }

  /** The room calls a message of ours by another id. */
  async #named(end: RoomEnd, id: string, stanzaId: string | undefined): Promise<void> {
    if (stanzaId === undefined || id === '' || stanzaId === id) return;
    const unit = await this.#map.find(end.key, id);
    if (unit === undefined || unit.at[end.key]?.[0] === stanzaId) return;
    this.#map.learn(unit, end.key, [stanzaId], true);
    await this.#map.keep(unit, end.key);
  }
}
