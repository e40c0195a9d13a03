import { join } from 'node:path';
import type { Gateway } from '../../gateways/gateway.js';
import { systemClock } from '../../src/clock.js';
import { BanBook } from '../../src/core/ban-book.js';
import { Operator } from '../../src/core/operator/operator.js';
import { SiteBans } from '../../src/core/site-bans.js';
import { Lanes } from '../../src/lanes/lanes.js';
import { silentLog } from '../../src/log.js';
import { type OperationResult, refused } from '../../src/operation.js';
import { bansIn } from '../../src/store/bans.js';
import { openStore, type Store } from '../../src/store/redis-store.js';
import { siteWithout } from '../unit/core/support/site.js';
import type { Isthmus } from './isthmus.js';

/** What an admin does, from a process that serves nothing: only Redis is between it and those of Isthmus. */
export class AdminDesk {
  readonly store: Store;
  readonly lanes: Lanes;
  readonly #operator: Operator;

  private constructor(store: Store, lanes: Lanes, operator: Operator) {
    this.store = store;
    this.lanes = lanes;
    this.#operator = operator;
  }

  static async open(
    redis: { readonly url: string; readonly prefix: string },
    { dir }: Pick<Isthmus, 'dir'>,
    options: { readonly gateways: readonly Gateway[]; readonly admins?: readonly string[] },
  ): Promise<AdminDesk> {
    const { prefix } = redis;
    const address = { url: redis.url };
    const common = { clock: systemClock, log: silentLog };
    const store = await openStore({ address, prefix, keyFile: join(dir, 'secret.key'), ...common });
    const lanes = new Lanes({ address, prefix, process: 'desk', ...common });
    await lanes.start();
    const isAdmin = (jid: string): boolean => options.admins?.includes(jid) === true;
    const book = new BanBook(systemClock);
    const refresh = async () => book.take(bansIn((await store.live.read()).state?.bans ?? new Map()));
    const sites = options.gateways.map((gateway) =>
      siteWithout({
        gateway,
        isAdmin,
        stores: store,
        lanes,
        bans: new SiteBans(book, gateway.name, isAdmin),
        limits: { ...siteWithout().limits, expiry: 86_400_000 },
      }),
    );
    const rest = { journeys: undefined, redisVersion: async () => '' };
    const inside = {
      ...rest,
      sites,
      lanes,
      stores: store,
      domain: '',
      version: '0',
      refresh,
      reload: () => Promise.reject(new Error('nothing is read here')),
      end: () => undefined,
      ...common,
    };
    const operator = new Operator(inside);
    return new AdminDesk(store, lanes, operator);
  }

  /** The result; throws where it was refused. */
  async run(noun: string, verb: string, values: Readonly<Record<string, string>> = {}): Promise<OperationResult> {
    const result = await this.try(noun, verb, values);
    if (typeof result === 'string') throw new Error(result);
    return result;
  }

  /** The result, or why it was refused. */
  async try(
    noun: string,
    verb: string,
    values: Readonly<Record<string, string>> = {},
  ): Promise<OperationResult | string> {
    const given = new Map(Object.entries(values).map(([name, value]) => [name, [value]]));
    const result = await this.#operator.run(noun, verb, { actor: 'terminal:test', values: given });
    return refused(result) ? result.problem : result;
  }

  async close(): Promise<void> {
    await this.lanes.stop();
    await this.store.close();
  }
}
