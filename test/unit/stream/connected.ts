import { PATIENCE_MS } from '../../../sandbox/patience.js';
import { systemClock } from '../../../src/clock.js';
import { ComponentConnection, type ConnectionOptions } from '../../../src/core/stream/connection.js';
import type { Log } from '../../../src/log.js';
import type { Element } from '../../../src/xmpp/element.js';
import type { StreamEnd } from '../../../src/xmpp/stream-end.js';

interface Seen {
  readonly ups: number;
  readonly ends: readonly StreamEnd[];
  readonly stanzas: readonly Element[];
  readonly refused: readonly string[];
  /** Level and message, with the advice where there is one. */
  readonly log: readonly string[];
}

/** A connection whose events a test can wait for. */
export class Connected {
  readonly connection: ComponentConnection;
  readonly seen: Seen;
  #watchers: (() => void)[] = [];

  constructor(options: Pick<ConnectionOptions, 'server'> & Partial<ConnectionOptions>) {
    const seen = {
      ups: 0,
      ends: [] as StreamEnd[],
      stanzas: [] as Element[],
      refused: [] as string[],
      log: [] as string[],
    };
    this.seen = seen;
    const changed = () => {
      for (const check of [...this.#watchers]) check();
    };
    const note = (level: string) => (fields: object, message: string) => {
      seen.log.push(`${level} ${message} ${JSON.stringify(fields)}`);
      changed();
    };
    const log: Log = {
      debug: note('debug'),
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
      child: () => log,
    };
    this.connection = new ComponentConnection({
      domain: 'gw.test',
      secret: 's3cret',
      clock: systemClock,
      log,
      backoff: { first: 1, min: 20, max: 100, config: [30, 60] },
      onStanza: (stanza) => {
        seen.stanzas.push(stanza);
        changed();
      },
      onRefused: (_, limit) => {
        seen.refused.push(limit);
        changed();
      },
      onUp: () => {
        seen.ups++;
        changed();
      },
      onDown: (end) => {
        seen.ends.push(end);
        changed();
      },
      ...options,
    });
  }

  start(): this {
    this.connection.start();
    return this;
  }

  /** Resolves when the condition holds, looked at after each event; fails where that never comes. */
  until(condition: (seen: Seen) => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        this.#watchers = this.#watchers.filter((watcher) => watcher !== check);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`waited in vain for: ${what}; ends: ${JSON.stringify(this.seen.ends.slice(-2))}`));
      }, PATIENCE_MS);
      const check = () => {
        if (!condition(this.seen)) return;
        stop();
        resolve();
      };
      this.#watchers.push(check);
      check();
    });
  }

  up(times = 1): Promise<void> {
    return this.until((seen) => seen.ups >= times, `up ${times} times`);
  }

  ended(times = 1): Promise<void> {
    return this.until((seen) => seen.ends.length >= times, `ended ${times} times`);
  }

  /** Sends a tracked stanza and waits for what becomes of it. */
  track(stanza: Element | string): Promise<'acked' | 'lost'> {
    return new Promise((resolve, reject) => {
      const sent = this.connection.sendTracked(stanza, (result) => resolve(result));
      if (sent !== 'sent') reject(new Error(`not sent: ${sent}`));
    });
  }
}
