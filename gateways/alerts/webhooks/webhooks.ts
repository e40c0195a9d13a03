import type { Clock, GatewayMetrics, KeyValue, Media, PostResult, TextRef } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Bot } from '../book/bot.js';
import type { EventType, Webhook } from '../book/webhook.js';
import { isValid } from '../http/api/api.js';
import { mayHear } from '../http/api/permissions.js';
import type { EventLog, StreamEvent } from '../http/parts.js';
import { type Batch, batchOf } from './batch.js';
import { DEAD_AFTER_MS, pauseAfter } from './pauses.js';
import { type Progress, ProgressStore } from './progress.js';
import { SIGNATURE_HEADER, signatureOf } from './signature.js';

/** Events that are looked at together. */
const AT_ONCE = 100;
/** A cursor that moves over what is for others is written at most so often, ms: read again, that is for others still. */
const IDLE_WRITE_MS = 60_000;
const GONE = 410;
/** The statuses that may say when to come again. */
const LATER: readonly (number | undefined)[] = [429, 503];

/** What posting events to bots needs. */
export interface WebhooksParts {
  readonly book: () => Pick<Book, 'bots' | 'bot' | 'route' | 'version'>;
  readonly events: EventLog;
  readonly kv: Pick<KeyValue, 'get' | 'set'>;
  /** Undefined: there is no HTTP, and nothing is sent. */
  readonly media: Pick<Media, 'post'> | undefined;
  /** Whether this lane sends for a bot. */
  readonly isMine: (bot: Pick<Bot, 'name'>) => boolean;
  /** False: another process may hold the lane by now. */
  readonly mayWrite: () => boolean;
  readonly tellAdmins: (cause: string, ref: TextRef) => Promise<void>;
  /** Something went wrong that is tried again. */
  readonly trouble: (error: unknown) => void;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly clock: Clock;
  readonly metrics: Pick<GatewayMetrics, 'count'>;
}

/** What is known of a webhook in this process. */
interface Line {
  running: boolean;
  progress: Progress | undefined;
  /** Monotonic time of the last write. */
  written: number;
}

/**
 * Posts events to the web servers of bots (`Bot.webhook`), signed, in their order, each at least once. A bot belongs to one lane, whose
 * holder alone sends; how far it has come is kept, and what was not confirmed before a crash is sent again with the same ids. Each
 * has one request at a time, so that a slow one holds one page and keeps no other from its own.
 */
export class Webhooks {
  readonly #parts: WebhooksParts;
  readonly #store: ProgressStore;
  /** As many as the book has bots with a webhook. */
  readonly #lines = new Map<string, Line>();
  #closed = false;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
    this.#store = new ProgressStore(parts.kv);
  }

  /** Looks what there is to send, and begins to; waits for nobody. */
  look(): void {
    const { book, media, trouble } = this.#parts;
    if (media === undefined || this.#closed) return;
    const bots = book().bots.filter((bot) => this.#isServed(bot));
    // One that is under way is left to end, so that no second one begins beside it.
    for (const [name, { running }] of this.#lines)
      if (!running && !bots.some((bot) => bot.name === name)) this.#lines.delete(name);
    for (const { name } of bots) {
      const line = this.#lines.get(name) ?? { running: false, progress: undefined, written: 0 };
      this.#lines.set(name, line);
      if (line.running) continue;
      line.running = true;
      this.#send(name, line, media)
        .catch(trouble)
        .finally(() => {
          line.running = false;
        });
    }
  }

  /** Whether nothing is being sent. */
  get idle(): boolean {
    return [...this.#lines.values()].every(({ running }) => !running);
  }

  /** Nothing new is sent; what is under way is written down if it still may be. */
  close(): void {
    this.#closed = true;
  }

  /** Sends all that there is, until something fails. */
  async #send(name: string, line: Line, media: Pick<Media, 'post'>): Promise<void> {
    const { events } = this.#parts;
    line.progress ??= (await this.#store.read(name)) ?? (await this.#begin(name, line));
    while (!this.#closed && this.#parts.mayWrite()) {
      const bot = this.#parts.book().bot(name);
      if (bot?.webhook === undefined || !this.#isServed(bot) || !this.#isDue(line.progress)) return;
      const { cursor: after } = line.progress;
      const page = await events.read(after, AT_ONCE);
      const isFor = this.#filter(bot, bot.webhook);
      const batch = batchOf(page, { bot: name, after, most: bot.webhook.batch, isFor });
      if (batch.body === undefined) {
        await this.#pass(name, line, batch.next);
        if (page.events.length === 0) return;
      } else if (!(await this.#post(bot, bot.webhook, batch, line, media))) return;
    }
  }

  #isServed(bot: Bot): boolean {
    const { isMine, clock } = this.#parts;
    return bot.webhook !== undefined && bot.scopes.has('events') && isValid(bot, clock.now()) && isMine(bot);
  }

  /** What happened before there was a webhook is not for it. */
  async #begin(name: string, line: Line): Promise<Progress> {
    const progress = { cursor: await this.#parts.events.head(), book: this.#parts.book().version, tries: 0 };
    await this.#write(name, line, progress);
    return progress;
  }

  #isDue({ book, next = 0, gone = false }: Progress): boolean {
    return book !== this.#parts.book().version || (!gone && next <= this.#parts.clock.now());
  }

  #filter(bot: Bot, { events }: Webhook): (event: StreamEvent) => boolean {
    const wanted: ReadonlySet<string> = events satisfies ReadonlySet<EventType>;
    return (event) => wanted.has(event.type) && mayHear(bot, this.#parts.book(), event);
  }

  async #pass(name: string, line: Line, cursor: number): Promise<void> {
    if (line.progress?.cursor === cursor) return;
    // Of what could not be sent nothing is left that it wants.
    line.progress = { cursor, book: this.#parts.book().version, tries: 0 };
    if (this.#parts.clock.monotonic() - line.written >= IDLE_WRITE_MS) await this.#write(name, line, line.progress);
  }

  /** Whether it is there. */
  async #post(
    bot: Bot,
    { url, secret, headers }: Webhook,
    { body = '', next }: Batch,
    line: Line,
    media: Pick<Media, 'post'>,
  ): Promise<boolean> {
    const { clock, book, tellAdmins } = this.#parts;
    const { name } = bot;
    const { version } = book();
    const signature = { [SIGNATURE_HEADER]: signatureOf(body, secret, clock.now()) };
    const answer = await media.post(url, {
      mediaType: 'application/json',
      body,
      headers: { ...headers, ...signature },
      plain: url.startsWith('http:'),
    });
    if (!answer.ok) {
      await this.#failed(name, line, version, answer);
      return false;
    }
    const dead = line.progress?.dead ?? false;
    await this.#write(name, line, { cursor: next, book: version, tries: 0 });
    this.#count('sent');
    if (dead) await tellAdmins(`webhook ${name} again`, { key: 'alerts.admin.webhook-again', params: { bot: name } });
    return true;
  }

  async #failed(
    name: string,
    line: Line,
    version: string,
    { why, status, retryAfter }: Exclude<PostResult, { readonly ok: true }>,
  ): Promise<void> {
    const { clock, random, tellAdmins } = this.#parts;
    const { progress } = line;
    if (progress === undefined) return;
    const { cursor, since = clock.now() } = progress;
    // Under another book it may be another server, and admins have done something about it.
    const same = progress.book === version;
    const tries = same ? progress.tries + 1 : 1;
    const told = same && (progress.dead ?? false);
    const dead = told || clock.now() - since >= DEAD_AFTER_MS;
    const asked = LATER.includes(status) ? retryAfter : undefined;
    const next = clock.now() + pauseAfter(tries, { dead, asked, chance: random() });
    const failed = { cursor, book: version, tries, since, next, ...(told && { dead }) };
    this.#count(status === GONE ? 'ended' : 'failed');
    // It rests also where admins cannot be told now.
    await this.#write(name, line, failed);
    if (status === GONE) {
      await tellAdmins(`webhook ${name} gone`, { key: 'alerts.admin.webhook-gone', params: { bot: name } });
      await this.#write(name, line, { cursor, book: version, tries: 0, gone: true });
    } else if (dead && !told) {
      const params = { bot: name, reason: status === undefined ? why : `HTTP ${status}` };
      await tellAdmins(`webhook ${name} dead`, { key: 'alerts.admin.webhook-dead', params });
      await this.#write(name, line, { ...failed, dead });
    }
  }

  /** In the memory too where it could not be kept: what goes on is right, and what is read after a crash was right before. */
  async #write(name: string, line: Line, progress: Progress): Promise<void> {
    line.progress = progress;
    if (!this.#parts.mayWrite()) return;
    await this.#store.write(name, progress);
    line.written = this.#parts.clock.monotonic();
  }

  #count(outcome: string): void {
    this.#parts.metrics.count('webhooks', { outcome });
  }
}
