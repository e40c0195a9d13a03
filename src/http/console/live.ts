import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, Timer } from '../../clock.js';
import type { Log } from '../../log.js';
import { Trouble } from '../../trouble.js';
import type { OverviewView } from './api.js';
import { fail, type Guard } from './guard.js';

/** How often it is looked, while somebody looks on, ms. */
const LOOK_MS = 500;
/** A sign of life where nothing changes, ms: proxies close connections on which nothing comes. */
const SIGN_MS = 15_000;
/** How often it is asked whether who looks on is still signed in, ms. */
const CHECK_MS = 2000;
/** People, or rather their open pages, that look on at once. */
const MOST_WATCHERS = 64;
/** Octets that lie unsent before a reader counts as gone. */
const MOST_UNSENT = 4 * 1024 * 1024;

interface Watcher {
  readonly reply: FastifyReply;
  readonly token: string;
  last: string;
  signAt: number;
  checkAt: number;
}

/** Tells all who look on what changes (server-sent events, HTML 9.2). What is told is made once for all of them. */
export class Live {
  readonly #guard: Guard;
  readonly #overview: () => Promise<OverviewView>;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  readonly #watchers = new Set<Watcher>();
  #timer: Timer | undefined;

  constructor(guard: Guard, overview: () => Promise<OverviewView>, { clock, log }: { clock: Clock; log: Log }) {
    this.#guard = guard;
    this.#overview = overview;
    this.#clock = clock;
    this.#trouble = new Trouble(clock, log);
  }

  async watch(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const session = await this.#guard.session(request);
    if (session === undefined) return await fail(reply, 401, 'sign in first');
    if (this.#watchers.size >= MOST_WATCHERS) return await fail(reply, 429, 'too many pages of the console are open');
    void reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    reply.raw.writeHead(200);
    const now = this.#clock.monotonic();
    const watcher = { reply, token: session.token, last: '', signAt: now + SIGN_MS, checkAt: now + CHECK_MS };
    this.#watchers.add(watcher);
    request.raw.socket.setTimeout(0);
    reply.raw.on('close', () => this.#watchers.delete(watcher));
    if (this.#timer === undefined) this.#soon(0);
    return reply;
  }

  /** Ends all streams. */
  stop(): void {
    this.#timer?.cancel();
    for (const { reply } of this.#watchers) reply.raw.end();
    this.#watchers.clear();
  }

  #soon(ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      void this.#look().finally(() => {
        this.#timer = undefined;
        if (this.#watchers.size > 0) this.#soon(LOOK_MS);
      });
    });
  }

  async #look(): Promise<void> {
    try {
      await this.#dismiss();
      const { at, ...view } = await this.#overview();
      const seen = JSON.stringify(view);
      const event = `event: overview\ndata: ${JSON.stringify({ at, ...view })}\n\n`;
      for (const watcher of this.#watchers) this.#tell(watcher, seen, event);
    } catch (error) {
      this.#trouble.tell('the console could not be told what goes on', error);
      for (const watcher of this.#watchers) this.#tell(watcher, watcher.last, '');
    }
  }

  #tell(watcher: Watcher, seen: string, event: string): void {
    const { reply } = watcher;
    const now = this.#clock.monotonic();
    if (reply.raw.writableLength > MOST_UNSENT) {
      reply.raw.destroy();
    } else if (seen !== watcher.last) {
      watcher.last = seen;
      watcher.signAt = now + SIGN_MS;
      reply.raw.write(event);
    } else if (now >= watcher.signAt) {
      watcher.signAt = now + SIGN_MS;
      reply.raw.write(': still here\n\n');
    }
  }

  /** Whoever has signed out meanwhile, or is an admin no more, sees no more. */
  async #dismiss(): Promise<void> {
    const now = this.#clock.monotonic();
    const due = [...this.#watchers].filter(({ checkAt }) => now >= checkAt);
    await Promise.all(
      due.map(async (watcher) => {
        watcher.checkAt = now + CHECK_MS;
        if ((await this.#guard.alive(watcher.token)) !== undefined) return;
        this.#watchers.delete(watcher);
        watcher.reply.raw.end('event: over\ndata: {}\n\n');
      }),
    );
  }
}
