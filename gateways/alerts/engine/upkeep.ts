import { type Clock, Recent } from '../../gateway.js';
import { type Codes, routeKey } from './codes.js';
import type { GroupState } from './group-state.js';
import type { GroupId } from './ids.js';

const DAY_MS = 86_400_000;
const REMEMBERED = 1000;

interface UpkeepParts {
  readonly clock: Clock;
  readonly codes: Pick<Codes, 'renew'>;
  /** Keeps a group in the lane that works it. */
  readonly keepLane: (group: GroupId) => Promise<void>;
}

/** Keeps what is noted beside the state of an incident for as long as that lasts: nothing in the store is there for ever. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #done = new Recent<GroupId, number>(REMEMBERED);

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
  }

  /** Renews it once a day. What opened today needs nothing. */
  async of({ id, incident, sent, route }: GroupState): Promise<void> {
    const { clock, codes, keepLane } = this.#parts;
    const now = clock.now();
    if (incident === undefined || now - (this.#done.get(id) ?? incident.opened) < DAY_MS) return;
    await keepLane(id);
    await codes.renew(id, incident, [...Object.keys(sent), routeKey(route)]);
    this.#done.set(id, now);
  }
}
