import type {
  Archive,
  ArchivedName,
  ArchivedStanza,
  ArchiveKeep,
  HistoryLimits,
  NewArchivedStanza,
} from '../../gateways/gateway.js';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { isConnectionLoss } from '../redis.js';
import type { RoomArchive } from '../store/room-archive.js';
import type { Metrics } from './metrics.js';

/** Stanzas that wait at most while Redis is away: some minutes of busy rooms, some 20 MB. */
const MOST_WAITING = 32_768;
/** Stanzas that go together: few enough for the store to answer in time, also on a busy machine. */
const TOGETHER = 256;
/** Pause before they are tried again, ms. */
const PAUSE_MS = 1000;

interface Append {
  readonly room: string;
  readonly stanzas: readonly NewArchivedStanza[];
  readonly keep: ArchiveKeep;
  /** Not before it resolves. */
  readonly after: Promise<void> | undefined;
  /** Who waits until it is kept, or could not be. */
  readonly asking: (() => void)[];
}

interface ArchiveAbilityParts {
  readonly archive: RoomArchive;
  readonly gateway: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The archive as a gateway has it: what it keeps goes to the store in order, as soon as the store takes it. */
export class ArchiveAbility implements Archive {
  readonly #parts: ArchiveAbilityParts;
  /** In order; what is on its way to the store is still in it. */
  readonly #waiting = new Set<Append>();
  #newest: Append | undefined;
  /** Stanzas in `#waiting`. */
  #count = 0;
  /** Stanzas given up since the store failed; undefined while it does not. */
  #lost: number | undefined;
  #working = false;

  constructor(parts: ArchiveAbilityParts) {
    this.#parts = parts;
  }

  append(room: string, stanzas: readonly NewArchivedStanza[], keep: ArchiveKeep, after?: Promise<void>): void {
    this.#newest = { room, stanzas, keep, after, asking: [] };
    this.#waiting.add(this.#newest);
    this.#count += stanzas.length;
    for (const oldest of this.#waiting) {
      if (this.#count <= MOST_WAITING) break;
      this.#giveUp(oldest);
    }
    if (this.#working) return;
    this.#working = true;
    // What else the present turn of the event loop brings goes along.
    queueMicrotask(() => void this.#work());
  }

  async recent(room: string, reader: string, limits: HistoryLimits): Promise<readonly ArchivedStanza[]> {
    await this.#kept();
    return await this.#parts.archive.recent(room, reader, limits);
  }

  async find(room: string, reader: string, name: ArchivedName): Promise<ArchivedStanza | undefined> {
    await this.#kept();
    return await this.#parts.archive.find(room, reader, name);
  }

  async redact(room: string, id: string, xml: string): Promise<boolean> {
    await this.#kept();
    return await this.#parts.archive.redact(room, id, xml);
  }

  async remove(room: string): Promise<void> {
    await this.#kept();
    await this.#parts.archive.remove(room);
  }

  async forget(reader: string): Promise<void> {
    await this.#kept();
    await this.#parts.archive.forget(reader);
  }

  /** Resolves when all that was to be kept before is kept, or cannot be for now. */
  #kept(): Promise<void> {
    const newest = this.#newest;
    if (newest === undefined || !this.#waiting.has(newest)) return Promise.resolve();
    return new Promise((resolve) => newest.asking.push(resolve));
  }

  async #work(): Promise<void> {
    const { archive, gateway, clock, log } = this.#parts;
    let again = false;
    while (this.#waiting.size > 0) {
      const next = firstOf(this.#waiting);
      if (!(await this.#isDue(next))) continue;
      const group = next.filter((one) => this.#waiting.has(one));
      if (group.length === 0) continue;
      try {
        await Promise.all(group.map(({ room, stanzas, keep }) => archive.append(room, stanzas, keep, { again })));
        for (const one of group) this.#done(one);
        if (this.#lost !== undefined) log.warn({ gateway, lost: this.#lost }, 'what is said in rooms is kept again');
        this.#lost = undefined;
        again = false;
      } catch (error) {
        const away = isConnectionLoss(error);
        if (this.#lost === undefined) {
          log.warn({ gateway, error: String(error), waits: away }, 'what is said in rooms could not be kept');
        }
        this.#lost ??= 0;
        this.#answerAll();
        // Nobody knows whether an answer that did not come was a yes. What is refused would be refused again.
        again = away;
        if (away) await new Promise<void>((resolve) => clock.after(PAUSE_MS, resolve));
        else for (const one of group) this.#giveUp(one);
      }
    }
    this.#working = false;
  }

  /** Whether they may be kept now. Where that is not so for a moment, nobody who asks waits for it any longer. */
  async #isDue(group: readonly Append[]): Promise<boolean> {
    const awaited = group.flatMap(({ after }) => after ?? []);
    if (awaited.length === 0) return true;
    let cancel = (): void => undefined;
    const late = new Promise<boolean>((resolve) => {
      const timer = this.#parts.clock.after(PAUSE_MS, () => resolve(false));
      cancel = () => timer.cancel();
    });
    const due = await Promise.race([Promise.all(awaited).then(() => true), late]);
    cancel();
    if (!due) this.#answerAll();
    return due;
  }

  /** Whoever asks gets what is kept. */
  #answerAll(): void {
    for (const one of this.#waiting) for (const resolve of one.asking.splice(0)) resolve();
  }

  #giveUp(append: Append): void {
    if (!this.#done(append)) return;
    const { length } = append.stanzas;
    const { gateway, log } = this.#parts;
    if (this.#lost === undefined) {
      log.warn({ gateway, error: 'too much waits', waits: false }, 'what is said in rooms could not be kept');
    }
    this.#lost = (this.#lost ?? 0) + length;
    this.#parts.metrics.count('archive_lost', { network: this.#parts.gateway }, length);
  }

  /** It waits no longer; false where it did not. */
  #done(append: Append): boolean {
    if (!this.#waiting.delete(append)) return false;
    this.#count -= append.stanzas.length;
    for (const resolve of append.asking) resolve();
    return true;
  }
}

/** The oldest calls of `append`: one at least, and not more stanzas than go together. */
function firstOf(all: Iterable<Append>): readonly Append[] {
  const group: Append[] = [];
  let stanzas = 0;
  for (const one of all) {
    stanzas += one.stanzas.length;
    if (group.length > 0 && stanzas > TOGETHER) break;
    group.push(one);
  }
  return group;
}
