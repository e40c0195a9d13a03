import type { KeyValue } from '../../gateway.js';
import { SEVERITIES, type Severity } from '../alert.js';
import type { GroupView } from '../render/view.js';
import type { Collected } from './effect.js';
import { type GroupId, letters } from './ids.js';
import { linearCount } from './tally.js';

/** Groups of one severity of which a lane keeps what they show; far fewer are shown together. */
const MOST_KEPT = 50;
/** Fields by which groups are counted that are not kept. */
const PLACES = 8192;

/** What is counted once is remembered so long, seconds: longer than a flood is waited for. */
const ONCE_S = 3600;

/** A group in a round: as it is told, and how many of its alerts are only counted. */
export interface CollectedItem {
  readonly group: GroupId;
  /** Number of the incident within the group. */
  readonly incident: number;
  readonly view: GroupView;
  readonly rest: number;
}

/** What is in a round of a collection. */
interface RoundContent {
  readonly items: readonly CollectedItem[];
  /** How many alerts it is about, each once. */
  readonly alerts: number;
  /** About how many groups there are beside those of `items`. */
  readonly others: number;
}

/** Groups of this lane of which a round keeps what they show, by severity. */
export type KeptGroups = Record<Severity, Set<GroupId>>;

/** Nothing of any severity, to begin with. */
export function noGroups(): KeptGroups {
  return { critical: new Set(), error: new Set(), warning: new Set(), info: new Set() };
}

/**
 * What is collected in rounds, in constant space: some groups of each severity with what they show, which always is the newest, and of all
 * others how many there are. A group is put in by one lane alone.
 */
export class CollectedItems {
  readonly #kv: KeyValue;
  readonly #keptFor: number;

  /** `keptFor`: seconds after which a round that nobody tells is forgotten. */
  constructor(kv: KeyValue, keptFor: number) {
    this.#kv = kv;
    this.#keptFor = keptFor;
  }

  /** Puts a group into a round. Resolves when it is kept; the same again does no harm but to `count`. */
  async put(round: string, { group, incident, view, alerts, rest }: Collected, kept: KeptGroups): Promise<void> {
    const keeps = isKept(group, view.severity, kept);
    const item: CollectedItem = { group, incident, view, rest };
    const fields = keeps ? { [group]: JSON.stringify(item) } : { [placeOf(group)]: '' };
    await Promise.all([
      this.#countOnce(round, alerts),
      this.#kv.count(countKey(round), this.#keptFor),
      this.#kv.setFields(keeps ? itemsKey(round) : othersKey(round), fields, this.#keptFor),
    ]);
  }

  /** The sum is kept as long as the round, which may wait for quiet hours to end. A crash in between may leave some of `alerts` out of it. */
  async #countOnce(round: string, alerts: readonly string[]): Promise<void> {
    const known = await Promise.all(
      alerts.map((alert) => this.#kv.spend([{ key: `once:${round}:${alert}`, by: 1, limit: 1 }], ONCE_S)),
    );
    const by = known.filter((full) => full === undefined).length;
    const limit = Number.MAX_SAFE_INTEGER;
    if (by > 0) await this.#kv.spend([{ key: alertsKey(round), by, limit }], this.#keptFor);
  }

  /** How often something was put in. */
  async count(round: string): Promise<number> {
    return await this.#kv.spent(countKey(round));
  }

  /** The worst severity of what is kept; undefined: there is nothing. */
  async worst(round: string): Promise<Severity | undefined> {
    const items = await this.#items(round);
    return SEVERITIES.findLast((severity) => items.some(({ view }) => view.severity === severity));
  }

  async read(round: string): Promise<RoundContent> {
    const [items, alerts, others] = await Promise.all([
      this.#items(round),
      this.#kv.spent(alertsKey(round)),
      this.#kv.fields(othersKey(round)),
    ]);
    const more = items.reduce((sum, { rest }) => sum + rest, 0);
    return { items, alerts: alerts + more, others: linearCount(Object.keys(others).length, PLACES) };
  }

  async remove(round: string): Promise<void> {
    await Promise.all([alertsKey, countKey, itemsKey, othersKey].map((key) => this.#kv.remove(key(round))));
  }

  async #items(round: string): Promise<readonly CollectedItem[]> {
    return Object.values(await this.#kv.fields(itemsKey(round))).map((text): CollectedItem => JSON.parse(text));
  }
}

/** Whether a group is kept already, or is from now on. */
function isKept(group: GroupId, severity: Severity, kept: KeptGroups): boolean {
  if (SEVERITIES.some((one) => kept[one].has(group))) return true;
  if (kept[severity].size >= MOST_KEPT) return false;
  kept[severity].add(group);
  return true;
}

function placeOf(group: GroupId): string {
  return String(Number.parseInt(letters(8, ['collected', group]), 36) % PLACES);
}

const alertsKey = (round: string) => `held:${round}`;
const countKey = (round: string) => `collected:${round}`;
const itemsKey = (round: string) => `items:${round}`;
const othersKey = (round: string) => `others:${round}`;
