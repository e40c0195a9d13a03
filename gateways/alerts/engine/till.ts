import type { Clock, GatewayMetrics, KeyValue } from '../../gateway.js';
import type { Severity } from '../alert.js';
import type { Book } from '../book/book.js';
import { isAtLeast } from '../book/explain.js';
import type { Place } from '../book/place.js';
import type { Cost } from './effect.js';
import { priceOf, spend } from './money.js';
import type { Ports } from './ports.js';

interface TillParts {
  readonly kv: KeyValue;
  readonly clock: Clock;
  /** Tells admins that most of the money is spent. */
  readonly warn: Ports['warn'];
  readonly metrics: Pick<GatewayMetrics, 'count'>;
}

/** A message that may cost something. */
interface Payment {
  readonly place: Place;
  /** How many short messages it needs; asked only for phones. */
  readonly segments: () => number;
  readonly severity: Severity;
  /** Names the message: the same is paid once. */
  readonly as: string;
}

/** Of a short message: as how many it is sent, and what that costs where something does. */
export interface Paid {
  readonly segments?: number;
  readonly cost?: Cost;
}

/** Pays for what goes out by SMS, whoever says it: what all of it may cost in a day holds over all processes. */
export class Till {
  readonly #parts: TillParts;
  /** Day of which it was told that most of the money is spent. */
  #warned = '';

  constructor(parts: TillParts) {
    this.#parts = parts;
  }

  /** How a message is paid that may go: it costs nothing, or is so bad that the limit does not count, or there is money; else undefined. */
  async pay(
    { place, segments, severity, as }: Payment,
    { limits, zone }: Pick<Book, 'limits' | 'zone'>,
  ): Promise<Paid | undefined> {
    const { money } = limits;
    if (place.kind !== 'phone') return {};
    const count = segments();
    if (money === undefined) return { segments: count };
    const { kv, clock, metrics, warn } = this.#parts;
    const price = priceOf(money, place.number, count);
    const bypass = isAtLeast(severity, money.bypass);
    const paid = await spend(kv, money, { price, as, bypass, now: clock.now(), zone });
    if (!paid.goes) return undefined;
    if (paid.charged) metrics.count('sms_spent', { currency: money.currency }, price);
    if (paid.warns && this.#warned !== paid.day) {
      const { perDay, currency } = money;
      await warn(paid.day, { kind: 'money', spent: paid.spent, perDay, currency });
      this.#warned = paid.day;
    }
    return { segments: count, cost: { amount: price, currency: money.currency } };
  }
}
