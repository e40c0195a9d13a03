import type { Clock, KeyValue } from '../../gateway.js';
import { mediumOf } from '../audit/tally.js';
import type { AuditRow } from '../engine/effect.js';

/** Messages of a network in the last minutes. */
interface Failures {
  readonly told: number;
  readonly failed: number;
}

const WINDOW_MS = 300_000;
/** Two windows are looked at: so long a count is needed, seconds. */
const KEPT_S = 3 * (WINDOW_MS / 1000);

type Kind = keyof Failures;

/** Counts what goes out by each network and what of it fails, in all processes together. */
export class FailureCounts {
  readonly #kv: Pick<KeyValue, 'spend' | 'spent'>;
  readonly #clock: Clock;
  /** By network and kind; not written yet. */
  readonly #counted = new Map<string, { readonly medium: string; readonly kind: Kind; by: number }>();

  constructor(kv: Pick<KeyValue, 'spend' | 'spent'>, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Notes what the audit tells; it costs nothing until `flush`. */
  note({ action, object }: Pick<AuditRow, 'action' | 'object'>): void {
    if (action !== 'told' && action !== 'undelivered') return;
    const medium = mediumOf(object ?? '');
    if (medium === undefined) return;
    const kind = action === 'told' ? 'told' : 'failed';
    const counted = this.#counted.get(`${medium} ${kind}`) ?? { medium, kind, by: 0 };
    counted.by += 1;
    this.#counted.set(`${medium} ${kind}`, counted);
  }

  /** Writes what was noted, where others see it. What could not be written is written the next time. */
  async flush(): Promise<void> {
    const window = this.#window();
    for (const [key, { medium, kind, by }] of [...this.#counted]) {
      this.#counted.delete(key);
      const amount = { key: keyOf(medium, kind, window), by, limit: Number.MAX_SAFE_INTEGER };
      await this.#kv.spend([amount], KEPT_S);
    }
  }

  /** What it was in this window and the one before. */
  async of(medium: string): Promise<Failures> {
    const window = this.#window();
    const sum = async (kind: Kind) => {
      const counts = [window, window - 1].map((one) => this.#kv.spent(keyOf(medium, kind, one)));
      return (await Promise.all(counts)).reduce((all, one) => all + one, 0);
    };
    return { told: await sum('told'), failed: await sum('failed') };
  }

  #window(): number {
    return Math.floor(this.#clock.now() / WINDOW_MS);
  }
}

function keyOf(medium: string, kind: Kind, window: number): string {
  return `watch:${kind}:${medium}:${window}`;
}
