import { parseStanza } from '../../src/xmpp/parse.js';
import { type ArchivedStanza, Recent } from '../gateway.js';

/** What is remembered of a message of a room. */
export interface KnownMessage {
  /** Stanza id. */
  readonly id: string;
  /** msgid of the network; missing where it gives none. */
  readonly msgid?: string;
  readonly nick: string;
  /** Its text without markup, shortened: for those who answer in words. */
  readonly text: string;
}

/** What the archive tells of a message, as it is remembered. */
export function knownOf({ id, networkId, from = '', xml }: ArchivedStanza): KnownMessage {
  const text = parseStanza(xml)?.getChildText('body') ?? '';
  return { id, nick: from, text, ...(networkId === undefined ? {} : { msgid: networkId }) };
}

const MOST = 32_768;
const MOST_TEXT = 120;

/**
 * The messages that were lately said in rooms, by their ids on both sides; once for all users of a process. `shelf`: see
 * `Room`.
 */
export class MessageIds {
  readonly #byId = new Recent<string, KnownMessage>(MOST);
  readonly #byMsgid = new Recent<string, KnownMessage>(MOST);
  /** The last message of each nick in each room. */
  readonly #latest = new Recent<string, string>(MOST);

  note(shelf: string, message: KnownMessage): void {
    const kept =
      message.text.length <= MOST_TEXT
        ? message
        : { ...message, text: message.text.slice(0, MOST_TEXT).toWellFormed() };
    this.#byId.set(`${shelf}\n${message.id}`, kept);
    this.#latest.set(`${shelf}\n${message.nick}`, message.id);
    if (message.msgid !== undefined) this.alias(shelf, message.msgid, kept);
  }

  /** Another line of the same message. */
  alias(shelf: string, msgid: string, message: KnownMessage): void {
    this.#byMsgid.set(`${shelf}\n${msgid}`, message);
  }

  /** Whether nothing came from its author since. */
  isLatest(shelf: string, { id, nick }: KnownMessage): boolean {
    return this.#latest.get(`${shelf}\n${nick}`) === id;
  }

  byId(shelf: string, id: string): KnownMessage | undefined {
    return this.#byId.get(`${shelf}\n${id}`);
  }

  byMsgid(shelf: string, msgid: string): KnownMessage | undefined {
    return this.#byMsgid.get(`${shelf}\n${msgid}`);
  }
}
