import type { KeyValue, Log, ReportId } from '../gateway.js';
import type { IdCandidate, IdForm } from './message-id.js';
import { seconds } from './senders.js';

/** So many receipts in a row must show the same form before it is taken for the carrier's. */
const AGREEING = 5;
/** So many receipts in a row that find nothing make a learned form doubtful: the carrier may have changed it. */
const IN_VAIN = 50;
const REMEMBERED_MS = 90 * 86_400_000;

interface IdFormsOptions {
  readonly kv: KeyValue;
  readonly log: Log;
  /** Name of the carrier. */
  readonly carrier: string;
  /** What the admin says; `auto`: find out. */
  readonly configured: IdForm | 'auto';
}

/**
 * How a carrier writes ids in its receipts. A receipt that finds a message to the number that it names shows the form. When
 * several in a row have shown the same one it is remembered for the carrier, and no other is tried any more.
 */
export class IdForms {
  readonly #options: IdFormsOptions;
  #known: IdForm | undefined;
  #loading: Promise<void> | undefined;
  #shown: { readonly form: IdForm; readonly times: number } | undefined;
  #inVain = 0;

  constructor(options: IdFormsOptions) {
    this.#options = options;
    if (options.configured !== 'auto') {
      this.#known = options.configured;
      this.#loading = Promise.resolve();
    }
  }

  /** The form, where it is known. Rejects while the store cannot be asked. */
  async known(): Promise<IdForm | undefined> {
    this.#loading ??= this.#load();
    await this.#loading;
    return this.#known;
  }

  /** Learns from a final receipt: the ids that it might have meant, and the one by which its message was found. */
  async learn(candidates: readonly IdCandidate[], found: ReportId | undefined): Promise<void> {
    if (this.#options.configured !== 'auto') return;
    if (this.#known !== undefined) await this.#doubt(found !== undefined);
    // What is found by an id that has one form only, or whatever the number, shows nothing.
    if (this.#known !== undefined || candidates.length < 2 || found === undefined || found.certain) return;
    const form = candidates.find(({ id, certain }) => id === found.id && !certain)?.form;
    if (form === undefined) return;
    const times = this.#shown?.form === form ? this.#shown.times + 1 : 1;
    this.#shown = { form, times };
    if (times >= AGREEING) await this.#remember(form);
  }

  async #load(): Promise<void> {
    const { kv } = this.#options;
    try {
      const form = await kv.get<IdForm>(this.#key());
      // Kept as long as it is in use.
      if (form !== undefined) await kv.set(this.#key(), form, seconds(REMEMBERED_MS));
      this.#known = form;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }

  async #remember(form: IdForm): Promise<void> {
    const { kv, log, carrier } = this.#options;
    const fresh = await kv.add(this.#key(), form, seconds(REMEMBERED_MS));
    // Another share of the carrier may have been first; what it has learned is the same, or is doubted in its turn.
    this.#known = form;
    this.#shown = undefined;
    if (fresh) log.info({ carrier, form }, 'learned how the carrier writes message ids in its receipts');
  }

  async #doubt(found: boolean): Promise<void> {
    this.#inVain = found ? 0 : this.#inVain + 1;
    if (this.#inVain < IN_VAIN) return;
    const { kv, log, carrier } = this.#options;
    await kv.remove(this.#key());
    log.warn(
      { carrier, form: this.#known },
      'receipts of the carrier find no messages any more: every form of message ids is tried again',
    );
    this.#known = undefined;
    this.#inVain = 0;
  }

  #key(): string {
    return `id-form:${this.#options.carrier}`;
  }
}
