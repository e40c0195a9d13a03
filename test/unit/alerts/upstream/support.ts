import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import type { Backward } from '../../../../gateways/alerts/engine/effect.js';
import { jsonClient } from '../../../../gateways/alerts/upstream/json-client.js';
import type { UpstreamTrouble } from '../../../../gateways/alerts/upstream/ports.js';
import { isUpstreamWait, Upstreams } from '../../../../gateways/alerts/upstream/upstreams.js';
import type { Clock } from '../../../../gateways/gateway.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { MemoryLater } from '../engine/support/memory-later.js';
import { bookOf } from '../engine/support/world.js';

/** The time of the machine, and as much later as a test has moved it: other servers have no other. */
class ShiftedClock implements Clock {
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  monotonic(): number {
    return performance.now() + this.#ahead;
  }

  after(): { cancel(): void } {
    throw new Error('not used');
  }

  advance(ms: number): void {
    this.#ahead += ms;
  }
}

/** Upstreams of a book with one source, `am`, and what they did; waits run when a test says so. */
export class UpstreamWorld {
  readonly clock = new ShiftedClock();
  readonly kv = new MemoryKv(this.clock);
  readonly later = new MemoryLater(this.clock);
  readonly warnings: (UpstreamTrouble & { readonly id: string })[] = [];
  readonly over: (readonly [string, Alert])[] = [];
  readonly counted: string[] = [];
  upstreams: Upstreams;
  readonly #book;

  constructor(upstream: Readonly<Record<string, unknown>>, kind = 'alertmanager') {
    this.#book = bookOf(
      JSON.stringify({
        sources: { am: { kind, token: 'a-token-of-the-source', labels: { site: 'paris' }, upstream } },
        routes: [{ name: 'ops', to: ['xmpp:ops@example.org'] }],
      }),
    );
    this.upstreams = this.#make();
  }

  /** As after a crash: what the process knew is gone. */
  restart(): void {
    this.upstreams = this.#make();
  }

  #make(): Upstreams {
    return new Upstreams({
      client: jsonClient,
      kv: this.kv,
      later: this.later,
      clock: this.clock,
      book: () => this.#book,
      ports: {
        warn: async (id, trouble) => void this.warnings.push({ id, ...trouble }),
        over: async (route, alert) => void this.over.push([route, alert]),
      },
      random: () => 0,
      taken: 'Taken',
      metrics: { count: (name, labels) => void this.counted.push(`${name} ${labels?.outcome}`) },
    });
  }

  /** Moves time on and lets everything run that is due by then, at the time when it is. Gives how many waits that were. */
  async run(ms = 0): Promise<number> {
    const until = this.clock.now() + ms;
    for (let ran = 0; ; ran += 1) {
      const wait = this.later.next(Math.max(until, this.clock.now()));
      if (wait === undefined) {
        this.clock.advance(Math.max(0, until - this.clock.now()));
        return ran;
      }
      this.clock.advance(Math.max(0, wait.at - this.clock.now()));
      const { payload } = wait;
      if (!(typeof payload === 'object' && payload !== null && isUpstreamWait(payload)))
        throw new Error('no wait of ours');
      await this.upstreams.wait(payload);
      // Like the lane: what was arranged meanwhile under the same key stays.
      if (this.later.waits.get(wait.key)?.payload === payload) this.later.waits.delete(wait.key);
    }
  }
}

let ids = 0;

/** What somebody did, under a new id unless one is given. */
export function backward(kind: Backward['kind'], alerts: readonly Alert[], more: Partial<Backward> = {}): Backward {
  ids += 1;
  return { id: `e${ids}`, kind, group: 'thegroup', route: 'ops', by: 'Alice', alerts, writers: [], ...more };
}

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on loopback that keeps what it hears; `answer` ends each response. */
export async function listen(answer: (heard: Heard, response: ServerResponse) => void) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: Buffer.concat(pieces).toString() };
    heard.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { heard, stop, url: `http://127.0.0.1:${port}` };
}
