import type { Clock, Timer } from '../../gateway.js';
import type { IrcMessage } from '../wire/message.js';
import type { LineOut } from '../wire/serialise.js';

interface NickKeeperOptions {
  readonly clock: Clock;
  readonly wanted: string;
  /** The server has MONITOR. */
  readonly monitor: boolean;
  readonly current: () => string;
  /** Whether two nicks are the same to the server. */
  readonly same: (a: string, b: string) => boolean;
  readonly send: (line: LineOut) => void;
}

/** How often the nick is asked for where nobody tells us that it is free. */
const POLL_MS = 180_000;
/** Between two attempts. */
const PAUSE_MS = 15_000;
/** How often services may take the nick from us before they have it their way. */
const MOST_FORCED = 3;
/** Attempts on one connection. */
const MOST_TRIES = 60;

/**
 * Gets the wanted nick back when somebody else has it: at once when its holder leaves it in our sight, by MONITOR, else by
 * ISON every few minutes. Rests, without a timer, while we have it.
 */
export class NickKeeper {
  readonly #options: NickKeeperOptions;
  #wanted: string;
  #timer: Timer | undefined;
  #triedAt: number | undefined;
  #tries = 0;
  #forced = 0;
  #asked = false;
  #monitored: string | undefined;

  constructor(options: NickKeeperOptions) {
    this.#options = options;
    this.#wanted = options.wanted;
  }

  get wanted(): string {
    return this.#wanted;
  }

  /** We are on the network: looks whether there is something to do. */
  start(): void {
    this.#look();
  }

  /** Another nick is wanted from now on. */
  want(nick: string): void {
    this.#unmonitor();
    this.#wanted = nick;
    this.#tries = 0;
    this.#forced = 0;
    this.#look();
  }

  /** The server takes the wanted nick at no time. */
  resign(): void {
    this.#forced = MOST_FORCED;
    this.#look();
  }

  /** Our nick has changed; `asked`: because we said so. */
  changed(asked: boolean): void {
    if (!this.#has() && !asked) this.#forced += 1;
    this.#look();
  }

  /** Takes any line; true: it answers a question of ours, and is for nobody else. */
  receive({ command, params, source }: IrcMessage): boolean {
    // RPL_ISON
    if (command === '303' && this.#asked) {
      this.#asked = false;
      if (!namesOf(params, ' ').some((name) => this.#options.same(name, this.#wanted))) this.#try();
      return true;
    }
    if (this.#has() || this.#resigned()) return false;
    const { same } = this.#options;
    switch (command) {
      case 'QUIT':
      case 'NICK':
        if (source !== undefined && same(source.nick, this.#wanted)) this.#try();
        break;
      // RPL_MONOFFLINE
      case '731':
        if (namesOf(params, ',').some((name) => same(name, this.#wanted))) this.#try();
        break;
    }
    return false;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #has(): boolean {
    return this.#options.same(this.#options.current(), this.#wanted);
  }

  #resigned(): boolean {
    return this.#forced >= MOST_FORCED || this.#tries >= MOST_TRIES;
  }

  #look(): void {
    this.stop();
    if (this.#has() || this.#resigned()) {
      this.#unmonitor();
      return;
    }
    if (this.#options.monitor && this.#monitored === undefined) {
      this.#monitored = this.#wanted;
      this.#options.send({ command: 'MONITOR', params: ['+', this.#wanted] });
    }
    this.#timer = this.#options.clock.after(POLL_MS, () => {
      this.#asked = true;
      this.#options.send({ command: 'ISON', params: [this.#wanted] });
      this.#look();
    });
  }

  #try(): void {
    if (this.#has() || this.#resigned()) return;
    const now = this.#options.clock.monotonic();
    if (this.#triedAt !== undefined && now - this.#triedAt < PAUSE_MS) return;
    this.#triedAt = now;
    this.#tries += 1;
    this.#options.send({ command: 'NICK', params: [this.#wanted] });
  }

  #unmonitor(): void {
    if (this.#monitored === undefined) return;
    this.#options.send({ command: 'MONITOR', params: ['-', this.#monitored] });
    this.#monitored = undefined;
  }
}

/** Nicks of the last parameter, each perhaps with `!user@host`. */
function namesOf(params: readonly string[], separator: string): string[] {
  return (params.at(-1) ?? '').split(separator).map((name) => name.trim().split('!', 1)[0] ?? '');
}
