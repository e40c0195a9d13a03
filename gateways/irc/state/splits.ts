import type { Channel } from './channel.js';
import type { Carried, IrcEvent } from './events.js';
import type { User } from './user.js';

/** How long people of one netsplit are gathered, ms. */
const GATHER_MS = 1_000;
/** How long their return is awaited, ms. */
const AWAITED_MS = 60 * 60 * 1_000;
/** How long one who is back may take to be back in all channels, ms. */
const RETURNING_MS = 30_000;
/** What servers give as reason of a quit by netsplit: the two that lost each other, `*.net *.split` where they hide them. */
const TWO_SERVERS = /^([\w*-]+(?:\.[\w*-]+)+) ([\w*-]+(?:\.[\w*-]+)+)$/;

/** The servers of a netsplit, where the reason of a quit names them. */
export function splitServers(reason: string | undefined): Servers | undefined {
  const [, one, other] = TWO_SERVERS.exec(reason ?? '') ?? [];
  return one === undefined || other === undefined || one === other ? undefined : [one, other];
}

/** The two servers between which a network was split, as QUIT names them. */
export type Servers = readonly [string, string];

interface Lost {
  readonly servers: Servers;
  readonly since: number;
  /** How long they count as such, ms. */
  readonly awaited: number;
}

interface Gathering {
  readonly type: 'netsplit' | 'netjoin';
  readonly servers: Servers;
  readonly at: number;
  /** When the first one came, by the clock of `tick`. */
  readonly since: number;
  readonly carried: Map<User, Channel[]>;
}

/**
 * Gathers the people of a netsplit into one event, and those who come back into another one. The model is changed at
 * once, only what is told of it waits: until a second is over, or something else is told of one of these people.
 */
export class Splits {
  readonly #most: number;
  #gathering: Gathering | undefined;
  /** Folded nicks of those in `#gathering`. */
  readonly #nicks = new Set<string>();
  /** Folded nicks of those who were lost, the first lost first. */
  readonly #lost = new Map<string, Lost>();

  /** `most`: people whose return is awaited. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Something is gathered: `flush` before anything that concerns them is told. */
  get waiting(): boolean {
    return this.#gathering !== undefined;
  }

  /** It is people who come back that are gathered. */
  get returning(): boolean {
    return this.#gathering?.type === 'netjoin';
  }

  /** Whether somebody of this folded nick is among those who are gathered. */
  has(nick: string): boolean {
    return this.#nicks.has(nick);
  }

  quit(
    servers: Servers,
    nick: string,
    user: User,
    channels: readonly Channel[],
    at: number,
    now: number,
  ): readonly IrcEvent[] {
    this.#lost.delete(nick);
    this.#lost.set(nick, { servers, since: now, awaited: AWAITED_MS });
    for (const first of this.#lost.keys()) {
      if (this.#lost.size <= this.#most) break;
      this.#lost.delete(first);
    }
    const before = this.#start('netsplit', servers, at, now);
    this.#nicks.add(nick);
    this.#gathering?.carried.set(user, [...channels]);
    return before;
  }

  /** Somebody came; undefined where they were not lost in a netsplit, else what is to be told before. */
  joined(nick: string, user: User, channel: Channel, at: number, now: number): readonly IrcEvent[] | undefined {
    const lost = this.#lost.get(nick);
    if (lost === undefined) return undefined;
    if (!within(lost.since, now, lost.awaited)) {
      this.#lost.delete(nick);
      return undefined;
    }
    if (lost.awaited === AWAITED_MS) this.#lost.set(nick, { ...lost, since: now, awaited: RETURNING_MS });
    return this.returned(lost.servers, nick, user, channel, at, now);
  }

  /** Somebody came, and the server says that it is by the end of a netsplit. */
  returned(servers: Servers, nick: string, user: User, channel: Channel, at: number, now: number): readonly IrcEvent[] {
    const before = this.#start('netjoin', servers, at, now);
    this.#nicks.add(nick);
    const carried = this.#gathering?.carried;
    const channels = carried?.get(user);
    if (channels === undefined) carried?.set(user, [channel]);
    else channels.push(channel);
    return before;
  }

  /** What was gathered, when its time is over. */
  tick(now: number): readonly IrcEvent[] {
    const gathering = this.#gathering;
    return gathering === undefined || within(gathering.since, now, GATHER_MS) ? [] : this.flush();
  }

  /** What was gathered. */
  flush(): readonly IrcEvent[] {
    const gathering = this.#gathering;
    if (gathering === undefined) return [];
    this.#gathering = undefined;
    this.#nicks.clear();
    const { type, at, servers } = gathering;
    const people: readonly Carried[] = [...gathering.carried].map(([user, channels]) => ({ user, channels }));
    return [type === 'netsplit' ? { type, at, servers, lost: people } : { type, at, servers, returned: people }];
  }

  /** Gathers for this netsplit, and gives what was gathered for another one. */
  #start(type: Gathering['type'], servers: Servers, at: number, now: number): readonly IrcEvent[] {
    const gathering = this.#gathering;
    const same = gathering?.type === type && gathering.servers.join(' ') === servers.join(' ');
    if (same && within(gathering.since, now, GATHER_MS)) return [];
    const before = this.flush();
    this.#gathering = { type, servers, at, since: now, carried: new Map() };
    return before;
  }
}

/** A clock that was set back ends a time rather than to prolong it. */
function within(since: number, now: number, ms: number): boolean {
  return now >= since && now - since < ms;
}
