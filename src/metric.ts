/**
 * One metric: what it is called stands before it in its table, without the prefix of the program, the name of the gateway and the
 * `_total` of counters, which are put around it.
 */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** One line for who reads the page of metrics: what it tells, and what the values of its labels mean. */
  readonly help: string;
  /** Names of its labels, each of them always given. Their values are few and never addresses of people. */
  readonly labels?: readonly string[];
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

/** All metrics of one part of the program; what is not in it cannot be counted. */
export type MetricTable = Readonly<Record<string, Metric>>;
