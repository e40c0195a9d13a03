import { type Clock, type KeyValue, Recent } from '../../gateway.js';
import { contactForm, parseMailAddress } from '../address/mail-address.js';
import { readMailDomain } from '../address/mail-domain.js';
import { domainOf } from './mail.js';

/** What a user has to do with an address, or with a domain: since when (ms since the epoch), or not. */
export interface Acquaintance {
  /** The user has written to it; the last time. */
  readonly written?: number;
  /** The user lets its mail come. */
  readonly accepted?: number;
  /** The user wants none of its mail. */
  readonly blocked?: number;
  /** Its mail comes at once, whatever else holds mail back. */
  readonly important?: number;
}

/** One of the things that a user can have to do with an address. */
export type Relation = keyof Acquaintance;

/** What a user has set for somebody; a domain stands as `@example.org`. */
interface Listed {
  readonly who: string;
  readonly since: number;
}

interface KnownSendersOptions {
  readonly kv: Pick<KeyValue, 'fields' | 'remove' | 'removeFields' | 'setFields'>;
  readonly clock: Clock;
}

/** Parts of a user's book, so that to look somebody up is to read a small hash. */
const SHARDS = 32;
/** Entries of one part: more than anybody has, and little enough to be read at once. */
const MOST = 256;
/** Longer than anybody is away; each change renews it. */
const TTL_SECONDS = 5 * 365 * 86_400;
/** That somebody was written to is not noted again so soon, ms. */
const AGAIN_MS = 6 * 3_600_000;
const REMEMBERED = 20_000;

/** First characters of the fields; what has none of its own is unknown. */
const MARKS: Readonly<Record<Relation, string>> = { written: 'w', accepted: 'a', blocked: 'b', important: 'v' };
const RELATIONS = Object.keys(MARKS) as readonly Relation[];

/**
 * Whom the users of this gateway know, by bare JID of the user: to whom they wrote, whom they accepted, whom they blocked, who is
 * important. Bounded: in a part that is full, the oldest of those that were only written to make room.
 */
export class KnownSenders {
  readonly #options: KnownSendersOptions;
  /** Who was noted as written to lately, with the monotonic time until which that is enough. */
  readonly #noted = new Recent<string, number>(REMEMBERED);

  constructor(options: KnownSendersOptions) {
    this.#options = options;
  }

  /** What a user has to do with an address; what is set for the address goes before what is set for its domain. */
  async of(user: string, address: string): Promise<Acquaintance> {
    const who = personOf(address);
    const domain = houseOf(domainOf(who));
    const [own, theirs] = await Promise.all([this.#part(user, who), this.#part(user, domain)]);
    const person = read(own, who);
    const house = read(theirs, domain);
    // Who was let in one by one is not shut out with the others of the domain, and the other way round.
    if (person.accepted !== undefined) return { ...without(house, 'blocked'), ...person };
    if (person.blocked !== undefined) return { ...without(house, 'accepted'), ...person };
    return { ...house, ...person };
  }

  /** The user has written to these addresses. Cheap: may be called for each mail. */
  async wrote(user: string, addresses: readonly string[]): Promise<void> {
    const now = this.#options.clock.monotonic();
    const fresh = [...new Set(addresses.map(personOf))].filter(
      (who) => (this.#noted.get(`${user} ${who}`) ?? 0) <= now,
    );
    await Promise.all(fresh.map((who) => this.#set(user, who, 'written')));
    for (const who of fresh) this.#noted.set(`${user} ${who}`, now + AGAIN_MS);
  }

  /** Sets or takes back what a user wants of an address, or of a domain (`@example.org`). False: there is no room for more. */
  async mark(user: string, who: string, relation: Exclude<Relation, 'written'>, on: boolean): Promise<boolean> {
    const name = who.startsWith('@') ? houseOf(who.slice(1)) : personOf(who);
    if (!on) {
      await this.#options.kv.removeFields(this.#key(user, name), [`${MARKS[relation]} ${name}`]);
      return true;
    }
    const fields = await this.#part(user, name);
    if (fields[`${MARKS[relation]} ${name}`] === undefined && !(await this.#makeRoom(user, name, fields))) return false;
    await this.#set(user, name, relation);
    // Whom a user lets in is no longer shut out, and the other way round.
    const opposite = relation === 'accepted' ? 'blocked' : relation === 'blocked' ? 'accepted' : undefined;
    if (opposite !== undefined) {
      await this.#options.kv.removeFields(this.#key(user, name), [`${MARKS[opposite]} ${name}`]);
    }
    return true;
  }

  /** Everybody for whom a user has set something, by name. */
  async list(user: string, relation: Relation): Promise<readonly Listed[]> {
    const parts = await Promise.all(keysOf(user).map((key) => this.#options.kv.fields(key)));
    const mark = `${MARKS[relation]} `;
    return parts
      .flatMap((fields) => Object.entries(fields))
      .flatMap(([field, at]) => (field.startsWith(mark) ? [{ who: field.slice(mark.length), since: Number(at) }] : []))
      .toSorted((one, other) => (one.who < other.who ? -1 : 1));
  }

  /** Removes all of a user. */
  async forget(user: string): Promise<void> {
    await Promise.all(keysOf(user).map((key) => this.#options.kv.remove(key)));
  }

  async #set(user: string, who: string, relation: Relation): Promise<void> {
    const fields = { [`${MARKS[relation]} ${who}`]: String(this.#options.clock.now()) };
    await this.#options.kv.setFields(this.#key(user, who), fields, TTL_SECONDS);
  }

  /** Reads a part, and makes room in one that writing to people has filled. */
  async #part(user: string, who: string): Promise<Readonly<Record<string, string>>> {
    const fields = await this.#options.kv.fields(this.#key(user, who));
    if (Object.keys(fields).length > MOST) await this.#makeRoom(user, who, fields);
    return fields;
  }

  /** Whether there is room for one more, after the oldest of those written to have gone. */
  async #makeRoom(user: string, who: string, fields: Readonly<Record<string, string>>): Promise<boolean> {
    const size = Object.keys(fields).length;
    if (size < MOST) return true;
    const written = Object.entries(fields).filter(([field]) => field.startsWith(`${MARKS.written} `));
    const oldest = written.toSorted((one, other) => Number(one[1]) - Number(other[1]));
    const gone = oldest.slice(0, size - MOST + MOST / 8).map(([field]) => field);
    await this.#options.kv.removeFields(this.#key(user, who), gone);
    return size - gone.length < MOST;
  }

  #key(user: string, who: string): string {
    return keyOf(user, shardOf(who));
  }
}

/** An address as contacts are called, so that A-labels and case make no difference. */
function personOf(address: string): string {
  const read = parseMailAddress(address);
  return read.ok ? contactForm(read.address) : address.toLowerCase();
}

/** A domain as it stands in the book. */
function houseOf(domain: string): string {
  return `@${readMailDomain(domain)?.domain ?? domain.toLowerCase()}`;
}

function read(fields: Readonly<Record<string, string>>, who: string): Acquaintance {
  return Object.fromEntries(
    RELATIONS.flatMap((relation) => {
      const at = fields[`${MARKS[relation]} ${who}`];
      return at === undefined ? [] : [[relation, Number(at)]];
    }),
  );
}

function without(all: Acquaintance, relation: Relation): Acquaintance {
  const { [relation]: _, ...rest } = all;
  return rest;
}

function keysOf(user: string): readonly string[] {
  return Array.from({ length: SHARDS }, (_, shard) => keyOf(user, shard));
}

function keyOf(user: string, shard: number): string {
  return `people:${user}:${shard}`;
}

function shardOf(who: string): number {
  let sum = 0;
  for (let at = 0; at < who.length; at += 1) sum = (sum * 31 + who.charCodeAt(at)) % 65_537;
  return sum % SHARDS;
}
