import type { Clock, Timer } from '../../../gateway.js';
import type { IrcMessage } from '../../wire/message.js';
import type { SaslName } from '../settings.js';
import { type Credentials, createMechanism, usableMechanisms } from './choose.js';
import { Chunks, toChunks } from './chunks.js';
import type { Mechanism, SaslStep } from './mechanism.js';

/**
 * How a login ended. `refused`: services said no, and would again. `distrusted`: the server has not behaved as one that knows
 * the password; it must not get it in any other way. `unavailable`: there was no answer, or nothing in common; it may go
 * another time.
 */
export type LoginOutcome =
  | { readonly kind: 'logged-in'; readonly account: string }
  | { readonly kind: 'refused' | 'distrusted' | 'unavailable'; readonly text: string };

interface AuthenticationOptions {
  readonly credentials: Credentials;
  /** Value of the `sasl` capability. */
  readonly offered: string;
  readonly clock: Clock;
  /** For one answer of the server, ms. */
  readonly timeoutMs: number;
  /** Sends one `AUTHENTICATE` with this parameter. */
  readonly send: (parameter: string) => void;
  /** Called exactly once, unless `stop` comes first. */
  readonly done: (outcome: LoginOutcome) => void;
}

/**
 * One login by SASL (IRCv3 SASL 3.2): tries the mechanisms that both sides have, one after the other, until one succeeds.
 * What a mechanism finds out of the server ends all: a server that does not know the password gets it by no other way.
 */
export class Authentication {
  readonly #options: AuthenticationOptions;
  #left: SaslName[];
  #mechanism: Mechanism | undefined;
  readonly #chunks = new Chunks();
  #timer: Timer | undefined;
  #account = '';
  #over = false;
  /** We have answered the server within the present mechanism. */
  #answered = false;
  #refusal: string | undefined;
  #trouble = 'the server and the settings have no mechanism in common';

  constructor(options: AuthenticationOptions) {
    this.#options = options;
    this.#left = usableMechanisms(options.credentials, options.offered);
  }

  start(): void {
    this.#next();
  }

  /** Ends without an outcome. */
  stop(): void {
    this.#over = true;
    this.#timer?.cancel();
  }

  /** Takes a line; whether it was one of the login. */
  receive({ command, params }: IrcMessage): boolean {
    if (this.#over) return false;
    const text = params.at(-1) ?? '';
    switch (command) {
      case 'AUTHENTICATE':
        this.#challenge(params[0] ?? '+');
        return true;
      // RPL_LOGGEDIN: <client> <nick!user@host> <account> :text
      case '900':
        this.#account = params[2] ?? '';
        return true;
      // RPL_SASLSUCCESS, ERR_SASLALREADY
      case '903':
      case '907':
        this.#succeeded();
        return true;
      // ERR_NICKLOCKED
      case '902':
        this.#end({ kind: 'refused', text });
        return true;
      // ERR_SASLFAIL, ERR_SASLTOOLONG
      case '904':
      case '905':
        // Before we have said anything it is no judgement on us: services are away, or do not know the mechanism.
        if (this.#answered) this.#refusal = text;
        else this.#trouble = text;
        this.#next();
        return true;
      // ERR_SASLABORTED comes for our own `*`.
      case '906':
        this.#next();
        return true;
      // RPL_SASLMECHS: <client> <mechanisms> :text; ERR_SASLFAIL follows.
      case '908':
        this.#narrow(params[1] ?? '');
        return true;
      default:
        return false;
    }
  }

  #narrow(offered: string): void {
    const usable = new Set(usableMechanisms(this.#options.credentials, offered));
    this.#left = this.#left.filter((name) => usable.has(name));
  }

  #next(): void {
    this.#timer?.cancel();
    const name = this.#left.shift();
    if (name === undefined) {
      const refusal = this.#refusal;
      if (refusal !== undefined) this.#end({ kind: 'refused', text: refusal });
      else this.#end({ kind: 'unavailable', text: this.#trouble });
      return;
    }
    this.#answered = false;
    this.#mechanism = createMechanism(name, this.#options.credentials);
    this.#options.send(name);
    this.#await();
  }

  #await(): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(this.#options.timeoutMs, () => {
      this.#options.send('*');
      this.#end({ kind: 'unavailable', text: 'services did not answer' });
    });
  }

  #challenge(parameter: string): void {
    const mechanism = this.#mechanism;
    if (mechanism === undefined) return;
    const octets = this.#chunks.push(parameter);
    if (octets === 'more') return;
    if (octets === 'broken') this.#distrust('a challenge that is no base64');
    else {
      mechanism.challenge(octets, (step) => {
        if (!this.#over && mechanism === this.#mechanism) this.#step(step);
      });
    }
  }

  #step(step: SaslStep): void {
    if (step.kind === 'distrust') {
      this.#distrust(step.why);
      return;
    }
    if (step.kind === 'refused') {
      this.#refusal = step.why;
      this.#options.send('*');
      return;
    }
    this.#answered = true;
    for (const piece of toChunks(step.octets)) this.#options.send(piece);
    this.#await();
  }

  #succeeded(): void {
    if (this.#mechanism?.satisfied === false) {
      this.#distrust('a success without the proof that it needs');
      return;
    }
    const { sasl, nick } = this.#options.credentials;
    this.#end({ kind: 'logged-in', account: this.#account || (sasl.account ?? nick) });
  }

  /** What the server says is no answer to this mechanism: no other may be tried on it. */
  #distrust(why: string): void {
    this.#options.send('*');
    this.#end({ kind: 'distrusted', text: why });
  }

  #end(outcome: LoginOutcome): void {
    if (this.#over) return;
    this.stop();
    this.#options.done(outcome);
  }
}
