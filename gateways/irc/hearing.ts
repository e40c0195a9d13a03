import type { Clock, Log, Timer } from '../gateway.js';
import type { Batch } from './connection/batches.js';
import type { IrcEvent } from './state/events.js';
import { NetworkState } from './state/network-state.js';
import type { OwnView } from './state/views.js';
import type { Isupport } from './wire/isupport.js';
import type { IrcMessage } from './wire/message.js';

/** What is gathered for a moment (a split of the network) is told so much later, ms. */
const GATHERED_MS = 1000;

interface HearingParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly strings: NonNullable<ConstructorParameters<typeof NetworkState>[0]['strings']>;
  /** What the server says of itself, and our nick, as the connection has them now. */
  readonly isupport: () => Isupport;
  readonly nick: () => string;
  /** Runs something when it is its turn: all who see a split of the network come to it in the same moment. */
  readonly inTurn: (run: () => void) => void;
  /** Takes what a line meant. */
  readonly tell: (event: IrcEvent, answered: boolean) => void;
}

/** What is known of a network through one connection, and what its lines mean. */
export class Hearing {
  readonly #parts: HearingParts;
  #state: NetworkState | undefined;
  /** What is used while there is no connection. */
  #lastOwn: OwnView | undefined;
  #tick: Timer | undefined;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** Undefined while there is no connection. */
  get state(): NetworkState | undefined {
    return this.#state;
  }

  /** Who we are there, or were last. */
  get own(): OwnView {
    return this.#state?.own ?? this.#lastOwn ?? nobody(this.#parts.nick());
  }

  /** A connection is up, or about to be. */
  begin(): void {
    if (this.#state !== undefined) return;
    const { isupport, nick, strings } = this.#parts;
    this.#state = new NetworkState({ isupport: isupport(), nick: nick(), strings });
  }

  /** The connection is lost. */
  end(): void {
    this.#lastOwn = this.#state?.own ?? this.#lastOwn;
    this.#state = undefined;
    this.silence();
  }

  /** Tells nothing more of what is gathered. */
  silence(): void {
    this.#tick?.cancel();
    this.#tick = undefined;
  }

  message(message: IrcMessage, answered: boolean): void {
    this.begin();
    this.#tell(this.#state?.apply(message, this.#parts.clock.now()), answered);
  }

  batch(batch: Batch, answered: boolean): void {
    this.#tell(this.#state?.applyBatch(batch, this.#parts.clock.now()), answered);
  }

  #tell(events: readonly IrcEvent[] = [], answered: boolean): void {
    const { tell, log } = this.#parts;
    for (const event of events) {
      try {
        tell(event, answered);
      } catch (error) {
        // What one line does must not end the connections of all.
        log.error({ error: String(error), event: event.type }, 'something that a network told could not be handled');
      }
    }
    this.#watch();
  }

  #watch(): void {
    if (this.#state?.waiting !== true || this.#tick !== undefined) return;
    const { clock, inTurn } = this.#parts;
    this.#tick = clock.after(GATHERED_MS, () => {
      this.#tick = undefined;
      inTurn(() => this.#tell(this.#state?.tick(clock.now()), false));
    });
  }
}

function nobody(nick: string): OwnView {
  return {
    user: {
      nick,
      user: undefined,
      host: undefined,
      realname: undefined,
      account: undefined,
      away: undefined,
      bot: false,
      shared: 0,
    },
    modes: '',
  };
}
