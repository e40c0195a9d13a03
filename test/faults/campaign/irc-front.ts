import { setTimeout as delay } from 'node:timers/promises';
import type { SeenStanza } from '../../support/stanza-splitter.js';
import { OutboundLedger } from '../support/outbound-ledger.js';
import type { Pace } from '../support/pace.js';
import { until } from '../support/reckoning.js';
import { Writer } from '../support/writer.js';
import type { Front, Stranger } from './front.js';
import { HeardLedger } from './heard-ledger.js';
import type { Hosts } from './hosts.js';
import { IrcNetwork, type IrcSoftware, WITNESS } from './irc-network.js';

const DOMAIN = 'irc.example.org';
const JOIN_MS = 180_000;
/** Before somebody enters again, ms. */
const AGAIN_MS = 500;

/** What is said in rooms, and what is said to one person alone. */
type Way = 'rooms' | 'private';

interface Plan {
  readonly way: Way;
  readonly software: IrcSoftware;
  readonly first: number;
  readonly users: number;
  readonly rate: number;
}

const PLANS: readonly Plan[] = [
  { way: 'rooms', software: 'InspIRCd', first: 200, users: 4, rate: 5 },
  { way: 'private', software: 'InspIRCd', first: 210, users: 3, rate: 3 },
  { way: 'rooms', software: 'ngIRCd', first: 220, users: 3, rate: 3 },
  { way: 'private', software: 'ngIRCd', first: 230, users: 3, rate: 3 },
];

/**
 * Users who are each in a channel with a witness, and talk with it there, or with it alone: what each says is then heard by nobody else,
 * and the channel only shows which connection they have.
 */
export class IrcFront implements Front {
  readonly name: string;
  readonly rate: number;
  readonly section: Front['section'];
  readonly servers: Front['servers'];
  readonly texts = new OutboundLedger(new Set(), { told: false });
  readonly answers = new HeardLedger();
  readonly writers: readonly Writer[];
  readonly phones: readonly Stranger[];
  readonly #plan: Plan;
  readonly #network: IrcNetwork;

  private constructor(
    hosts: Hosts,
    plan: Plan,
    network: IrcNetwork,
    networks: readonly IrcNetwork[],
    users: Awaited<ReturnType<Hosts['users']>>,
  ) {
    const { way, software, first, rate } = plan;
    this.name = `IRC, ${way}, ${software}`;
    this.rate = rate;
    this.#plan = plan;
    this.#network = network;
    this.section = {
      irc: {
        domain: DOMAIN,
        secret: hosts.secret,
        guests: true,
        networks: Object.fromEntries(networks.map(({ name, section }) => [name, section])),
      },
    };
    // Both ways have the same server.
    this.servers = way === 'rooms' ? { [software]: network.server } : {};
    this.writers = users.map((account, index) => {
      const number = first + index;
      const room = `${channelOf(number)}%${network.name}@${DOMAIN}`;
      const greeting = `<presence to='${room}/user${number}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`;
      const contact = way === 'rooms' ? room : `${WITNESS}%${network.name}@${DOMAIN}`;
      const writer: Writer = new Writer({
        ...hosts.writing(account, number),
        gateway: DOMAIN,
        phone: contact,
        contact,
        type: way === 'rooms' ? 'groupchat' : 'chat',
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
      write: async (pace: Pace) => await this.#talk(first + index, pace),
    }));
  }

  /** Both networks, and rooms and private talk on each. */
  static async makeAll(hosts: Hosts): Promise<readonly IrcFront[]> {
    const channels = (of: IrcSoftware) =>
      PLANS.filter(({ software }) => software === of).flatMap(({ first, users }) =>
        Array.from({ length: users }, (_, n) => channelOf(first + n)),
      );
    const software = ['InspIRCd', 'ngIRCd'] as const;
    const networks = await Promise.all(software.map((one) => IrcNetwork.start(one, channels(one))));
    const fronts: IrcFront[] = [];
    for (const plan of PLANS) {
      const network = networks.find((one) => one.software === plan.software);
      if (network === undefined) throw new Error(`there is no ${plan.software}`);
      fronts.push(new IrcFront(hosts, plan, network, networks, await hosts.users(plan.first, plan.users)));
    }
    for (const network of networks)
      network.onText = (text) => {
        const id = /^t\d+-\d+(?= )/.exec(text)?.[0];
        const number = Number(id?.slice(1).split('-')[0]);
        if (id !== undefined) fronts.find((front) => front.#has(number))?.texts.taken(id, 1);
      };
    return fronts;
  }

  async meet(): Promise<void> {
    await Promise.all(this.writers.map(async (writer) => await writer.connect()));
    const { first } = this.#plan;
    const missing = () =>
      this.writers.map((_, index) => channelOf(first + index)).filter((one) => this.#network.nicksIn(one).length === 0);
    if (!(await until(() => missing().length === 0, JOIN_MS)))
      throw new Error(`nobody came to these channels: ${missing()}`);
  }

  read(stanza: SeenStanza): void {
    this.texts.told(stanza);
    this.answers.reached(stanza);
  }

  async close(): Promise<void> {
    for (const writer of this.writers) writer.close();
    if (this.#plan.way === 'rooms') await this.#network.stop();
  }

  #has(number: number): boolean {
    const { first, users } = this.#plan;
    return number >= first && number < first + users;
  }

  /** Says one text after the other; each counts when the server has answered what came behind it. */
  async #talk(number: number, pace: Pace): Promise<void> {
    const network = this.#network;
    for (let count = 0; (await pace.take(1)) > 0; count++) {
      const key = `f${number}-${count}`;
      const text = `${key} hello`;
      try {
        this.answers.wrote(key);
        const listeners =
          this.#plan.way === 'rooms'
            ? await network.sayIn(channelOf(number), text)
            : await network.sayPrivately(channelOf(number), text);
        this.answers.said(key, listeners);
      } catch {
        // Nobody knows whether the server took it, so it does not count.
        await delay(100);
      }
    }
  }
}

function channelOf(number: number): string {
  return `#c${number}`;
}
