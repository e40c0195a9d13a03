import { setTimeout as delay } from 'node:timers/promises';
import type { XmppAccount } from '../../../sandbox/xmpp-server.js';
import { PlainClient } from '../../support/plain-client.js';
import type { Random } from '../../support/random.js';
import type { SeenStanza } from '../../support/stanza-splitter.js';
import type { Pace } from './pace.js';

const HANG_MS = 30_000;
/** A ping that has no answer for so long is followed by another one, again and again, to find out what has become of it. */
const DOUBT_MS = 500;

/**
 * How a ping that closes a burst ended. `void`: the server took it for a connection of the gateway that had ended, and gave it to
 * nobody. `hung`: neither that nor an answer.
 */
type Verdict = 'answered' | 'refused' | 'closed' | 'void' | 'hung';

export interface WriterOptions {
  readonly account: XmppAccount;
  readonly number: number;
  /** The gateway's domain. */
  readonly gateway: string;
  /** Whom this user writes to, as the ledger names them: the digits of a phone. */
  readonly phone: string;
  /** The JID of that contact; default that of the phone. */
  readonly contact?: string;
  /** Default `chat`. */
  readonly type?: 'chat' | 'groupchat';
  /** Sent at each login: `<presence .../>` to rooms. */
  readonly greeting?: string;
  /** What the user registers with (XEP-0077); default a name. */
  readonly registration?: string;
  /** How many of the texts are so long that a phone gets them in two parts; default a tenth. */
  readonly long?: number;
  /** How long a request may be without an answer, ms; default half a minute. */
  readonly patience?: number;
  readonly random: Random;
  readonly wrote: (id: string, phone: string, parts: number) => void;
  readonly answeredFor: (id: string) => void;
  readonly shown: (stanza: SeenStanza) => void;
  /** Told of each presence. */
  readonly met?: (stanza: SeenStanza) => void;
  /** Whether the gateway has a request, by who sent it and its id, on a connection that is up, and has not answered it. */
  readonly isWithGateway: (from: string, id: string) => boolean;
}

/**
 * A person who texts a phone, or writes mails: some messages, then a ping to the gateway. Its answer says that they are the gateway's; a ping
 * that ends otherwise leaves them in doubt, and as a person would, the user writes them again as new messages.
 */
export class Writer {
  readonly #o: WriterOptions;
  #client: PlainClient | undefined;
  /** The login that is under way. */
  #login: Promise<PlainClient> | undefined;
  #next = 0;
  #pings = 0;
  #closed = false;
  /** Requests without an answer, by their ids, in the order in which they were sent; all of one connection. */
  readonly #open = new Map<string, (verdict: Verdict) => void>();
  /** Pings that hung. */
  hung = 0;

  constructor(options: WriterOptions) {
    this.#o = options;
  }

  get online(): boolean {
    return this.#client !== undefined;
  }

  /**
   * Logs in until it succeeds; whoever asks meanwhile waits for the same login. Of two at once with one resource the server ends one
   * (RFC 6120 7.7.2.2), and that may be the one that is kept here.
   */
  connect(): Promise<PlainClient> {
    if (this.#client !== undefined) return Promise.resolve(this.#client);
    this.#login ??= this.#logIn().finally(() => {
      this.#login = undefined;
    });
    return this.#login;
  }

  async #logIn(): Promise<PlainClient> {
    for (;;) {
      if (this.#closed) throw new Error('this user has left');
      try {
        const client = await PlainClient.login(this.#o.account, 'phone');
        client.onStanza = (stanza) => this.#take(stanza);
        client.onClose = () => {
          if (this.#client !== client) return;
          this.#client = undefined;
          for (const end of [...this.#open.values()]) end('closed');
        };
        this.#client = client;
        if (this.#o.greeting !== undefined) client.send(this.#o.greeting);
        return client;
      } catch {
        await delay(50);
      }
    }
  }

  /** Leaves for good. */
  close(): void {
    this.#closed = true;
    for (const end of [...this.#open.values()]) end('closed');
    this.#client?.close();
    this.#client = undefined;
  }

  /** Sends something else, where there is a connection. */
  say(stanzas: string): void {
    this.#client?.send(stanzas);
  }

  /** Reads nothing for so long, ms, as a client on a bad line. */
  async dawdle(ms: number): Promise<void> {
    const client = this.#client;
    client?.pause();
    await delay(ms);
    client?.resume();
  }

  /** Registers in-band (XEP-0077) and makes itself known to the phone by a first text. */
  async register(): Promise<void> {
    const client = await this.connect();
    const { number, registration = `<name>User ${number}</name>` } = this.#o;
    const query = `<query xmlns='jabber:iq:register'>${registration}</query>`;
    const id = 'register';
    const verdict = this.#await(id);
    client.send(`<iq type='set' to='${this.#o.gateway}' id='${id}'>${query}</iq>`);
    if ((await verdict) !== 'answered') throw new Error(`user ${number} could not register`);
  }

  /** Writes what the pace allows until it ends. */
  async write(pace: Pace): Promise<void> {
    for (;;) {
      const count = await pace.take(this.#o.random.between(1, 8));
      if (count === 0 || this.#closed) return;
      const verdict = await this.burst(count);
      if (verdict === 'answered') continue;
      if (this.#closed) return;
      pace.allow(count);
      await this.#untilAnswered();
    }
  }

  /** Asks until the gateway answers again, before anything else is written into the dark. */
  async #untilAnswered(): Promise<void> {
    do {
      await delay(this.#o.random.between(50, 300));
    } while (!this.#closed && (await this.burst(0)) !== 'answered');
  }

  async burst(count: number): Promise<Verdict> {
    const client = await this.connect();
    const { phone, gateway, contact = `+${phone}@${gateway}`, long: share = 0.1, type = 'chat' } = this.#o;
    const ids: string[] = [];
    let out = '';
    for (let i = 0; i < count; i++) {
      const id = `t${this.#o.number}-${this.#next++}`;
      const long = this.#o.random.next() < share;
      // Each part of a long text says the id again.
      const body = long ? `${id} `.repeat(Math.ceil(200 / (id.length + 1))) : `${id} ok`;
      ids.push(id);
      this.#o.wrote(id, phone, long ? 2 : 1);
      out += `<message to='${contact}' type='${type}' id='${id}'><body>${body}</body><request xmlns='urn:xmpp:receipts'/></message>`;
    }
    const verdict = this.#ping(client, out);
    const following = setInterval(() => void this.#ping(client), DOUBT_MS);
    const how = await verdict;
    clearInterval(following);
    if (how === 'hung') this.hung++;
    if (how === 'answered') for (const id of ids) this.#o.answeredFor(id);
    return how;
  }

  /** Sends a ping behind other stanzas. */
  #ping(client: PlainClient, before = ''): Promise<Verdict> {
    const id = `p${this.#o.number}-${this.#pings++}`;
    const verdict = this.#await(id);
    client.send(`${before}<iq type='get' to='${this.#o.gateway}' id='${id}'><ping xmlns='urn:xmpp:ping'/></iq>`);
    return verdict;
  }

  #await(id: string): Promise<Verdict> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => end('hung'), this.#o.patience ?? HANG_MS);
      const end = (verdict: Verdict) => {
        clearTimeout(timer);
        this.#open.delete(id);
        resolve(verdict);
      };
      this.#open.set(id, end);
    });
  }

  /**
   * A request was answered. What one sends another comes in its order (RFC 6120 10.1), and pings are answered in theirs: one that
   * was sent earlier, has no answer and is not with the gateway any more will have none.
   */
  #answered(id: string, verdict: Verdict): void {
    const answered = this.#open.get(id);
    if (answered === undefined) return;
    const jid = this.#client?.jid ?? '';
    for (const [earlier, end] of [...this.#open]) {
      if (end === answered) break;
      if (!this.#o.isWithGateway(jid, earlier)) end('void');
    }
    answered(verdict);
  }

  #take(stanza: SeenStanza): void {
    const { name, attrs } = stanza;
    if (name === 'iq') {
      if (attrs.type === 'result') this.#answered(attrs.id ?? '', 'answered');
      else if (attrs.type === 'error') this.#answered(attrs.id ?? '', 'refused');
    } else if (name === 'message') this.#o.shown(stanza);
    else this.#o.met?.(stanza);
    if (name === 'presence' && attrs.type === 'subscribe')
      this.#client?.send(`<presence type='subscribed' to='${this.#o.gateway}'/>`);
  }
}
