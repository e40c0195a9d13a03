import { hash } from 'node:crypto';
import { type KeyValue, Recent } from '../gateway.js';
import { type Alert, SEVERITIES } from './alert.js';
import type { Book } from './book/book.js';
import type { Route } from './book/route.js';
import type { GroupId } from './engine/ids.js';

/** Parts into which the groups are divided. */
const SHARES = 8;
const numbers = Array.from({ length: SHARES }, (_, n) => n);

/** The lanes that users and agents are heard in, and what follows from it goes through. */
const ORDINARY_LANES: readonly string[] = numbers.map((n) => `alerts.${n}`);

/** The lane that cares for what there is once. */
export const FIRST_LANE = 'alerts.0';

/** All lanes. Those of urgent routes are not held up by a storm of others. */
export const LANES: readonly string[] = [...ORDINARY_LANES, ...ORDINARY_LANES.map((lane) => `${lane}.urgent`)];

/** As long as a group is kept, in seconds (see `GroupStore`). */
const URGENT_S = 41 * 86_400;
const REMEMBERED = 10_000;

/** The ordinary lane of a text, such as a bare JID: always the same one, in every process. */
export function laneOf(text: string): string {
  return `alerts.${hash('sha256', text, 'buffer').readUInt32BE(0) % SHARES}`;
}

/** The lane that is in a room (its bare JID): an urgent one, so that a storm of alerts does not keep the critical ones from it. */
export function roomLaneOf(room: string): string {
  return `${laneOf(room)}.urgent`;
}

/** Whether a route takes nothing but what is critical: its groups have lanes of their own. Depends on the book alone. */
export function isUrgent({ path }: Pick<Route, 'path'>, book: Pick<Book, 'route'>): boolean {
  return path
    .flatMap((name) => book.route(name)?.matchers ?? [])
    .some(
      (matcher) =>
        matcher.field === 'severity' &&
        SEVERITIES.every((severity) => matcher.matches({ ...PROBE, severity }) === (severity === 'critical')),
    );
}

const PROBE: Alert = {
  fingerprint: '',
  status: 'firing',
  severity: 'info',
  title: '',
  labels: {},
  annotations: {},
  links: [],
  startsAt: 0,
  origin: { source: '', network: '', hops: 0 },
};

/**
 * Tells which lane works a group: one alone, as long as it is kept, whatever becomes of the book meanwhile. Which groups are urgent is
 * noted in `kv` before anything of them is put into a lane.
 */
export class GroupLanes {
  readonly #kv: KeyValue;
  readonly #known = new Recent<GroupId, string>(REMEMBERED);

  constructor(kv: KeyValue) {
    this.#kv = kv;
  }

  /** The lane of a group of which something was put into a lane before. */
  async of(group: GroupId): Promise<string> {
    return this.#known.get(group) ?? laneName(group, (await this.#kv.get<boolean>(keyOf(group))) ?? false);
  }

  /** What `claim` would say, where that is known at once. */
  known(group: GroupId): string | undefined {
    return this.#known.get(group);
  }

  /** The lane of a group that there may not have been yet. `urgent` counts if there was none. */
  async claim(group: GroupId, urgent: boolean): Promise<string> {
    const known = this.#known.get(group);
    if (known !== undefined) return known;
    const lane = laneName(group, await this.#note(group, urgent));
    this.#known.set(group, lane);
    return lane;
  }

  /** Keeps a group in the lane that works it for as long again. */
  async keep(group: GroupId, lane: string): Promise<void> {
    await this.#kv.set(keyOf(group), lane === laneName(group, true), URGENT_S);
  }

  /** Notes it where nothing is noted, and sees to it that what is noted stays. */
  async #note(group: GroupId, urgent: boolean): Promise<boolean> {
    if (await this.#kv.add(keyOf(group), urgent, URGENT_S)) return urgent;
    const noted = (await this.#kv.get<boolean>(keyOf(group))) ?? urgent;
    await this.#kv.set(keyOf(group), noted, URGENT_S);
    return noted;
  }
}

function laneName(group: GroupId, urgent: boolean): string {
  const lane = laneOf(group);
  return urgent ? `${lane}.urgent` : lane;
}

function keyOf(group: GroupId): string {
  return `urgent:${group}`;
}
