import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import type { CertificateFiles } from '../certificate.js';
import { freePort } from '../free-port.js';
import { PATIENCE_MS } from '../patience.js';
import { Watchers } from '../watchers.js';
import { Conversation, type PeerMail } from './conversation.js';
import type { Login } from './login.js';
import { Plan, type Rule } from './plan.js';

/** A mail server that follows the RFCs, but for what its rules say. */
export interface SmtpPeerOptions {
  /** Speaks LMTP (RFC 2033). */
  readonly lmtp?: boolean;
  /** What it calls itself; default `peer.example.net`. */
  readonly name?: string;
  /** Keywords that it announces, beside AUTH and STARTTLS; default all that are usual. */
  readonly extensions?: readonly string[];
  /** Lets people log in; default no AUTH. */
  readonly login?: Login;
  /** Certificate and key (PEM files): offers STARTTLS. */
  readonly certificate?: CertificateFiles;
  /** With a certificate: TLS from the first octet. */
  readonly implicitTls?: boolean;
  /** What it does wrong. */
  readonly rules?: readonly Rule[];
  /** Told of each mail whose final dot has come, before it is answered. */
  readonly onMail?: (mail: PeerMail) => void;
}

const USUAL = ['PIPELINING', 'SIZE 10485760', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'DSN'];
/**
 * An SMTP or LMTP server that takes every mail, unless it was told to do something else: any reply, none, garbage, or the
 * end of the connection, at each step. It shares no code with the gateway.
 */
export class SmtpPeer {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** Mails whose final dot has come, in that order. */
  readonly mails: PeerMail[] = [];
  /** Lines of commands as they came, of all connections. */
  readonly lines: string[] = [];
  /** Connections that were made so far. */
  connections = 0;
  readonly #options: SmtpPeerOptions;
  readonly #plan = new Plan();
  readonly #conversations = new Set<Conversation>();
  readonly #watchers = new Watchers();
  #server: Server | undefined;

  private constructor(options: SmtpPeerOptions, port: number) {
    this.#options = options;
    this.port = port;
    this.#plan.set(options.rules ?? []);
  }

  static async start(options: SmtpPeerOptions = {}): Promise<SmtpPeer> {
    const peer = new SmtpPeer(options, await freePort());
    await peer.open();
    return peer;
  }

  /** What it does wrong from now on, in place of what it did. */
  setRules(...rules: readonly Rule[]): void {
    this.#plan.set(rules);
  }

  /** One more, behind the others. */
  addRule(rule: Rule): void {
    this.#plan.add(rule);
  }

  /** Connections that are open now. */
  get current(): number {
    return this.#conversations.size;
  }

  /** The mails to an address. */
  inbox(address: string): readonly PeerMail[] {
    return this.mails.filter(({ recipients }) => recipients.some((recipient) => recipient.address === address));
  }

  /** Waits until something is so; looks after each line and each mail. */
  async waitFor(isSo: () => boolean, what = 'what was waited for', patienceMs = PATIENCE_MS): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!isSo()) {
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(`${what} did not come within ${patienceMs} ms\n${this.lines.slice(-20).join('\n')}`);
      await this.#watchers.change(left);
    }
  }

  /** The mail of a number, counted from 0, once it is there. */
  async mail(index: number, patienceMs = PATIENCE_MS): Promise<PeerMail> {
    await this.waitFor(() => this.mails.length > index, `mail ${index}`, patienceMs);
    const mail = this.mails[index];
    if (mail === undefined) throw new Error(`there is no mail ${index}`);
    return mail;
  }

  /** Ends all connections at once. */
  cut(): void {
    for (const conversation of this.#conversations) conversation.cut();
  }

  /** Ends all connections and refuses new ones: for good, or until {@link open}. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  }

  /** Listens; again after {@link close}. */
  async open(): Promise<void> {
    const {
      certificate,
      implicitTls,
      lmtp = false,
      name = 'peer.example.net',
      extensions = USUAL,
      login,
    } = this.#options;
    const pem = certificate && { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) };
    const secureContext = pem && createSecureContext(pem);
    const accept = (socket: Socket) => {
      this.connections += 1;
      const conversation = new Conversation({
        socket,
        connection: this.connections,
        lmtp,
        name,
        extensions,
        login,
        secureContext,
        plan: this.#plan,
        heard: (line) => {
          this.lines.push(line);
          this.#wake();
        },
        received: (mail) => {
          this.mails.push(mail);
          this.#options.onMail?.(mail);
          this.#wake();
        },
      });
      this.#conversations.add(conversation);
      socket.once('close', () => {
        this.#conversations.delete(conversation);
        this.#wake();
      });
      void conversation.run();
    };
    const server =
      pem && implicitTls === true
        ? createTlsServer({ ...pem, noDelay: true }, accept)
        : createServer({ noDelay: true }, accept);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.host, port: this.port }, resolve);
    });
    this.#server = server;
  }

  #wake(): void {
    this.#watchers.wake();
  }
}
