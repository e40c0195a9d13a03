import type { Clock, Log, RoomArchive } from '../gateway.js';
import type { SharedLine } from './shared-lines.js';

/** Lines that wait for Redis at most; what comes beyond is not kept for later, and people still see it. */
const MOST_WAITING = 20_000;
const AGAIN_MS = 1000;

/** What the archive is told of a line besides the line. */
export interface LineFacts {
  /** The id that the server gave it. */
  readonly networkId?: string;
  /** JID of the occupant who said it. */
  readonly from?: string;
}

interface Waiting {
  readonly contact: string;
  readonly line: SharedLine;
  readonly facts: LineFacts;
  readonly readers: Set<string>;
}

/** Writes lines into the archive: those of one turn of the event loop together, and each once for all who saw it. */
export class Record {
  readonly #archive: RoomArchive;
  readonly #clock: Clock;
  readonly #log: Log;
  #waiting = new Map<string, Waiting>();
  #writing = false;
  #queued = false;
  #lost = 0;

  constructor(archive: RoomArchive, clock: Clock, log: Log) {
    this.#archive = archive;
    this.#clock = clock;
    this.#log = log;
  }

  /** Notes that a user (bare JID) has seen a line of a room. */
  seen(contact: string, line: SharedLine, reader: string, facts: LineFacts): void {
    const known = this.#waiting.get(line.id);
    if (known !== undefined) {
      known.readers.add(reader);
      return;
    }
    if (this.#waiting.size >= MOST_WAITING) {
      this.#lost += 1;
      return;
    }
    this.#waiting.set(line.id, { contact, line, facts, readers: new Set([reader]) });
    if (this.#queued || this.#writing) return;
    this.#queued = true;
    setImmediate(() => {
      this.#queued = false;
      void this.#write();
    });
  }

  /** Resolves when what was noted is written, or cannot be. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#writing) await this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    const lines = this.#waiting;
    this.#waiting = new Map();
    const byRoom = new Map<string, Waiting[]>();
    for (const one of lines.values()) {
      const known = byRoom.get(one.contact);
      if (known === undefined) byRoom.set(one.contact, [one]);
      else known.push(one);
    }
    try {
      await Promise.all(
        [...byRoom].map(([contact, all]) =>
          this.#archive.append(
            contact,
            all.map(({ line, facts, readers }) => ({ ...facts, ...line, seenBy: [...readers] })),
          ),
        ),
      );
      if (this.#lost > 0) this.#log.warn({ lines: this.#lost }, 'lines of rooms are missing in the archive');
      this.#lost = 0;
    } catch (error) {
      this.#log.warn({ error: String(error) }, 'lines of rooms wait for the archive');
      // They go before what came meanwhile.
      this.#waiting = new Map([...lines, ...this.#waiting].slice(0, MOST_WAITING));
      await new Promise<void>((resolve) => this.#clock.after(AGAIN_MS, resolve));
    }
    this.#writing = false;
    if (this.#waiting.size > 0) void this.#write();
  }
}
