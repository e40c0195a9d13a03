import type { Codes } from './engine/codes.js';
import type { GroupState } from './engine/group-state.js';
import type { GroupStore } from './engine/group-store.js';
import type { Incidents, IncidentView } from './http/parts.js';
import type { Intake } from './intake.js';

export interface KnownIncidentsParts {
  readonly codes: Pick<Codes, 'groupOf'>;
  readonly store: Pick<GroupStore, 'load'>;
  readonly intake: Pick<Intake, 'answer'>;
}

/** Incidents as programs and links name them, in any process. */
export class KnownIncidents implements Incidents {
  readonly #parts: KnownIncidentsParts;

  constructor(parts: KnownIncidentsParts) {
    this.#parts = parts;
  }

  async find(id: string): Promise<IncidentView | undefined> {
    const { codes, store } = this.#parts;
    const [, group, number] = /^([a-z]{20})-(\d{1,9})$/.exec(id) ?? [];
    const meant =
      group === undefined ? await codes.groupOf(id.toUpperCase()) : { group, incident: Number(number ?? '') };
    const state = meant === undefined ? undefined : (await store.load(meant.group))?.state;
    return state === undefined || meant === undefined ? undefined : viewOf(state, meant.incident);
  }

  async answer(...[group, answer]: Parameters<Incidents['answer']>): Promise<void> {
    await this.#parts.intake.answer(group, answer);
  }
}

/** Of an incident that is over only that is known. */
function viewOf(
  { id: group, route, incident, incidents, alerts }: GroupState,
  number: number,
): IncidentView | undefined {
  if (number < 1 || number > incidents) return undefined;
  const [first] = Object.values(alerts);
  const common = { group, number, route, title: first?.alert.title ?? '' };
  if (incident?.number !== number) {
    return { ...common, code: '', severity: first?.alert.severity ?? 'info', opened: 0, over: true };
  }
  const { code, worst: severity, opened, taken, silenced } = incident;
  return {
    ...common,
    code,
    severity,
    opened,
    over: false,
    ...(taken !== undefined && { taken: { by: taken.by, at: taken.at } }),
    ...(silenced !== undefined && { silenced: { by: silenced.by, until: silenced.until } }),
  };
}
