import type { Alert } from '../alert.js';
import type { Book } from './book.js';
import type { Bot } from './bot.js';
import type { Bridge } from './bridge.js';
import type { List, Member, Person } from './person.js';
import { isNamed, type Place, type Target, targetKey } from './place.js';
import type { Policy } from './policy.js';
import type { Rotation } from './rotation.js';
import type { Route } from './route.js';
import { isHeldOff, takenOf, tryRoute, tryRoutes } from './routing.js';
import type { Source } from './source.js';
import type { Template } from './template.js';
import { hashOf } from './token-hash.js';
import type { Window } from './window.js';

/** What a book holds, without the ways to find it. */
export type BookContent = {
  readonly [K in keyof Book as Book[K] extends (...args: never[]) => unknown ? never : K]: Book[K];
};

/** Tokens that are longer are nobody's. */
const LONGEST_TOKEN = 1024;

/** Makes the value that the rest reads; all that can be looked up is indexed once. */
export function makeBook(content: BookContent): Book {
  return new MadeBook(content);
}

class MadeBook implements Book {
  readonly version;
  readonly zone;
  readonly sources;
  readonly routes;
  readonly people;
  readonly lists;
  readonly rotations;
  readonly policies;
  readonly inhibitions;
  readonly windows;
  readonly bridges;
  readonly bots;
  readonly templates;
  readonly limits;
  readonly multicast;
  readonly admins;
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #sourceTokens: ReadonlyMap<string, Source>;
  readonly #sourcesAt: ReadonlyMap<string, readonly Source[]>;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #places = new Map<string, Person>();
  readonly #accounts = new Map<string, Person>();
  readonly #lists: ReadonlyMap<string, List>;
  readonly #rotations: ReadonlyMap<string, Rotation>;
  readonly #policies: ReadonlyMap<string, Policy>;
  readonly #windows: ReadonlyMap<string, Window>;
  readonly #bridges: ReadonlyMap<string, Bridge>;
  readonly #bridgesAt: ReadonlyMap<string, readonly Bridge[]>;
  readonly #bots: ReadonlyMap<string, Bot>;
  readonly #botTokens: ReadonlyMap<string, Bot>;
  readonly #templates: ReadonlyMap<string, Template>;

  constructor(content: BookContent) {
    this.version = content.version;
    this.zone = content.zone;
    this.sources = content.sources;
    this.routes = content.routes;
    this.people = content.people;
    this.lists = content.lists;
    this.rotations = content.rotations;
    this.policies = content.policies;
    this.inhibitions = content.inhibitions;
    this.windows = content.windows;
    this.bridges = content.bridges;
    this.bots = content.bots;
    this.templates = content.templates;
    this.limits = content.limits;
    this.multicast = content.multicast;
    this.admins = content.admins;
    const enabled = content.sources.filter((one) => one.enabled);
    this.#sources = byName(content.sources);
    this.#sourceTokens = new Map(enabled.flatMap((one) => (one.tokenHash === undefined ? [] : [[one.tokenHash, one]])));
    this.#sourcesAt = grouped(enabled, ({ places }) => places.map(({ uri }) => uri));
    this.#routes = byName(allRoutes(content.routes));
    this.#people = byName(content.people);
    for (const person of content.people) this.#index(person);
    this.#lists = byName(content.lists);
    this.#rotations = byName(content.rotations);
    this.#policies = byName(content.policies);
    this.#windows = byName(content.windows);
    this.#bridges = byName(content.bridges);
    const bridging = content.bridges.filter((one) => one.enabled);
    this.#bridgesAt = grouped(bridging, ({ ends }) => ends.map(({ target }) => targetKey(target)));
    this.#bots = byName(content.bots);
    this.#botTokens = new Map(content.bots.filter((one) => one.enabled).map((one) => [one.tokenHash, one]));
    this.#templates = byName(content.templates);
    Object.freeze(this);
  }

  #index(person: Person): void {
    for (const place of person.places) {
      if (place.kind !== 'nick') this.#places.set(place.uri, person);
      else if (place.account !== undefined) this.#accounts.set(`${place.network}/${place.account}`, person);
    }
  }

  source(name: string) {
    return this.#sources.get(name);
  }

  sourceByToken(token: string) {
    return token.length > LONGEST_TOKEN ? undefined : this.#sourceTokens.get(hashOf(token));
  }

  sourcesAt(place: Place) {
    return this.#sourcesAt.get(place.uri) ?? [];
  }

  route(name: string) {
    return this.#routes.get(name);
  }

  person(name: string) {
    return this.#people.get(name);
  }

  personAt(place: Place) {
    return this.#places.get(place.uri);
  }

  personByAccount(network: string, account: string) {
    return this.#accounts.get(`${network.toLowerCase()}/${account.toLowerCase()}`);
  }

  list(name: string) {
    return this.#lists.get(name);
  }

  rotation(name: string) {
    return this.#rotations.get(name);
  }

  policy(name: string) {
    return this.#policies.get(name);
  }

  window(name: string) {
    return this.#windows.get(name);
  }

  bridge(name: string) {
    return this.#bridges.get(name);
  }

  bridgesAt(place: Place) {
    return this.#bridgesAt.get(place.uri) ?? [];
  }

  bot(name: string) {
    return this.#bots.get(name);
  }

  botByToken(token: string) {
    return token.length > LONGEST_TOKEN ? undefined : this.#botTokens.get(hashOf(token));
  }

  template(name: string) {
    return this.#templates.get(name);
  }

  members(targets: readonly Target[]): readonly Member[] {
    const found = new Map<string, Member>();
    this.#open(targets, found, new Set());
    return [...found.values()];
  }

  /** Adds who is meant; a list that is being opened already adds nothing, so that circles end. */
  #open(targets: readonly Target[], found: Map<string, Member>, open: Set<string>): void {
    for (const target of targets) {
      if (!isNamed(target) || target.kind !== 'list') {
        const member = asMember(target);
        if (member !== undefined) found.set(targetKey(member), member);
        continue;
      }
      const list = this.#lists.get(target.name);
      if (list === undefined || open.has(list.name)) continue;
      open.add(list.name);
      const inner = new Map<string, Member>();
      this.#open(list.members, inner, open);
      for (const [key, member] of [...inner].slice(0, list.most)) found.set(key, member);
    }
  }

  routesFor(alert: Alert) {
    const entry = this.#sources.get(alert.origin.source)?.route;
    const route = entry === undefined ? undefined : this.#routes.get(entry);
    return route === undefined ? takenOf(tryRoutes(this.routes, alert)) : this.routesBelow(route, alert);
  }

  routesBelow(route: Route, alert: Alert) {
    return takenOf(tryRoute(route, alert));
  }

  isHeldOff(alert: Alert, from?: Route) {
    const begin = from ?? this.#routes.get(this.#sources.get(alert.origin.source)?.route ?? '');
    return isHeldOff(begin === undefined ? tryRoutes(this.routes, alert) : tryRoute(begin, alert), alert, begin);
  }
}

function asMember(target: Target): Member | undefined {
  if (!isNamed(target)) return target;
  const { kind, name } = target;
  return kind === 'list' ? undefined : { kind, name };
}

function byName<T extends { readonly name: string }>(values: readonly T[]): ReadonlyMap<string, T> {
  return new Map(values.map((value) => [value.name, value]));
}

function grouped<T>(values: readonly T[], keys: (value: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    for (const key of keys(value)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
  }
  return groups;
}

/** Routes at every depth. */
export function allRoutes(routes: readonly Route[]): readonly Route[] {
  return routes.flatMap((route) => [route, ...allRoutes(route.routes)]);
}
