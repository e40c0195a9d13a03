import { randomUUID } from 'node:crypto';
import type { Clock, GatewayMetrics, KeyValue, Log } from '../../gateway.js';
import type { AuditRecord } from './record.js';
import { IdSet } from './report/id-set.js';

/** Where rows of the audit go, and how many are kept. */
export interface AuditLogOptions {
  readonly kv: KeyValue;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly metrics: Pick<GatewayMetrics, 'count'>;
  /** How long a row is kept, ms; it goes with its day. */
  readonly keep: number;
  /** Most rows of one day. What is told and taken by the thousand has one half of them, what people do the other. */
  readonly perDay: number;
}

/** A row on its way, with who waits for it. */
interface Pending {
  readonly record: AuditRecord;
  readonly done: (error?: unknown) => void;
}

/** Rows that this process puts into one hash. */
interface Chunk {
  readonly key: string;
  readonly day: string;
  rows: number;
}

type Kind = 'bulk' | 'deeds';

const DAY_MS = 86_400_000;
/** Rows of one hash: few enough to be read at once. */
const CHUNK_ROWS = 500;
/** Rows that are written at once. */
const BATCH_ROWS = 250;
/** What comes with every alert and every message: a storm of them leaves room for what people do. */
const BULK = new Set([
  'alert-taken',
  'alert-ignored',
  'alert-hidden',
  'told',
  'not-told',
  'undelivered',
  'message-sent',
  'sms-sent',
]);
const COMPLAIN_MS = 60_000;

/**
 * Rows that are only ever added, a day at a time: hashes of some hundred rows each, and one that names them. Every process writes
 * hashes of its own, so that writers need no agreement but on how much a day may hold. The same row twice, as a crash may leave it,
 * is read once.
 */
export class AuditLog {
  readonly #options: AuditLogOptions;
  readonly #writer = randomUUID().slice(0, 8);
  readonly #chunks = new Map<Kind, Chunk>();
  #opened = 0;
  #pending: Pending[] = [];
  #writing = false;
  #complainedAt: number | undefined;

  constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  /** Adds a row. Resolves when it is kept, or when the day is full (which is counted and logged); rejects where that cannot be known. */
  append(record: AuditRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ record, done: (error) => (error === undefined ? resolve() : reject(error)) });
      if (!this.#writing) void this.#write();
    });
  }

  /** Rows from a wall time to another (the end does not belong to it) by time, those of one time by their ids. */
  async *read(from: number, to: number): AsyncGenerator<AuditRecord> {
    for (const day of this.#days(from, to)) {
      for (const record of await this.#day(day)) if (record.at >= from && record.at < to) yield record;
    }
  }

  /**
   * The same rows in no order, each once, for counting them: in memory are some hundred at once, and for each row of one day 16 octets
   * by which a second one of the same id is known.
   */
  async *scan(from: number, to: number): AsyncGenerator<AuditRecord> {
    const { kv } = this.#options;
    for (const day of this.#days(from, to)) {
      const seen = new IdSet();
      for (const chunk of Object.keys(await kv.fields(indexKey(day)))) {
        for (const [id, text] of Object.entries(await kv.fields(chunkKey(day, chunk)))) {
          const record: AuditRecord = JSON.parse(text);
          if (record.at >= from && record.at < to && seen.add(id)) yield record;
        }
      }
    }
  }

  /** Names of the days in a time that may still be kept. */
  *#days(from: number, to: number): Generator<string> {
    const { clock, keep } = this.#options;
    const first = Math.max(from, clock.now() - keep - DAY_MS);
    const last = Math.min(to, clock.now() + DAY_MS);
    for (let day = first - (((first % DAY_MS) + DAY_MS) % DAY_MS); day < last; day += DAY_MS) yield dayOf(day);
  }

  async #day(day: string): Promise<readonly AuditRecord[]> {
    const { kv } = this.#options;
    const rows = new Map<string, AuditRecord>();
    for (const chunk of Object.keys(await kv.fields(indexKey(day)))) {
      for (const [id, text] of Object.entries(await kv.fields(chunkKey(day, chunk)))) rows.set(id, JSON.parse(text));
    }
    return [...rows.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  async #write(): Promise<void> {
    this.#writing = true;
    // Rows that come in the same turn go together.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0, BATCH_ROWS);
      try {
        await this.#writeBatch(batch.map(({ record }) => record));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { done } of batch) done(error);
      }
    }
    this.#writing = false;
  }

  async #writeBatch(records: readonly AuditRecord[]): Promise<void> {
    const groups = new Map<string, { readonly day: string; readonly kind: Kind; readonly rows: AuditRecord[] }>();
    for (const record of records) {
      const [day, kind] = [dayOf(record.at), BULK.has(record.action) ? ('bulk' as const) : ('deeds' as const)];
      const group = groups.get(`${day} ${kind}`) ?? { day, kind, rows: [] };
      group.rows.push(record);
      groups.set(`${day} ${kind}`, group);
    }
    for (const { day, kind, rows } of groups.values()) await this.#add(day, kind, rows);
  }

  async #add(day: string, kind: Kind, rows: readonly AuditRecord[]): Promise<void> {
    const { kv, keep } = this.#options;
    const ttl = Math.ceil((keep + DAY_MS) / 1000);
    for (let next = 0; next < rows.length; ) {
      const chunk = await this.#chunkFor(day, kind, ttl);
      if (chunk === undefined) return this.#lose(rows.length - next, kind);
      const taken = rows.slice(next, next + CHUNK_ROWS - chunk.rows);
      // Written again after an answer that did not come, it is no second one.
      const fields: Record<string, string> = {};
      for (const row of taken) fields[row.id] = JSON.stringify(row);
      await kv.setFields(chunk.key, fields, ttl);
      chunk.rows += taken.length;
      next += taken.length;
    }
  }

  /** The hash that rows of a day go into now; undefined where the day is full. */
  async #chunkFor(day: string, kind: Kind, ttl: number): Promise<Chunk | undefined> {
    const { kv, perDay } = this.#options;
    const open = this.#chunks.get(kind);
    if (open !== undefined && open.day === day && open.rows < CHUNK_ROWS) return open;
    const limit = Math.max(CHUNK_ROWS, Math.floor(perDay / 2));
    const amount = { key: `audit:rows:${day}:${kind}`, by: CHUNK_ROWS, limit };
    if ((await kv.spend([amount], ttl)) !== undefined) return undefined;
    this.#opened += 1;
    const name = `${this.#writer}-${this.#opened}`;
    await kv.setFields(indexKey(day), { [name]: '' }, ttl);
    const chunk = { key: chunkKey(day, name), day, rows: 0 };
    this.#chunks.set(kind, chunk);
    return chunk;
  }

  #lose(count: number, kind: Kind): void {
    const { clock, log, metrics, perDay } = this.#options;
    metrics.count('audit_lost', { kind }, count);
    const now = clock.monotonic();
    if (this.#complainedAt !== undefined && now - this.#complainedAt < COMPLAIN_MS) return;
    this.#complainedAt = now;
    log.warn({ perDay, kind }, 'the audit of this day is full: rows are lost until midnight (UTC)');
  }
}

let lastDay = { number: 0, name: '1970-01-01' };

/** `2026-03-01`, in UTC. */
function dayOf(at: number): string {
  const number = Math.floor(at / DAY_MS);
  if (number !== lastDay.number) lastDay = { number, name: new Date(at).toISOString().slice(0, 10) };
  return lastDay.name;
}

function indexKey(day: string): string {
  return `audit:${day}`;
}

function chunkKey(day: string, chunk: string): string {
  return `audit:${day}:${chunk}`;
}
