import { createHash, randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type {
  Account,
  Clock,
  Envelope,
  GatewayEvent,
  Hold,
  HoldContext,
  Incoming,
  MessageEvent,
  NoticeEvent,
  Outcome,
  PartId,
  PresenceState,
  Report,
  ReportId,
  TextRef,
} from '../../../../gateways/gateway.js';
import { LocalRates } from '../../../../gateways/sms/local-rates.js';
import { smsTexts } from '../../../../gateways/sms/texts.js';
import { type RedisServer, startRedis } from '../../../../sandbox/redis.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';
import { KeyValueStore } from '../../../../src/store/kv.js';
import { Changes } from './changes.js';

/** A Redis for one test file, with a prefix that nobody else has. */
export class TestRedis {
  readonly client: Redis;
  readonly #server: RedisServer | undefined;

  private constructor(url: string, server: RedisServer | undefined) {
    this.client = new Redis(url, { enableAutoPipelining: true });
    this.#server = server;
  }

  static async start(): Promise<TestRedis> {
    const shared = process.env.ISTHMUS_TEST_REDIS;
    if (shared !== undefined) return new TestRedis(shared, undefined);
    const server = await startRedis({ aof: 'off' });
    return new TestRedis(server.url, server);
  }

  kv(): KeyValueStore {
    return new KeyValueStore(this.client, `test-${randomBytes(6).toString('hex')}`, 'sms');
  }

  async close(): Promise<void> {
    this.client.disconnect();
    await this.#server?.stop();
  }
}

/** The core as a gateway sees it: keeps what it is given, on a store that is real. */
export class World implements HoldContext {
  readonly lane = 'sms.main.0';
  readonly kv: KeyValueStore;
  rates: HoldContext['rates'];
  readonly clock: Clock;
  readonly admins: readonly string[] = [];
  readonly log = silentLog;
  readonly metrics = { count() {}, gauge() {} };
  readonly delivered: Incoming[] = [];
  readonly reports: Report[] = [];
  readonly late: { readonly id: string; readonly parts: readonly PartId[] }[] = [];
  readonly notices: NoticeEvent[] = [];
  readonly states: string[] = [];
  readonly reasons: string[] = [];
  readonly waits = new Map<string, { readonly ms: number; readonly payload: unknown }>();
  readonly accounts = new Map<string, Account>();
  /** What `deliver` rejects with, while set. */
  trouble: Error | undefined;
  /** Ids of messages that reports find. */
  readonly known = new Set<string>();
  writable = true;
  readonly #changes = new Changes('core');
  readonly later: HoldContext['later'];
  readonly contacts: HoldContext['contacts'] = {
    add: () => this.presence(),
    remove: () => this.presence(),
    answer: () => this.presence(),
    list: async () => [],
  };

  constructor(kv: KeyValueStore, clock: Clock = systemClock) {
    this.kv = kv;
    this.clock = clock;
    this.rates = new LocalRates(clock);
    this.later = {
      schedule: async (key, ms, payload) =>
        void this.waits.set(key, { ms, payload: JSON.parse(JSON.stringify(payload)) }),
      cancel: async (key) => void this.waits.delete(key),
    };
  }

  register(jid: string, fields: Record<string, string> = {}, { label = '', born = 0 } = {}): void {
    const id = label === '' ? jid : `${jid}/${label}`;
    this.accounts.set(id, { id, jid, label, born, rev: 1, fields, since: 0 });
  }

  async deliver(message: Incoming): Promise<void> {
    if (this.trouble !== undefined) throw this.trouble;
    this.delivered.push(message);
    this.changed();
  }

  async report(report: Report): Promise<ReportId | undefined> {
    this.reports.push(report);
    this.changed();
    return report.ids.find(({ id }) => this.known.has(id));
  }

  neighbour(): undefined {}
  readonly parts = async () => [];

  async put(): Promise<void> {
    throw new Error('this gateway puts nothing into lanes by itself');
  }

  async answeredLate({ id }: Envelope<GatewayEvent>, parts: readonly PartId[]): Promise<void> {
    this.late.push({ id, parts });
    this.changed();
  }

  async notice(notice: NoticeEvent): Promise<void> {
    this.notices.push(notice);
    this.changed();
  }

  async account(id: string): Promise<Account | undefined> {
    return this.accounts.get(id);
  }

  async accountOf(jid: string): Promise<Account | undefined> {
    return this.accounts.get(jid);
  }

  async accountsOf(jid: string): Promise<readonly Account[]> {
    const account = this.accounts.get(jid);
    return account === undefined ? [] : [account];
  }

  readonly told: TextRef[] = [];

  async tell(_: unknown, text: TextRef): Promise<void> {
    this.told.push(text);
  }

  jidOf(contact: string): string {
    return `${contact}@gateway.example`;
  }

  async holderOf(): Promise<Account | undefined> {
    return undefined;
  }

  async *users(): AsyncIterable<readonly Account[]> {
    for (const account of this.accounts.values()) yield [account];
  }

  seal(purpose: string, text: string): string {
    return `${purpose}|${text}`;
  }

  unseal(purpose: string, sealed: string): string | undefined {
    return sealed.startsWith(`${purpose}|`) ? sealed.slice(purpose.length + 1) : undefined;
  }

  derivedKey(purpose: string): Buffer {
    return createHash('sha256').update(purpose).digest();
  }

  async secretsOf(): Promise<Readonly<Record<string, string>>> {
    return {};
  }

  async rooms(): Promise<void> {
    throw new Error('phones have no rooms');
  }

  /** A phone tells no presence. */
  async presence(): Promise<void> {
    throw new Error('phones have no presence');
  }

  async presenceOf(): Promise<PresenceState> {
    return { available: false };
  }

  wake(): void {
    this.changed();
  }

  state(state: 'up' | 'down', reason?: string): void {
    this.states.push(state);
    if (reason !== undefined) this.reasons.push(reason);
    this.changed();
  }

  mayWrite(): boolean {
    return this.writable;
  }

  text(ref: TextRef): string {
    return (smsTexts.en?.[ref.key] ?? ref.key).replace(/\{(\w+)\}/g, (_, name: string) => String(ref.params?.[name]));
  }

  /** Runs the waits that are due by now or not, as a holder would. */
  async runWaits(hold: Pick<Hold, 'later'>): Promise<void> {
    const waits = [...this.waits];
    this.waits.clear();
    for (const [, { payload }] of waits) await hold.later?.(payload);
  }

  until(ready: () => boolean): Promise<void> {
    return this.#changes.until(ready);
  }

  changed(): void {
    this.#changes.tell();
  }
}

let made = 0;

/** A message of a user to a phone. */
export function message(
  body: string,
  more: { account?: string; born?: number; contact?: string; receipt?: boolean; event?: Partial<MessageEvent> } = {},
): Envelope<GatewayEvent> {
  const { account = 'alice@example.org', contact = '+15551234567', receipt = false } = more;
  made += 1;
  return {
    v: 1,
    id: `e${String(made).padStart(21, '0')}`,
    gateway: 'sms',
    account,
    ...(more.born === undefined ? {} : { born: more.born }),
    rev: 1,
    conversation: `${account} ${contact}`,
    kind: 'message',
    at: 0,
    event: {
      type: 'message',
      from: `${account}/phone`,
      to: `${contact}@sms.example.org`,
      contact,
      body,
      receipt,
      ...more.event,
    },
  };
}

/** Submits and waits for the outcome. */
export function submitted(hold: Pick<Hold, 'submit'>, envelope: Envelope<GatewayEvent>): Promise<Outcome> {
  return new Promise((resolve) => hold.submit(envelope, resolve));
}
