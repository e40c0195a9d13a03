import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Element } from 'ltx';
import { SaxesParser } from 'saxes';
import { attribute } from '../../sandbox/xmpp-user.js';
import type { ComponentDomain } from './shared.js';

/** Long enough for a machine that has much else to do. */
const PATIENCE_MS = 180_000;

interface Waiter {
  readonly wanted: (stanza: Element) => boolean;
  readonly resolve: (stanza: Element) => void;
}

/**
 * Another XMPP server, as the gateway sees one: a domain with as many users as a test wants, whose stanzas the test writes itself,
 * legal or not. It is a component of the real server, which lets it speak for its own domain only.
 */
export class OtherServer {
  readonly domain: string;
  /** All stanzas that came, in their order. */
  readonly received: Element[] = [];
  readonly #socket: Socket;
  readonly #release: () => void;
  readonly #waiters = new Set<Waiter>();
  #asked = 0;

  private constructor({ domain, release }: ComponentDomain, socket: Socket) {
    this.domain = domain;
    this.#socket = socket;
    this.#release = release;
  }

  static async start(component: ComponentDomain): Promise<OtherServer> {
    const { domain, secret, host, port } = component;
    const socket = connect(port, host);
    const server = new OtherServer(component, socket);
    const ready = new Promise<void>((resolve, reject) => {
      readStream(socket, {
        opened: (id) => {
          socket.write(`<handshake>${createHash('sha1').update(`${id}${secret}`).digest('hex')}</handshake>`);
        },
        element: (element) => {
          if (element.name === 'handshake') resolve();
          else server.#take(element);
        },
      });
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the XMPP server has closed the stream')));
    });
    await once(socket, 'connect');
    socket.write(
      `<stream:stream xmlns="jabber:component:accept" xmlns:stream="http://etherx.jabber.org/streams" to="${domain}">`,
    );
    await ready;
    // A test that fails while it starts leaves nothing behind that waits.
    socket.unref();
    return server;
  }

  /** JID of one of its users; with a resource the full one. */
  user(name: string, resource?: string): string {
    return `${name}@${this.domain}${resource === undefined ? '' : `/${resource}`}`;
  }

  /** Writes XML to the stream as it is. */
  send(xml: string): void {
    this.#socket.write(xml);
  }

  /** Sends an IQ of a user, written without `from` and `id`, and resolves with its answer. */
  async ask(from: string, to: string, type: 'get' | 'set', payload: string): Promise<Element> {
    this.#asked += 1;
    const id = `ask${this.#asked}`;
    const answer = this.waitFor(
      (stanza) =>
        stanza.name === 'iq' &&
        attribute(stanza, 'id') === id &&
        ['result', 'error'].includes(String(stanza.attrs.type)),
      `the answer to ${payload}`,
    );
    this.send(`<iq type="${type}" from="${from}" to="${to}" id="${id}">${payload}</iq>`);
    return await answer;
  }

  /**
   * Resolves when the gateway has done with all that this user sent before: what one user sends to one address is handled in its order.
   */
  async settled(from: string, to: string): Promise<void> {
    await this.ask(from, to, 'get', '<ping xmlns="urn:xmpp:ping"/>');
  }

  /** The first stanza, come already or still to come, that is wanted; it stays in {@link received}. */
  async waitFor(wanted: (stanza: Element) => boolean, what: string): Promise<Element> {
    const known = this.received.find(wanted);
    if (known !== undefined) return known;
    return await new Promise((resolve, reject) => {
      const waiter: Waiter = {
        wanted,
        resolve: (stanza) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(stanza);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`${this.domain} did not receive ${what}; it has ${this.received.length} stanzas`));
      }, PATIENCE_MS);
      this.#waiters.add(waiter);
    });
  }

  /** What came for a bare JID of it. */
  of(jid: string): readonly Element[] {
    return this.received.filter(({ attrs }) => String(attrs.to).split('/', 1)[0] === jid);
  }

  stop(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.end('</stream:stream>');
    this.#release();
  }

  #take(stanza: Element): void {
    this.received.push(stanza);
    for (const waiter of this.#waiters) if (waiter.wanted(stanza)) waiter.resolve(stanza);
  }
}

/** Tells of the id of the stream, and of each element below its root. */
function readStream(
  socket: Socket,
  told: { readonly opened: (id: string) => void; readonly element: (element: Element) => void },
): void {
  const parser = new SaxesParser();
  const open: Element[] = [];
  let isOpened = false;
  parser.on('opentag', ({ name, attributes }) => {
    if (!isOpened) {
      isOpened = true;
      told.opened(attributes.id ?? '');
      return;
    }
    const element = new Element(name, attributes);
    open.at(-1)?.cnode(element);
    open.push(element);
  });
  parser.on('text', (text) => void open.at(-1)?.t(text));
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined && open.length === 0) told.element(element);
  });
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => void parser.write(text));
}

/** Type and condition of the error of a stanza; undefined where it is none. */
export function errorOf(stanza: Element): string | undefined {
  const error = stanza.getChild('error');
  if (stanza.attrs.type !== 'error' || error === undefined) return undefined;
  const [condition] = error.getChildElements().filter(({ name }) => name !== 'text');
  return `${String(error.attrs.type)}/${condition?.name}`;
}
