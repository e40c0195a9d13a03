import type { KeyValue } from '../../gateway.js';

/** What a lane has arranged to do, and when: what is overdue there was lost on the way. */
interface AgendaEntry {
  readonly key: string;
  /** Wall time, ms. */
  readonly at: number;
  readonly payload: unknown;
}

/** The waits of one lane a second time, where the auditor sees them. */
export class Agenda {
  readonly #kv: KeyValue;
  readonly #key: string;

  constructor(kv: KeyValue, lane: string) {
    this.#kv = kv;
    this.#key = `agenda:${lane}`;
  }

  async put(key: string, at: number, payload: unknown): Promise<void> {
    await this.#kv.setFields(this.#key, { [key]: JSON.stringify({ at, payload }) });
  }

  async remove(key: string): Promise<void> {
    await this.#kv.removeFields(this.#key, [key]);
  }

  async entries(): Promise<readonly AgendaEntry[]> {
    const fields = await this.#kv.fields(this.#key);
    return Object.entries(fields).map(([key, text]): AgendaEntry => ({ key, ...JSON.parse(text) }));
  }
}
