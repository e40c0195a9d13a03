import type { Clock, KeyValue } from '../../gateway.js';
import type { Alert } from '../alert.js';
import { type Inhibition, matchesAll } from '../book/inhibition.js';
import type { Marks } from './group-state.js';
import type { GroupId } from './ids.js';
import { letters } from './ids.js';
import { equalKeyOf } from './marks.js';
import { FRESH_MS } from './silences.js';

/** What was not made known again for so long counts no longer: its group was lost. */
const LASTS_MS = 3 * 86_400_000;
/** Marks of a rule above which it is read more seldom, in proportion. */
const MANY = 5000;

interface Known {
  /** By key, with `+` for those that are targets too: when the last mark ends. */
  readonly until: ReadonlyMap<string, number>;
  readonly readAt: number;
  readonly count: number;
}

/**
 * Which alerts that mute others fire in the whole installation. Each group puts marks of its own into a hash for each rule; every
 * lane reads what is there. No alert is kept, only hashes of the labels that count.
 */
export class Inhibitors {
  readonly #kv: KeyValue;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(kv: KeyValue, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Reads what is older than `FRESH_MS`. */
  async refresh(rules: readonly Inhibition[]): Promise<void> {
    const names = new Set(rules.map(({ name }) => name));
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
    await Promise.all([...names].map((name) => this.#read(name)));
  }

  async #read(name: string): Promise<void> {
    const before = this.#known.get(name);
    const now = this.#clock.monotonic();
    if (before !== undefined && now - before.readAt < FRESH_MS * Math.max(1, before.count / MANY)) return;
    const fields = Object.entries(await this.#kv.fields(keyOf(name)));
    const until = new Map<string, number>();
    const gone: string[] = [];
    for (const [field, value] of fields) {
      const [key = ''] = field.split('|', 1);
      const end = Number(value);
      if (end > this.#clock.now()) until.set(key, Math.max(end, until.get(key) ?? 0));
      else gone.push(field);
    }
    if (gone.length > 0) await this.#kv.removeFields(keyOf(name), gone);
    this.#known.set(name, { until, readAt: now, count: fields.length });
  }

  /** The rule by which something that fires mutes an alert, as far as was read. */
  inhibitedBy(rules: readonly Inhibition[], alert: Alert): string | undefined {
    return rules.find((rule) => this.#mutes(rule, alert))?.name;
  }

  #mutes(rule: Inhibition, alert: Alert): boolean {
    const until = this.#known.get(rule.name)?.until;
    if (until === undefined || until.size === 0 || !matchesAll(rule.target, alert)) return false;
    const key = equalKeyOf(rule, alert);
    if (key === undefined) return false;
    return until.has(key) || (until.has(`${key}+`) && !matchesAll(rule.source, alert));
  }

  /** Makes known what a group mutes. Doing it again changes nothing. */
  async publish(group: GroupId, before: Marks['keys'], after: Marks['keys']): Promise<void> {
    const end = String(this.#clock.now() + LASTS_MS);
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const now = after[name] ?? [];
      const gone = (before[name] ?? []).filter((key) => !now.includes(key));
      const fields = Object.fromEntries(now.map((key) => [`${key}|${group}`, end]));
      if (now.length > 0) await this.#kv.setFields(keyOf(name), fields, LASTS_MS / 1000);
      if (gone.length > 0)
        await this.#kv.removeFields(
          keyOf(name),
          gone.map((key) => `${key}|${group}`),
        );
      // Other groups of this lane see it at once.
      this.#known.delete(name);
    }
  }
}

function keyOf(rule: string): string {
  return `inhibit:${letters(20, [rule])}`;
}
