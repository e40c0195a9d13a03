import type { Archive, ArchiveKeep } from '../gateway.js';
import type { Outbox } from './outbox.js';
import type { SharedLine } from './shared-lines.js';

/** What the archive is told of a line besides the line. */
interface LineFacts {
  /** The id that the server gave it. */
  readonly networkId?: string;
  /** Nick of who said it. */
  readonly from?: string;
}

interface Waiting {
  readonly contact: string;
  readonly line: SharedLine;
  readonly facts: LineFacts;
  readonly readers: string[];
}

/**
 * Keeps lines in the archive: each once for all who got it in one turn of the event loop, those of rooms when they are in a
 * lane. After a crash the archive tells which lines a user has got: the network is asked for those behind them alone.
 */
export class Record {
  readonly #archive: Archive;
  readonly #keep: ArchiveKeep;
  readonly #outbox: Pick<Outbox, 'handed'>;
  #waiting = new Map<string, Waiting>();

  /** `outbox`: lines are given to it before they are noted here. */
  constructor(archive: Archive, keep: ArchiveKeep, outbox: Pick<Outbox, 'handed'>) {
    this.#archive = archive;
    this.#keep = keep;
    this.#outbox = outbox;
  }

  /** Notes that a user (bare JID) has got a line of a room; said once for each of them. */
  seen(contact: string, line: SharedLine, reader: string, facts: LineFacts): void {
    const known = this.#waiting.get(line.id);
    if (known !== undefined) {
      known.readers.push(reader);
      return;
    }
    if (this.#waiting.size === 0) setImmediate(() => this.#write());
    this.#waiting.set(line.id, { contact, line, facts, readers: [reader] });
  }

  #write(): void {
    const lines = [...this.#waiting.values()];
    this.#waiting = new Map();
    const byRoom = new Map<string, Waiting[]>();
    for (const one of lines) {
      const known = byRoom.get(one.contact);
      if (known === undefined) byRoom.set(one.contact, [one]);
      else known.push(one);
    }
    const { handed } = this.#outbox;
    for (const [contact, all] of byRoom) {
      const stanzas = all.map(({ line, facts, readers }) => ({ ...facts, ...line, seenBy: readers }));
      this.#archive.append(contact, stanzas, this.#keep, handed);
    }
  }
}
