import type { KeyValue } from '../../gateway.js';
import type { GroupView } from '../render/view.js';
import type { Effect, Telling } from './effect.js';
import type { GroupState } from './group-state.js';
import type { GroupId } from './ids.js';

/** Seconds for which a group is kept of which nothing is heard: while something is wrong, and afterwards. */
const OPEN_S = 40 * 86_400;
const OVER_S = 2 * 3600;
/** What a person has closed is known for longer than that counts. */
const CLOSED_S = 26 * 3600;

/** A group with what is still to be done of what was decided. */
export interface StoredGroup {
  readonly state: GroupState;
  readonly todo: readonly Effect[];
}

/** The parts of a state that are kept by themselves, so that a change costs what has changed and not what the group holds. */
const MAPS = { alerts: 'a:', told: 't:', sent: 's:', pursuits: 'p:' } as const;
type MapName = keyof typeof MAPS;

type Head = Omit<GroupState, MapName | 'incident' | 'rest'>;

/** Keeps groups in hashes of `kv`. */
export class GroupStore {
  readonly #kv: KeyValue;

  constructor(kv: KeyValue) {
    this.#kv = kv;
  }

  async load(id: GroupId): Promise<StoredGroup | undefined> {
    const fields = await this.#kv.fields(keyOf(id));
    if (fields.head === undefined) return undefined;
    const head: Head = JSON.parse(fields.head);
    const parts = {
      ...(isThere(fields.incident) && { incident: JSON.parse(fields.incident) }),
      ...(isThere(fields.rest) && { rest: JSON.parse(fields.rest) }),
      alerts: mapOf(fields, 'alerts', 0),
      told: mapOf(fields, 'told', head.incidents),
      sent: mapOf(fields, 'sent', head.incidents),
      pursuits: mapOf(fields, 'pursuits', head.incidents),
    };
    return { state: { ...head, ...parts }, todo: isThere(fields.todo) ? unpack(fields.todo) : [] };
  }

  /** Writes what differs from what is kept, all at once. */
  async save(before: GroupState | undefined, after: GroupState, todo: readonly Effect[]): Promise<void> {
    const fields: Record<string, string> = { todo: todo.length === 0 ? '' : pack(todo) };
    const gone: string[] = [];
    const { alerts, told, sent, pursuits, incident, rest, ...head } = after;
    fields.head = JSON.stringify(head satisfies Head);
    if (incident !== before?.incident) fields.incident = incident === undefined ? '' : JSON.stringify(incident);
    if (rest !== before?.rest) fields.rest = rest === undefined ? '' : JSON.stringify(rest);
    for (const name of ['alerts', 'told', 'sent', 'pursuits'] as const) {
      const [old, now]: Readonly<Record<string, unknown>>[] = [before?.[name] ?? {}, after[name]];
      if (old === now || old === undefined || now === undefined) continue;
      const incidentOf = name === 'alerts' ? 0 : after.incidents;
      const fresh = name !== 'alerts' && before?.incidents !== after.incidents;
      for (const [key, value] of Object.entries(now)) {
        if (fresh || old[key] !== value) fields[MAPS[name] + key] = JSON.stringify([incidentOf, value]);
      }
      for (const key of Object.keys(old)) if (!(key in now)) gone.push(MAPS[name] + key);
    }
    // Emptied in the same write, so that a crash leaves nothing behind that would count.
    for (const field of gone) fields[field] = '';
    await this.#kv.setFields(keyOf(after.id), fields, lastsFor(after));
    if (gone.length > 0) await this.#kv.removeFields(keyOf(after.id), gone);
  }

  /** All that was decided is done. */
  async done(id: GroupId): Promise<void> {
    await this.#kv.setFields(keyOf(id), { todo: '' });
  }
}

function lastsFor({ incident, alerts }: GroupState): number {
  if (incident !== undefined) return OPEN_S;
  return Object.values(alerts).some(({ closedUntil }) => closedUntil !== undefined) ? CLOSED_S : OVER_S;
}

function keyOf(id: GroupId): string {
  return `group:${id}`;
}

function isThere(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function mapOf<Name extends MapName>(
  fields: Readonly<Record<string, string>>,
  name: Name,
  incident: number,
): GroupState[Name] {
  const prefix = MAPS[name];
  const map: Record<string, GroupState[Name][string]> = {};
  for (const [field, text] of Object.entries(fields)) {
    if (!field.startsWith(prefix) || text === '') continue;
    const [of, value]: [number, GroupState[Name][string]] = JSON.parse(text);
    if (of === incident) map[field.slice(prefix.length)] = value;
  }
  return map as GroupState[Name];
}

type PackedTelling = Omit<Telling, 'view'> & { readonly view: number };
type PackedEffect = Exclude<Effect, { kind: 'tell' }> | { readonly kind: 'tell'; readonly telling: PackedTelling };

interface Packed {
  /** What a thousand messages show is written once. */
  readonly views: readonly GroupView[];
  readonly effects: readonly PackedEffect[];
}

function pack(effects: readonly Effect[]): string {
  const views: GroupView[] = [];
  const numbers = new Map<GroupView, number>();
  const numberOf = (view: GroupView): number => {
    const known = numbers.get(view);
    if (known !== undefined) return known;
    numbers.set(view, views.length);
    return views.push(view) - 1;
  };
  const packed = effects.map((effect): PackedEffect => {
    if (effect.kind !== 'tell') return effect;
    const { view, ...telling } = effect.telling;
    return { kind: 'tell', telling: { ...telling, view: numberOf(view) } };
  });
  return JSON.stringify({ views, effects: packed } satisfies Packed);
}

function unpack(text: string): readonly Effect[] {
  const { views, effects }: Packed = JSON.parse(text);
  return effects.map((effect): Effect => {
    if (effect.kind !== 'tell') return effect;
    const view = views[effect.telling.view];
    if (view === undefined) throw new Error('a message without its view');
    return { kind: 'tell', telling: { ...effect.telling, view } };
  });
}
