import type { KeyValue } from '../../gateway.js';
import { SEVERITIES, type Severity } from '../alert.js';
import type { GroupView } from '../render/view.js';
import { type GroupId, letters } from './ids.js';
import { linearCount } from './tally.js';

/** Groups of one severity of which a lane keeps what they show; far fewer are shown together. */
const MOST_KEPT = 50;
/** Fields by which groups are counted that are not kept. */
const PLACES = 8192;

/** What is in a round of a collection. */
export interface RoundContent {
  readonly views: readonly GroupView[];
  /** How often something was put in. */
  readonly count: number;
  /** About how many groups there are beside those of `views`. */
  readonly others: number;
}

/** Groups of this lane of which a round keeps what they show, by severity. */
export type KeptGroups = Record<Severity, Set<GroupId>>;

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

  /** Puts a group into a round. Resolves when it is kept; the same again does no harm but to `RoundContent.count`. */
  async put(round: string, group: GroupId, view: GroupView, kept: KeptGroups): Promise<void> {
    const keeps = isKept(group, view.severity, kept);
    const fields = keeps ? { [group]: JSON.stringify(view) } : { [placeOf(group)]: '' };
    await Promise.all([
      this.#kv.count(countKey(round), this.#keptFor),
      this.#kv.setFields(keeps ? itemsKey(round) : othersKey(round), fields, this.#keptFor),
    ]);
  }

  async count(round: string): Promise<number> {
    return await this.#kv.spent(countKey(round));
  }

  /** The worst severity of what is kept; undefined: there is nothing. */
  async worst(round: string): Promise<Severity | undefined> {
    const views = await this.#views(round);
    return SEVERITIES.findLast((severity) => views.some((view) => view.severity === severity));
  }

  async read(round: string): Promise<RoundContent> {
    const [views, count, others] = await Promise.all([
      this.#views(round),
      this.count(round),
      this.#kv.fields(othersKey(round)),
    ]);
    return { views, count, others: linearCount(Object.keys(others).length, PLACES) };
  }

  async remove(round: string): Promise<void> {
    await Promise.all([countKey(round), itemsKey(round), othersKey(round)].map((key) => this.#kv.remove(key)));
  }

  async #views(round: string): Promise<readonly GroupView[]> {
    return Object.values(await this.#kv.fields(itemsKey(round))).map((text): GroupView => JSON.parse(text));
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

const countKey = (round: string) => `collected:${round}`;
const itemsKey = (round: string) => `items:${round}`;
const othersKey = (round: string) => `others:${round}`;
