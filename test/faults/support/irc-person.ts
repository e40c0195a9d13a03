import { randomBytes } from 'node:crypto';
import type { XmppAccount } from '../../../sandbox/xmpp-server.js';
import { PlainClient } from '../../support/plain-client.js';
import type { SeenStanza } from '../../support/stanza-splitter.js';
import { RoomWatch } from './room-watch.js';

/** A user of the IRC gateway with a cheap client, and what it was told of the rooms that it is in. */
export class IrcPerson {
  readonly nick: string;
  readonly rooms = new Map<string, RoomWatch>();
  /** Bodies of messages to the user alone, with the address that they came from. */
  readonly told: { readonly from: string; readonly body: string }[] = [];
  /** Ids of messages that came back as errors, with the condition. */
  readonly errors = new Map<string, string>();
  readonly #client: PlainClient;
  readonly #answers = new Map<string, (stanza: SeenStanza) => void>();

  private constructor(client: PlainClient, nick: string) {
    this.#client = client;
    this.nick = nick;
    client.onStanza = (stanza) => this.#take(stanza);
  }

  /** Logs in. `nick`: the one that it wants on IRC. */
  static async login(account: XmppAccount, nick: string): Promise<IrcPerson> {
    return new IrcPerson(await PlainClient.login(account, 'faults'), nick);
  }

  get jid(): string {
    return this.#client.jid;
  }

  /** Enters a room; what comes of it is seen in its watch. */
  enter(room: string): RoomWatch {
    const watch = this.rooms.get(room) ?? new RoomWatch();
    this.rooms.set(room, watch);
    const x = '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x>';
    this.#client.send(`<presence to="${room}/${this.nick}">${x}</presence>`);
    return watch;
  }

  /** Writes to somebody alone. */
  write(to: string, id: string, body: string): void {
    this.#client.send(`<message to="${to}" type="chat" id="${id}"><body>${body}</body></message>`);
  }

  leave(room: string): void {
    const nick = this.rooms.get(room)?.own ?? this.nick;
    this.#client.send(`<presence to="${room}/${nick}" type="unavailable"/>`);
  }

  say(room: string, body: string): void {
    this.#client.send(`<message to="${room}" type="groupchat" id="${body}"><body>${body}</body></message>`);
  }

  /** Self-ping (XEP-0410): `in` the room, `out` of it, or `silence`. */
  async ping(room: string, timeoutMs = 5000): Promise<'in' | 'out' | 'silence'> {
    const id = randomBytes(6).toString('hex');
    const nick = this.rooms.get(room)?.own ?? this.nick;
    const answer = new Promise<'in' | 'out'>((resolve) => {
      this.#answers.set(id, ({ attrs }) => resolve(attrs.type === 'result' ? 'in' : 'out'));
    });
    this.#client.send(`<iq to="${room}/${nick}" type="get" id="${id}"><ping xmlns="urn:xmpp:ping"/></iq>`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'silence'>((resolve) => {
      timer = setTimeout(() => resolve('silence'), timeoutMs);
    });
    const result = await Promise.race([answer, late]);
    clearTimeout(timer);
    this.#answers.delete(id);
    return result;
  }

  close(): void {
    this.#client.close();
  }

  #take(stanza: SeenStanza): void {
    const { name, attrs, xml } = stanza;
    const from = attrs.from ?? '';
    const id = attrs.id ?? '';
    if (name === 'iq') {
      this.#answers.get(id)?.(stanza);
      return;
    }
    const [bare = ''] = from.split('/');
    const room = this.rooms.get(bare);
    if (name === 'presence') room?.presence(stanza);
    else if (attrs.type === 'error') this.errors.set(id, /<error\b[^>]*>\s*<([\w-]+)/.exec(xml)?.[1] ?? 'error');
    else if (attrs.type === 'groupchat') room?.message(stanza);
    else {
      const body = /<body>([^<]*)<\/body>/.exec(xml)?.[1];
      if (body !== undefined) this.told.push({ from, body });
    }
  }
}
