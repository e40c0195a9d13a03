import type { Alert } from '../alert.js';
import type { Bot } from './bot.js';
import type { Bridge } from './bridge.js';
import type { Inhibition } from './inhibition.js';
import type { Limits } from './limits.js';
import type { MulticastRules } from './multicast.js';
import type { List, Member, Person } from './person.js';
import type { Place, Target } from './place.js';
import type { Policy } from './policy.js';
import type { Rotation } from './rotation.js';
import type { Route } from './route.js';
import type { Source } from './source.js';
import type { Template } from './template.js';
import type { Window } from './window.js';

/**
 * What an admin has written in the files of `routes`, with every name found and every default filled in. It never changes: another
 * version is another book. Lookups are by maps; none of them throws.
 */
export interface Book {
  /** Short hash of what it was made from: tells in the audit by which rules something was decided. */
  readonly version: string;
  /** Zone of windows and days that name none (IANA). */
  readonly zone: string;
  readonly sources: readonly Source[];
  /** The topmost routes in their order. */
  readonly routes: readonly Route[];
  readonly people: readonly Person[];
  readonly lists: readonly List[];
  readonly rotations: readonly Rotation[];
  readonly policies: readonly Policy[];
  readonly inhibitions: readonly Inhibition[];
  readonly windows: readonly Window[];
  readonly bridges: readonly Bridge[];
  readonly bots: readonly Bot[];
  readonly templates: readonly Template[];
  readonly limits: Limits;
  readonly multicast: MulticastRules;
  /** Who is told of trouble of the gateway itself; empty: the admins of the installation. */
  readonly admins: readonly Target[];

  source(name: string): Source | undefined;
  /** The enabled source that has this token. Compares hashes, so that time tells nothing of it. */
  sourceByToken(token: string): Source | undefined;
  /** Sources that listen at a place. */
  sourcesAt(place: Place): readonly Source[];
  /** A route at any depth. */
  route(name: string): Route | undefined;
  person(name: string): Person | undefined;
  /** Whose place this is; a nick of IRC is nobody's, ask for its account by `personByAccount`. */
  personAt(place: Place): Person | undefined;
  /** Whom the services of an IRC network know under this account. */
  personByAccount(network: string, account: string): Person | undefined;
  list(name: string): List | undefined;
  rotation(name: string): Rotation | undefined;
  policy(name: string): Policy | undefined;
  window(name: string): Window | undefined;
  bridge(name: string): Bridge | undefined;
  /** Bridges that have this place as an end. */
  bridgesAt(place: Place): readonly Bridge[];
  bot(name: string): Bot | undefined;
  /** The enabled bot that has this token. Its `expires` is the caller's to look at. */
  botByToken(token: string): Bot | undefined;
  template(name: string): Template | undefined;

  /** Opens lists, also those in lists, and names everybody once; at most as many as each list allows. */
  members(targets: readonly Target[]): readonly Member[];
  /** The routes that take an alert, from `alert.origin.source`'s own route or the top; the deepest that match, in order. */
  routesFor(alert: Alert): readonly Route[];
  /** The same from a given route downwards, which takes it in any case: the alert was sent to its address. */
  routesBelow(route: Route, alert: Alert): readonly Route[];
  /** Whether no route takes an alert, and one that is switched off would. `from`: the route where its way begins, if not that of its source. */
  isHeldOff(alert: Alert, from?: Route): boolean;
}
