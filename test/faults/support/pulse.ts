import { setTimeout as delay } from 'node:timers/promises';
import type { HonestIrcd, Peer } from '../../../sandbox/ircd/index.js';

const ROUND_MS = 100;
const TIMEOUT_MS = 20_000;

/** Pings all connections of a server again and again, and keeps how long the slowest answer took. */
export class Pulse {
  readonly #ircd: HonestIrcd;
  readonly #running: Promise<void>;
  #on = true;
  #slowest = 0;
  #count = 0;

  constructor(ircd: HonestIrcd) {
    this.#ircd = ircd;
    this.#running = this.#run();
  }

  /** Ends it. `slowestMs`: the longest time that a ping took; `count`: pings that were answered. Rejects where one was not. */
  async stop(): Promise<{ readonly slowestMs: number; readonly count: number }> {
    this.end();
    await this.#running;
    return { slowestMs: Math.round(this.#slowest), count: this.#count };
  }

  /** Pings no more. */
  end(): void {
    this.#on = false;
  }

  async #run(): Promise<void> {
    while (this.#on) {
      await Promise.all(this.#ircd.peers.map((peer) => this.#ping(peer)));
      await delay(ROUND_MS);
    }
  }

  async #ping(peer: Peer): Promise<void> {
    const token = `pulse${performance.now()}`;
    const begun = performance.now();
    peer.send(`PING :${token}`);
    await peer.expect(({ command, params }) => command === 'PONG' && params.includes(token), TIMEOUT_MS);
    this.#slowest = Math.max(this.#slowest, performance.now() - begun);
    this.#count += 1;
  }
}
