import type { Clock, GatewayMetrics, KeyValue, Later } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Source, Upstream } from '../book/source.js';
import type { Backward } from '../engine/effect.js';
import { type Deed, deedsOf } from './deed.js';
import { UpstreamFailure } from './failure.js';
import type { JsonClient } from './json-client.js';
import { tellPagerDuty } from './pagerduty-events.js';
import { pauseAfter } from './pauses.js';
import type { UpstreamPorts } from './ports.js';
import { Silencer, type Watch } from './silencer.js';

interface UpstreamsOptions {
  readonly client: JsonClient;
  readonly kv: KeyValue;
  /** Of the lane whose engine tells; `UpstreamWait`s come back from it. */
  readonly later: Later;
  readonly clock: Clock;
  /** The rules as they are now. */
  readonly book: () => Book;
  readonly ports: UpstreamPorts;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** What a silence says where nobody has commented. */
  readonly taken: string;
  readonly metrics: Pick<GatewayMetrics, 'count'>;
}

/** A wait of telling sources, as `Later` brings it back. */
type UpstreamWait = Deed | Watch;

/** Whether a payload of `Later` is one of these. */
export function isUpstreamWait(payload: { readonly type?: unknown }): payload is UpstreamWait {
  return payload.type === 'upstream' || payload.type === 'upstream-watch';
}

/** Requests to one source at the same time; the others come a moment later. */
const MOST_AT_ONCE = 4;
const MOMENT_MS = 500;
/** Failures that pass by themselves are told to admins from this try on. */
const TOLD_FROM = 3;
/** An outage is told once in so long, seconds, unless it was over meanwhile. */
const TOLD_S = 86_400;

/** What is known of a source in this process. */
interface Line {
  running: number;
  /** Monotonic time before which nothing is tried, as the last try failed. */
  rest: number;
  /** Admins were told that it cannot be told. */
  told: boolean;
}

/**
 * Tells sources what people did with their alerts, as far as they can hear it (`Source.upstream`). What is to be told waits in
 * `Later`, survives a crash and never keeps the engine waiting; of one alert the latest alone is told. Tried again with growing
 * pauses until it is not worth it any more.
 */
export class Upstreams {
  readonly #options: UpstreamsOptions;
  readonly #silencer: Silencer;
  /** As many as the book has sources with an API. */
  readonly #lines = new Map<string, Line>();

  constructor(options: UpstreamsOptions) {
    this.#options = options;
    this.#silencer = new Silencer(options);
  }

  /** Port `back` of the engine. Resolves when all of it waits to be told. */
  async back(backward: Backward): Promise<void> {
    const { book, clock } = this.#options;
    const deeds = deedsOf(backward, book(), clock.now());
    await Promise.all(deeds.map((deed) => this.#schedule(deed, 0)));
  }

  /** A wait has ended. Rejects only where Redis cannot be asked: then it comes again. */
  async wait(wait: UpstreamWait): Promise<void> {
    const source = this.#options.book().source(wait.source);
    const upstream = source?.upstream;
    // An admin took it out of the book.
    if (source === undefined || upstream === undefined) return;
    const line = this.#lineOf(wait.source);
    const { clock } = this.#options;
    const rest = line.rest - clock.monotonic();
    if (line.running >= MOST_AT_ONCE || rest > 0) {
      await this.#again(wait, Math.max(rest, MOMENT_MS));
      return;
    }
    line.running += 1;
    try {
      if (wait.type === 'upstream-watch') await this.#watch(upstream, wait, line);
      else await this.#tell(source, upstream, wait, line);
    } finally {
      line.running -= 1;
    }
  }

  async #tell(source: Source, upstream: Upstream, deed: Deed, line: Line): Promise<void> {
    const { client, clock, random } = this.#options;
    if (deed.expires <= clock.now()) {
      this.#count('expired');
      return;
    }
    try {
      if (upstream.kind === 'pagerduty') await tellPagerDuty(client, upstream, deed);
      else await this.#silencer.tell(source, upstream, deed);
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      const tries = deed.tries + 1;
      const pause = pauseAfter(tries, random());
      if (error.passes) line.rest = clock.monotonic() + pause;
      this.#count(error.passes ? 'retried' : 'refused');
      if (!error.passes || tries >= TOLD_FROM) await this.#warn(source.name, error, line);
      if (error.passes) await this.#schedule({ ...deed, tries }, pause);
      return;
    }
    this.#count('told');
    await this.#works(source.name, line);
  }

  /** Of looks that fail nobody is told: the alert is silent as it should be. */
  async #watch(upstream: Upstream, watch: Watch, line: Line): Promise<void> {
    try {
      await this.#silencer.watch(upstream, watch);
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      this.#count('not-watched');
      if (error.passes) line.rest = this.#options.clock.monotonic() + pauseAfter(1, this.#options.random());
      await this.#silencer.watchLater(watch);
    }
  }

  async #again(wait: UpstreamWait, ms: number): Promise<void> {
    if (wait.type === 'upstream-watch') await this.#silencer.watchLater(wait);
    else await this.#schedule(wait, Math.ceil(ms * (1 + this.#options.random() / 4)));
  }

  async #schedule(deed: Deed, ms: number): Promise<void> {
    const { later, clock } = this.#options;
    // With the time no two waits are the same: one that is arranged while it runs is not taken for the one that has run.
    await later.schedule(`upstream.${deed.key}`, ms, { ...deed, at: clock.now() });
  }

  async #warn(source: string, { reason, passes }: UpstreamFailure, line: Line): Promise<void> {
    const { kv, ports, clock } = this.#options;
    line.told = true;
    const key = toldKey(source);
    if ((await kv.get(key)) !== undefined) return;
    // Its id is of the day: told again after a crash in between, it is no second one.
    const day = Math.floor(clock.now() / (TOLD_S * 1000));
    await ports.warn(`upstream.${source}.${day}`, { source, reason, passes });
    await kv.set(key, reason, TOLD_S);
  }

  async #works(source: string, line: Line): Promise<void> {
    if (!line.told) return;
    line.told = false;
    await this.#options.kv.remove(toldKey(source));
  }

  #lineOf(source: string): Line {
    const line = this.#lines.get(source) ?? { running: 0, rest: 0, told: false };
    this.#lines.set(source, line);
    return line;
  }

  #count(outcome: string): void {
    this.#options.metrics.count('upstream', { outcome });
  }
}

function toldKey(source: string): string {
  return `upstream.told.${source}`;
}
