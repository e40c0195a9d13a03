/** Deaths of the stream, each with an error about what we sent, after which a stanza is sent alone; one more ends it. */
const SUSPECT = 2;

/**
 * Finds the stanza at which the server ends the stream each time it reads it. Which of those that were on their way it was, nobody tells: those
 * that were there at several deaths are suspects.
 */
export class DeadlyStanzas {
  readonly #deaths = new Map<string, number>();

  /** The stream was ended for what we sent, while this envelope was on its way. */
  wasThere(envelope: string): void {
    this.#deaths.set(envelope, (this.#deaths.get(envelope) ?? 0) + 1);
  }

  /** The server has read it: it was another one. */
  cleared(envelope: string): void {
    this.#deaths.delete(envelope);
  }

  /** Whether it was that one, beyond doubt. What was found is forgotten. */
  convict(envelope: string): boolean {
    const found = (this.#deaths.get(envelope) ?? 0) > SUSPECT;
    if (found) this.#deaths.delete(envelope);
    return found;
  }

  /** Whether one stanza at a time should be sent, so that the next death tells which it was. */
  get suspected(): boolean {
    for (const deaths of this.#deaths.values()) if (deaths >= SUSPECT) return true;
    return false;
  }
}
