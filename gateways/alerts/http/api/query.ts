import type { WebRequest } from '../../../gateway.js';
import { parseDuration } from '../../../units.js';
import { type HttpProblem, problem } from '../problem.js';

/** What an address asks for, read value by value; the first mistake is remembered, and counts for all. */
export class Query {
  readonly #query: WebRequest['query'];
  #wrong: HttpProblem | undefined;

  constructor({ query }: Pick<WebRequest, 'query'>) {
    this.#query = query;
  }

  /** What is wrong with what was read so far. */
  get problem(): HttpProblem | undefined {
    return this.#wrong;
  }

  text(name: string): string | undefined {
    const value = Object.hasOwn(this.#query, name) ? (this.#query[name] ?? '') : '';
    return value === '' ? undefined : value;
  }

  /** A whole number from 1 to `most`. */
  whole(name: string, usual: number, most: number): number {
    const written = this.text(name);
    if (written === undefined) return usual;
    const value = /^\d{1,9}$/.test(written) ? Number(written) : 0;
    return value >= 1 && value <= most ? value : this.#refuse(name, `1 … ${most}`, usual);
  }

  yes(name: string): boolean {
    const written = this.text(name) ?? 'false';
    return written === 'true' || (written === 'false' ? false : this.#refuse(name, 'true, false', false));
  }

  oneOf<Value extends string>(name: string, values: readonly [Value, ...Value[]]): Value {
    const written = this.text(name) ?? values[0];
    return values.find((one) => one === written) ?? this.#refuse(name, values.join(', '), values[0]);
  }

  /** A wall time in ms: a time of RFC 3339, a day (which begins in UTC), or so long ago as `7d`. */
  time(name: string, usual: number, now: number): number {
    const written = this.text(name);
    if (written === undefined) return usual;
    const ago = parseDuration(written);
    if (ago !== undefined) return now - ago;
    const isTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(written);
    const time = isTime ? Date.parse(written) : Number.NaN;
    return Number.isNaN(time) ? this.#refuse(name, '2026-03-01, 2026-03-01T09:00Z, 7d', usual) : time;
  }

  #refuse<Value>(name: string, fit: string, usual: Value): Value {
    this.#wrong ??= problem('query-wrong', { params: { name, fit } });
    return usual;
  }
}
