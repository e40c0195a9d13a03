import { setTimeout as delay } from 'node:timers/promises';
import type { HonestIrcd, Peer } from '../../../sandbox/ircd/index.js';
import { PATIENCE_MS } from '../../../sandbox/patience.js';
import { mainThreadMs } from '../../support/cpu-time.js';

const ROUND_MS = 100;

/**
 * Pings all connections of a server again and again, and keeps how long the slowest answer took: on the clock, or that the process
 * behind them was at work meanwhile, whichever is less. A machine that lets both wait says nothing about the process.
 */
export class Pulse {
  readonly #ircd: HonestIrcd;
  readonly #pid: number;
  readonly #running: Promise<void>;
  #on = true;
  #slowest = 0;
  #count = 0;

  /** `pid`: whose the connections are. */
  constructor(ircd: HonestIrcd, pid: number) {
    this.#ircd = ircd;
    this.#pid = pid;
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
    const [begun, work] = [performance.now(), mainThreadMs(this.#pid)];
    peer.send(`PING :${token}`);
    await peer.expect(({ command, params }) => command === 'PONG' && params.includes(token), PATIENCE_MS);
    const took = Math.min(performance.now() - begun, mainThreadMs(this.#pid) - work);
    this.#slowest = Math.max(this.#slowest, took);
    this.#count += 1;
  }
}
