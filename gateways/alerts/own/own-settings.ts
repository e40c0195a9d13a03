import type { Clock, KeyValue } from '../../gateway.js';
import type { Scope } from '../book/bot.js';
import type { Override } from '../book/rotation.js';
import { PREFERENCES, type Preferences } from './preferences.js';

/** All that people have set by commands beside the book. */
export interface OwnState {
  /** By the name of the person. */
  readonly preferences: ReadonlyMap<string, Preferences>;
  /** By the name of the list: people by name, and places by URI, that have joined (true) or left (false). */
  readonly members: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** By the name of the rotation, in the order in which they were made. */
  readonly overrides: ReadonlyMap<string, readonly Override[]>;
  /** Routes that an admin has switched off, by name. */
  readonly routesOff: ReadonlyMap<string, RouteOff>;
  /** Bots that an admin has made beside those of the book, by name. */
  readonly tokens: ReadonlyMap<string, MadeToken>;
}

/** Who has switched a route off, when (wall time, ms) and why. */
interface RouteOff {
  readonly by: string;
  readonly at: number;
  readonly reason: string;
}

/** A bot of which only the hash of its token is kept. */
export interface MadeToken {
  readonly tokenHash: string;
  readonly scopes: readonly Scope[];
  readonly routes: readonly string[] | 'all';
  readonly by: string;
  /** Wall times, ms. */
  readonly at: number;
  readonly expires?: number;
}

/** What other processes have set is seen after this at the latest, ms. */
const FRESH_MS = 2000;
/** Overrides that lie ahead of one installation, and people in all lists who joined or left. */
const MOST = 2000;

const KEYS = {
  preferences: 'own:preferences',
  members: 'own:members',
  overrides: 'own:overrides',
  routesOff: 'own:routes-off',
  tokens: 'own:tokens',
} as const;

/** Tokens that may be made while Isthmus runs. */
const MOST_TOKENS = 500;

/** Keeps what people set, the same in all processes, and has it in memory for who asks often. */
export class OwnSettings {
  readonly #kv: KeyValue;
  readonly #clock: Clock;
  #state: OwnState = {
    preferences: new Map(),
    members: new Map(),
    overrides: new Map(),
    routesOff: new Map(),
    tokens: new Map(),
  };
  #text = '';
  #readAt: number | undefined;

  constructor(kv: KeyValue, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** As it was read last; another value only where something has changed. */
  get state(): OwnState {
    return this.#state;
  }

  /** Whether `refresh` would read nothing. */
  get isFresh(): boolean {
    return this.#readAt !== undefined && this.#clock.monotonic() - this.#readAt < FRESH_MS;
  }

  /** Reads it where what is known is older than `FRESH_MS`. */
  async refresh(): Promise<OwnState> {
    if (this.isFresh) return this.#state;
    const now = this.#clock.monotonic();
    const [preferences, members, overrides, routesOff, tokens] = await Promise.all([
      this.#kv.fields(KEYS.preferences),
      this.#kv.fields(KEYS.members),
      this.#kv.fields(KEYS.overrides),
      this.#kv.fields(KEYS.routesOff),
      this.#kv.fields(KEYS.tokens),
    ]);
    this.#readAt = now;
    const text = JSON.stringify([preferences, members, overrides, routesOff, tokens]);
    if (text === this.#text) return this.#state;
    this.#text = text;
    this.#state = {
      preferences: new Map(Object.entries(preferences).map(([name, one]) => [name, JSON.parse(one)])),
      members: grouped(members, (one) => one === 'in'),
      overrides: listed(overrides),
      routesOff: new Map(Object.entries(routesOff).map(([name, one]) => [name, JSON.parse(one) as RouteOff])),
      tokens: new Map(Object.entries(tokens).map(([name, one]) => [name, JSON.parse(one) as MadeToken])),
    };
    return this.#state;
  }

  /** Sets all that a person wants; empty: as the book has it. */
  async prefer(person: string, wanted: Preferences): Promise<void> {
    const set = PREFERENCES.some((name) => wanted[name] !== undefined);
    if (set) await this.#kv.setFields(KEYS.preferences, { [person]: JSON.stringify(wanted) });
    else await this.#kv.removeFields(KEYS.preferences, [person]);
    this.#readAt = undefined;
  }

  /** Takes a member into a list or out of it: a person by name, or the URI of a place. False: too many were. */
  async member(list: string, member: string, joins: boolean): Promise<boolean> {
    const field = `${list} ${member}`;
    const fields = await this.#kv.fields(KEYS.members);
    if (fields[field] === undefined && Object.keys(fields).length >= MOST) return false;
    await this.#kv.setFields(KEYS.members, { [field]: joins ? 'in' : 'out' });
    this.#readAt = undefined;
    return true;
  }

  /** Puts somebody else on call for a time. False: there are too many that lie ahead. */
  async override(rotation: string, override: Override): Promise<boolean> {
    const fields = await this.#kv.fields(KEYS.overrides);
    const now = this.#clock.now();
    const over = Object.keys(fields).filter((field) => overrideOf(fields[field] ?? '').to <= now);
    if (over.length > 0) await this.#kv.removeFields(KEYS.overrides, over);
    if (Object.keys(fields).length - over.length >= MOST) return false;
    const count = await this.#kv.count(KEYS.overrides, 10 * 365 * 86_400);
    const field = `${rotation} ${String(count).padStart(10, '0')}`;
    await this.#kv.setFields(KEYS.overrides, { [field]: JSON.stringify(override) });
    this.#readAt = undefined;
    return true;
  }

  /** Switches a route off, or (undefined) lets it be as the book has it. */
  async switchRoute(name: string, off: RouteOff | undefined): Promise<void> {
    if (off === undefined) await this.#kv.removeFields(KEYS.routesOff, [name]);
    else await this.#kv.setFields(KEYS.routesOff, { [name]: JSON.stringify(off) });
    this.#readAt = undefined;
  }

  /** Makes a bot; false: there are too many. Those that are over make room. */
  async makeToken(name: string, token: MadeToken): Promise<boolean> {
    const { tokens } = await this.#now();
    const over = [...tokens].flatMap(([other, { expires }]) => ((expires ?? token.at) < token.at ? [other] : []));
    if (over.length > 0) await this.#kv.removeFields(KEYS.tokens, over);
    if (tokens.size - over.length >= MOST_TOKENS) return false;
    await this.#kv.setFields(KEYS.tokens, { [name]: JSON.stringify(token) });
    this.#readAt = undefined;
    return true;
  }

  async revokeToken(name: string): Promise<void> {
    await this.#kv.removeFields(KEYS.tokens, [name]);
    this.#readAt = undefined;
  }

  async #now(): Promise<OwnState> {
    this.#readAt = undefined;
    return await this.refresh();
  }

  /** Ends what a person took over by commands and is not over yet, at one rotation; gives how many there were. */
  async endOverrides(rotation: string, person: string): Promise<number> {
    const now = this.#clock.now();
    const mine = Object.entries(await this.#kv.fields(KEYS.overrides)).filter(([field, text]) => {
      const { people, to } = overrideOf(text);
      return field.startsWith(`${rotation} `) && to > now && people.length === 1 && people[0] === person;
    });
    const ended = mine.map(([field, text]) => [field, endedAt(overrideOf(text), now)] as const);
    const gone = ended.flatMap(([field, left]) => (left === undefined ? [field] : []));
    const kept = ended.flatMap(([field, left]) => (left === undefined ? [] : [[field, JSON.stringify(left)] as const]));
    if (kept.length > 0) await this.#kv.setFields(KEYS.overrides, Object.fromEntries(kept));
    if (gone.length > 0) await this.#kv.removeFields(KEYS.overrides, gone);
    this.#readAt = undefined;
    return mine.length;
  }
}

/** Ends before `now` what has begun, and takes away what lies ahead. */
function endedAt(override: Override, now: number): Override | undefined {
  return override.from >= now ? undefined : { ...override, to: now };
}

function overrideOf(text: string): Override {
  return JSON.parse(text);
}

function grouped<T>(
  fields: Readonly<Record<string, string>>,
  read: (text: string) => T,
): ReadonlyMap<string, ReadonlyMap<string, T>> {
  const groups = new Map<string, Map<string, T>>();
  for (const [field, text] of Object.entries(fields)) {
    const [name = '', rest = ''] = field.split(' ');
    const group = groups.get(name) ?? new Map<string, T>();
    groups.set(name, group.set(rest, read(text)));
  }
  return groups;
}

function listed(fields: Readonly<Record<string, string>>): OwnState['overrides'] {
  const groups = grouped(fields, overrideOf);
  return new Map(
    [...groups].map(([name, group]) => [name, [...group].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)]),
  );
}
