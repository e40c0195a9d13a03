import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import type { LiveSettings } from './live-settings.js';

/** `motd`: told once to everybody who comes online; `welcome`: told to whoever has just registered. */
export const NOTICE_KINDS = ['motd', 'welcome'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A standing message of the admins of one gateway. */
export interface Notice {
  readonly kind: NoticeKind;
  /** Name of the gateway. */
  readonly gateway: string;
  readonly text: string;
  /** Another one with each message that is set; who was told one of this id is not told it again. */
  readonly id: string;
  /** Wall time, ms. */
  readonly since: number;
  /** Who has set it: see `OperationCall.actor`. */
  readonly by: string;
}

/** Keeps notices in Redis, where every process reads them as `LiveSettings`, and who was told a message of the day. */
export class Notices {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #live: LiveSettings;

  constructor(redis: Redis, prefix: string, live: LiveSettings) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#live = live;
  }

  /** Sets a notice; one of the same kind and gateway is replaced. */
  async set(notice: Notice): Promise<void> {
    const before = await this.get(notice.kind, notice.gateway);
    await this.#live.set('notices', noticeName(notice), JSON.stringify(notice));
    if (notice.kind === 'motd' && before?.id !== notice.id) await this.#forget(notice.gateway);
  }

  /** Tells whether there was one. */
  async remove(kind: NoticeKind, gateway: string): Promise<boolean> {
    const removed = await this.#live.remove('notices', noticeName({ kind, gateway }));
    if (removed && kind === 'motd') await this.#forget(gateway);
    return removed;
  }

  async get(kind: NoticeKind, gateway: string): Promise<Notice | undefined> {
    return (await this.list()).find((one) => one.kind === kind && one.gateway === gateway);
  }

  async list(): Promise<readonly Notice[]> {
    const { state } = await this.#live.read();
    return noticesIn(state?.notices ?? new Map());
  }

  /** Which of these (bare JIDs) were told the message of the day with this id, in their order. */
  async told(gateway: string, id: string, jids: readonly string[]): Promise<readonly boolean[]> {
    if (jids.length === 0) return [];
    const found = await this.#redis.hmget(toldKey(this.#prefix, gateway), ...jids);
    return found.map((one) => one === id);
  }

  async markTold(gateway: string, id: string, jids: readonly string[]): Promise<void> {
    if (jids.length === 0) return;
    await this.#redis.hset(toldKey(this.#prefix, gateway), ...jids.flatMap((jid) => [jid, id]));
  }

  /** Ids of before are compared with no more. */
  async #forget(gateway: string): Promise<void> {
    await this.#redis.unlink(toldKey(this.#prefix, gateway));
  }
}

function noticeName({ kind, gateway }: Pick<Notice, 'kind' | 'gateway'>): string {
  return `${kind} ${gateway}`;
}

/** The notices of a table of `LiveSettings`. */
export function noticesIn(table: ReadonlyMap<string, string>): readonly Notice[] {
  return [...table.values()].map((json) => JSON.parse(json) as Notice);
}

/** Who was told which message of the day: a hash of ids by bare JID. */
export function toldKey(prefix: string, gateway: string): string {
  return keyName(prefix, gateway, 'told');
}
