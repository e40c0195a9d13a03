import assert from 'node:assert/strict';
import { Bridges } from '../../../../gateways/alerts/bridge/bridges.js';
import { bridgeTexts } from '../../../../gateways/alerts/texts/bridge.js';
import type { Clock, KeyValue, TextRef } from '../../../../gateways/gateway.js';
import { PATIENCE_MS } from '../../../../sandbox/patience.js';
import type { XmppAccount } from '../../../../sandbox/xmpp-server.js';
import { connectUser, type XmppUser } from '../../../../sandbox/xmpp-user.js';
import { systemClock } from '../../../../src/clock.js';
import { newEnvelopeId } from '../../../../src/lanes/envelope.js';
import { silentLog } from '../../../../src/log.js';
import { StanzaParser } from '../../../../src/xmpp/parse.js';
import { serialise } from '../../../../src/xmpp/serialise.js';
import { openComponent, type RawComponent } from '../../../support/raw-component.js';
import { until } from '../../../support/until.js';
import { bookOf, GATEWAYS } from '../book/helpers.js';

/** A sentence of the catalogue with its values filled in. */
function textOf({ key, params = {} }: TextRef): string {
  const table: Readonly<Record<string, string>> = bridgeTexts.en;
  const sentence = table[key];
  assert.ok(sentence !== undefined, `no text ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
}

export interface InstallationOptions {
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
  readonly kv: KeyValue;
  /** `routes.yaml`. */
  readonly book: string;
  readonly clock?: Clock;
  readonly irc?: string;
  /** Takes away what another network would not carry. */
  readonly strip?: RegExp;
}

/** Bridges on a real component stream, as a gateway runs them. */
export class Installation {
  readonly options: InstallationOptions;
  readonly told: string[] = [];
  readonly counts = new Map<string, number>();
  posted = 0;
  bridges: Bridges;
  #component: RawComponent;

  private constructor(options: InstallationOptions, component: RawComponent) {
    this.options = options;
    this.#component = component;
    this.bridges = this.#newBridges();
    this.#attach();
  }

  static async start(options: InstallationOptions): Promise<Installation> {
    const { port, domain, secret } = options;
    bookOf(options.book);
    const installation = new Installation(options, await openComponent(port, domain, secret));
    installation.open();
    return installation;
  }

  /** As after an end of the process: nothing is known but what is in the store. */
  async restart(): Promise<void> {
    await this.bridges.close();
    this.bridges = this.#newBridges();
    this.open();
    await until(() => this.bridges.rooms.every(({ phase }) => phase === 'in'), 'it is in its rooms again');
  }

  /** Loses the connection. */
  drop(): void {
    this.#component.close();
  }

  /** The connection was lost, and is there again. */
  async reconnect(): Promise<void> {
    const { port, domain, secret } = this.options;
    this.#component = await openComponent(port, domain, secret);
    this.#attach();
    this.bridges.check();
  }

  open(book = this.options.book): void {
    const gateways = { ...GATEWAYS, irc: this.options.irc ?? GATEWAYS.irc };
    this.bridges.open(bookOf(book, { domain: this.options.domain, gateways }));
  }

  async close(): Promise<void> {
    await this.bridges.close();
    this.#component.close();
  }

  #newBridges(): Bridges {
    const { kv, domain, clock = systemClock, irc = GATEWAYS.irc, strip } = this.options;
    return new Bridges(
      {
        kv,
        clock,
        log: silentLog,
        domains: { ...GATEWAYS, irc },
        newId: newEnvelopeId,
        random: () => 0.5,
        onCall: () => [],
        registered: async () => undefined,
        text: textOf,
        count: (name, labels = {}, by = 1) => {
          const key = [name, labels.why].filter((part) => part !== undefined).join(' ');
          this.counts.set(key, (this.counts.get(key) ?? 0) + by);
        },
        tellAdmins: async (_, text) => void this.told.push(textOf(text)),
        post: async ({ stanza }) => {
          if (stanza.startsWith('<message')) this.posted += 1;
          this.#component.send(strip === undefined ? stanza : stanza.replace(strip, ''));
        },
      },
      { nick: 'relay', jidOf: ({ name }) => `${name}@${domain}/${name}` },
    );
  }

  #attach(): void {
    const parser = new StanzaParser({
      header: () => undefined,
      stanza: (stanza) => {
        const { from = '', to = '' } = stanza.attrs;
        void this.bridges.hear({ from, to, stanza: serialise(stanza) });
      },
      refused: () => undefined,
      end: () => undefined,
    });
    parser.write(Buffer.from(`<stream xmlns='jabber:component:accept'>`));
    this.#component.onData = (chunk) => void parser.write(chunk);
  }
}

type Stanza = XmppUser['received'][number];

/** A person in a room. */
export class Guest {
  readonly user: XmppUser;
  readonly nick: string;

  constructor(user: XmppUser, nick: string) {
    this.user = user;
    this.nick = nick;
  }

  static async connect(account: XmppAccount, nick: string): Promise<Guest> {
    return new Guest(await connectUser(account), nick);
  }

  /** Comes in, and is told so many of the messages said before, if the room keeps them. */
  async enter(room: string, history = 0): Promise<void> {
    const x = `<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='${history}'/></x>`;
    await this.user.send(`<presence to='${room}/${this.nick}'>${x}</presence>`);
    await this.user.waitFor(
      (one) => one.name === 'presence' && one.attrs.from === `${room}/${this.nick}` && one.toString().includes('110'),
      `${this.nick} in ${room}`,
    );
  }

  /** Waits until somebody of that nick is in the room. */
  async sees(room: string, nick: string, timeoutMs = PATIENCE_MS): Promise<Stanza> {
    return await this.user.waitFor(
      (one) => one.name === 'presence' && one.attrs.from === `${room}/${nick}` && one.attrs.type === undefined,
      `${nick} in ${room}`,
      timeoutMs,
    );
  }

  async say(room: string, id: string, body: string, more = ''): Promise<void> {
    const text = body === '' ? '' : `<body>${body}</body>`;
    await this.user.send(`<message type='groupchat' to='${room}' id='${id}'>${text}${more}</message>`);
  }

  /** Waits for what somebody else says. */
  async hears(what: string, wanted: (message: Stanza) => boolean): Promise<Stanza> {
    return await this.user.waitFor(
      (one) => one.name === 'message' && !String(one.attrs.from).endsWith(`/${this.nick}`) && wanted(one),
      what,
    );
  }

  async hearsText(text: string): Promise<Stanza> {
    return await this.hears(text, (one) => visible(one) === text);
  }

  /** All texts that others have said so far. */
  texts(): readonly string[] {
    return this.user.received
      .filter((one) => one.name === 'message' && !String(one.attrs.from).endsWith(`/${this.nick}`))
      .map(visible)
      .filter((text) => text !== '');
  }
}

/** The text without what breaks nicks. */
export function visible(message: Stanza): string {
  return (message.getChildText('body') ?? '').replaceAll('\u200b', '');
}

export const ORIGIN_MARK = /<origin xmlns="urn:isthmus:relay:0"[^>]*\/>/g;
