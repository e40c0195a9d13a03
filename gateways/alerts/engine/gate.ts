import type { Clock, GatewayMetrics, KeyValue } from '../../gateway.js';
import type { Book } from '../book/book.js';
import { isAtLeast } from '../book/explain.js';
import type { MoneyLimit } from '../book/limits.js';
import type { PhonePlace } from '../book/place.js';
import type { Verdict } from './commit.js';
import type { Telling } from './effect.js';
import { priceOf, spend } from './money.js';
import type { Ports } from './ports.js';
import { type Draw, Rates } from './rates.js';

/** Flood control: asks for each message whether there is room for it at every level, and money where it costs some. */
export class Gate {
  readonly #kv: KeyValue;
  readonly #clock: Clock;
  readonly #rates: Rates;
  readonly #ports: Pick<Ports, 'segments' | 'warn'>;
  readonly #metrics: Pick<GatewayMetrics, 'count'>;
  /** Days of which it was told that most of the money is spent. */
  #warned = '';

  constructor(
    kv: KeyValue,
    clock: Clock,
    ports: Pick<Ports, 'segments' | 'warn'>,
    metrics: Pick<GatewayMetrics, 'count'>,
  ) {
    this.#metrics = metrics;
    this.#kv = kv;
    this.#clock = clock;
    this.#rates = new Rates(kv, clock);
    this.#ports = ports;
  }

  /** Verdicts on messages that one look at a group has brought about, by their ids: at its route they count as one. */
  async ask(tellings: readonly Telling[], book: Book): Promise<ReadonlyMap<string, Verdict>> {
    const limited = tellings.find(({ severity }) => !isAtLeast(severity, book.limits.bypass));
    const full =
      limited === undefined
        ? undefined
        : await this.#rates.take([routeDraw(limited, book)], `route ${limited.countedAs}`);
    const verdicts = await Promise.all(
      tellings.map(async (one) => [one.id, await this.#judge(one, book, full?.until)] as const),
    );
    return new Map(verdicts);
  }

  async #judge(telling: Telling, book: Book, routeFull: number | undefined): Promise<Verdict> {
    const bypass = isAtLeast(telling.severity, book.limits.bypass);
    if (routeFull !== undefined && !bypass) return { goes: false, why: 'flood', until: routeFull };
    const full = await this.#rates.take(drawsOf(telling, book, bypass), telling.countedAs);
    if (full !== undefined) return { goes: false, why: 'flood', until: full.until };
    return await this.pay(telling, book);
  }

  /** Pays for a message where it costs something. */
  async pay(telling: Telling, book: Book): Promise<Verdict> {
    const { place } = telling;
    const { money } = book.limits;
    if (place.kind !== 'phone') return { goes: true };
    if (money === undefined) return { goes: true, segments: this.#ports.segments(telling) };
    return await this.#payFor(telling, place, money, book);
  }

  async #payFor(telling: Telling, place: PhonePlace, money: MoneyLimit, { zone }: Book): Promise<Verdict> {
    const segments = this.#ports.segments(telling);
    const price = priceOf(money, place.number, segments);
    const bypass = isAtLeast(telling.severity, money.bypass);
    const paid = await spend(this.#kv, money, { price, as: telling.countedAs, bypass, now: this.#clock.now(), zone });
    if (!paid.goes) return { goes: false, why: 'money' };
    if (paid.charged) this.#metrics.count('sms_spent', { currency: money.currency }, price);
    if (paid.warns && this.#warned !== paid.day) {
      const { perDay, currency } = money;
      await this.#ports.warn(paid.day, { kind: 'money', spent: paid.spent, perDay, currency });
      this.#warned = paid.day;
    }
    return { goes: true, segments, cost: { amount: price, currency: money.currency } };
  }
}

function routeDraw({ view }: Telling, book: Book): Draw {
  return { level: 'route', name: view.route, rate: book.route(view.route)?.rate ?? book.limits.route };
}

function drawsOf({ place, person }: Telling, { limits }: Book, bypass: boolean): readonly Draw[] {
  const global: Draw = { level: 'global', name: '', rate: limits.global };
  if (bypass) return [global];
  const network = place.medium === 'hook' ? undefined : limits.network[place.medium];
  return [
    { level: 'destination', name: place.uri, rate: limits.destination },
    ...(person === undefined ? [] : [{ level: 'person' as const, name: person, rate: limits.person }]),
    ...(network === undefined ? [] : [{ level: 'network' as const, name: place.medium, rate: network }]),
    global,
  ];
}
