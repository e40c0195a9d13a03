import type { Clock, GatewayMetrics, KeyValue } from '../../gateway.js';
import type { Book } from '../book/book.js';
import { isAtLeast } from '../book/explain.js';
import type { Verdict } from './commit.js';
import type { Telling } from './effect.js';
import type { Ports } from './ports.js';
import { type Draw, type Level, Rates } from './rates.js';
import { Till } from './till.js';

/** Flood control: asks for each message whether there is room for it at every level, and money where it costs some. */
export class Gate {
  readonly #rates: Rates;
  readonly #till: Till;
  readonly #ports: Pick<Ports, 'segments'>;

  constructor(
    kv: KeyValue,
    clock: Clock,
    ports: Pick<Ports, 'segments' | 'warn'>,
    metrics: Pick<GatewayMetrics, 'count'>,
  ) {
    this.#rates = new Rates(kv, clock);
    this.#till = new Till({ kv, clock, metrics, warn: (id, warning) => ports.warn(id, warning) });
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

  /** For which messages, by their ids, there is no room now, with the level at which there is none. Takes nothing. */
  async look(tellings: readonly Telling[], book: Book): Promise<ReadonlyMap<string, Level>> {
    const found = await Promise.all(
      tellings.map(async (one): Promise<readonly [string, Level | undefined]> => {
        const bypass = isAtLeast(one.severity, book.limits.bypass);
        const draws = drawsOf(one, book, bypass);
        return [one.id, await this.#rates.full(bypass ? draws : [routeDraw(one, book), ...draws])];
      }),
    );
    return new Map(found.flatMap(([id, level]) => (level === undefined ? [] : [[id, level] as const])));
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
    const { place, severity, countedAs: as } = telling;
    const segments = () => this.#ports.segments(telling);
    const paid = await this.#till.pay({ place, severity, as, segments }, book);
    return paid === undefined ? { goes: false, why: 'money' } : { goes: true, ...paid };
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
