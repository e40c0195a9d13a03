import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metric, MetricTable } from '../metric.js';
import { coreMetrics } from './metric-table.js';

type Labels = Readonly<Record<string, string>>;
type Core = typeof coreMetrics;
type Named<Kind extends Metric['kind']> = {
  [Name in keyof Core]: Core[Name]['kind'] extends Kind ? Name : never;
}[keyof Core];
type LabelsOf<Name extends keyof Core> = Core[Name] extends { labels: readonly (infer Label extends string)[] }
  ? [labels: Readonly<Record<Label, string>>]
  : [labels?: Record<string, never>];

/** How exactly the delay of the event loop is measured, ms. */
const LOOP_PRECISION_MS = 20;

/** One series of a metric. */
interface Child {
  readonly inc?: (by: number) => void;
  readonly set?: (value: number) => void;
  readonly observe?: (value: number) => void;
}

/** A series with the labels that name it. */
interface Found {
  readonly given: Labels;
  readonly child: Child;
  /** What was counted since somebody read the page; undefined: nothing. The library looks for its series at each step. */
  counted: number | undefined;
}

/** One metric with its series at hand: finding one by its labels costs more than counting. */
interface Series {
  readonly spec: Metric;
  readonly labels: readonly string[];
  readonly made: Counter | Gauge | Histogram;
  readonly children: Map<string, Found>;
  /** The one that was asked for last: in a storm it is the same again. */
  last: Found | undefined;
}

/**
 * The metrics of a process. Each is declared in a table before it can be counted: that of the core, or the one that a gateway brings.
 * Counting what is not declared, or with other labels, is a bug and throws.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #series = new Map<string, Series>();
  readonly #readers: (() => Promise<void>)[] = [];

  constructor() {
    this.#declare('', coreMetrics);
  }

  /** The metrics of a gateway; it counts them without its name in front. May be called again for the same table. */
  declare(gateway: string, table: MetricTable): void {
    this.#declare(`${gateway}_`, table);
  }

  /** Called before each reading of the page, to set gauges that are not kept up all the time. May fail: then they stay as they were. */
  beforePage(read: () => Promise<void>): void {
    this.#readers.push(read);
  }

  /** The page of metrics. */
  get page(): Pick<Registry, 'contentType' | 'metrics'> {
    const { contentType } = this.registry;
    return {
      contentType,
      metrics: async () => {
        await Promise.allSettled(this.#readers.map((read) => read()));
        return await this.registry.metrics();
      },
    };
  }

  /** Tells also how the process itself is: processor, memory, open files, event loop, garbage collection. */
  tellProcess(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LOOP_PRECISION_MS });
  }

  /** Adds to a counter of the core. */
  count<Name extends Named<'counter'>>(name: Name, ...[labels, by]: [...LabelsOf<Name>, by?: number]): void {
    this.countOf(name, labels as Labels | undefined, by as number | undefined);
  }

  gauge<Name extends Named<'gauge'>>(name: Name, value: number, ...[labels]: LabelsOf<Name>): void {
    this.gaugeOf(name, value, labels as Labels | undefined);
  }

  observe<Name extends Named<'histogram'>>(name: Name, value: number, ...[labels]: LabelsOf<Name>): void {
    const { child } = this.#child(this.#of(name, 'histogram'), labels as Labels);
    child.observe?.(Math.max(0, value));
  }

  /** Adds `by` to a counter of any table: `<gateway>_<name>`. */
  countOf(name: string, labels: Labels = {}, by = 1): void {
    if (!(by >= 0)) throw new Error(`a bug: ${name} can only be counted up`);
    const found = this.#child(this.#of(name, 'counter'), labels);
    found.counted = (found.counted ?? 0) + by;
  }

  gaugeOf(name: string, value: number, labels: Labels = {}): void {
    this.#child(this.#of(name, 'gauge'), labels).child.set?.(value);
  }

  #of(name: string, kind: Metric['kind']): Series {
    const series = this.#series.get(name);
    if (series?.spec.kind !== kind) throw new Error(`a bug: no table of metrics has the ${kind} ${name}`);
    return series;
  }

  #child(series: Series, given: Labels): Found {
    const { labels, children, made, last } = series;
    if (last !== undefined && labels.every((label) => last.given[label] === given[label])) return last;
    let key = '';
    for (const label of labels) key += `${given[label]}\0`;
    let found = children.get(key);
    if (found === undefined) {
      if (Object.keys(given).sort().join() !== [...labels].sort().join()) {
        throw new Error(
          `a bug: the labels of this metric are ${labels.join(', ')}, not ${Object.keys(given).join(', ')}`,
        );
      }
      found = { given: { ...given }, child: made.labels({ ...given }), counted: undefined };
      children.set(key, found);
    }
    series.last = found;
    return found;
  }

  #declare(prefix: string, table: MetricTable): void {
    for (const [raw, spec] of Object.entries(table)) {
      const name = `${prefix}${raw}`;
      if (this.#series.has(name)) continue;
      const { help, labels = [] } = spec;
      const options = { name: exposedName(name, spec), help, labelNames: labels, registers: [this.registry] };
      const children: Series['children'] = new Map();
      const made = makeMetric(spec, options, () => tellCounted(children));
      this.#series.set(name, { spec, labels, made, children, last: undefined });
    }
  }
}

/** The name under which a metric is served. */
export function exposedName(name: string, { kind }: Metric): string {
  return `isthmus_${name}${kind === 'counter' ? '_total' : ''}`;
}

interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registers: Registry[];
}

/** Adds what was counted since the last time. */
function tellCounted(children: Series['children']): void {
  for (const found of children.values()) {
    if (found.counted === undefined) continue;
    found.child.inc?.(found.counted);
    found.counted = undefined;
  }
}

/** `collect` is called before a counter is read. */
function makeMetric(
  { kind, buckets }: Metric,
  options: MetricOptions,
  collect: () => void,
): Counter | Gauge | Histogram {
  if (kind === 'counter') return new Counter({ ...options, collect });
  if (kind === 'gauge') return new Gauge(options);
  return new Histogram({ ...options, ...(buckets === undefined ? {} : { buckets: [...buckets] }) });
}
