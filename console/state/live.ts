import type { OverviewView } from '../../src/http/console/api.js';
import { get } from '../api.js';

/** What the server tells as it changes, and whether it still does. */
export interface LiveState {
  /** What was told last; undefined: nothing yet. */
  readonly overview: OverviewView | undefined;
  /** Whether what is shown is no older than a few seconds. */
  readonly live: boolean;
  /** Since when it is live or not, ms since the epoch. */
  readonly since: number;
}

/** Waits before it is tried again, ms; the last one from then on. */
const PATIENCE = [500, 1000, 2000, 5000, 10_000];
/** A stream on which nothing was said for so long is given up, ms: connections die without a word. */
const SILENCE_MS = 30_000;

/**
 * The stream of what changes (SSE). A browser tries again by itself only where the connection broke, not where a proxy answered in place
 * of the server, so all of that is done here.
 */
export class Live {
  readonly #changed: (state: LiveState) => void;
  readonly #over: () => void;
  #state: LiveState = { overview: undefined, live: false, since: Date.now() };
  #source: EventSource | undefined;
  #timer: number | undefined;
  #silence: number | undefined;
  #failures = 0;
  #stopped = false;

  /** `changed` gets each new state; `over` is called when the server says that the session is over. */
  constructor(changed: (state: LiveState) => void, over: () => void) {
    this.#changed = changed;
    this.#over = over;
  }

  start(): void {
    const source = new EventSource('api/live');
    this.#source = source;
    source.addEventListener('overview', (event) => {
      this.#failures = 0;
      this.#listen();
      this.#set({ overview: JSON.parse(event.data) as OverviewView, live: true });
    });
    source.addEventListener('over', () => {
      this.stop();
      this.#over();
    });
    source.onopen = () => this.#listen();
    source.onerror = () => this.#again();
    this.#listen();
  }

  stop(): void {
    this.#stopped = true;
    this.#close();
    window.clearTimeout(this.#timer);
  }

  /** Does not wait for its time: the network is back, or somebody looks. */
  hurry(): void {
    if (this.#stopped || this.#source !== undefined) return;
    window.clearTimeout(this.#timer);
    this.start();
  }

  #listen(): void {
    window.clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => this.#again(), SILENCE_MS);
  }

  #again(): void {
    this.#close();
    if (this.#stopped) return;
    this.#set({ overview: this.#state.overview, live: false });
    const wait = PATIENCE[Math.min(this.#failures, PATIENCE.length - 1)];
    this.#failures += 1;
    // The stream does not say why it could not be opened; this does, and a session that is over ends all of this.
    get('overview').catch(() => undefined);
    this.#timer = window.setTimeout(() => this.start(), wait);
  }

  #close(): void {
    window.clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = undefined;
  }

  #set({ overview, live }: Omit<LiveState, 'since'>): void {
    const since = live === this.#state.live ? this.#state.since : Date.now();
    this.#state = { overview, live, since };
    this.#changed(this.#state);
  }
}
