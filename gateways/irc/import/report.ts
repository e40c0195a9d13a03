/** Something of the other gateway that has no counterpart here, or that could not be taken. */
interface LeftOut {
  /** What it is, and what to do about it where something can be done. */
  readonly what: string;
  /** The server that it belongs to, as the other gateway calls it; empty where it belongs to none. */
  readonly server: string;
  /** How many of that kind. */
  readonly count: number;
}

/** What an import did, or would do. */
export interface ImportReport {
  /** Settings of users: those on all networks, and those on one each. */
  readonly accounts: { readonly taken: number; readonly there: number };
  /** Lines of history; one that several users saw counts once. */
  readonly lines: { readonly taken: number; readonly there: number };
  /** Rooms of which lines were taken. */
  readonly rooms: number;
  readonly left: readonly LeftOut[];
}

/** Counts while an import goes on. Says nothing of whose something is, and no values: they may be secret. */
export class Tally {
  readonly accounts = { taken: 0, there: 0 };
  readonly lines = { taken: 0, there: 0 };
  rooms = 0;
  readonly #left = new Map<string, LeftOut>();

  left(what: string, server = '', count = 1): void {
    if (count === 0) return;
    const key = `${server}\n${what}`;
    this.#left.set(key, { what, server, count: (this.#left.get(key)?.count ?? 0) + count });
  }

  report(): ImportReport {
    const { accounts, lines, rooms } = this;
    const left = [...this.#left.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
    return { accounts: { ...accounts }, lines: { ...lines }, rooms, left };
  }
}
