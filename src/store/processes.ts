import type { Redis } from 'ioredis';
import { keyName } from './keys.js';

/**
 * What the processes of the installation tell of themselves, each under a key of its own that dies with it, and their ids by the time
 * of the last word.
 */
export class ProcessReports {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** `report` becomes JSON; it stands for `ms`. `now`: wall time, ms. */
  async write(id: string, report: unknown, now: number, ms: number): Promise<void> {
    await this.#redis
      .pipeline()
      .set(this.#key(`process:${id}`), JSON.stringify(report), 'PX', ms)
      .zadd(this.#key('processes'), now, id)
      .pexpire(this.#key('processes'), 10 * ms)
      .exec();
  }

  /** Those that are alive, in the order of their ids. */
  async all(): Promise<readonly unknown[]> {
    const ids = await this.#redis.zrange(this.#key('processes'), 0, '-1');
    if (ids.length === 0) return [];
    const reports = await this.#redis.mget(ids.map((id) => this.#key(`process:${id}`)));
    const gone = ids.filter((_, index) => reports[index] === null);
    if (gone.length > 0) await this.#redis.zrem(this.#key('processes'), ...gone);
    return ids
      .map((id, index) => ({ id, report: reports[index] }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap(({ report }) => (typeof report === 'string' ? [JSON.parse(report) as unknown] : []));
  }

  async remove(id: string): Promise<void> {
    await this.#redis
      .pipeline()
      .del(this.#key(`process:${id}`))
      .zrem(this.#key('processes'), id)
      .exec();
  }

  #key(rest: string): string {
    return keyName(this.#prefix, 'operator', rest);
  }
}
