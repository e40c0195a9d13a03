import { setTimeout as delay } from 'node:timers/promises';
import { connectIrc, type IrcClient } from '../../../sandbox/irc-client.js';
import { IrcWorld, type IrcWorldOptions, type NetworkName } from '../../support/irc-world.js';
import { IrcPerson } from './irc-person.js';
import { IrcTalk } from './irc-talk.js';
import { until } from './reckoning.js';
import type { RoomWatch } from './room-watch.js';

export interface CrowdOptions extends Omit<IrcWorldOptions, 'network' | 'networks'> {
  readonly network: NetworkName;
  readonly people: number;
  readonly channels: number;
  /** Rooms that each person is in. */
  readonly each: number;
  /** Networks that run besides. */
  readonly beside?: readonly NetworkName[];
  /** Keys of the networks that replace the usual ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Connections are opened as fast as it goes, so that a test waits for nothing but what it is about. */
const FAST = { atOnce: 100, every: '10ms' };
/** Logins that are under way together. */
const TOGETHER = 20;
const JOIN_MS = 240_000;

/** Many users of the gateway in many channels of one network, and people on IRC who are there too. */
export class IrcCrowd {
  readonly world: IrcWorld;
  readonly people: readonly IrcPerson[];
  /** `#c0` */
  readonly channels: readonly string[];
  /** Somebody who is in all channels from the beginning to the end. */
  witness: IrcClient;
  readonly #network: NetworkName;
  readonly #others: IrcClient[] = [];
  #talk: IrcTalk | undefined;

  private constructor(
    world: IrcWorld,
    people: readonly IrcPerson[],
    channels: readonly string[],
    witness: IrcClient,
    network: NetworkName,
  ) {
    this.world = world;
    this.people = people;
    this.channels = channels;
    this.witness = witness;
    this.#network = network;
  }

  /** Starts everything; nobody is in a room yet. */
  static async start(options: CrowdOptions): Promise<IrcCrowd> {
    const { network, people: count, channels: wide, each, irc, config, beside = [], settings, ...rest } = options;
    const world = await IrcWorld.start({
      ...rest,
      networks: [network, ...beside],
      network: { connects: FAST, ...settings },
      irc: { maxPerUser: { networks: 10, rooms: 1000 }, ...irc },
      config: { lanes: { lease: '5s' }, log: { level: 'info' }, ...config },
    });
    const channels = Array.from({ length: wide }, (_, n) => `#c${n}`);
    const people: IrcPerson[] = [];
    for (let first = 0; first < count; first += TOGETHER) {
      const numbers = Array.from({ length: Math.min(TOGETHER, count - first) }, (_, n) => first + n);
      const batch = numbers.map(async (n) => await IrcPerson.login(await world.xmpp.newUser('crowd'), `person${n}`));
      people.push(...(await Promise.all(batch)));
    }
    const crowd = new IrcCrowd(world, people, channels, await outsider(world, network, 'witness', channels), network);
    people.forEach((person, n) => {
      for (let k = 0; k < each; k++) person.enter(crowd.room(channels[(n + k * 7) % wide] ?? ''));
    });
    return crowd;
  }

  /** `#c0%next@c01.example.org` */
  room(channel: string): string {
    return this.world.roomOf(channel, this.#network);
  }

  channelOf(room: string): string {
    return room.slice(0, room.indexOf('%'));
  }

  /** Somebody else on IRC comes into all channels. */
  async comes(nick: string): Promise<IrcClient> {
    const client = await outsider(this.world, this.#network, nick, this.channels);
    this.#others.push(client);
    return client;
  }

  /** The server was away, and the witness with it. */
  async newWitness(): Promise<void> {
    this.witness.drop();
    this.witness = await outsider(this.world, this.#network, 'witness', this.channels);
  }

  /** All rooms of all people. */
  get places(): { readonly person: IrcPerson; readonly room: string }[] {
    return this.people.flatMap((person) => [...person.rooms.keys()].map((room) => ({ person, room })));
  }

  /** Resolves when everybody has been told `times` that they are in each of their rooms; false where that takes too long. */
  async entered(times = 1, timeoutMs = JOIN_MS): Promise<boolean> {
    return await until(
      () => this.places.every(({ person, room }) => (person.rooms.get(room)?.entries ?? 0) >= times),
      timeoutMs,
    );
  }

  /** Somebody says something in all channels. */
  async say(text: string): Promise<void> {
    for (const channel of this.channels) this.witness.say(channel, `${text} ${channel}`);
    await this.witness.settle();
  }

  /**
   * Says numbered texts in all channels, `t1 #c0`, until the returned function is called; it tells how many there were. They are
   * `everyMs` apart, and further where too many of them are not heard yet.
   */
  talk(everyMs: number): () => Promise<number> {
    const talk = new IrcTalk({
      everyMs,
      say: (number) => {
        for (const channel of this.channels) this.witness.say(channel, `t${number} ${channel}`);
      },
      unheard: (number) =>
        this.places.reduce((sum, { person, room }) => sum + number - lastHeard(person.rooms.get(room)), 0),
    });
    this.#talk = talk;
    return async () => {
      await talk.end();
      await this.witness.settle();
      return talk.count;
    };
  }

  /**
   * What is wrong with the numbered texts that clients have, one line each, the first ten; and how many came twice, which a
   * lost stream may bring about.
   */
  reckonTalk(count: number): { readonly wrong: readonly string[]; readonly repeated: number } {
    const wrong: string[] = [];
    let repeated = 0;
    for (const { person, room } of this.places) {
      const numbers = (person.rooms.get(room)?.said ?? [])
        .flatMap((text) => /^t(\d+) /.exec(text)?.[1] ?? [])
        .map(Number);
      const first = [...new Set(numbers)];
      repeated += numbers.length - first.length;
      const lost = Array.from({ length: count }, (_, n) => n + 1).filter((n) => !first.includes(n));
      const late = first.filter((n, index) => n < (first[index - 1] ?? 0));
      if (lost.length + late.length > 0) wrong.push(`${person.nick} in ${room}: lost ${lost}; late ${late}`);
    }
    return { wrong: wrong.slice(0, 10), repeated };
  }

  /** Resolves when everybody has that text in each of their rooms. */
  async heard(text: string, timeoutMs = 60_000): Promise<boolean> {
    return await until(
      () =>
        this.places.every(({ person, room }) =>
          person.rooms.get(room)?.said.includes(`${text} ${this.channelOf(room)}`),
        ),
      timeoutMs,
    );
  }

  /** Who is in a channel, as the server says it. */
  async names(channel: string): Promise<ReadonlySet<string>> {
    const { witness } = this;
    const from = witness.received.length;
    witness.send(`NAMES ${channel}`);
    await witness.settle();
    const lines = witness.received
      .slice(from)
      .filter(({ command, params }) => command === '353' && params.includes(channel));
    return new Set(lines.flatMap(({ params }) => (params.at(-1) ?? '').split(' ').map(nickOf).filter(Boolean)));
  }

  /** Differences between what clients were told and what the server says, one line each, the first ten. */
  async differences(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const channel of this.channels) {
      const names = await this.names(channel);
      for (const { person, room } of this.places) {
        const watch = person.rooms.get(room);
        if (watch === undefined || this.channelOf(room) !== channel) continue;
        const ghosts = [...watch.occupants].filter((nick) => !names.has(nick));
        const missed = [...names].filter((nick) => !watch.occupants.has(nick));
        if (ghosts.length + missed.length > 0)
          found.push(`${person.nick} in ${channel}: not there any more ${ghosts}; not told of ${missed}`);
      }
    }
    return found.slice(0, 10);
  }

  /** What the self-pings of everybody in every room say, and how often. */
  async pings(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    const answers = await Promise.all(this.places.map(async ({ person, room }) => await person.ping(room, 60_000)));
    for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
    return counts;
  }

  /** Resolves when everybody is in their rooms by their own nick, and knows who is there; false where that takes too long. */
  async settled(timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      const own = this.places.every(({ person, room }) => person.rooms.get(room)?.own === person.nick);
      const there = own && (await this.pings()).in === this.places.length;
      if (there && (await this.differences()).length === 0) return true;
      await delay(250);
    }
    return false;
  }

  async stop(): Promise<void> {
    this.#talk?.stop();
    for (const person of this.people) person.close();
    for (const client of [this.witness, ...this.#others]) client.drop();
    await this.world.stop();
  }
}

async function outsider(
  world: IrcWorld,
  network: NetworkName,
  nick: string,
  channels: readonly string[],
): Promise<IrcClient> {
  const client = await connectIrc({ port: world.network(network).port });
  await client.register(nick);
  for (let at = 0; at < channels.length; at += 20) client.send(`JOIN ${channels.slice(at, at + 20).join(',')}`);
  await client.settle();
  return client;
}

/** The number of the text of `talk` that somebody heard last in a room. */
function lastHeard(room: RoomWatch | undefined): number {
  const texts = room?.texts ?? [];
  for (let at = texts.length - 1; at >= 0; at--) {
    const number = /^t(\d+) /.exec(texts[at]?.body ?? '')?.[1];
    if (number !== undefined) return Number(number);
  }
  return 0;
}

function nickOf(name: string): string {
  return name.replace(/^[@+%&~]+/, '').split('!')[0] ?? '';
}
