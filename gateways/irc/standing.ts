import type { Clock, Problem, TextRef } from '../gateway.js';
import type { ConnectionState, IrcConnection } from './connection/connection.js';
import { backoffClass, type Failure } from './connection/failure.js';
import type { IrcHost } from './connection/settings.js';
import { failureText } from './failure-texts.js';
import { problemOf } from './rooms/place.js';

interface StandingParts {
  /** The network as it stands in addresses. */
  readonly network: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly connection: Pick<IrcConnection, 'state' | 'login'>;
  readonly say: (ref: TextRef) => string;
}

/**
 * Failed attempts after which whoever wants to enter is told, rather than to wait for the next one: of a connection that is to
 * come back. Where there was none the first one is enough.
 */
const PATIENCE = 2;
const LONGEST_SAID = 200;

/** How a connection stands: since when, whether it is worth waiting for, and what the user was told of it. */
export class Standing {
  readonly #o: StandingParts;
  #since: number;
  #host: IrcHost | undefined;
  /** Attempts to connect that failed since the last one that did not, and what the last one was told as. */
  #failures = 0;
  #told: Failure['reason'] | undefined;
  /** What the user was told of a login that failed. */
  #loginTold: string | undefined;
  #wasUp = false;

  constructor(parts: StandingParts) {
    this.#o = parts;
    this.#since = parts.clock.now();
  }

  /** Since when it is as it is now; wall time, ms. */
  get since(): number {
    return this.#since;
  }

  /** The server of the last try. */
  get host(): IrcHost | undefined {
    return this.#host;
  }

  /** The next attempt is far off, by the network's wish. */
  get kept(): boolean {
    const { state } = this.#o.connection;
    return state.kind === 'waiting' && backoffClass(state.failure) !== 'lost';
  }

  /** So long the network still wants to be left alone, ms. */
  get keptFor(): number {
    const { state } = this.#o.connection;
    return this.kept && state.kind === 'waiting' ? state.until - this.#o.clock.now() - 1 : 0;
  }

  /** A connection is not to be expected soon. */
  get hopeless(): boolean {
    const { state } = this.#o.connection;
    return state.kind === 'waiting' && (this.kept || this.#failures > (this.#wasUp ? PATIENCE : 0));
  }

  /** The connection is in another state. */
  turned(state: ConnectionState): void {
    this.#since = this.#o.clock.now();
    if ('host' in state) this.#host = state.host;
  }

  /** It is up, or was when another process ended. */
  wasUp(): void {
    this.#wasUp = true;
    this.#failures = 0;
    this.#told = undefined;
  }

  /** It is lost, or could not be had. `news`: the reason is another one than what was told before, and worth telling. */
  lost(failure: Failure): { readonly text: string; readonly news: boolean } {
    const { network, say } = this.#o;
    const news = this.#told !== undefined && this.#told !== failure.reason && backoffClass(failure) !== 'lost';
    this.#failures += 1;
    this.#told = failure.reason;
    return { text: say({ key: 'irc.room.lost', params: { network, reason: say(failureText(failure)) } }), news };
  }

  /** Why nothing can be said there now. */
  unavailable(): Problem {
    const { network, say, connection } = this.#o;
    const { state } = connection;
    const said = state.kind === 'failed' || state.kind === 'waiting' ? state.failure : undefined;
    if (said === undefined) return problemOf('wait', 'recipient-unavailable', 'irc.connecting', { network });
    return problemOf('wait', 'recipient-unavailable', 'irc.unavailable', { network, reason: say(failureText(said)) });
  }

  /** A login that is not required has failed: to be told once, and again after one that did not fail. */
  loginNews(): TextRef | undefined {
    const { login } = this.#o.connection;
    const failed = login !== undefined && login.kind !== 'logged-in' ? login.text : undefined;
    const news = failed !== undefined && failed !== this.#loginTold;
    this.#loginTold = failed;
    if (!news) return undefined;
    const said = failed.trim() === '' ? '' : ` (${failed.trim().slice(0, LONGEST_SAID)})`;
    return { key: 'irc.login.failed', params: { network: this.#o.network, said } };
  }
}
