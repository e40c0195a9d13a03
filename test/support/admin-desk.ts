import { join } from 'node:path';
import { systemClock } from '../../src/clock.js';
import { banOperations } from '../../src/core/operator/ban.js';
import { type Operation, type OperationResult, refused } from '../../src/core/operator/operation.js';
import { silentLog } from '../../src/log.js';
import { openStore, type Store } from '../../src/store/redis-store.js';
import type { Isthmus } from './isthmus.js';

/** What an admin does, from a process that serves nothing: only Redis is between it and those of Isthmus. */
export class AdminDesk {
  readonly store: Store;
  readonly #operations: readonly Operation[];

  private constructor(store: Store, operations: readonly Operation[]) {
    this.store = store;
    this.#operations = operations;
  }

  static async open(
    redis: { readonly url: string; readonly prefix: string },
    { dir }: Pick<Isthmus, 'dir'>,
    options: { readonly gateways: readonly string[]; readonly admins?: readonly string[] },
  ): Promise<AdminDesk> {
    const store = await openStore({
      address: { url: redis.url },
      prefix: redis.prefix,
      keyFile: join(dir, 'secret.key'),
      clock: systemClock,
      log: silentLog,
    });
    const isAdmin = (jid: string): boolean => options.admins?.includes(jid) === true;
    const sites = options.gateways.map((name) => ({ gateway: { name }, isAdmin }));
    return new AdminDesk(
      store,
      banOperations(() => ({ stores: store, sites, refresh: async () => undefined, clock: systemClock })),
    );
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
    const operation = this.#operations.find((one) => one.noun === noun && one.verb === verb);
    if (operation === undefined) throw new Error(`there is no ${noun} ${verb}`);
    const given = new Map(Object.entries(values).map(([name, value]) => [name, [value]]));
    const result = await operation.run({ actor: 'terminal:test', values: given });
    return refused(result) ? result.problem : result;
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
