import { type Inspircd, startInspircd } from '../../../sandbox/inspircd.js';
import { connectIrc, type IrcClient } from '../../../sandbox/irc-client.js';
import type { IrcLine } from '../../../sandbox/irc-line.js';
import { type Ngircd, startNgircd } from '../../../sandbox/ngircd.js';
import type { Server } from './front.js';
import { Gate } from './gate.js';
import type { Listener } from './heard-ledger.js';

/** Which IRC server it is. */
export type IrcSoftware = 'InspIRCd' | 'ngIRCd';

/** The person on IRC whom all users talk with. */
export const WITNESS = 'witness';
/** How long an answer of the network may take while one fault follows the other, ms. */
const SETTLE_MS = 180_000;
const LOOK_MS = 20;
/** The server takes a connection for dead that has been silent for about twice so long, s. */
const PING_S = 15;
/** No such nick (RFC 2812 5.2). */
const NOBODY = '401';

/** A network of one server, and a witness in each of its channels, who sees which connections users have. */
export class IrcNetwork {
  /** As the configuration of the gateway calls it. */
  readonly name: string;
  readonly software: IrcSoftware;
  /** Its part of the section `networks`. */
  readonly section: Readonly<Record<string, unknown>>;
  /** What faults happen to. */
  readonly server: Server;
  /** Told of each text that the witness gets. */
  onText: (text: string) => void = () => {};
  readonly #ircd: Inspircd | Ngircd;
  readonly #gate: Gate;
  readonly #channels: readonly string[];
  #witness: IrcClient | undefined;
  #read = 0;
  /** Connections of users that the witness sees, by channel and nick, the latest last. */
  readonly #listeners = new Map<string, Map<string, Listener>>();
  readonly #timer: NodeJS.Timeout;

  private constructor(software: IrcSoftware, ircd: Inspircd | Ngircd, gate: Gate, channels: readonly string[]) {
    this.name = software.toLowerCase();
    this.software = software;
    this.#ircd = ircd;
    this.#gate = gate;
    this.#channels = channels;
    this.section = {
      host: '127.0.0.1',
      port: gate.port,
      tls: false,
      throttle: false,
      connects: { atOnce: 100, every: '10ms' },
      // As it goes wrong all the time, users would be away most of it.
      reconnect: { first: '1s', most: '5s' },
    };
    this.server = {
      port: gate.port,
      kill: async () => {
        gate.shut();
        await ircd.kill();
        this.#allGone();
      },
      // The gateway is let in when the witness is there: else it would say what nobody hears.
      start: async () => {
        await ircd.start();
        await this.#witnessComes();
        gate.open();
      },
      pause: () => ircd.pause(),
      resume: () => ircd.resume(),
    };
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  static async start(software: IrcSoftware, channels: readonly string[]): Promise<IrcNetwork> {
    const ircd =
      software === 'InspIRCd'
        ? await startInspircd({ pingFrequency: PING_S })
        : await startNgircd({ pingTimeout: PING_S, pongTimeout: PING_S });
    const gate = await Gate.start({ host: '127.0.0.1', port: ircd.port });
    const network = new IrcNetwork(software, ircd, gate, channels);
    await network.#witnessComes();
    return network;
  }

  /** Nicks that are in a channel. */
  nicksIn(channel: string): readonly string[] {
    return [...this.#in(channel).keys()];
  }

  /** Has the witness say a text to all in a channel; tells who heard it. Throws where nobody can know whether the network took it. */
  async sayIn(channel: string, text: string): Promise<readonly Listener[]> {
    this.#look();
    const before = [...this.#in(channel).values()];
    await this.#say(channel, text);
    // Of who came meanwhile nobody knows whether it was in time to hear it.
    const now = new Set(this.#in(channel).values());
    return before.filter((listener) => now.has(listener));
  }

  /**
   * Has the witness say a text to the latest of those in a channel alone; tells who heard it. Throws where nobody can know whether the
   * network took it.
   */
  async sayPrivately(channel: string, text: string): Promise<readonly Listener[]> {
    this.#look();
    const [nick, listener] = [...this.#in(channel)].at(-1) ?? [];
    if (nick === undefined || listener === undefined) throw new Error('nobody is there');
    const refused = await this.#say(nick, text);
    // Another connection may have got that nick meanwhile.
    return refused || this.#in(channel).get(nick) !== listener ? [] : [listener];
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#witness?.drop();
    this.#gate.stop();
    await this.#ircd.stop();
  }

  /** True when there was nobody of that nick. */
  async #say(target: string, text: string): Promise<boolean> {
    const witness = this.#witness;
    if (witness === undefined) throw new Error('nobody is there');
    const before = witness.received.length;
    witness.say(target, text);
    await Promise.race([witness.settle(SETTLE_MS), witness.closed().then(() => Promise.reject(new Error('gone')))]);
    this.#look();
    return witness.received.slice(before).some(({ command, params }) => command === NOBODY && params[1] === target);
  }

  async #witnessComes(): Promise<void> {
    this.#witness?.drop();
    this.#allGone();
    const witness = await connectIrc({ port: this.#ircd.port });
    await witness.register(WITNESS);
    for (const channel of this.#channels) await witness.join(channel);
    this.#witness = witness;
    this.#read = 0;
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
    if (command === 'PRIVMSG') this.onText(params[1] ?? '');
    else if (command === 'JOIN') this.#in(first).set(nick, { end: Number.POSITIVE_INFINITY, heardUpTo: -1 });
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
