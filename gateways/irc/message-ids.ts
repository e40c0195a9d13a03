import { Recent } from '../gateway.js';

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

const MOST = 32_768;
const MOST_TEXT = 120;

/** The messages that were lately said in rooms, by their ids on both sides; once for all users of a process. */
export class MessageIds {
  readonly #byId = new Recent<string, KnownMessage>(MOST);
  readonly #byMsgid = new Recent<string, KnownMessage>(MOST);
  /** The last message of each nick in each room. */
  readonly #latest = new Recent<string, string>(MOST);

  note(contact: string, message: KnownMessage): void {
    const kept =
      message.text.length <= MOST_TEXT
        ? message
        : { ...message, text: message.text.slice(0, MOST_TEXT).toWellFormed() };
    this.#byId.set(`${contact}\n${message.id}`, kept);
    this.#latest.set(`${contact}\n${message.nick}`, message.id);
    if (message.msgid !== undefined) this.alias(contact, message.msgid, kept);
  }

  /** Another line of the same message. */
  alias(contact: string, msgid: string, message: KnownMessage): void {
    this.#byMsgid.set(`${contact}\n${msgid}`, message);
  }

  /** Whether nothing came from its author since. */
  isLatest(contact: string, { id, nick }: KnownMessage): boolean {
    return this.#latest.get(`${contact}\n${nick}`) === id;
  }

  byId(contact: string, id: string): KnownMessage | undefined {
    return this.#byId.get(`${contact}\n${id}`);
  }

  byMsgid(contact: string, msgid: string): KnownMessage | undefined {
    return this.#byMsgid.get(`${contact}\n${msgid}`);
  }
}
