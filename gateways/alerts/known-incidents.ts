import type { Codes } from './engine/codes.js';
import type { GroupStore } from './engine/group-store.js';
import { type IncidentRecord, recordOf } from './engine/incident-record.js';
import { type IncidentShelf, type Listed, readIncidentId } from './engine/incident-shelf.js';
import type { Incidents } from './http/parts.js';
import type { Intake } from './intake.js';

interface KnownIncidentsParts {
  readonly codes: Pick<Codes, 'groupOf'>;
  readonly store: Pick<GroupStore, 'load'>;
  readonly shelf: Pick<IncidentShelf, 'closed' | 'before'>;
  readonly intake: Pick<Intake, 'answer'>;
}

/** Incidents as programs and links name them, in any process. */
export class KnownIncidents implements Incidents {
  readonly #parts: KnownIncidentsParts;

  constructor(parts: KnownIncidentsParts) {
    this.#parts = parts;
  }

  async find(id: string): Promise<IncidentRecord | undefined> {
    const { codes, store, shelf } = this.#parts;
    const coded = async () => {
      const found = await codes.groupOf(id.toUpperCase());
      return found && { group: found.group, number: found.incident };
    };
    const meant = readIncidentId(id) ?? (await coded());
    if (meant === undefined) return undefined;
    const stored = await store.load(meant.group);
    const open = stored && recordOf(stored.state, stored.todo);
    return open?.number === meant.number ? open : await shelf.closed(meant.group, meant.number);
  }

  before(last: Listed | undefined): AsyncIterable<Listed> {
    return this.#parts.shelf.before(last);
  }

  async answer(...[group, answer]: Parameters<Incidents['answer']>): Promise<void> {
    await this.#parts.intake.answer(group, answer);
  }
}
