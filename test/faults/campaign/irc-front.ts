import { setTimeout as delay } from 'node:timers/promises';
import { type Inspircd, startInspircd } from '../../../sandbox/inspircd.js';
import { connectIrc, type IrcClient } from '../../../sandbox/irc-client.js';
import type { IrcLine } from '../../../sandbox/irc-line.js';
import type { SeenStanza } from '../../support/stanza-splitter.js';
import { OutboundLedger } from '../support/outbound-ledger.js';
import type { Pace } from '../support/pace.js';
import { until } from '../support/reckoning.js';
import { Writer } from '../support/writer.js';
import type { Front, Stranger } from './front.js';
import { Gate } from './gate.js';
import { HeardLedger, type Listener } from './heard-ledger.js';
import type { Hosts } from './hosts.js';

const DOMAIN = 'irc.example.org';
const NETWORK = 'net';
const FIRST = 200;
const USERS = 6;
const WITNESS = 'witness';
const JOIN_MS = 180_000;
/** Before somebody enters again, ms. */
const AGAIN_MS = 500;
/** The server takes a connection for dead that has been silent for about twice so long, s. */
const PING_S = 15;

/** Users who are each in a channel with a witness, and talk with it. The server is InspIRCd. */
export class IrcFront implements Front {
  readonly name = 'IRC';
  readonly rate = 10;
  readonly section: Front['section'];
  readonly servers: Front['servers'];
  readonly texts = new OutboundLedger(new Set(), { told: false });
  readonly answers = new HeardLedger();
  readonly writers: readonly Writer[];
  readonly phones: readonly Stranger[];
  readonly #server: Inspircd;
  readonly #gate: Gate;
  #witness: IrcClient | undefined;
  #read = 0;
  /** Connections of users that the witness sees, by channel and nick. */
  readonly #listeners = new Map<string, Map<string, Listener>>();
  readonly #timer: NodeJS.Timeout;

  private constructor(hosts: Hosts, server: Inspircd, gate: Gate, users: Awaited<ReturnType<Hosts['users']>>) {
    this.#server = server;
    this.#gate = gate;
    this.section = {
      irc: {
        domain: DOMAIN,
        secret: hosts.secret,
        guests: true,
        networks: {
          [NETWORK]: {
            host: '127.0.0.1',
            port: gate.port,
            tls: false,
            throttle: false,
            connects: { atOnce: 100, every: '10ms' },
            // As it goes wrong all the time, users would be away most of it.
            reconnect: { first: '1s', most: '5s' },
          },
        },
      },
    };
    this.servers = {
      InspIRCd: {
        port: gate.port,
        kill: async () => {
          gate.shut();
          await server.kill();
          this.#allGone();
        },
        // The gateway is let in when the witness is there: else it would say what nobody hears.
        start: async () => {
          await server.start();
          await this.#witnessComes();
          gate.open();
        },
        pause: () => server.pause(),
        resume: () => server.resume(),
      },
    };
    this.writers = users.map((account, index) => {
      const number = FIRST + index;
      const room = `${channelOf(number)}%${NETWORK}@${DOMAIN}`;
      const greeting = `<presence to='${room}/user${number}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`;
      const writer: Writer = new Writer({
        ...hosts.writing(account, number),
        gateway: DOMAIN,
        phone: room,
        contact: room,
        type: 'groupchat',
        greeting,
        long: 0,
        wrote: (id, phone, parts) => this.texts.wrote(id, phone, parts),
        answeredFor: (id) => this.texts.answeredFor(id),
        shown: (stanza) => {
          this.texts.shown(stanza);
          this.answers.shown(stanza);
        },
        met: ({ attrs, xml }) => {
          // Not in the room, or not in it any more: a person would enter again.
          const out = attrs.type === 'error' || (attrs.type === 'unavailable' && /code=["']110["']/.test(xml));
          if (out) setTimeout(() => writer.say(greeting), AGAIN_MS).unref();
        },
      });
      return writer;
    });
    this.phones = users.map((_, index) => ({
      refused: [],
      write: async (pace: Pace) => await this.#talk(FIRST + index, pace),
    }));
    this.#timer = setInterval(() => this.#look(), 20);
  }

  static async make(hosts: Hosts): Promise<IrcFront> {
    const server = await startInspircd({ pingFrequency: PING_S });
    const gate = await Gate.start({ host: '127.0.0.1', port: server.port });
    const front = new IrcFront(hosts, server, gate, await hosts.users(FIRST, USERS));
    await front.#witnessComes();
    return front;
  }

  async meet(): Promise<void> {
    await Promise.all(this.writers.map(async (writer) => await writer.connect()));
    const all = () => [...this.#listeners.values()].filter(({ size }) => size > 0).length === USERS;
    if (!(await until(all, JOIN_MS)))
      throw new Error(
        `not everybody came to their channel: ${[...this.#listeners].map(([channel, there]) => `${channel} ${[...there.keys()]}`)}`,
      );
  }

  read(stanza: SeenStanza): void {
    this.texts.told(stanza);
    this.answers.reached(stanza);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const writer of this.writers) writer.close();
    this.#witness?.drop();
    this.#gate.stop();
    await this.#server.stop();
  }

  async #witnessComes(): Promise<void> {
    this.#witness?.drop();
    this.#allGone();
    const witness = await connectIrc({ port: this.#server.port });
    await witness.register(WITNESS);
    for (let n = 0; n < USERS; n++) await witness.join(channelOf(FIRST + n));
    this.#witness = witness;
    this.#read = 0;
  }

  /** Says one text after the other to a channel; each counts when the server has answered what came behind it. */
  async #talk(number: number, pace: Pace): Promise<void> {
    for (let count = 0; (await pace.take(1)) > 0; count++) {
      const key = `f${number}-${count}`;
      try {
        const witness = this.#witness;
        if (witness === undefined) throw new Error('nobody is there');
        this.answers.wrote(key);
        witness.say(channelOf(number), `${key} hello`);
        await Promise.race([witness.settle(JOIN_MS), witness.closed().then(() => Promise.reject(new Error('gone')))]);
        this.#look();
        this.answers.said(key, [...this.#in(channelOf(number)).values()]);
      } catch {
        // Nobody knows whether the server took it, so it does not count.
        await delay(100);
      }
    }
  }

  /** Reads what the witness was told. */
  #look(): void {
    const witness = this.#witness;
    if (witness === undefined) return;
    for (; this.#read < witness.received.length; this.#read++) {
      const line = witness.received[this.#read];
      if (line !== undefined) this.#hear(line);
    }
  }

  #hear({ command, nick = '', params }: IrcLine): void {
    const [first = ''] = params;
    if (nick === WITNESS) return;
    if (command === 'PRIVMSG') {
      const id = /^t\d+-\d+(?= )/.exec(params[1] ?? '')?.[0];
      if (id !== undefined) this.texts.taken(id, 1);
    } else if (command === 'JOIN') this.#in(first).set(nick, { end: Number.POSITIVE_INFINITY, heardUpTo: -1 });
    else if (command === 'PART') this.#gone(this.#in(first), nick);
    else if (command === 'KICK') this.#gone(this.#in(first), params[1] ?? '');
    else if (command === 'QUIT') for (const channel of this.#listeners.values()) this.#gone(channel, nick);
    else if (command === 'NICK')
      for (const channel of this.#listeners.values()) {
        const listener = channel.get(nick);
        if (listener === undefined) continue;
        channel.delete(nick);
        channel.set(first, listener);
      }
  }

  #in(channel: string): Map<string, Listener> {
    const there = this.#listeners.get(channel) ?? new Map<string, Listener>();
    this.#listeners.set(channel, there);
    return there;
  }

  #gone(channel: Map<string, Listener>, nick: string): void {
    const listener = channel.get(nick);
    if (listener !== undefined) listener.end = performance.now();
    channel.delete(nick);
  }

  #allGone(): void {
    this.#look();
    for (const channel of this.#listeners.values()) for (const nick of [...channel.keys()]) this.#gone(channel, nick);
  }
}

function channelOf(number: number): string {
  return `#c${number}`;
}
