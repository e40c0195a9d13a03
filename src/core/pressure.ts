import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import type { StoreHealth } from '../store/health.js';
import type { Metrics } from './metrics.js';

const SAMPLE_MS = 1000;

/**
 * Watches whether Redis has room. A full Redis refuses the workers too, so that it could never be emptied: new messages
 * are refused while there is still room for what is in the lanes.
 */
export class Pressure {
  readonly #health: () => Promise<StoreHealth>;
  readonly #parts: { readonly clock: Clock; readonly log: Log; readonly metrics: Metrics };
  #reasons: readonly string[] = [];
  #timer: Timer | undefined;
  #stopped = false;

  constructor(
    health: () => Promise<StoreHealth>,
    parts: { readonly clock: Clock; readonly log: Log; readonly metrics: Metrics },
  ) {
    this.#health = health;
    this.#parts = parts;
  }

  /** Why nothing new may be taken: `memory`, `disk`, `aof`; empty while there is room. */
  get reasons(): readonly string[] {
    return this.#reasons;
  }

  /** Samples once and goes on sampling every second. Returns the policy by which Redis evicts keys. */
  async start(): Promise<string> {
    const policy = await this.#sample();
    this.#again();
    return policy;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #again(): void {
    if (this.#stopped) return;
    this.#timer = this.#parts.clock.after(SAMPLE_MS, () => {
      // While Redis does not answer, adding to a lane tells; the last reasons stand.
      this.#sample()
        .catch(() => '')
        .finally(() => this.#again());
    });
  }

  async #sample(): Promise<string> {
    const { log, metrics } = this.#parts;
    const health = await this.#health().catch((error: unknown) => {
      metrics.gauge('redis_up', 0);
      throw error;
    });
    metrics.gauge('redis_up', 1);
    metrics.gauge('redis_used_bytes', health.usedMemory);
    metrics.gauge('redis_limit_bytes', health.maxMemory);
    metrics.gauge('redis_delayed_fsync', health.delayedFsync);
    if (health.diskFree !== undefined) metrics.gauge('disk_free_bytes', health.diskFree);
    for (const reason of ['memory', 'disk', 'aof'] as const) {
      metrics.gauge('pressure', health.stop.includes(reason) ? 1 : 0, { reason });
    }
    if (health.stop.join() !== this.#reasons.join()) {
      if (health.stop.length > 0) log.error({ reasons: health.stop, ...health }, ADVICE);
      else log.info({}, 'Redis has room again; messages are taken');
    }
    this.#reasons = health.stop;
    return health.policy;
  }
}

const ADVICE =
  'Redis is nearly full or cannot write, so new messages are refused until it has room: ' +
  'raise its maxmemory, or free space on its disk';
