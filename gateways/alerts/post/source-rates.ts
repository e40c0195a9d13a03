import type { Clock, GatewayMetrics, KeyValue } from '../../gateway.js';
import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import { isAtLeast } from '../book/explain.js';
import type { Source } from '../book/source.js';
import { Rates } from '../engine/rates.js';

interface SourceRatesParts {
  readonly kv: KeyValue;
  readonly clock: Clock;
  readonly book: () => Pick<Book, 'limits'>;
  readonly metrics: Pick<GatewayMetrics, 'count'>;
}

/** Rates of sources whose alerts come in messages (`Source.rate`), the same in all processes; of those over HTTP see `Ingest`. */
export class SourceRates {
  readonly #parts: SourceRatesParts;
  readonly #rates: Rates;

  constructor(parts: SourceRatesParts) {
    this.#parts = parts;
    this.#rates = new Rates(parts.kv, parts.clock);
  }

  /** Whether a source may bring these now. What is bad enough always may. `as` names the message: the same counts once. */
  async mayBring({ name, rate }: Source, alerts: readonly Alert[], as: string): Promise<boolean> {
    const { book, metrics } = this.#parts;
    const { bypass } = book().limits;
    if (alerts.length === 0 || alerts.every(({ severity }) => isAtLeast(severity, bypass))) return true;
    const full = await this.#rates.take([{ level: 'source', name, rate }], `source ${name} ${as}`);
    if (full !== undefined) {
      metrics.count('source_over_rate', { source: name });
      metrics.count('rate_limited', { scope: 'source' });
    }
    return full === undefined;
  }
}
