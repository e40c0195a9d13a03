import { randomBytes } from 'node:crypto';
import { type Client, client } from '@xmpp/client';
import { type Element, parse } from 'ltx';
import { PATIENCE_MS } from './patience.js';
import type { XmppAccount } from './xmpp-server.js';

interface ConnectOptions {
  /** Default: the server makes one up. */
  readonly resource?: string;
  /** Sends available presence and waits until the server reflects it; default true. */
  readonly available?: boolean;
}

/** What a waiting caller looks for. */
type Wanted = (stanza: Element) => boolean;

interface Waiter {
  readonly wanted: Wanted;
  readonly resolve: (stanza: Element) => void;
}

/**
 * A person with an XMPP client, for tests and the tour: a real client connection over the server's c2s port. What arrives
 * lies in an inbox until a {@link waitFor} or {@link request} takes it out.
 */
export class XmppUser {
  readonly account: XmppAccount;
  /** With the resource: `romeo@example.org/balcony`. */
  readonly jid: string;
  /** Everything received so far, in order, taken out of the inbox or not. */
  readonly received: Element[] = [];
  readonly #client: Client;
  readonly #inbox: Element[] = [];
  readonly #waiters = new Set<Waiter>();
  #error: Error | undefined;

  constructor(account: XmppAccount, jid: string, connection: Client) {
    this.account = account;
    this.jid = jid;
    this.#client = connection;
    connection.on('stanza', (stanza: Element) => this.#take(stanza));
    connection.on('error', (error: Error) => {
      this.#error = error;
    });
  }

  /** `romeo@example.org` */
  get bare(): string {
    return this.account.jid;
  }

  /** Why the stream failed, if it did. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** What has arrived and was not yet taken by a {@link waitFor} or {@link request}. */
  get inbox(): readonly Element[] {
    return this.#inbox;
  }

  /** Sends a stanza, given as XML text or as an element. */
  async send(stanza: string | Element): Promise<void> {
    await this.#client.send(typeof stanza === 'string' ? parse(stanza) : stanza);
  }

  /** Writes text to the stream as it is, for what no client should send. */
  async sendRaw(text: string): Promise<void> {
    await this.#client.write(text);
  }

  /** Sends an IQ, with an id of its own if it has none, and resolves with the answer: a result or an error. */
  async request(iq: string | Element, timeoutMs = PATIENCE_MS): Promise<Element> {
    const stanza = typeof iq === 'string' ? parse(iq) : iq;
    const id = attribute(stanza, 'id') ?? `r${randomBytes(6).toString('hex')}`;
    stanza.attrs.id = id;
    const to = attribute(stanza, 'to');
    const isAnswer = (answer: Element) => {
      const type = attribute(answer, 'type');
      if (answer.name !== 'iq' || attribute(answer, 'id') !== id || (type !== 'result' && type !== 'error'))
        return false;
      return to === undefined || attribute(answer, 'from') === to;
    };
    const answer = this.waitFor(isAnswer, `the answer to ${stanza.toString()}`, timeoutMs);
    await this.send(stanza);
    return await answer;
  }

  /**
   * Takes the first stanza that `wanted` accepts out of the inbox, or waits for it. Rejects after `timeoutMs` with `what` and
   * with all that did arrive.
   */
  async waitFor(wanted: Wanted, what: string, timeoutMs = PATIENCE_MS): Promise<Element> {
    const index = this.#inbox.findIndex(wanted);
    if (index >= 0) {
      const [stanza] = this.#inbox.splice(index, 1);
      if (stanza !== undefined) return stanza;
    }
    return await new Promise((resolve, reject) => {
      const waiter: Waiter = {
        wanted,
        resolve: (stanza) => {
          clearTimeout(timer);
          resolve(stanza);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const rest = this.#inbox.map((stanza) => `  ${stanza.toString()}`).join('\n');
        const failure = this.#error === undefined ? '' : ` (stream failed: ${this.#error.message})`;
        reject(new Error(`${this.jid} did not receive ${what} within ${timeoutMs} ms${failure}; it has:\n${rest}`));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  /** Waits for a message with a body from that bare or full JID and resolves with the text. */
  async waitForText(from: string, timeoutMs = PATIENCE_MS): Promise<string> {
    const isText = (stanza: Element) =>
      stanza.name === 'message' && isFrom(stanza, from) && stanza.getChildText('body') !== null;
    const stanza = await this.waitFor(isText, `a text from ${from}`, timeoutMs);
    return stanza.getChildText('body') ?? '';
  }

  /** Logs out orderly. */
  async close(): Promise<void> {
    if (this.#client.status === 'offline' || this.#client.status === 'disconnect') return;
    await this.#client.stop();
  }

  /** Cuts the connection without a word, as a phone in a tunnel would. */
  drop(): void {
    this.#client.socket?.destroy();
  }

  #take(stanza: Element): void {
    this.received.push(stanza);
    for (const waiter of this.#waiters) {
      if (!waiter.wanted(stanza)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(stanza);
      return;
    }
    this.#inbox.push(stanza);
  }
}

/** Logs an account in. Rejects when the server refuses it. */
export async function connectUser(account: XmppAccount, options: ConnectOptions = {}): Promise<XmppUser> {
  const { host, port, domain, username, password } = account;
  const { resource, available = true } = options;
  const connection = client({
    service: `xmpp://${host}:${port}`,
    domain,
    username,
    password,
    ...(resource === undefined ? {} : { resource }),
  });
  connection.reconnect.stop();
  connection.prependListener('element', (element: Element) => simplifyLogin(element));
  connection.on('error', ignore);
  const jid = String(await connection.start());
  const user = new XmppUser(account, jid, connection);
  connection.off('error', ignore);
  if (available) {
    const isOwnPresence = (stanza: Element) => stanza.name === 'presence' && attribute(stanza, 'from') === jid;
    await user.send('<presence/>');
    await user.waitFor(isOwnPresence, 'its own presence');
  }
  return user;
}

/**
 * Leaves PLAIN without TLS as the only way to log in: loopback needs no more, the tour's certificate is one that nobody
 * vouches for, and the SCRAM of @xmpp/client 0.13 answers nothing (its sasl-scram-sha-1 has become asynchronous).
 */
function simplifyLogin(element: Element): void {
  if (!element.name.endsWith('features')) return;
  element.remove('starttls');
  const mechanisms = element.getChild('mechanisms');
  for (const mechanism of mechanisms?.getChildElements() ?? []) {
    if (mechanism.text() !== 'PLAIN') mechanisms?.remove(mechanism);
  }
}

/** An attribute's value; undefined when it is not there. */
export function attribute(element: Element, name: string): string | undefined {
  const value: unknown = element.attrs[name];
  return value === undefined || value === null ? undefined : String(value);
}

/** Whether a stanza comes from that full JID, or from any resource of that bare one. */
export function isFrom(stanza: Element, jid: string): boolean {
  const from = attribute(stanza, 'from');
  return from === jid || from?.startsWith(`${jid}/`) === true;
}

/** Before the connection stands, an error also rejects `start()`, which tells it. */
function ignore(): void {}
