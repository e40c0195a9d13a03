import { Counter, Gauge, Registry } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

/**
 * Counters and gauges by name, made at their first use. Names follow the Prometheus conventions (`_total`, base units)
 * and labels never hold addresses.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();

  /** Adds `by` to the counter `isthmus_<name>_total`. The label names of one counter are those of its first use. */
  count(name: string, labels: Labels = {}, by = 1): void {
    let counter = this.#counters.get(name);
    if (counter === undefined) {
      counter = new Counter({
        name: `isthmus_${name}_total`,
        help: name.replaceAll('_', ' '),
        labelNames: Object.keys(labels),
        registers: [this.registry],
      });
      this.#counters.set(name, counter);
    }
    counter.inc({ ...labels }, by);
  }

  /** Sets the gauge `isthmus_<name>`. */
  gauge(name: string, value: number, labels: Labels = {}): void {
    let gauge = this.#gauges.get(name);
    if (gauge === undefined) {
      gauge = new Gauge({
        name: `isthmus_${name}`,
        help: name.replaceAll('_', ' '),
        labelNames: Object.keys(labels),
        registers: [this.registry],
      });
      this.#gauges.set(name, gauge);
    }
    gauge.set({ ...labels }, value);
  }
}
