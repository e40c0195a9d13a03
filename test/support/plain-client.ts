import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { type SeenStanza, StanzaSplitter } from './stanza-splitter.js';

/** A logged-in XMPP client over plain TCP that costs next to nothing, for tests with many users; see `connectUser` else. */
export class PlainClient {
  /** Full JID. */
  readonly jid: string;
  readonly #socket: Socket;
  onStanza: (stanza: SeenStanza) => void = () => {};
  onClose: () => void = () => {};

  private constructor(socket: Socket, jid: string) {
    this.#socket = socket;
    this.jid = jid;
    const splitter = new StanzaSplitter();
    socket.on('data', (chunk: Buffer) => {
      for (const stanza of splitter.push(chunk)) this.onStanza(stanza);
    });
    socket.on('close', () => this.onClose());
  }

  /** Logs in by SASL PLAIN, binds the resource and becomes available. Rejects when the server is away. */
  static async login(account: XmppAccount, resource: string): Promise<PlainClient> {
    const { host, port, domain, username, password, jid } = account;
    const socket = connect(port, host);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    await within(socket, once(socket, 'connect'));
    const header = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}' version='1.0'>`;
    await ask(socket, header, '</stream:features>');
    const plain = Buffer.from(`\0${username}\0${password}`).toString('base64');
    await ask(socket, `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`, '<success');
    await ask(socket, header, '</stream:features>');
    const bind = `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind></iq>`;
    await ask(socket, bind, '</iq>');
    const client = new PlainClient(socket, `${jid}/${resource}`);
    client.send('<presence/>');
    return client;
  }

  send(stanzas: string): void {
    if (this.#socket.writable) this.#socket.write(stanzas);
  }

  /** Reads nothing until {@link resume}; the server may still write. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.onClose = () => {};
    this.#socket.end('</stream:stream>');
    this.#socket.destroySoon();
  }
}

async function ask(socket: Socket, question: string, until: string): Promise<void> {
  socket.write(question);
  let text = '';
  while (!text.includes(until)) {
    const [chunk] = (await within(socket, once(socket, 'data'))) as [Buffer];
    text += chunk.toString('utf8');
    if (text.includes('<failure') || text.includes('<stream:error')) throw new Error(`login failed: ${text}`);
  }
}

/** The next event, or a rejection when the connection ends or nothing happens. */
async function within(socket: Socket, event: Promise<unknown[]>): Promise<unknown[]> {
  let timer: NodeJS.Timeout | undefined;
  let closed = (): void => {};
  const failed = new Promise<never>((_, reject) => {
    closed = () => reject(new Error('the server closed the connection during the login'));
    timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('the server did not answer the login'));
    }, PATIENCE_MS);
    socket.once('close', closed);
  });
  event.catch(() => undefined);
  try {
    return await Promise.race([event, failed]);
  } finally {
    clearTimeout(timer);
    socket.off('close', closed);
  }
}
