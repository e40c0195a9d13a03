import type { Redis } from 'ioredis';
import { keyName } from './keys.js';

/** What an admin did. */
interface OperationRecord {
  /** Wall time, ms. */
  readonly at: number;
  /** See `OperationCall.actor`. */
  readonly actor: string;
  /** `lane pause`. */
  readonly operation: string;
  /** What was given, without secrets. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** `done`, or why not. */
  readonly outcome: string;
}

/** Records that are kept, about. */
const MOST = 10_000;

/** Who did what as an admin, the last ten thousand times: a stream in Redis. */
export class OperationsLog {
  readonly #redis: Redis;
  readonly #key: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#key = keyName(prefix, 'operator', 'log');
  }

  async note(record: OperationRecord): Promise<void> {
    await this.#redis.xadd(this.#key, 'MAXLEN', '~', MOST, '*', 'record', JSON.stringify(record));
  }

  /** The newest first. `before`: where an earlier page ended. */
  async page(
    size: number,
    before?: string,
  ): Promise<{ readonly records: readonly OperationRecord[]; readonly next?: string }> {
    const entries = await this.#redis.xrevrange(
      this.#key,
      before === undefined ? '+' : `(${before}`,
      '-',
      'COUNT',
      size,
    );
    const records = entries.map(([, [, json = '{}']]) => JSON.parse(json) as OperationRecord);
    const last = entries.at(-1)?.[0];
    return { records, ...(entries.length < size || last === undefined ? {} : { next: last }) };
  }
}
