import type { PresenceState, TextRef } from '../gateway.js';
import type { AwayChoice } from './preferences.js';

/** For who is away and says no more; the other shows mean that they are here. */
const TEXTS = { away: 'irc.away.away', dnd: 'irc.away.dnd', xa: 'irc.away.xa' } as const;

/** What decides whether people on a network see a user as away. */
export interface Whereabouts {
  readonly choice: AwayChoice;
  /** How the user shows itself. Whoever is not subscribed to by the gateway is not known to be available. */
  readonly state: PresenceState;
  /** A client of the user is in a room of this connection, whatever else is known. */
  readonly inRoom: boolean;
}

/** What people on IRC see of how a user shows itself; undefined: here. `say` puts a sentence of ours into words. */
export function awayText({ choice, state, inRoom }: Whereabouts, say: (ref: TextRef) => string): string | undefined {
  if (choice === 'off') return undefined;
  if (!state.available) return inRoom ? undefined : say({ key: 'irc.away.absent' });
  if (choice !== 'status' || state.show === undefined || state.show === 'chat') return undefined;
  const status = state.status?.replace(/\s+/g, ' ').trim() ?? '';
  return status === '' ? say({ key: TEXTS[state.show] }) : status;
}

/** Tells a network of the absence of a user, whenever it is another than what the network was told last. */
export class AwayTeller {
  readonly #say: (ref: TextRef) => string;
  readonly #send: (params: readonly string[]) => void;
  /** Undefined: that we are here. */
  #told: string | undefined;

  /** `send`: the parameters of an AWAY. */
  constructor(say: (ref: TextRef) => string, send: (params: readonly string[]) => void) {
    this.#say = say;
    this.#send = send;
  }

  /** A new connection: whoever comes is here. */
  reset(): void {
    this.#told = undefined;
  }

  tell(whereabouts: Whereabouts): void {
    const text = awayText(whereabouts, this.#say);
    if (text === this.#told) return;
    this.#told = text;
    this.#send(text === undefined ? [] : [text]);
  }
}
