/** IRCv3 read-marker: how far a user has read is one thing for all clients of an account. */
export const READ_MARKER = 'draft/read-marker';

/** Messages of which the time is remembered. */
const MOST = 256;

/** When the last messages of a conversation were said, by the clock of the server, which is what read markers go by. */
export class Timeline {
  readonly #said: { readonly id: string; readonly at: number }[] = [];

  /** `at`: server-time, ms since the epoch. */
  note(id: string, at: number): void {
    this.#said.push({ id, at });
    if (this.#said.length > MOST) this.#said.shift();
  }

  at(id: string): number | undefined {
    return this.#said.findLast((one) => one.id === id)?.at;
  }

  /** The newest one that is not after a time; undefined where none is known. */
  upTo(until: number): string | undefined {
    let newest: { readonly id: string; readonly at: number } | undefined;
    for (const one of this.#said) if (one.at <= until && (newest === undefined || one.at >= newest.at)) newest = one;
    return newest?.id;
  }
}
